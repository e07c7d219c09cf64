"""Render who is quoted, and the names and roles that articles give a person.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages.lists import any_of
from bot.languages.speaking import number, tr, trn
from bot.views.library import statements_of
from bot.views.rich_text import Text, bold, join, rich
from bot.views.safe_text import speaker_name
from bot.views.sources import source_line
from retrieval.domain.article import Article
from retrieval.people.registry import Person


def quoted_people(people: Sequence[Person], first: int = 0) -> Text:
    """Return who is quoted most, with how often; `first` were listed on earlier pages."""
    if not people and not first:
        return Text(tr("Nobody is quoted yet."))
    lines = [f"• {speaker_name(p.name)}: {quote_count(p)}" for p in people]
    title = tr("Quoted, from number {first}", first=number(first + 1)) if first else tr("Quoted most")
    return join([bold(title), *lines], "\n")


def person_text(person: Person, roles: Sequence[tuple[str, Article]]) -> Text:
    """Return by what names and in what roles a person is printed; each role comes with an article that prints it."""
    statements = quote_count(person) if person.statements else tr("mentioned, not quoted")
    lines: list[Text | str] = [bold(speaker_name(person.name)), statements]
    if len(person.aliases) > 1:
        lines.append(tr("printed as {names}", names=", ".join(map(speaker_name, person.aliases))))
    if person.might_be:
        people = any_of(list(map(speaker_name, person.might_be)))
        lines.append(tr("may be {people}: the articles don't say", people=people))
    for role, article in roles:
        lines.append(rich("• “{role}” in {source}", role=role, source=source_line(article)))
    return join(lines, "\n")


def quote_count(person: Person) -> str:
    """Return how often a person is quoted, and in how many articles; copies of one article count as one."""
    where = trn("in {count} article", "in {count} articles", len(person.statements_by_origin))
    return f"{statements_of(person.statements)} {where}"
