"""Answer who somebody is: the sentences that print what they are, each role once, as printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.domain.article import PrintedRole, Span
from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.people.offices import Office, holds_role
from retrieval.people.registry import Person
from retrieval.people.resolver import OFFERED, PeopleResolver, titled
from retrieval.text.normalize import fold, words
from retrieval.text.self_contained import stands_alone
from retrieval.text.sentences import sentences
from retrieval.topics.named_sentences import FindNamingSentences

# Roles shown, and printed roles looked through, those of the newest articles.
ROLES = 5
LOOKED_THROUGH = 300
# Passages shown beside a refusal.
NEAREST = 2


class AnswerWhoIs:
    """Questions who somebody is."""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find
        self._where_named = FindNamingSentences(library, search)

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """None where nobody of the name is known, and it was only a guess that it is one."""
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
            offered = tuple(dict.fromkeys(p.name for p in people))[:OFFERED]
            return Refusal(question=question, reason=RefusalReason.SEVERAL_OF_THAT_NAME, asked=asked, people=offered)
        if not people:
            found = await self._find(asked, article, title)
            if question.guess or found.reason in {None, RefusalReason.NEVER_QUOTED}:
                return None
            reason = found.reason or RefusalReason.NOBODY_OF_THAT_NAME
            return Refusal(question=question, reason=reason, asked=asked, people=found.offered)
        return await self._told(question, people[0], article, limit)

    async def _called(self, asked: str, article: str | None) -> list[Person]:
        """Those of the name, quoted or not."""
        everyone = [here for p in await self._find.everyone([asked]) if (here := p.within(article)) is not None]
        called = [p for p in everyone if p.is_called(asked)]
        known = [p for p in called if not p.might_be] or called
        # Whatever else bears the name ("Hill Street") has no role and says nothing.
        return [p for p in known if p.statements or any(u.roles for u in p.uses)] or known

    async def _holder(self, question: Question, role: str, article: str | None, limit: int | None) -> Reply | None:
        """Whoever holds a role, by the sentences that print it of them; None where there is none."""
        found = await self._find(role, article)
        if found.reason is RefusalReason.SEVERAL_OF_THAT_NAME:
            return Refusal(question=question, reason=found.reason, asked=role, people=found.offered)
        if not found.people or found.reason not in {None, RefusalReason.NEVER_QUOTED}:
            return None
        reply = await self._told(question, found.people[0], article, limit, role)
        return reply if isinstance(reply, Answer) else None

    async def _told(
        self, question: Question, person: Person, article: str | None, limit: int | None, role: str | None = None
    ) -> Reply:
        """What is printed of what they are; `role`: only this."""
        own = {(u.article, fold(u.name)) for u in person.uses}
        printed = await self._library.roles_of(person.aliases, LOOKED_THROUGH)
        theirs = [
            r
            for r in printed
            if (r.article.id, fold(r.name)) in own
            and article in {None, r.article.id}
            and (role is None or holds_role(role, r.span.cut(r.article.text)))
        ]
        excerpts = await self._search.apart(_roles, theirs, person.aliases)
        if excerpts:
            shown = tuple(excerpts[: limit or ROLES])
            # Whoever was asked for by a surname is told by name.
            return Answer(question=replace(question, speaker=person.name), excerpts=shown, confidence=1.0)
        nearest = await self._where_named([person])
        return Refusal(
            question=question, reason=RefusalReason.NO_ROLE, asked=person.name, people=(person.name,), nearest=nearest
        )


def _roles(printed: Sequence[PrintedRole], names: Sequence[str]) -> list[Excerpt]:
    """A sentence for each role, the newest that prints it best; a role that another says more fully is left out.

    What most articles print comes first.
    """
    placed = _plainest([_Placed.of(r, names) for r in printed])
    best: dict[frozenset[str], _Placed] = {}
    counts: Counter[frozenset[str]] = Counter()
    told = set()
    for one in placed:
        # What copies of one article print counts once.
        where = (one.words, one.excerpt.article.origin, one.excerpt.text)
        counts[one.words] += where not in told
        told.add(where)
        if one.words not in best or one.stands > best[one.words].stands:
            best[one.words] = one
    fullest = [own for own in best if not any(own < other for other in best)]
    for own in best.keys() - fullest:
        # Whoever prints the shorter form means the fuller: of several, the one printed most.
        counts[max((other for other in fullest if own < other), key=lambda other: counts[other])] += counts[own]
    places: dict[tuple[str, Span], Excerpt] = {}
    for own in sorted(fullest, key=lambda own: -counts[own]):
        excerpt = best[own].excerpt
        places.setdefault((excerpt.article.id, excerpt.span), excerpt)
    return list(places.values())


@dataclass(frozen=True, slots=True)
class _Placed:
    """A role in its sentence: whether this prints the name, and can be read by itself."""

    excerpt: Excerpt
    words: frozenset[str]
    named: bool
    stands: bool

    @classmethod
    def of(cls, role: PrintedRole, names: Sequence[str]) -> _Placed:
        text = role.article.text
        sentence = next((s for s in sentences(text) if s.holds(role.span)), role.span)
        return cls(
            Excerpt(article=role.article, span=sentence, focus=(role.span,)),
            frozenset(words(role.span.cut(text))),
            _prints_any(names, sentence.cut(text)),
            stands_alone(sentence.cut(text)),
        )


def _plainest(placed: Sequence[_Placed]) -> Sequence[_Placed]:
    """Those whose sentences print the name; else, "said the Serbian leader" not saying whose it is, whole sentences."""
    return [p for p in placed if p.named] or [p for p in placed if p.stands] or placed


def _prints_any(names: Sequence[str], sentence: str) -> bool:
    surnames = {words(name)[-1] for name in names if words(name)}
    return bool(surnames & set(words(sentence)))


def only_of_the_office(question: Question, opened: Answer) -> Reply:
    """`opened` with the passages alone that print the office whose holder `question` asks for; silence where none does.

    Of another country's president there is always somebody to tell.
    """
    office = Office.of(question.speakers[0])
    kept = tuple(e for e in opened.excerpts if office is None or _prints(office, e.text))
    if kept:
        return replace(opened, excerpts=kept)
    nearest = opened.excerpts[:NEAREST]
    return Refusal(
        question=opened.question, reason=RefusalReason.NOTHING_CLOSE, nearest=nearest, remarks=opened.remarks
    )


def _prints(office: Office, text: str) -> bool:
    return any(office.is_printed_in(s.cut(text)) for s in sentences(text))
