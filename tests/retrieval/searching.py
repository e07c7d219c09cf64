"""Search by keywords alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.index.search import KeywordQuery, PassageSearch


async def printing(
    search: PassageSearch,
    words: Mapping[str, float],
    phrases: Sequence[str] = (),
    k: int = 10_000,
    within: Sequence[int] | None = None,
) -> list[int]:
    """Return the ids of the passages that print any of the words or phrases, best first."""
    found = await search.candidates([], KeywordQuery(words, phrases), k, within)
    scores = dict(zip(found.ids, found.printed, strict=True))
    return sorted((i for i, score in scores.items() if score > 0), key=lambda i: -scores[i])
