"""/people: who is quoted; by what names and in what roles somebody is printed, with the articles that print them."""

from __future__ import annotations

from bot.services import Asking
from bot.views.replies import names_known
from bot.views.rich_text import Text, bold, join
from bot.views.sources import source_line
from retrieval.people.registry import Person
from retrieval.people.resolver import NameMatch, PeopleResolver

SHOWN = 20
ROLES = 10


async def find(asking: Asking, name: str) -> NameMatch:
    """Who is called `name`."""
    return await PeopleResolver(asking.library, asking.search)(name)


async def known(asking: Asking, name: str, found: NameMatch | None = None) -> list[Text]:
    """What is known of those called `name`, who may be `found` already; of "" who is quoted most."""
    if not name:
        return [await _quoted(asking, PeopleResolver(asking.library, asking.search))]
    found = found or await find(asking, name)
    if not found.people:
        return [names_known(name, found.offered)]
    return [await _told(asking, person) for person in found.people[:SHOWN]]


async def _quoted(asking: Asking, find: PeopleResolver) -> Text:
    most = await asking.library.quoted_people(SHOWN)
    people = [p for p in await find.everyone(most) if p.statements and {*most} & {*p.aliases}]
    if not people:
        return Text("Nobody is quoted yet.")
    return join([bold("StoredStatement"), *[f"• {p.name}: {_counted(p)}" for p in people]], "\n")


async def _told(asking: Asking, person: Person) -> Text:
    lines: list[Text | str] = [bold(person.name), _counted(person) if person.statements else "named, not quoted"]
    if len(person.aliases) > 1:
        lines.append(f"printed as {', '.join(person.aliases)}")
    if person.might_be:
        lines.append(f"where the article does not say whether it is {' or '.join(person.might_be)}")
    roles: dict[str, str] = {}
    for use in reversed(person.uses):
        # The newest article that prints a role stands for it.
        roles |= dict.fromkeys(use.roles, use.article)
    for role, where in list(reversed(roles.items()))[:ROLES]:
        article = await asking.library.article(where)
        if article is not None:
            lines.append(Text(f"• “{role}” in ") + source_line(article))
    return join(lines, "\n")


def _counted(person: Person) -> str:
    # Copies of one article are one.
    statements, articles = person.statements, len(person.statements_by_origin)
    return (
        f"{statements:,} {'statement' if statements == 1 else 'statements'} in "
        f"{articles:,} {'article' if articles == 1 else 'articles'}"
    )
