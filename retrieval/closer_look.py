"""Look closer at the first passages: read them for the question, and see how near their sentences are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.enough import by_name, confidence, nearness
from retrieval.finding import Found
from retrieval.model import Excerpt
from retrieval.passage_reader import Look, PassageReader
from retrieval.search import PassageSearch

# What the reading of a passage counts beside its score: one log-odds of an answer.
COUNTS = 0.1
# No passage this far from a question has answered one: there is nothing to look closer at.
FAR = 0.3


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage with how near it is, how sure it is (0…1) that it answers, and what was read in it."""

    excerpt: Excerpt
    near: float
    sure: float
    look: Look


class CloserLook:
    """What costs a tenth of a second, and so is done for a few passages only."""

    def __init__(self, search: PassageSearch, reader: PassageReader | None = None) -> None:
        self._search = search
        self._reader = reader or PassageReader()

    async def __call__(self, text: str, found: Found, near: Sequence[Excerpt]) -> list[Weighed]:
        """The first passages, `near`, of those `found` for the question `text`; what reads as an answer comes first.

        Nothing comes of it where all are far.

        Raises ModelUnusable.
        """
        cosines = {(e.article.id, e.span): c for e, c in zip(found.passages, found.cosines, strict=True)}
        if not near or max(found.cosines) < FAR:
            return []
        looks = await self.read(found.asked, [(e.article.title or "", e.text) for e in near])
        cut = [s.cut(e.text) for e, look in zip(near, looks, strict=True) for s in look.spans]
        closeness = iter(((await self._search.vectors(cut)) @ found.vector).tolist())
        weighed = []
        for excerpt, look in zip(near, looks, strict=True):
            own = nearness(cosines[excerpt.article.id, excerpt.span], [next(closeness) for _ in look.spans])
            own += by_name(text, excerpt)
            weighed.append(Weighed(excerpt, own, confidence(own, look.answers), look))
        return sorted(weighed, key=lambda w: -(w.excerpt.score + COUNTS * w.look.answers))

    async def read(self, asked: str, passages: Sequence[tuple[str, str]]) -> list[Look]:
        """Read `passages`, each (title, text), for a question.  Raises ModelUnusable."""
        return await self._search.apart(self._reader, asked, passages)
