"""Find whom a name in a question means, among all who are stored; or say of what kind the silence is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.domain.article import StoredStatement
from retrieval.domain.ports import StatementStore
from retrieval.domain.reply import RefusalReason
from retrieval.index.search import PassageSearch
from retrieval.people.offices import holds_role, role_words
from retrieval.people.registry import Form, Person, form_of, people, surname
from retrieval.text.normalize import fold, words

OFFERED = 8
# Of those who share a first name or a role, the most named are looked at: with more, the reader chooses anyway.
MOST = 50
# From this similarity (1 - edits per letter) a name may be a slip: "Vuchich" for Vucic, but not "Macron" for Maric.
NEAR = 0.7
# Shorter names differ by one letter without being each other's slip: "Lee", "Li".
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a name means.  Where `reason` is None, `people` are quoted; else it says why nobody is meant who is.

    `offered` are the names worth offering, `unnamed` counts statements by others of that surname, whom the articles do
    not name in full.
    """

    asked: str
    people: tuple[Person, ...] = ()
    reason: RefusalReason | None = None
    offered: tuple[str, ...] = ()
    unnamed: int = 0


class PeopleResolver:
    """A name, surname, first name or role in; the people out."""

    def __init__(self, store: StatementStore, search: PassageSearch) -> None:
        self._store = store
        self._search = search

    async def __call__(self, asked: str, article: str | None = None, title: str = "") -> Found:
        """`article` looks for them in one article; who is who is told by all of them.

        `title` ("Mayor") tells apart those of one name, where one of them is printed as that.
        """
        a_role = asked.startswith(("the ", "a ", "an ")) and asked.split()[1][:1].islower()
        looks = (self._in_role, self._by_name) if a_role else (self._by_name, self._by_first_name, self._in_role)
        for look in looks:
            if (found := await look(asked, article)) is not None:
                return _chosen_by(title, found)
        return await self._nobody(asked, article)

    async def everyone(self, names: Iterable[str]) -> list[Person]:
        """Who is who among all who share a surname with one of these names, those with most words first."""
        # Away from the event loop: a president is named in thousands of articles.
        return await self._search.compute(people, await self._store.uses({surname(name) for name in names}))

    async def under_their_names(self, quoted: Sequence[StoredStatement]) -> list[StoredStatement]:
        """The statements with their speakers under the names by which they are known across articles."""
        names = {s.name for q in quoted for s in q.statement.speakers}
        if len(names) > MOST:
            # A full name says by itself who is meant.
            names = {name for name in names if len(form_of(name).parts) == 1}
        return under_their_names(quoted, await self.everyone(names))

    async def _by_name(self, asked: str, article: str | None) -> Found | None:
        everyone = _within(await self.everyone([asked]), article)
        called = [p for p in everyone if p.is_called(asked)]
        quoted = [p for p in called if p.statements]
        if quoted:
            return _chosen(asked, quoted, everyone)
        if called:
            beside = await self._store.quoted_alongside(called[0].uses[0].name, article)
            return Found(asked, tuple(called), RefusalReason.NEVER_QUOTED, tuple(beside[:OFFERED]))
        return None

    async def _by_first_name(self, asked: str, article: str | None) -> Found | None:
        """Those who have the one word asked for anywhere in their name."""
        form = form_of(asked)
        if len(form.parts) > 1:
            return None
        names = (await self._store.quoted_with(form.last, article))[:MOST]
        quoted = _quoted_as(names, _within(await self.everyone(names), article))
        return _chosen(asked, quoted, quoted) if quoted else None

    async def _in_role(self, asked: str, article: str | None) -> Found | None:
        """Those beside whose name the role is printed, and those who go by nothing else."""
        stems = role_words(asked)
        described: dict[str, Person] = {}
        for use in await self._store.described(stems):
            if article in {None, use.article} and holds_role(asked, use.name):
                known = described.get(fold(use.name), Person(use.name, ()))
                described[fold(use.name)] = Person(known.name, (*known.uses, use))
        printed = await self._store.in_role(stems)
        names = list(dict.fromkeys(name for name, role in printed if holds_role(asked, role)))[:MOST]
        keys = {fold(name) for name in names}
        holders = [p for p in _within(await self.everyone(names), article) if keys & {*map(fold, p.aliases)}]
        quoted = [p for p in holders if p.statements]
        if len(quoted) > 1 and asked.startswith(("the ", "a ", "an ")):
            return _several(asked, quoted)
        if quoted or described:
            return Found(asked, (*quoted, *described.values()))
        if holders:
            beside = await self._store.quoted_alongside(holders[0].uses[0].name, article)
            return Found(asked, tuple(holders), RefusalReason.NEVER_QUOTED, tuple(beside[:OFFERED]))
        return None

    async def _nobody(self, asked: str, article: str | None) -> Found:
        surnames = await self._store.quoted_surnames(article)
        near = near_surnames(surname(asked), surnames)
        quoted = [p for p in _within(await self.everyone(near), article) if p.statements and not p.might_be]
        names = near_names(asked, [p.name for p in quoted])
        if names:
            return Found(asked, (), RefusalReason.DID_YOU_MEAN, tuple(names[:OFFERED]))
        # "Benny Hill" is nobody here, but a Hill is: worth offering, never worth answering with.
        same = [p.name for p in quoted if surname(p.name) == surname(asked)]
        return Found(
            asked, (), RefusalReason.NOBODY_OF_THAT_NAME,
            tuple(same[:OFFERED]) or tuple(await self._store.quoted_people(OFFERED, article)),
        )  # fmt: skip


