"""Search in tests: by keywords alone, and for everything that an index holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from retrieval.index.search import KeywordQuery, PassageSearch
from tests.contracts.drafts import pair
from tests.contracts.memory import MemoryLibrary

Open = Callable[..., PassageSearch]


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


async def ids(search: PassageSearch) -> list[int]:
    return sorted(i for i, _ in await search.nearest("anything", 10_000))


async def printed(search: PassageSearch, word: str = "river") -> list[int]:
    return sorted(await printing(search, {word: 1.0}))


async def many(library: MemoryLibrary, n: int) -> list[int]:
    await library.put([pair(f"Article number {i} is about river {i}.", str(i)) for i in range(n)])
    return sorted((await library.changes(0)).added)
