"""Render what is sent without being asked for: digests, and notices that an article has changed.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any

from bot.languages.calendar import weekday_day
from bot.languages.speaking import marked, tr, trn
from bot.views.replies.excerpts import cited, heading
from bot.views.rich_text import Text, bold, code, italic, join, rich
from bot.views.sources import also_in, shortened, source_line
from retrieval.answers.digest import Digest
from storage.ports.outbox import Notice

NOTHING_LEFT = marked("The articles in this part have been retracted since.")

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


def digest_heading(until: datetime, zone: tzinfo) -> Text:
    """Return the heading of a digest: the day it was written, in the reader's time zone."""
    return bold(tr("On Record, {day}", day=weekday_day(until.astimezone(zone))))


def digest_blocks(digest: Digest, first: int = 1) -> list[Text]:
    """Return the entries of a digest; citations are numbered from `first`."""
    blocks = []
    number = first
    for entry in digest.entries:
        parts = [source_line(entry.article, digest.until)]
        parts += [also_in(entry.also, digest.until)] if entry.also else []
        for who, group in groupby(entry.excerpts, key=heading):
            if entry.excerpts[0].kind is not None:
                parts.append(bold(who))
            before = None
            for excerpt in group:
                parts.append(cited(number, excerpt, before))
                number, before = number + 1, excerpt
        blocks.append(join(parts, "\n"))
    if digest.more:
        more = trn(
            "And {count} more article: see /sources, or ask me.",
            "And {count} more articles: see /sources, or ask me.",
            digest.more,
        )
        blocks.append(italic(more))
    return blocks


def nothing_new(zone: tzinfo, until: datetime, subjects: Sequence[str] = ()) -> Text:
    said = (
        tr("Nothing new on your topics since the last digest: {topics}.", topics=", ".join(subjects))
        if subjects
        else tr("Nothing new since the last digest.")
    )
    return digest_heading(until, zone) + f"\n{said}"


def notice(kind: Notice, about: Text, reason: str | None) -> Text:
    """Return what happened to an article that a reader was shown; `about` is its source line."""
    head, meaning = _NOTICES[kind]
    why = f"\n{reason}" if reason else ""
    return bold(f"{tr(head)} ") + about + f"{why}\n{tr(meaning)}"


def closed_text(content: Mapping[str, Any]) -> Text:
    """Return a message to an editor about a chat that gets no digests any more; `content` is the delivery's."""
    return rich(
        "{heading} chat {chat}\nTelegram says: {why}.\n{advice}; then write {command} there.",
        heading=bold(tr("Digest paused:")),
        chat=content["closed"],
        why=shortened(content["why"]),
        advice=tr(content["advice"]),
        command=code("/subscribe HH:MM"),
    )
