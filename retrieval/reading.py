"""Read an article: where to cut it, who says what in it, who is named."""

from __future__ import annotations

from retrieval.model import Reading
from retrieval.passages import passages
from retrieval.quotes import read_statements
from retrieval.quotes.names import mentions


class ArticleReader:
    """Reads texts.  Blocking: call it on the worker.  Nothing is loaded before the first text."""

    def read(self, text: str) -> Reading:
        """What `text` says, and who says it; offsets count its code points.  Raises ModelUnusable."""
        named = mentions(text)
        return Reading(tuple(passages(text)), tuple(read_statements(text, named)), tuple(named))
