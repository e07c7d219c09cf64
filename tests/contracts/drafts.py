"""Drafts with their readings, for the suites of the stores."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.domain.article import Draft, Reading
from tests.contracts.plain import PlainReader

HILL = 'Christopher Hill spoke first. "Ukraine is absolutely critical," Hill said. Maria Okafor left.'
MARIC = '"The river is rising faster than expected," said Ana Maric. "The river will not wait," Maric added.'
HILL_ON_BRIDGES = '"The bridge must be closed tonight," Christopher Hill said. "Close it," said Ana Maric.'


def pair(
    text: str, name: str | None = None, *, title: str | None = None, day: int | None = None
) -> tuple[Draft, Reading]:
    """Return a draft and its reading, as AddArticles hands them to a store; `day` is a day of March 2026."""
    published = None if day is None else datetime(2026, 3, day, tzinfo=UTC)
    return Draft(text=text, id=name, title=title, published=published), PlainReader().read(text)
