"""Render alerts: new statements by people, and new passages on topics, that a chat follows.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.languages.speaking import trn
from bot.views.replies.excerpts import heading
from bot.views.rich_text import Mark, Style, Text, bold, italic, join, rich
from bot.views.sources import source_line
from retrieval.domain.reply import Excerpt
from storage.ports.watches import WatchKind


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One article's words on what is followed by this name."""

    name: str
    kind: WatchKind
    excerpts: tuple[Excerpt, ...]


def alert_text(entries: Sequence[AlertEntry], more: int, last: int | None, now: datetime | None) -> Text:
    """Return the text of an alert; "" without entries.

    `more` counts those that are not shown; `last` is the chat's limit if this is the day's last alert.
    """
    if not entries:
        return Text()
    blocks = [_entry(entry, now) for entry in entries]
    blocks[0] = Text("🔔 ") + blocks[0]
    if more > 0:
        blocks.append(italic(trn("And {count} more: ask me about them.", "And {count} more: ask me about them.", more)))
    if last is not None:
        blocks.append(_last(last))
    return join(blocks, "\n\n")


def _entry(entry: AlertEntry, now: datetime | None) -> Text:
    return join(_lines(entry, now), "\n")


def _lines(entry: AlertEntry, now: datetime | None) -> Iterator[Text]:
    first = entry.excerpts[0]
    said_by = bold(heading(first)) if first.kind is not None else None
    if entry.kind is WatchKind.PERSON and said_by is not None:
        yield said_by
    elif said_by is not None:
        yield rich("On {topic}, said by {person}", topic=bold(entry.name), person=said_by)
    else:
        yield rich("On {topic}", topic=bold(entry.name))
    for excerpt in entry.excerpts:
        yield Text(excerpt.text, (Mark(Style.QUOTE, 0, len(excerpt.text)),))
    yield source_line(first.article, now)


def _last(limit: int) -> Text:
    return italic(
        trn(
            "That's today's alert: what else comes waits until tomorrow. /following changes the limit.",
            "That's {count} alerts today: what else comes waits until tomorrow. /following changes the limit.",
            limit,
        )
    )
