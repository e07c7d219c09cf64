"""Find out who "he" and "she" may mean: by first names, printed roles, and how articles refer to a person."""

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

# Articles read for how they refer to somebody: the newest.
MAX_ARTICLES = 50


class FindGenders:
    """Finds the gender of people by name."""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find

    async def __call__(self, names: Sequence[str]) -> Genders:
        """Return the gender of each name known to be a person's, None if unknown; leave out all other names."""
        everyone = await self._find.everyone(names)
        by_name = await self._search.compute(genders_of, [*names, *(p.name for p in everyone)])
        genders = {name: by_name[name] for name in names if name in by_name}
        for name in {*names} - {*by_name}:
            called = [p for p in everyone if p.is_called(name) and not p.might_be]
            with_roles = {p.name: None for p in called if p.name not in by_name and any(u.roles for u in p.uses)}
            # Look up statements last: a president has thousands.
            known = by_name | (with_roles or await self._printed(p for p in called if p.name not in by_name))
            if any(p.name in known for p in called):
                found = {known.get(p.name) for p in called}
                genders[name] = found.pop() if len(found) == 1 else None
        return genders

    async def _printed(self, people: Iterable[Person]) -> dict[str, Gender | None]:
        found = {}
        for person in people:
            said = await self._library.said_by(person.aliases, newest=MAX_ARTICLES) if person.statements else []
            printed = genders_printed(person, said)
            if printed:
                found[person.name] = next(iter(printed)) if len(printed) == 1 else None
        return found


def genders_printed(person: Person, quoted: Iterable[StoredStatement]) -> set[Gender | None]:
    """Return the genders that an article's words for a speaker imply: "he said"; None for a bare surname.

    Only people are called by a bare surname.
    """
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
