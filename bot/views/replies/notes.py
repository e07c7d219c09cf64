"""Render the notes under a reply: what was left out, and what could not be searched.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.views.counting import counted
from bot.views.rich_text import Text, italic
from retrieval.domain.reply import Note, Remark


def notes(remarks: Sequence[Remark]) -> Iterator[Text]:
    """Yield one block with all notes, or none."""
    if remarks:
        yield italic(" ".join(_note(r) for r in remarks))


def _note(remark: Remark) -> str:
    count = remark.count
    statements, are = counted(count, "statement"), "is" if count == 1 else "are"
    return {
        Note.UNNAMED: f"Left out: {statements} by someone of that surname whose full name the article doesn't give.",
        Note.UNDATED: f"Left out: {statements} in undated articles.",
        Note.UNDATED_ARTICLES: f"Left out: {counted(count, 'undated article')}.",
        Note.FURTHER: f"{counted(count, 'more article')} {are} just as recent: ask about a topic to see others.",
        Note.UNREAD: f"{counted(count, 'stored article')} {are} in a language I don't read for quotes.",
        Note.BEHIND: f"{counted(count, 'passage')} stored a moment ago can't be searched yet: ask again in a minute.",
        Note.NEWEST: f"I searched only the {count:,} newest articles that mention it.",
    }[remark.about]
