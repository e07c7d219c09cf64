"""Lay a card out as pages of about one screen, and render one of them.  Pure.

The first excerpts of a page stand open, the others in one quote that expands.  Inside it the bot's own lines are set in
italics, which no excerpt ever is, so that they cannot be taken for print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from bot.languages.speaking import tr, trn
from bot.views.cards.card import Card, Item
from bot.views.cards.labels import citation, clipped
from bot.views.citing import CitationLink, to_source
from bot.views.replies.differences import side_by_side
from bot.views.rich_text import Mark, Style, Text, bold, italic, join, utf16_length
from bot.views.safe_text import safe

# About what a phone shows at once, in UTF-16 units: a page grows up to the first, the pieces of one statement together
# up to the second.  A longer excerpt is folded.
PAGE_UNITS = 880
STATEMENT_UNITS = 1_500
OPEN_CHARS = 430
FOLDED_CHARS = 900
MAX_OPEN = 3
MAX_ITEMS = 10
# What has become of an article that is no longer shown (Item.since).
GONE = "gone"
# Sentences in bold on one page: Telegram ignores all entities beyond 100.
MAX_BOLD = 60


def page_ranges(card: Card, now: datetime | None) -> list[range]:
    """Return which items each page shows.  The pieces of a statement stay on one page if they fit."""
    pages = [range(0)]
    for statement in _statements(card.items):
        together = range(pages[-1].start, statement.stop)
        if _fits(card, together, now, PAGE_UNITS):
            pages[-1] = together
        elif _fits(card, statement, now, STATEMENT_UNITS):
            pages.append(statement)
        else:
            pages += _divided(card, statement, now)
    return [page for page in pages if page] or pages


def _divided(card: Card, statement: range, now: datetime | None) -> Iterator[range]:
    start = statement.start
    for n in statement:
        if n > start and not _fits(card, range(start, n + 1), now, STATEMENT_UNITS):
            yield range(start, n)
            start = n
    yield range(start, statement.stop)


def _fits(card: Card, shown: range, now: datetime | None, units: int) -> bool:
    return len(shown) <= MAX_ITEMS and utf16_length(page_text(card, shown, now).plain) <= units


def _statements(items: Sequence[Item]) -> Iterator[range]:
    starts = [n for n, item in enumerate(items) if n == 0 or not item.further]
    return (range(a, b) for a, b in pairwise([*starts, len(items)]))


def page_text(card: Card, shown: range, now: datetime | None, link: CitationLink = to_source) -> Text:
    """Return one page of a card; `now` is the time where the reader is, `link` says where its numbers lead."""
    opened = _opened(card.items[shown.start : shown.stop])
    blocks = [card.head] if card.head else []
    before = card.title
    for n in shown[:opened]:
        item = card.items[n]
        lines = [_heading(item)] if item.heading and item.heading != before else []
        before = item.heading
        fold = len(item.span) > FOLDED_CHARS
        if item.since == GONE:
            blocks.append(_gone(n))
            continue
        line = citation(n + 1, item, now, is_dated=card.dated, link=link)
        blocks.append(join([*lines, quoted(item, Style.QUOTE if fold else Style.OPEN_QUOTE), line], "\n"))
    if folded := shown[opened:]:
        blocks.append(_folded(card, folded, now, link))
    if shown.start == 0:
        # What was corrected or retracted since may differ no longer.
        standing = (sides for sides in card.differing if not any(side.since for side in sides))
        blocks += [side_by_side(sides[0].heading, sides, card.items, link) for sides in standing]
    if shown.start == 0 and card.foot:
        blocks.append(card.foot)
    if card.left_out and shown.stop == len(card.items):
        more = trn(
            "{count} more statement: ask about a topic to see others.",
            "{count} more statements: ask about a topic to see others.",
            card.left_out,
        )
        blocks.append(italic(more))
    return _few_marks(safe(join(blocks, "\n\n")))


def _opened(items: Sequence[Item]) -> int:
    """Return how many of the items stand open: the first always does."""
    room = 0
    for n, item in enumerate(items[:MAX_OPEN]):
        room += len(item.span)
        if n and room > OPEN_CHARS:
            return n
    return min(len(items), MAX_OPEN)


def _gone(number: int) -> Text:
    return italic(tr("[{number}] This article has been retracted since.", number=number + 1))


def _heading(item: Item) -> Text:
    role = Text(f", “{item.role}”") if item.role else Text()
    return bold(clipped(item.heading, 200)) + role


def quoted(item: Item, style: Style) -> Text:
    """Return the excerpt verbatim, the sentences in focus bold if they are only part of it."""
    return Text(item.words, (Mark(style, 0, len(item.span)), *_focus(item)))


def _focus(item: Item) -> tuple[Mark, ...]:
    start = item.span.start
    return tuple(Mark(Style.BOLD, f.start - start, f.end - start) for f in item.focus if f != item.span)


def _folded(card: Card, shown: Sequence[int], now: datetime | None, link: CitationLink) -> Text:
    """Return excerpts in one quote that expands, each with its own line in italics below it."""
    parts = []
    for n in shown:
        item = card.items[n]
        if item.since == GONE:
            parts.append(_gone(n))
            continue
        # Inside a quote, the heading above is out of sight.
        by = clipped(item.heading) if card.has_several_headings else ""
        line = citation(n + 1, item, now, by=by, is_dated=card.dated, link=link)
        line = Text(line.plain, (Mark(Style.ITALIC, 0, len(line.plain)), *line.marks))
        parts.append(Text(item.words, _focus(item)) + "\n" + line)
    whole = join(parts, "\n\n")
    return Text(whole.plain, (Mark(Style.QUOTE, 0, len(whole.plain)), *whole.marks))


def _few_marks(text: Text) -> Text:
    """Leave out the last of very many bold sentences: a quote or a link beyond 100 entities would be lost."""
    bolds = [m for m in text.marks if m.style is Style.BOLD][MAX_BOLD:]
    return Text(text.plain, tuple(m for m in text.marks if m not in bolds)) if bolds else text


def capped(text: Text, units: int) -> Text:
    """Return a text of the bot's own voice cut to so many UTF-16 units."""
    if utf16_length(text.plain) <= units:
        return text
    at = len(text.plain)
    while utf16_length(text.plain[:at]) >= units:
        at -= max(1, (utf16_length(text.plain[:at]) - units) // 2)
    return text.cut(0, at) + "…"
