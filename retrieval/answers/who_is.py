"""Answer who somebody is: the sentences that print their roles, each role once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.domain.article import PrintedRole, Span
from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.people.descriptions import Fit, fit
from retrieval.people.offices import Office
from retrieval.people.registry import Person
from retrieval.people.resolver import MAX_OFFERED, PeopleResolver, titled
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN
from retrieval.text.normalize import fold, words
from retrieval.text.self_contained import stands_alone
from retrieval.text.sentences import sentences
from retrieval.topics.named_sentences import FindNamingSentences

MAX_ROLES_SHOWN = 5
# Printed roles read from the store: those of the newest articles.
MAX_ROLES_READ = 300


class AnswerWhoIs:
    """Who is X?"""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find
        self._find_naming = FindNamingSentences(library, search)

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """Return None if nobody of the name is known, and it was only guessed to be a name."""
        asked, title = question.speakers[0], question.titles[0]
        if fold(asked).startswith(("the ", "a ", "an ")):
            return await self._holder(question, asked, article, limit)
        people = await self._called(asked, article)
        if not people and question.guess and " " in asked:
            return None
        people = people or list((await self._find(asked, article)).people)
        if len(people) > 1:
            people = titled(people, title)
        if len(people) > 1:
            offered = tuple(dict.fromkeys(p.name for p in people))[:MAX_OFFERED]
            return Refusal(question=question, reason=RefusalReason.SEVERAL_OF_THAT_NAME, asked=asked, people=offered)
        if not people:
            found = await self._find(asked, article, title)
            if question.guess or found.reason in {None, RefusalReason.NEVER_QUOTED}:
                return None
            reason = found.reason or RefusalReason.NOBODY_OF_THAT_NAME
            return Refusal(question=question, reason=reason, asked=asked, people=found.offered)
        return await self._roles(question, people[0], article, limit)

    async def _called(self, asked: str, article: str | None) -> list[Person]:
        """Return the people of that name, quoted or not."""
        everyone = [here for p in await self._find.everyone([asked]) if (here := p.within(article)) is not None]
        called = [p for p in everyone if p.is_called(asked)]
        known = [p for p in called if not p.might_be] or called
        # Other things of that name ("Hill Street") have no role and are not quoted.
        return [p for p in known if p.statements or any(u.roles for u in p.uses)] or known

    async def _holder(self, question: Question, role: str, article: str | None, limit: int | None) -> Reply | None:
        """Answer who holds a role by the sentences that print it of them; return None if nobody does."""
        found = await self._find(role, article)
        if found.reason is RefusalReason.SEVERAL_OF_THAT_NAME:
            return Refusal(question=question, reason=found.reason, asked=role, people=found.offered)
        if not found.people or found.reason not in {None, RefusalReason.NEVER_QUOTED}:
            return None
        reply = await self._roles(question, found.people[0], article, limit, role)
        return reply if isinstance(reply, Answer) else None

    async def _roles(
        self, question: Question, person: Person, article: str | None, limit: int | None, role: str | None = None
    ) -> Reply:
        """Answer with the roles printed of a person; `role` keeps only that one."""
        own = {(u.article, fold(u.name)) for u in person.uses}
        printed = await self._library.roles_of(person.aliases, MAX_ROLES_READ)
        theirs = [
            r
            for r in printed
            if (r.article.id, fold(r.name)) in own
            and article in {None, r.article.id}
            and (role is None or fit(role, r.span.cut(r.article.text)) is Fit.HOLDER)
        ]
        excerpts = await self._search.compute(_role_excerpts, theirs, person.aliases)
        if excerpts:
            shown = tuple(excerpts[: limit or MAX_ROLES_SHOWN])
            # Asked for by surname, the person is shown by the full name.
            return Answer(question=replace(question, speaker=person.name), excerpts=shown, confidence=1.0)
        nearest = await self._find_naming([person])
        return Refusal(
            question=question, reason=RefusalReason.NO_ROLE, asked=person.name, people=(person.name,), nearest=nearest
        )


def _role_excerpts(printed: Sequence[PrintedRole], names: Sequence[str]) -> list[Excerpt]:
    """Return a sentence for each role, the role that most articles print first.

    It is the newest sentence that prints the role, self-contained if possible.  A role that another one includes is
    left out.
    """
    candidates = _clearest([_RoleSentence.of(r, names) for r in printed])
    best: dict[frozenset[str], _RoleSentence] = {}
    counts: Counter[frozenset[str]] = Counter()
    counted = set()
    for candidate in candidates:
        # Copies of one article count once.
        key = (candidate.words, candidate.excerpt.article.origin, candidate.excerpt.text)
        counts[candidate.words] += key not in counted
        counted.add(key)
        if candidate.words not in best or candidate.self_contained > best[candidate.words].self_contained:
            best[candidate.words] = candidate
    fullest = [own for own in best if not any(own < other for other in best)]
    for own in best.keys() - fullest:
        # The shorter form means the fuller one; if there are several, the one printed most often.
        counts[max((other for other in fullest if own < other), key=lambda other: counts[other])] += counts[own]
    places: dict[tuple[str, Span], Excerpt] = {}
    for own in sorted(fullest, key=lambda own: -counts[own]):
        excerpt = best[own].excerpt
        places.setdefault((excerpt.article.id, excerpt.span), excerpt)
    return list(places.values())


@dataclass(frozen=True, slots=True)
class _RoleSentence:
    """A sentence that prints a role: whether it also prints the name, and whether it can be read by itself."""

    excerpt: Excerpt
    words: frozenset[str]
    named: bool
    self_contained: bool

    @classmethod
    def of(cls, role: PrintedRole, names: Sequence[str]) -> _RoleSentence:
        text = role.article.text
        sentence = next((s for s in sentences(text) if s.holds(role.span)), role.span)
        return cls(
            Excerpt(article=role.article, span=sentence, focus=(role.span,)),
            frozenset(words(role.span.cut(text))),
            _prints_any(names, sentence.cut(text)),
            stands_alone(sentence.cut(text)),
        )


def _clearest(candidates: Sequence[_RoleSentence]) -> Sequence[_RoleSentence]:
    """Return the sentences that print the name; if none does, those that can be read by themselves; else all.

    "Said the Serbian leader" does not tell what he said.
    """
    return [c for c in candidates if c.named] or [c for c in candidates if c.self_contained] or candidates


def _prints_any(names: Sequence[str], sentence: str) -> bool:
    surnames = {words(name)[-1] for name in names if words(name)}
    return bool(surnames & set(words(sentence)))


def only_of_the_office(question: Question, opened: Answer) -> Reply:
    """Keep only the passages of `opened` that print the office whose holder `question` asks for; refuse if none does.

    There is always a passage about some other country's president.
    """
    office = Office.of(question.speakers[0])
    kept = tuple(e for e in opened.excerpts if office is None or _prints(office, e.text))
    if kept:
        return replace(opened, excerpts=kept)
    nearest = opened.excerpts[:MAX_NEAREST_SHOWN]
    return Refusal(
        question=opened.question, reason=RefusalReason.NOTHING_CLOSE, nearest=nearest, remarks=opened.remarks
    )


def _prints(office: Office, text: str) -> bool:
    return any(office.is_printed_in(s.cut(text)) for s in sentences(text))
