"""Tell whom "he" and "she" fit: by first names, by how the articles speak of somebody, by the roles printed of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrieval.domain.article import KnownBy, StoredStatement
from retrieval.domain.ports import Library
from retrieval.followups import Genders
from retrieval.index.search import PassageSearch
from retrieval.people.registry import Person, name_form
from retrieval.people.resolver import PeopleResolver
from retrieval.quotes.pronouns.features import PRONOUNS, Gender
from retrieval.quotes.pronouns.network import genders_of
from retrieval.text.normalize import fold


class FindGenders:
    """Names in; those that are persons' out, with the gender where something tells it."""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find

    async def __call__(self, names: Sequence[str]) -> Genders:
        """None: a person of a gender that nothing tells.  What is not known for a person is left out."""
        everyone = await self._find.everyone(names)
        told = await self._search.compute(genders_of, [*names, *(p.name for p in everyone)])
        genders = {name: told[name] for name in names if name in told}
        for name in {*names} - {*told}:
            called = [p for p in everyone if p.is_called(name) and not p.might_be]
            with_roles = {p.name: None for p in called if p.name not in told and any(u.roles for u in p.uses)}
            # What their statements tell is looked up last: of a president there are thousands.
            known = told | (with_roles or await self._printed(p for p in called if p.name not in told))
            if any(p.name in known for p in called):
                found = {known.get(p.name) for p in called}
                genders[name] = found.pop() if len(found) == 1 else None
        return genders

    async def _printed(self, people: Iterable[Person]) -> dict[str, Gender | None]:
        found = {}
        for person in people:
            spoken = printed_of(person, await self._library.said_by(person.aliases)) if person.statements else set()
            if spoken:
                found[person.name] = next(iter(spoken)) if len(spoken) == 1 else None
        return found


def printed_of(person: Person, quoted: Iterable[StoredStatement]) -> set[Gender | None]:
    """What the words for somebody beside their statements tell: "he said", or the bare surname, as of persons only."""
    found: set[Gender | None] = set()
    last = name_form(person.name).last
    for q in quoted:
        for speaker in q.statement.speakers:
            printed = fold(speaker.mention.cut(q.article.text)) if speaker.mention else ""
            if speaker.how is KnownBy.PRONOUN and (gender := PRONOUNS.get(printed)) is not None:
                found.add(gender)
            elif printed == last and " " in person.name:
                found.add(None)
    return found - {None} or found
