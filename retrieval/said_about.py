"""Answer who spoke about something, or what others said about somebody: statements by anybody that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.folding import content_words, fold, words
from retrieval.model import Answer, Beside, Question, Quoted, Refusal, Reply, Silence
from retrieval.people import Person, is_unknown, surname
from retrieval.ports import Library
from retrieval.ranking import close_in_meaning, places_of, printing, statement_excerpts, words_of
from retrieval.said_by import BY_MEANING, Scored, published_in, remarks
from retrieval.search import PassageSearch
from retrieval.whom import OFFERED, FindPeople

# Articles looked through, the newest that print the topic.
ARTICLES = 200
# Passages nearest in meaning whose articles are looked through too.
PASSAGES = 20


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whom they spoke about: in each article by which names, and whether there the surname alone can mean no other."""

    person: Person
    names: dict[str, set[str]]
    namesakes: frozenset[str]

    @classmethod
    def of(cls, person: Person, everyone: Sequence[Person]) -> _Subject:
        names: defaultdict[str, set[str]] = defaultdict(set)
        for use in person.uses:
            names[use.article].add(use.name)
        return cls(person, names, frozenset(u.article for p in everyone if p is not person for u in p.uses))

    def is_named_by(self, quoted: Quoted) -> bool:
        """Whether somebody else's words name the person."""
        names = self.names.get(quoted.article.id, set())
        if {fold(n) for n in names} & {fold(s.name) for s in quoted.statement.speakers}:
            return False
        said = words_of(quoted)
        if names and quoted.article.id not in self.namesakes and surname(self.person.name) in words(said):
            return True
        return any(places_of(name, said) for name in names)


def _is_somebodys(quoted: Quoted) -> bool:
    return any(not is_unknown(s, quoted.article.text) for s in quoted.statement.speakers)


class SaidAbout:
    """Questions about anybody's words on something."""

    def __init__(self, library: Library, search: PassageSearch, find: FindPeople) -> None:
        self._library = library
        self._search = search
        self._find = find

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply:
        topic = question.topic or question.text
        everyone = await self._find.everyone([topic])
        called = [p for p in everyone if p.is_called(topic) and (p.statements or any(u.roles for u in p.uses))]
        people = [p for p in called if not p.might_be]
        if len(people) > 1:
            offered = tuple(p.name for p in people[:OFFERED])
            return Refusal(question=question, silence=Silence.SEVERAL_OF_THAT_NAME, asked=topic, people=offered)
        subject = _Subject.of(people[0], everyone) if people else topic
        looked_through = await self._articles(subject, article)
        quoted = [q for q in await self._library.said_in(looked_through) if _is_somebodys(q)]
        scored = await self._on(subject, quoted)
        refusal = Refusal(question=question, silence=Silence.NOBODY_ON_THIS, asked=topic)
        if question.when is not None and scored:
            then = published_in(question.when, [q for q, _ in scored])
            if not then:
                nearest = statement_excerpts(await self._renamed(scored[:1]), 1)
                return Refusal(question=question, silence=Silence.NOT_THEN, asked=topic, nearest=nearest)
            scored = [(q, s) for q, s in scored if q in then]
        if not scored:
            return refusal
        return Answer(
            question=question,
            excerpts=statement_excerpts(await self._renamed(scored), limit, by_person=True),
            confidence=max(q.statement.confidence for q, _ in scored),
            remarks=remarks({Beside.NEWEST: ARTICLES if len(looked_through) >= ARTICLES else 0}),
        )

    async def _articles(self, subject: _Subject | str, article: str | None) -> list[str]:
        """Where to look: what names the person or prints the words, the newest, and what is near in meaning."""
        if article is not None:
            return [article]
        if isinstance(subject, _Subject):
            return list(subject.names)[:ARTICLES]
        printing_it = content_words(subject) or words(subject)
        found = [a.id for a in await self._library.articles_printing(printing_it, None, ARTICLES)]
        hits = await self._search.nearest(subject, PASSAGES)
        near = await self._library.passages([i for i, _ in hits])
        return list(dict.fromkeys([*found, *(p.article.id for p in near.values())]))

    async def _on(self, subject: _Subject | str, quoted: Sequence[Quoted]) -> Scored:
        if isinstance(subject, _Subject):
            return [(q, 1.0) for q in quoted if subject.is_named_by(q)]
        if printed := printing(subject, quoted, least=1.0):
            return printed
        newest = quoted[:BY_MEANING]
        if not newest:
            return []
        vectors = await self._search.vectors([subject, *map(words_of, newest)])
        return close_in_meaning(newest, vectors[1:] @ vectors[0])

    async def _renamed(self, scored: Scored) -> Scored:
        renamed = await self._find.under_their_names([q for q, _ in scored])
        return [(q, score) for q, (_, score) in zip(renamed, scored, strict=True)]
