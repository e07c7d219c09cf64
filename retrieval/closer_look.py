"""Look closer at the first passages: read them for the question, and see how near their sentences are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.enough import answers_to, by_name, confidence, nearness, tells
from retrieval.finding import Found
from retrieval.model import Excerpt, Span
from retrieval.passage_reader import PassageReader
from retrieval.ports import Vectors
from retrieval.search import PassageSearch

# The passages by which it is decided whether there is an answer.
DECIDING = 3
# What the reading of a passage counts beside its score: one log-odds of an answer.
COUNTS = 0.1
# No passage this far from a question has answered one: there is nothing to look closer at.
FAR = 0.2


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences of a passage, placed in its article, and how likely (0…1) each tells the answer."""

    spans: tuple[Span, ...]
    chances: tuple[float, ...]
    cosines: tuple[float, ...]
    answers: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage with how near it is, how sure it is (0…1) that it answers, and its sentences."""

    excerpt: Excerpt
    near: float
    sure: float
    told: Told


@dataclass(frozen=True, slots=True)
class Looked:
    """The passages looked at, what reads as an answer first.

    `sure` (0…1) is whether they answer, by how `near` the nearest of the first DECIDING is and what the first as found
    `answers`.
    """

    passages: tuple[Weighed, ...] = ()
    near: float = 0.0
    answers: float = 0.0
    sure: float = 0.0


class CloserLook:
    """What costs a tenth of a second, and so is done for a few passages only."""

    def __init__(self, search: PassageSearch) -> None:
        self._search = search
        self._reader = PassageReader()

    async def __call__(self, text: str, found: Found, near: Sequence[Excerpt]) -> Looked:
        """The first passages, `near`, of those `found` for the question `text`; nothing where all are far.

        Raises ModelUnusable.
        """
        cosines = {(e.article.id, e.span): c for e, c in zip(found.passages, found.cosines, strict=True)}
        if not near or max(found.cosines) < FAR:
            return Looked()
        told = await self.read(found.asked, found.vector, near)
        weighed = []
        for excerpt, own in zip(near, told, strict=True):
            close = nearness(cosines[excerpt.article.id, excerpt.span], own.cosines) + by_name(text, excerpt)
            weighed.append(Weighed(excerpt, close, confidence(close, answers_to(text, own.answers)), own))
        best, first = max(w.near for w in weighed[:DECIDING]), answers_to(text, told[0].answers)
        weighed.sort(key=lambda w: -(w.excerpt.score + COUNTS * w.told.answers))
        return Looked(tuple(weighed), best, first, confidence(best, first))

    async def read(self, asked: str, vector: Vectors, passages: Sequence[Excerpt]) -> list[Told]:
        """Read `passages` for a question, whose vector is `vector`.  Raises ModelUnusable."""
        texts = [(e.article.title or "", e.text) for e in passages]
        looks = await self._search.apart(self._reader, asked, texts)
        cut = [s.cut(e.text) for e, look in zip(passages, looks, strict=True) for s in look.spans]
        closeness = iter(((await self._search.vectors(cut)) @ vector).tolist())
        told = []
        for excerpt, look in zip(passages, looks, strict=True):
            own = tuple(next(closeness) for _ in look.spans)
            spans = tuple(Span(excerpt.span.start + s.start, excerpt.span.start + s.end) for s in look.spans)
            chances = tuple(map(tells, own, look.begins, look.ends))
            told.append(Told(spans, chances, own, look.answers))
        return told
