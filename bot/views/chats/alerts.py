"""Render alerts: new statements by people, and new passages on topics, that a chat follows.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from bot.languages.speaking import trn
from bot.views.cards.items import items_of
from bot.views.cards.labels import citation
from bot.views.cards.page import quoted
from bot.views.citing import CitationLink, to_source
from bot.views.replies.excerpts import heading
from bot.views.rich_text import Mark, Style, Text, bold, italic, join, rich
from bot.views.sources import source_line
from retrieval.domain.reply import Excerpt
from storage.ports.watches import WatchKind

# Of what comes in one message, so many show their words, and so many more their headlines.
MAX_SHOWN, MAX_LISTED = 5, 30


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One article's words on what is followed by this name."""

    name: str
    kind: WatchKind
    excerpts: tuple[Excerpt, ...]


def alert_text(
    entries: Sequence[AlertEntry], last: int | None, now: datetime | None, link: CitationLink = to_source
) -> Text:
    """Return the text of an alert; "" without entries.

    The first ones show their words, the next ones a line each, and others are counted.  `last` is the chat's limit if
    this is the day's last alert.
    """
    if not entries:
        return Text()
    numbers = count(1)
    blocks = [join(_lines(entry, numbers, now, link), "\n") for entry in entries[:MAX_SHOWN]]
    blocks[0] = Text("🔔 ") + blocks[0]
    if listed := entries[MAX_SHOWN : MAX_SHOWN + MAX_LISTED]:
        lines = join([Text(f"{e.name}: ") + source_line(e.excerpts[0].article, now) for e in listed], "\n")
        blocks.append(Text(lines.plain, (Mark(Style.QUOTE, 0, len(lines.plain)), *lines.marks)))
    if (more := len(entries) - MAX_SHOWN - MAX_LISTED) > 0:
        blocks.append(italic(trn("And {count} more: ask me about them.", "And {count} more: ask me about them.", more)))
    if last is not None:
        blocks.append(_last(last))
    return join(blocks, "\n\n")


def _lines(entry: AlertEntry, numbers: Iterator[int], now: datetime | None, link: CitationLink) -> Iterator[Text]:
    """Yield who said the words or what they are about, then the words and their citations, as in an answer."""
    first = entry.excerpts[0]
    said_by = bold(heading(first)) if first.kind is not None else None
    if entry.kind is WatchKind.PERSON and said_by is not None:
        yield said_by
    elif entry.kind is WatchKind.QUESTION:
        yield rich("On your question “{question}”", question=bold(entry.name))
        yield from [said_by] if said_by is not None else []
    elif said_by is not None:
        yield rich("On {topic}, said by {person}", topic=bold(entry.name), person=said_by)
    else:
        yield rich("On {topic}", topic=bold(entry.name))
    for item in items_of(entry.excerpts, heading, {}):
        yield quoted(item, Style.OPEN_QUOTE)
        yield citation(next(numbers), item, now, link=link)


def _last(limit: int) -> Text:
    return italic(
        trn(
            "That's today's alert: what else comes waits until tomorrow. /following changes the limit.",
            "That's {count} alerts today: what else comes waits until tomorrow. /following changes the limit.",
            limit,
        )
    )
