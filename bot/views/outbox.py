"""Render what is parked in the outbox, for editors and operators.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.languages.calendar import ago, day
from bot.languages.speaking import marked, tr, trn
from bot.views.rich_text import Text, bold, join, rich
from bot.views.sources import shortened
from storage.ports.outbox import Delivery, Notice, Parked

WILL_BE_RESENT = marked("It will be sent again.")
WAS_DROPPED = marked("Dropped. It won't be sent again.")
# Why a delivery is parked: what it did.
TIMED_OUT = marked("timed out")
LOST_CONNECTION = marked("lost its connection to Telegram")
MET_AN_ERROR = marked("met an error of my own; the log says which")
NOT_PARKED = marked("It isn't parked any more.")


def outbox_blocks(parked: Sequence[Parked], now: datetime) -> list[Text]:
    """Return each parked delivery as a block: number, what it is, its chat, since when, why."""
    return [_block(one, now) for one in parked] or [nothing_parked()]


def nothing_parked() -> Text:
    return Text(tr("Nothing is parked: whatever was sent has arrived or certainly did not."))


def _block(one: Parked, now: datetime) -> Text:
    delivery = one.delivery
    lines: list[Text | str] = [
        rich(
            "{number} {subject}, to chat {chat}",
            number=bold(f"#{delivery.id}"),
            subject=subject_of(delivery),
            chat=delivery.chat_id,
        )
    ]
    if delivery.arrived:
        lines.append(trn("its first message arrived", "its first {count} messages arrived", delivery.arrived))
    # An older version kept what a library said of a broken connection.
    reason = LOST_CONNECTION if (one.why or "").startswith("failed") else one.why
    why = shortened(tr(reason or WAS_INTERRUPTED))
    lines.append(tr("may have arrived {ago}: it {why}", ago=ago(one.at, now), why=why))
    return join(lines, "\n")


WAS_INTERRUPTED = marked("was interrupted")


def resend_button(number: int) -> str:
    return tr("↻ Resend {number}", number=f"#{number}")


def drop_button(number: int) -> str:
    return tr("✖ Drop {number}", number=f"#{number}")


def subject_of(delivery: Delivery) -> str:
    """Return what a delivery is about."""
    content = delivery.content
    if "feed" in content:
        return tr("notice that feed {number} is paused", number=f"#{content['feed']}")
    if "closed" in content:
        return tr("notice that the digest to chat {chat} is paused", chat=content["closed"])
    if "unanswered" in content:
        return tr("notice that an answer did not get through")
    if "notice" in content:
        return _NOTICES[Notice(content["notice"])](shortened(content["article"]))
    if "until" in content:
        articles = trn("{count} article", "{count} articles", len(content.get("stories", content["articles"])))
        until = day(datetime.fromisoformat(content["until"]))
        return tr("digest of {day} ({articles})", day=until, articles=articles)
    return shortened(delivery.key)


_NOTICES: dict[Notice, Callable[[str], str]] = {
    Notice.CORRECTED: lambda article: tr("notice that article {article} was corrected", article=article),
    Notice.RETRACTED: lambda article: tr("notice that article {article} was retracted", article=article),
    Notice.RESTORED: lambda article: tr("notice that article {article} was restored", article=article),
}
