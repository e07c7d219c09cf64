"""Make names and other short texts from outside harmless in the bot's own words.  Pure.

Around a quotation, a direction mark or a control character could reorder or hide the bot's words, such as whose
quotation it is.  Inside a block quote every character stays: it ends with its line, and so does the mark's effect.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from bot.languages.lists import all_of
from bot.languages.speaking import tr
from bot.views.rich_text import QUOTES, Text
from retrieval.domain.invisible_characters import unsafe_positions
from retrieval.text.scripts import mixed_scripts


def safe(text: Text) -> Text:
    """Remove control and direction characters outside of block quotes, with the marks in their new places."""
    quotes = [(m.start, m.end) for m in text.marks if m.style in QUOTES]
    gone = [at for at in unsafe_positions(text.plain) if not any(start <= at < end for start, end in quotes)]
    if not gone:
        return text
    dropped = set(gone)
    plain = "".join(c for at, c in enumerate(text.plain) if at not in dropped)
    moved = (
        replace(m, start=m.start - bisect_left(gone, m.start), end=m.end - bisect_left(gone, m.end)) for m in text.marks
    )
    return Text(plain, tuple(m for m in moved if m.start < m.end))


def safe_plain(plain: str) -> str:
    """Remove control and direction characters, as from a name on a button."""
    return safe(Text(plain)).plain


def speaker_name(name: str) -> str:
    """Return a name as it is shown: with a warning if its letters are of several scripts."""
    mixed = mixed_scripts(name)
    return tr("{name} (mixes {scripts} letters)", name=name, scripts=all_of(mixed)) if mixed else name
