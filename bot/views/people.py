"""Render who is quoted, and the names and roles that articles give a person.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.counting import counted
from bot.views.rich_text import Text, bold, join
from bot.views.safe_text import speaker_name
from bot.views.sources import source_line
from retrieval.domain.article import Article
from retrieval.people.registry import Person


def quoted_people(people: Sequence[Person]) -> Text:
    """Return who is quoted most, with how often."""
    if not people:
        return Text("Nobody is quoted yet.")
    return join([bold("Quoted most"), *[f"• {speaker_name(p.name)}: {quote_count(p)}" for p in people]], "\n")


def person_text(person: Person, roles: Sequence[tuple[str, Article]]) -> Text:
    """Return by what names and in what roles a person is printed; each role comes with an article that prints it."""
    statements = quote_count(person) if person.statements else "mentioned, not quoted"
    lines: list[Text | str] = [bold(speaker_name(person.name)), statements]
    if len(person.aliases) > 1:
        lines.append(f"printed as {', '.join(map(speaker_name, person.aliases))}")
    if person.might_be:
        lines.append(f"may be {' or '.join(map(speaker_name, person.might_be))}: the articles don't say")
    lines += [Text(f"• “{role}” in ") + source_line(article) for role, article in roles]
    return join(lines, "\n")


def quote_count(person: Person) -> str:
    """Return how often a person is quoted, and in how many articles; copies of one article count as one."""
    return f"{counted(person.statements, 'statement')} in {counted(len(person.statements_by_origin), 'article')}"
