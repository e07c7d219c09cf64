"""The stores of the subject, together: what retrieval calls its Library."""

from __future__ import annotations

from storage.articles import SqlArticles
from storage.engine import Database
from storage.passages import SqlPassages
from storage.statements import SqlStatements


class SqlLibrary(SqlArticles, SqlStatements, SqlPassages):
    """Articles, statements and passages of one database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
