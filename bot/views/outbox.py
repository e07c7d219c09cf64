"""Render what is parked in the outbox, for editors and operators.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.views.counting import counted
from bot.views.feeds import ago
from bot.views.rich_text import Text, bold, join
from bot.views.sources import day, shortened
from storage.ports.outbox import Delivery, Parked

NOTHING_PARKED = Text("Nothing is parked: whatever was sent has arrived or certainly did not.")
WILL_BE_RESENT = "It will be sent again."
WAS_DROPPED = "Dropped. It won't be sent again."
NOT_PARKED = "It isn't parked any more."


def outbox_blocks(parked: Sequence[Parked], now: datetime) -> list[Text]:
    """Return each parked delivery as a block: number, what it is, whom it is for, since when, why."""
    return [_block(one, now) for one in parked] or [NOTHING_PARKED]


def _block(one: Parked, now: datetime) -> Text:
    delivery = one.delivery
    arrived = f"its first {counted(delivery.arrived, 'message')} arrived · " if delivery.arrived else ""
    lines: list[Text | str] = [
        bold(f"#{delivery.id}") + f" {subject_of(delivery)}, to chat {delivery.chat_id}",
        f"{arrived}may have arrived {ago(one.at, now)}: it {shortened(one.why or 'was interrupted')}",
    ]
    return join(lines, "\n")


def subject_of(delivery: Delivery) -> str:
    """Return what a delivery is about."""
    content = delivery.content
    if "feed" in content:
        return f"notice that feed #{content['feed']} is paused"
    if "closed" in content:
        return f"notice that the digest to chat {content['closed']} is paused"
    if "unanswered" in content:
        return "notice that an answer did not get through"
    if "notice" in content:
        return f"notice that article {shortened(content['article'])} was {content['notice']}"
    if "until" in content:
        articles = counted(len(content["articles"]), "article")
        return f"digest of {day(datetime.fromisoformat(content['until']))} ({articles})"
    return shortened(delivery.key)
