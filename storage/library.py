"""The stores of the subject, together: what retrieval calls its Library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.articles import SqlArticles, utc_now
from storage.engine import Database
from storage.log import SqlLog
from storage.passages import SqlPassages
from storage.retracting import SqlRetracting
from storage.siblings import SqlSiblings
from storage.statements import SqlStatements


class SqlLibrary(SqlArticles, SqlSiblings, SqlRetracting, SqlLog, SqlStatements, SqlPassages):
    """Articles, their siblings, their log, statements and passages of one database.  `now` gives the time, aware."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(database, now)
