"""Find the sentences that name somebody: what is printed about them, not by them."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.domain.article import Span, Use
from retrieval.domain.ports import ArticleStore
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.people.registry import Person
from retrieval.ranking.excerpts import places_of
from retrieval.text.sentences import sentences

# Of one person; of several of a name the first of each, for so many of them.
NEAREST = 2
PEOPLE = 4


class FindNamingSentences:
    """People in, sentences out."""

    def __init__(self, store: ArticleStore, search: PassageSearch) -> None:
        self._store = store
        self._search = search

    async def __call__(self, people: Sequence[Person]) -> tuple[Excerpt, ...]:
        """One sentence an origin; of several people that of each, so that none is picked in silence."""
        uses = _of_origins(people[0])[:NEAREST] if len(people) == 1 else [p.uses[0] for p in people[:PEOPLE]]
        found: dict[tuple[str, Span], Excerpt] = {}
        for use in uses:
            article = await self._store.article(use.article)
            if article is not None:
                span = await self._search.apart(_sentence_naming, use.name, article.text)
                if span is not None:
                    found.setdefault((article.id, span), Excerpt(article=article, span=span, score=0.0))
        return tuple(found.values())


def _of_origins(person: Person) -> list[Use]:
    """Of copies of one article only the first: they name somebody in the same sentence."""
    first: dict[str, Use] = {}
    for use in person.uses:
        first.setdefault(use.copy_of or use.article, use)
    return list(first.values())


def _sentence_naming(name: str, text: str) -> Span | None:
    return next((s for s in sentences(text) if places_of(name, s.cut(text))), None)
