"""A story: the articles on one event, and what they say together about who printed it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from retrieval.domain.article import Article


@dataclass(frozen=True, slots=True)
class Story:
    """The current articles on one event, in the order in which they came in; at least one.

    `id` stays: a story that takes in another keeps the smaller id, and the other id leads to it from then on.
    """

    id: int
    articles: tuple[Article, ...]

    def __post_init__(self) -> None:
        if not self.articles:
            raise ValueError(f"story {self.id} has no articles")

    @property
    def papers(self) -> tuple[str, ...]:
        """Return the publishers, each once, in the order in which they came in; unnamed ones are left out."""
        return tuple(dict.fromkeys(a.publisher for a in self.articles if a.publisher))

    @property
    def origins(self) -> int:
        """Count the articles, near-copies once."""
        return len({a.origin for a in self.articles})

    @property
    def first_seen(self) -> datetime:
        """Return when the first of the articles came in."""
        return min(a.added for a in self.articles)

    @property
    def last_seen(self) -> datetime:
        """Return when the last of the articles, or of their revisions, came in."""
        return max(a.added for a in self.articles)
