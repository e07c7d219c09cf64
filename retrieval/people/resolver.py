"""Find the people that a name in a question means, or the reason for refusing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.domain.article import StoredStatement
from retrieval.domain.ports import StatementStore
from retrieval.domain.reply import RefusalReason
from retrieval.index.search import PassageSearch
from retrieval.people.descriptions import (
    Fit,
    described,
    fit,
    is_former,
    is_of_several,
    is_of_somebody_unknown,
    wanted_stems,
)
from retrieval.people.registry import NameForm, Person, name_form, people, surname
from retrieval.text.normalize import fold, words
from retrieval.text.scripts import mixed_scripts

MAX_OFFERED = 8
_ARTICLES = ("the ", "a ", "an ")
# Of people who share a first name or a role, only the most named are compared: with more, the reader chooses anyway.
MAX_NAMES_COMPARED = 50
# From this similarity (1 - edits per letter) on, a name may be a typo: "Vuchich" for Vucic, but not "Macron" for Maric.
MIN_SIMILARITY = 0.7
# Shorter names may differ by one letter without a typo: "Lee", "Li".
MIN_LETTERS = 4


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The people that a name means.  If `reason` is None, they are quoted; else it says why there is no answer.

    `offered` are names to suggest instead.  `unnamed` counts statements under the same surname by people whom the
    articles do not name in full.
    """

    asked: str
    people: tuple[Person, ...] = ()
    reason: RefusalReason | None = None
    offered: tuple[str, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class InRole:
    """Who fits a description, and how well."""

    match: NameMatch
    fit: Fit = Fit.NONE


class PeopleResolver:
    """Resolves a name, surname, first name or role to people."""

    def __init__(self, store: StatementStore, search: PassageSearch) -> None:
        self._store = store
        self._search = search

    async def __call__(self, asked: str, article: str | None = None, title: str = "") -> NameMatch:
        """Resolve `asked`, within one `article` if given; all articles still decide who is who.

        A `title` ("Mayor") chooses among people of one name, if it is printed next to one of them.
        """
        a_role = asked.startswith(_ARTICLES) and asked.split()[1][:1].islower()
        held = await self.in_role(asked, article) if a_role else None
        if held is not None and held.fit is Fit.HOLDER:
            return _narrowed_by(title, held.match)
        named = await self._by_name(asked, article) or (None if a_role else await self._by_first_name(asked, article))
        if named is None or (named.reason is RefusalReason.NEVER_QUOTED and not is_a_person(asked, named.people)):
            # "NetChoice" itself is not quoted, but one of its directors is.
            held = held if a_role else await self.in_role(asked, article)
            named = held.match if held is not None and (named is None or held.match.reason is None) else named
        return await self._nobody(asked, article) if named is None else _narrowed_by(title, named)

    async def everyone(self, names: Iterable[str]) -> list[Person]:
        """Return everybody who shares a surname with one of these names, the most quoted first."""
        # Off the event loop: a president is named in thousands of articles.
        return await self._search.compute(people, await self._store.uses({surname(name) for name in names}))

    async def under_their_names(self, quoted: Sequence[StoredStatement]) -> list[StoredStatement]:
        """Return the statements with each speaker under the name used across articles."""
        names = {s.name for q in quoted for s in q.statement.speakers}
        if len(names) > MAX_NAMES_COMPARED:
            # A full name needs no resolving.
            names = {name for name in names if len(name_form(name).parts) == 1}
        return under_their_names(quoted, await self.everyone(names))

    async def _by_name(self, asked: str, article: str | None) -> NameMatch | None:
        everyone = within(await self.everyone([asked]), article)
        called = [p for p in everyone if p.is_called(asked)]
        quoted = [p for p in called if p.statements]
        if quoted:
            return _match_of(asked, quoted, everyone)
        if called:
            others = await self._store.quoted_alongside(called[0].uses[0].name, article)
            return NameMatch(asked, tuple(called), RefusalReason.NEVER_QUOTED, tuple(others[:MAX_OFFERED]))
        return None

    async def _by_first_name(self, asked: str, article: str | None) -> NameMatch | None:
        """Find people who have the single word asked for anywhere in their name."""
        form = name_form(asked)
        if len(form.parts) > 1:
            return None
        names = (await self._store.quoted_with([form.last], article))[:MAX_NAMES_COMPARED]
        quoted = _quoted_as(names, within(await self.everyone(names), article))
        return _match_of(asked, quoted, quoted) if quoted else None

    async def in_role(self, asked: str, article: str | None) -> InRole | None:
        """Find people who have the role printed next to their name, and speakers named only by the role.

        Only those that fit best; whoever left the office is not among them.
        """
        wanted = [] if is_of_somebody_unknown(asked) else wanted_stems(asked)
        unnamed: dict[str, Person] = {}
        fits: dict[str, Fit] = {}
        for use in await self._store.described(wanted):
            if article in {None, use.article} and (how := fit(asked, use.name)):
                known = unnamed.get(fold(use.name), Person(use.name, ()))
                unnamed[fold(use.name)] = Person(known.name, (*known.uses, use))
                fits[fold(use.name)] = how
        roles: dict[str, Fit] = {}
        for name, role in await self._store.in_role(wanted):
            if how := fit(asked, role):
                roles[name] = max(how, roles.get(name, how))
        names = sorted(roles, key=lambda name: -roles[name])[:MAX_NAMES_COMPARED]
        people_ = [p for p in within(await self.everyone(names), article) if not has_left(asked, p)]
        ranked = [(p, max((roles[n] for n in p.aliases if n in roles), default=Fit.NONE)) for p in people_]
        holders = [(_in_that_role(asked, p, how), how) for p, how in ranked if how]
        quoted = [(p, how) for p, how in holders if p.statements]
        best = max([how for _, how in quoted] + [fits[key] for key in unnamed], default=Fit.NONE)
        if best:
            named = [p for p, how in quoted if how is best]
            if len(named) > 1 and asked.startswith(_ARTICLES) and best is Fit.HOLDER and not is_of_several(asked):
                return InRole(_several(asked, named), best)
            return InRole(NameMatch(asked, (*named, *(p for k, p in unnamed.items() if fits[k] is best))), best)
        if holders:
            others = await self._store.quoted_alongside(holders[0][0].uses[0].name, article)
            offered = tuple(others[:MAX_OFFERED])
            return InRole(NameMatch(asked, tuple(p for p, _ in holders), RefusalReason.NEVER_QUOTED, offered))
        return None

    async def _nobody(self, asked: str, article: str | None) -> NameMatch:
        surnames = await self._store.quoted_surnames(article)
        near = near_surnames(surname(asked), surnames)
        quoted = [p for p in within(await self.everyone(near), article) if p.statements and not p.might_be]
        names = near_names(asked, [p.name for p in quoted])
        if names:
            return NameMatch(asked, (), RefusalReason.DID_YOU_MEAN, tuple(names[:MAX_OFFERED]))
        # There is no "Benny Hill" but there is a Hill: worth suggesting, but never an answer.
        same = [p.name for p in quoted if surname(p.name) == surname(asked)]
        return NameMatch(
            asked, (), RefusalReason.NOBODY_OF_THAT_NAME,
            tuple(same[:MAX_OFFERED]) or tuple(await self._store.quoted_people(MAX_OFFERED, article)),
        )  # fmt: skip


def has_left(asked: str, person: Person) -> bool:
    """Return whether the newest article that prints an office of somebody says that they held it before."""
    for use in person.uses:
        held = [role for role in use.roles if fit(asked, role) is Fit.HOLDER]
        if any(is_former(asked, role, held) for role in use.roles):
            return True
        if held:
            return False
    return False


def _in_that_role(asked: str, person: Person, how: Fit) -> Person:
    """Return the person as quoted for the body asked for: in articles that say so, not in those on another job."""
    if how is Fit.HOLDER:
        return person
    there = {u.article for u in person.uses if any(fit(asked, role) for role in u.roles)}
    uses = tuple(u for u in person.uses if u.article in there)
    return replace(person, uses=uses or person.uses)


def is_a_person(asked: str, called: Sequence[Person]) -> bool:
    """Return whether somebody called so is a person, not a body: has a first name, or a person's role."""
    form = name_form(asked)
    return any(
        len(name_form(p.name).parts) > len(form.parts)
        or any(described(role).of_a_person for u in p.uses for role in u.roles)
        for p in called
    )


def titled(people_: Sequence[Person], title: str) -> list[Person]:
    """Return the one person who has the title printed next to the name; else all of them."""
    wanted = set(words(title))
    called = [p for p in people_ if wanted and any(wanted & set(words(r)) for u in p.uses for r in u.roles)]
    return called if len(called) == 1 else list(people_)


def _narrowed_by(title: str, found: NameMatch) -> NameMatch:
    if found.reason is not RefusalReason.SEVERAL_OF_THAT_NAME:
        return found
    called = titled(found.people, title)
    return NameMatch(found.asked, tuple(called)) if len(called) == 1 else found


def under_their_names(
    quoted: Iterable[StoredStatement], people: Iterable[Person], *, only: bool = False
) -> list[StoredStatement]:
    """Return the statements with each speaker under the name that `people` has for them.

    `only`: leave out statements by none of them, such as those of a namesake in another article.
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
    """Return the surnames that `asked` may be a typo of, itself included, the nearest first.

    One that mixes scripts was made to look like another, so it is nobody's typo.
    """
    found = process.extract(
        asked, surnames, scorer=OSA.normalized_similarity, score_cutoff=MIN_SIMILARITY, limit=MAX_NAMES_COMPARED
    )
    return [
        name for name, _, _ in found
        if _similar(asked, name) >= MIN_SIMILARITY and (name == asked or not mixed_scripts(name))
    ]  # fmt: skip


def near_names(asked: str, names: Sequence[str]) -> list[str]:
    """Return the names that `asked` may be a typo of, the nearest first."""
    form = name_form(asked)
    scored = [(_nearness(form, name_form(name)), name) for name in names]
    return [name for score, name in sorted(scored, key=lambda one: (-one[0], one[1])) if score >= MIN_SIMILARITY]


def _nearness(asked: NameForm, other: NameForm) -> float:
    if mixed_scripts(other.last):
        return float(asked == other)
    last = _similar(asked.last, other.last)
    if len(asked.parts) == 1:
        return last
    if len(other.parts) == 1:
        return last if asked.last == other.last else 0.0
    if asked.last == other.last and asked.first[:2] == other.first[:2]:
        # "Joe Biden", "Joseph R. Biden": a short form, not a typo.
        return MIN_SIMILARITY
    return min(_similar(asked.first, other.first), last)


def _similar(one: str, other: str) -> float:
    if one != other and max(len(one), len(other)) < MIN_LETTERS:
        return 0.0
    return OSA.normalized_similarity(one, other)


def within(everyone: Iterable[Person], article: str | None) -> list[Person]:
    """Return those whom the article names, with its uses of their names only; None: all."""
    return [here for p in everyone if (here := p.within(article)) is not None]


def _quoted_as(names: Iterable[str], everyone: Iterable[Person]) -> list[Person]:
    """Return the people who are quoted under one of these names."""
    keys = {fold(name) for name in names}
    return [p for p in everyone if any(u.statements and fold(u.name) in keys for u in p.uses)]


def _match_of(asked: str, quoted: Sequence[Person], everyone: Sequence[Person]) -> NameMatch:
    """Return the match: one person, along with uncertain uses of the name; or several for the reader to choose from."""
    known = [p for p in quoted if not p.might_be]
    if len(known) > 1:
        return _several(asked, known)
    unnamed = [p for p in everyone if p not in quoted and any(k.name in p.might_be for k in known)]
    return NameMatch(asked, tuple(quoted), unnamed=sum(p.statements for p in unnamed))


def _several(asked: str, people_: Sequence[Person]) -> NameMatch:
    offered = tuple(dict.fromkeys(p.name for p in people_))[:MAX_OFFERED]
    return NameMatch(asked, tuple(people_), RefusalReason.SEVERAL_OF_THAT_NAME, offered)
