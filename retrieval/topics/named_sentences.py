"""Find sentences that name somebody, for people who are named but not quoted."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.domain.article import NameUse, Span
from retrieval.domain.ports import ArticleStore
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.people.registry import Person
from retrieval.ranking.excerpts import places_of
from retrieval.text.sentences import sentences

# Several people of one name get one sentence each.
MAX_SENTENCES_OF_ONE_PERSON = 2
MAX_PEOPLE = 4


class FindNamingSentences:
    """Finds sentences that name people."""

    def __init__(self, store: ArticleStore, search: PassageSearch) -> None:
        self._store = store
        self._search = search

    async def __call__(self, people: Sequence[Person]) -> tuple[Excerpt, ...]:
        """Return one sentence per origin for one person; for several, one sentence each, so that nobody is left out."""
        uses = (
            _one_per_origin(people[0])[:MAX_SENTENCES_OF_ONE_PERSON]
            if len(people) == 1
            else [p.uses[0] for p in people[:MAX_PEOPLE]]
        )
        found: dict[tuple[str, Span], Excerpt] = {}
        for use in uses:
            article = await self._store.article(use.article)
            if article is not None:
                span = await self._search.compute(_sentence_naming, use.name, article.text)
                if span is not None:
                    found.setdefault((article.id, span), Excerpt(article=article, span=span, score=0.0))
        return tuple(found.values())


def _one_per_origin(person: Person) -> list[NameUse]:
    """Return only the first of the copies of an article: all name the person in the same sentence."""
    first: dict[str, NameUse] = {}
    for use in person.uses:
        first.setdefault(use.copy_of or use.article, use)
    return list(first.values())


def _sentence_naming(name: str, text: str) -> Span | None:
    return next((s for s in sentences(text) if places_of(name, s.cut(text))), None)
