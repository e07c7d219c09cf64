"""One reader for all tests: its networks take a second to load."""

from __future__ import annotations

from retrieval.domain.article import Statement
from retrieval.quotes.article_reader import ArticleReader

READER = ArticleReader()


def statements(text: str) -> list[Statement]:
    """Return the statements that the real tagger finds in a text."""
    return list(READER.read(text).statements)
