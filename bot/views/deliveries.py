"""Render what is sent without being asked for, except digests: notices that an article or a chat has changed.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.languages.speaking import marked, tr
from bot.views.digests.page import heading
from bot.views.rich_text import Text, bold, code, rich
from bot.views.sources import shortened
from storage.ports.outbox import Notice

# What to do about a chat that cannot be written to.
TOPIC_CLOSED = marked("Its topic is closed or gone. Open it again, or subscribe in another topic or chat")
NO_RIGHT_TO_WRITE = marked("Let me send messages there: in the chat's settings, under Permissions or Administrators")
CHAT_GONE = marked("The chat is gone, or has another number now. If there is a new one, add me to it")

_NOTICES = {
    Notice.CORRECTED: (
        marked("Corrected:"),
        marked("Its text has changed since I showed it here. Ask again to see the new version."),
    ),
    Notice.RETRACTED: (
        marked("Retracted:"),
        marked("I showed it here earlier; it no longer appears in any answer."),
    ),
    Notice.RESTORED: (
        marked("Restored:"),
        marked("Its retraction has been undone: it appears in answers again."),
    ),
}


def nothing_new(now: datetime, subjects: Sequence[str] = (), *, is_preview: bool = False) -> Text:
    """Return a digest without stories, in a line; `now` is in the reader's zone."""
    if is_preview:
        said = tr("Nothing new so far.")
    elif subjects:
        said = tr("Nothing new on your topics since the last digest: {topics}.", topics=", ".join(subjects))
    else:
        said = tr("Nothing new since the last digest.")
    return heading(now) + f"\n{said}"


def notice(kind: Notice, about: Text, reason: str | None) -> Text:
    """Return what happened to an article that a reader was shown; `about` is its source line."""
    head, meaning = _NOTICES[kind]
    why = f"\n{reason}" if reason else ""
    return bold(f"{tr(head)} ") + about + f"{why}\n{tr(meaning)}"


def closed_text(content: Mapping[str, Any]) -> Text:
    """Return a message to an editor about a chat that gets no digests any more; `content` is the delivery's."""
    heading = bold(tr("Digest paused:"))
    return rich(
        "{heading} chat {chat}\nTelegram says: {why}.\n{advice}; then write {command} there.",
        heading=heading,
        chat=content["closed"],
        why=shortened(content["why"]),
        advice=tr(content["advice"]),
        command=code("/subscribe HH:MM"),
    )
