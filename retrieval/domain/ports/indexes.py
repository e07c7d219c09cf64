"""Ports of the indexes: what they are made from, what is searched, and where they are kept between runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from retrieval.domain.ports.models import Vectors


@dataclass(frozen=True, slots=True)
class Generation:
    """A state of the store's searchable content: its number, and the token drawn when it was written.

    The token tells two databases apart that reached the same number, as after restoring a backup.
    """

    number: int
    token: str


NO_GENERATION = Generation(0, "")


@dataclass(frozen=True, slots=True)
class Changes:
    """What takes an index from one generation to another."""

    to: Generation
    added: tuple[int, ...]
    removed: tuple[int, ...]


class PassageSource(Protocol):
    """The store that an index is made from."""

    async def generation(self) -> Generation: ...

    async def holds(self, generation: Generation) -> bool:
        """Return whether this store went through `generation` (NO_GENERATION: always)."""

    async def changes(self, since: int) -> Changes:
        """Return the passages that came and went after generation `since`, with the generation now, read as one."""

    async def removed(self, since: int) -> Sequence[int]:
        """Return only those that went: few, however many came."""

    async def generation_before(self, passage: int) -> Generation:
        """Return the newest generation without a passage of this id or a later one."""

    async def passage_count(self) -> int:
        """Count the passages to be searched."""

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        """Return the text to index for each passage; ids that are gone are left out."""


class PassageIndex(Protocol):
    """Passages by id, made from a store and kept in step with it.  Blocking: one worker thread owns it."""

    generation: Generation
    """The generation of the store that it was made from; whoever updates the index sets it."""

    def __len__(self) -> int: ...

    def ids(self) -> set[int]: ...

    def present(self, ids: Sequence[int]) -> set[int]:
        """Return which of these are in the index."""

    def remove(self, ids: Sequence[int]) -> None:
        """Remove passages; unknown ids are ignored."""

    def save(self) -> None:
        """Keep the index and its generation for the next load.

        Raise StorageError if that fails; what was saved before then stays, and the index in memory remains right.
        """


class VectorIndex(PassageIndex, Protocol):
    """Searches passages by their unit vectors."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension); the ids must be new to this index."""

    def vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return vectors of shape (dimension,) by id, as precise as the index keeps them; unknown ids are left out."""

    def search(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return at most `k` (id, cosine), best first; only among the ids `within` if given."""


class KeywordIndex(PassageIndex, Protocol):
    """Searches passages by the words they print."""

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Add the texts of passages; the ids must be new to this index."""

    def search(
        self, words: Mapping[str, float], phrases: Sequence[str] = (), k: int = 10, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return at most `k` (id, score), best first, of passages that print any of `words` or `phrases`.

        `words` have weights, 1.0 for an ordinary one; a phrase is words in this order, and adds to the score.  Any text
        is allowed: it has no query syntax.  `within` restricts the search to these ids.
        """

    def passages_with(self, word: str) -> int:
        """Count the passages that print `word` in some form; removed ones may still count."""


I_co = TypeVar("I_co", bound=PassageIndex, covariant=True)


class IndexStore(Protocol[I_co]):
    """Loads and makes indexes of one kind, kept in one place.  Blocking: call it on the index's worker thread."""

    @property
    def location(self) -> str:
        """Say where the index is kept, for messages: a folder, or a table."""

    def empty(self) -> I_co:
        """Make an empty index; it replaces the saved one when it is saved."""

    def load(self) -> I_co | None:
        """Load the saved index; None if none was saved.

        Raise IndexBroken if it is damaged or was made with another version or encoder; raise ModelUnusable.
        """

    def saved_generation(self) -> int:
        """Return the generation number of the saved index without loading it; 0 if that cannot be read."""


@dataclass(frozen=True, slots=True)
class IndexStores:
    """The two indexes that passages are searched with."""

    vectors: IndexStore[VectorIndex]
    keywords: IndexStore[KeywordIndex]
