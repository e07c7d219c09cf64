"""Indexes for tests that compare with every passage, and stores that keep their saved copies in memory."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Generic, Self, TypeVar

from retrieval.domain.errors import IndexBroken
from retrieval.domain.ports import NO_GENERATION, Encoder, IndexStores, Vectors
from retrieval.text.normalize import words as words_of

V = TypeVar("V")


class PlainIndex(Generic[V]):
    """Values by passage id."""

    def __init__(self, keep: Callable[[Any], None]) -> None:
        """`keep` receives a copy of the index whenever it is saved."""
        self.generation = NO_GENERATION
        self.values: dict[int, V] = {}
        self._keep = keep

    def __len__(self) -> int:
        return len(self.values)

    def ids(self) -> set[int]:
        return set(self.values)

    def present(self, ids: Sequence[int]) -> set[int]:
        return self.ids().intersection(ids)

    def remove(self, ids: Sequence[int]) -> None:
        for i in ids:
            self.values.pop(i, None)

    def save(self) -> None:
        self._keep(self.copy())

    def copy(self) -> Self:
        other = copy.copy(self)
        other.values = dict(self.values)
        return other

    def best(self, score: Callable[[V], float], k: int, within: Collection[int] | None) -> list[tuple[int, float]]:
        scores = [(i, score(value)) for i, value in self.values.items() if within is None or i in within]
        return sorted(scores, key=lambda hit: (-hit[1], hit[0]))[: max(0, k)]


class PlainVectorIndex(PlainIndex[Vectors]):
    """A VectorIndex by brute force."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        self.values.update(zip(ids, vectors, strict=True))

    def vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        return {i: self.values[i] for i in ids if i in self.values}

    def search(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        return self.best(lambda own: float(own @ vector), k, within)


class PlainKeywordIndex(PlainIndex[str]):
    """A KeywordIndex that counts the words and phrases of a query in every text."""

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        self.values.update(zip(ids, texts, strict=True))

    def search(
        self, words: Mapping[str, float], phrases: Sequence[str] = (), k: int = 10, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        weights = [(_spaced(word), weight) for word, weight in words.items() if 0 < weight < math.inf]
        weights += [(_spaced(phrase), 1.0) for phrase in phrases]

        def score(text: str) -> float:
            return sum(weight * _spaced(text).count(wanted) for wanted, weight in weights if wanted.strip())

        return [(i, found) for i, found in self.best(score, len(self), within) if found > 0][: max(0, k)]


def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text))} "


I = TypeVar("I", bound=PlainIndex[Any])  # noqa: E741  an index


class PlainStore(Generic[I]):
    """An IndexStore in memory: it keeps the copy that was saved last."""

    location = "memory"

    def __init__(self, kind: Callable[[Callable[[I], None]], I], made_with: Callable[[], str] = str) -> None:
        """`made_with` names the encoder; an index saved with another one is broken."""
        self._kind = kind
        self._made_with = made_with
        self._saved: tuple[I, str] | None = None

    def empty(self) -> I:
        return self._kind(self._keep)

    def load(self) -> I | None:
        if self._saved is None:
            return None
        index, made_with = self._saved
        if made_with != self._made_with():
            raise IndexBroken(f"the index was built with {made_with}, not {self._made_with()}")
        return index.copy()

    def saved_generation(self) -> int:
        return 0 if self._saved is None else self._saved[0].generation.number

    def _keep(self, index: I) -> None:
        self._saved = index, self._made_with()


def plain_indexes(encoder: Encoder) -> IndexStores:
    return IndexStores(
        vectors=PlainStore(PlainVectorIndex, lambda: encoder.fingerprint), keywords=PlainStore(PlainKeywordIndex)
    )
