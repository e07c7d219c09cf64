"""All stores of articles together: the Library port on SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from retrieval.domain.clock import utc_now
from storage.database.engine import Database
from storage.library.articles import SqlArticles
from storage.library.change_log import SqlChangeLog
from storage.library.near_duplicates import SqlNearDuplicates
from storage.library.passages import SqlPassages
from storage.library.retractions import SqlRetractions
from storage.library.statements import SqlStatements
from storage.library.stories import SqlStories


class SqlLibrary(SqlArticles, SqlNearDuplicates, SqlRetractions, SqlChangeLog, SqlStatements, SqlPassages, SqlStories):
    """The articles of one database, with their copies, stories, log, statements and passages.

    `now` returns an aware time.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(database, now)