def titled(people_: Sequence[Person], title: str) -> list[Person]:
    """Of several of one name the one beside whose name the title is printed; else all of them."""
    wanted = set(words(title))
    called = [p for p in people_ if wanted and any(wanted & set(words(r)) for u in p.uses for r in u.roles)]
    return called if len(called) == 1 else list(people_)


def _chosen_by(title: str, found: Found) -> Found:
    if found.reason is not RefusalReason.SEVERAL_OF_THAT_NAME:
        return found
    called = titled(found.people, title)
    return Found(found.asked, tuple(called)) if len(called) == 1 else found


def under_their_names(
    quoted: Iterable[StoredStatement], people: Iterable[Person], *, only: bool = False
) -> list[StoredStatement]:
    """The statements with their speakers under the names by which these people are known across articles.

    `only`: leave out what none of them said, such as words of another of the same name in another article.
    """
    known = {(u.article, fold(u.name)): p for p in people for u in p.uses}
    renamed = []
    for q in quoted:
        whose = [known.get((q.article.id, fold(s.name))) for s in q.statement.speakers]
        speakers = tuple(
            s if p is None else replace(s, name=p.name, might_be=p.might_be)
            for s, p in zip(q.statement.speakers, whose, strict=True)
        )
        if not only or any(whose):
            renamed.append(StoredStatement(q.article, replace(q.statement, speakers=speakers)))
    return renamed


def near_surnames(asked: str, surnames: Sequence[str]) -> list[str]:
    """The surnames for which `asked` may be a slip, itself among them, the nearest first."""
    found = process.extract(asked, surnames, scorer=OSA.normalized_similarity, score_cutoff=NEAR, limit=MOST)
    return [name for name, _, _ in found if _similar(asked, name) >= NEAR]


def near_names(asked: str, names: Sequence[str]) -> list[str]:
    """The names that `asked` may be a slip for, the nearest first."""
    form = form_of(asked)
    scored = [(_nearness(form, form_of(name)), name) for name in names]
    return [name for score, name in sorted(scored, key=lambda one: (-one[0], one[1])) if score >= NEAR]


def _nearness(asked: Form, other: Form) -> float:
    last = _similar(asked.last, other.last)
    if len(asked.parts) == 1:
        return last
    if len(other.parts) == 1:
        return last if asked.last == other.last else 0.0
    if asked.last == other.last and asked.first[:2] == other.first[:2]:
        # "Joe Biden", "Joseph R. Biden": a short form is no slip of the pen.
        return NEAR
    return min(_similar(asked.first, other.first), last)


def _similar(one: str, other: str) -> float:
    if one != other and max(len(one), len(other)) < SHORTEST:
        return 0.0
    return OSA.normalized_similarity(one, other)


def _within(everyone: Iterable[Person], article: str | None) -> list[Person]:
    return [here for p in everyone if (here := p.within(article)) is not None]


def _quoted_as(names: Iterable[str], everyone: Iterable[Person]) -> list[Person]:
    """Those of them who are quoted under one of these names."""
    keys = {fold(name) for name in names}
    return [p for p in everyone if any(u.statements and fold(u.name) in keys for u in p.uses)]


def _chosen(asked: str, quoted: Sequence[Person], everyone: Sequence[Person]) -> Found:
    """The one who is meant, with those who may be him; the reader's choice where several are."""
    known = [p for p in quoted if not p.might_be]
    if len(known) > 1:
        return _several(asked, known)
    unnamed = [p for p in everyone if p not in quoted and any(k.name in p.might_be for k in known)]
    return Found(asked, tuple(quoted), unnamed=sum(p.statements for p in unnamed))


def _several(asked: str, people_: Sequence[Person]) -> Found:
    offered = tuple(dict.fromkeys(p.name for p in people_))[:OFFERED]
    return Found(asked, tuple(people_), RefusalReason.SEVERAL_OF_THAT_NAME, offered)
