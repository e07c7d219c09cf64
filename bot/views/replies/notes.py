"""Render the notes under a reply: what was left out, and what could not be searched.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.languages.speaking import marked_plural, trn
from bot.views.rich_text import Text, italic
from retrieval.domain.reply import Note, Remark


def notes(remarks: Sequence[Remark]) -> Iterator[Text]:
    """Yield one block with all notes, or none."""
    if remarks:
        yield italic(" ".join(_note(r) for r in remarks))


def _note(remark: Remark) -> str:
    return trn(*_NOTES[remark.about], remark.count)


_NOTES = {
    Note.UNNAMED: marked_plural(
        "Left out: {count} statement by someone of that surname whose full name the article doesn't give.",
        "Left out: {count} statements by someone of that surname whose full name the article doesn't give.",
    ),
    Note.NAMESAKES: marked_plural(
        "{count} other person has that name, too: give the full name to ask about them.",
        "{count} other people have that name, too: give the full name to ask about them.",
    ),
    Note.UNDATED: marked_plural(
        "Left out: {count} statement in undated articles.", "Left out: {count} statements in undated articles."
    ),
    Note.UNDATED_ARTICLES: marked_plural("Left out: {count} undated article.", "Left out: {count} undated articles."),
    Note.FURTHER: marked_plural(
        "{count} more story came in: ask about a topic to see others.",
        "{count} more stories came in: ask about a topic to see others.",
    ),
    Note.UNREAD: marked_plural(
        "{count} stored article is in a language I don't read for quotes.",
        "{count} stored articles are in a language I don't read for quotes.",
    ),
    Note.BEHIND: marked_plural(
        "{count} passage stored a moment ago can't be searched yet: ask again in a minute.",
        "{count} passages stored a moment ago can't be searched yet: ask again in a minute.",
    ),
    Note.NEWEST: marked_plural(
        "I searched only the {count} newest article that mentions it.",
        "I searched only the {count} newest articles that mention it.",
    ),
}
