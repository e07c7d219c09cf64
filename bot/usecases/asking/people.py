"""Look up who is quoted, and the names and roles that articles give a person."""

from __future__ import annotations

from bot.services import Asking
from bot.views.people import person_text, quoted_people
from bot.views.replies.refusals import names_known
from bot.views.rich_text import Text
from retrieval.domain.article import Article
from retrieval.people.registry import Person
from retrieval.people.resolver import NameMatch, PeopleResolver

MAX_PEOPLE_SHOWN = 20
MAX_ROLES_SHOWN = 10


async def find(asking: Asking, name: str) -> NameMatch:
    """Return who is called `name`."""
    return await PeopleResolver(asking.library, asking.search)(name)


async def known(asking: Asking, name: str, found: NameMatch | None = None) -> list[Text]:
    """Return what is known about those called `name`, or who is quoted most if it is "".

    `found` saves the search if they are found already.
    """
    if not name:
        return [(await quoted_most(asking, 0))[0]]
    found = found or await find(asking, name)
    if not found.people:
        return [names_known(name, found.offered)]
    shown = found.people[:MAX_PEOPLE_SHOWN]
    return [person_text(person, await _roles(asking, person)) for person in shown]


async def quoted_most(asking: Asking, first: int) -> tuple[Text, int | None]:
    """Return a page of who is quoted, from name `first` on, counted from 0; and where the next begins, if any does."""
    resolve = PeopleResolver(asking.library, asking.search)
    names = await asking.library.quoted_people(first + MAX_PEOPLE_SHOWN + 1)
    before, here = {*names[:first]}, {*names[first : first + MAX_PEOPLE_SHOWN]}
    people = [p for p in await resolve.everyone(list(here)) if p.statements and here & {*p.aliases}]
    # Who is printed by two names is on the page of the one that comes first.
    shown = [p for p in people if not before & {*p.aliases}]
    following = first + MAX_PEOPLE_SHOWN
    return quoted_people(shown, first), following if len(names) > following else None


async def _roles(asking: Asking, person: Person) -> list[tuple[str, Article]]:
    """Return the person's roles, the newest first, each with the newest article that prints it."""
    newest: dict[str, str] = {}
    for use in reversed(person.uses):
        newest |= dict.fromkeys(use.roles, use.article)
    found = [(role, await asking.library.article(a)) for role, a in list(reversed(newest.items()))[:MAX_ROLES_SHOWN]]
    return [(role, article) for role, article in found if article is not None]
