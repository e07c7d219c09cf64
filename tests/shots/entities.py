"""Turn a text and its entities, as the stand recorded them, into HTML.  Knows nothing of chats or pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from tests.telegram import utf16
from tests.telegram.refusals import Json
from tests.telegram.texts import BLOCKQUOTES

# Telegram's clients colour these without underlining them.
LINKS = ("text_link", "url", "mention", "bot_command", "hashtag", "text_mention", "email", "date_time")
TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre"}


def html_of(text: str, entities: Sequence[Json]) -> str:
    """Return the text as HTML, whose text content is the text itself.

    A quote is a block of its own: the line breaks around it do not show, as in Telegram, but are there.
    """
    quotes = sorted((e for e in entities if e["type"] in BLOCKQUOTES), key=_start)
    inline = [e for e in entities if e["type"] not in BLOCKQUOTES]
    size, at = utf16.units(text), 0
    parts: list[str] = []
    for quote in quotes:
        start, end = _start(quote), _end(quote)
        before = utf16.cut(text, at, start - at)
        hidden = before.endswith("\n")
        parts.append(_stretch(text, inline, at, start - hidden) + _hidden(hidden))
        kind = "expandable" if quote["type"] == "expandable_blockquote" else "plain"
        words = _stretch(text, inline, start, end)
        parts.append(f'<blockquote class="{kind}"><div class="words">{words}</div></blockquote>')
        hidden = utf16.cut(text, end, 1) == "\n"
        parts.append(_hidden(hidden))
        at = end + hidden
    return "".join([*parts, _stretch(text, inline, at, size)])


def _hidden(is_break: bool) -> str:
    return '<span class="break">\n</span>' if is_break else ""


def _start(entity: Json) -> int:
    return int(entity["offset"])


def _end(entity: Json) -> int:
    return int(entity["offset"]) + int(entity["length"])


def _stretch(text: str, entities: Iterable[Json], start: int, end: int) -> str:
    """Return the stretch start:end, in UTF-16 units, in runs that have the same entities."""
    inside = [e for e in entities if _start(e) < end and start < _end(e)]
    edges = {start, end} | {at for e in inside for at in (_start(e), _end(e)) if start < at < end}
    return "".join(
        _run(utf16.cut(text, a, b - a), [e for e in inside if _start(e) <= a and b <= _end(e)])
        for a, b in pairwise(sorted(edges))
    )


def _run(words: str, entities: Sequence[Json]) -> str:
    found = escape(words)
    for entity in sorted(entities, key=lambda e: (-_start(e), _end(e))):
        kind = entity["type"]
        if kind in LINKS:
            title = escape(str(entity.get("url", "")))
            found = f'<a class="{kind}" title="{title}">{found}</a>'
        elif kind in TAGS:
            found = f"<{TAGS[kind]}>{found}</{TAGS[kind]}>"
        else:
            found = f'<span class="{kind}">{found}</span>'
    return found
