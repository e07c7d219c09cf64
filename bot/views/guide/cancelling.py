"""Say what /cancel has cancelled.  Pure."""

from __future__ import annotations

from bot.languages.speaking import tr, trn
from bot.views.rich_text import Text


def jobs_cancelled(count: int) -> Text:
    return Text(trn("Cancelling your job. What is done stays done.",
                    "Cancelling your {count} jobs. What is done stays done.", count))  # fmt: skip


def add_cancelled() -> Text:
    return Text(tr("Cancelled: I'm not waiting for anything to add any more."))


def question_dropped() -> Text:
    return Text(tr("Cancelled: I've dropped your last question."))


def nothing_to_cancel() -> Text:
    return Text(tr("There is nothing to cancel."))
