"""What a feed tells of one article: whether it is the article itself, and what is known of it by it.  Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.intake.base.draft_builder import draft_from
from retrieval.domain.article import Draft

# A description of so many characters in so many paragraphs is the article; a shorter one is taken for a summary.
LONG = 1500
PARAGRAPHS = 3
# A "content" that is this short, where there is a page, is taken for a teaser.
SHORT = 280
# Clocks go wrong, but not by more; and no feed was there before.
AHEAD = timedelta(days=1)
FIRST = datetime(1995, 1, 1, tzinfo=UTC)

# How a text ends that goes on elsewhere.
_CUT = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;)\]|(?:read|see) (?:the )?(?:more|full (?:story|article))|continue reading"
    r"(?: [^\n]{1,150})?|weiterlesen|lire la suite|leer más|(?:more|mehr)\s*(?:»|>>|→|›))[\s.»→›>\])]*$",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed.  `key` is what identifies it, `fingerprint` changes with what it says; both are digests.

    `content` is what the feed says is the article, `summary` what it says of it; both as text in paragraphs.  `dated`:
    `published` is told as such, and not when it was changed last.
    """

    key: str
    fingerprint: str
    guid: str | None
    link: str | None
    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    content: str | None = None
    summary: str | None = None
    dated: bool = True

    @property
    def where(self) -> str:
        """By what an editor finds it."""
        return self.link or self.title or self.guid or "an entry without link or title"


def entry_from(told: Mapping[str, Any], now: datetime) -> FeedEntry:
    """An entry as bot.intake.documents.feed tells it.  A date that cannot be is dropped."""
    link = told["link"] if told["link"] and _WEB.match(told["link"]) else None
    guid = told["id"]
    said = [told[part] for part in ("title", "content", "summary", "updated")]
    return FeedEntry(
        key=_digest([guid or link or told["title"] or told["content"] or told["summary"]]),
        fingerprint=_digest([link, *said]),
        guid=guid,
        link=link,
        title=told["title"],
        author=told["author"],
        published=_moment(told["published"] or told["updated"], now),
        content=told["content"],
        summary=told["summary"],
        dated=told["published"] is not None,
    )


def full_text(entry: FeedEntry) -> str | None:
    """The article, where the feed has all of it; None where its page must be read.

    What names itself content is the article unless it breaks off or is a teaser; a description is, where it is long
    and in paragraphs, or where there is no page that it could describe.
    """
    if entry.content and not is_cut(entry.content) and (entry.link is None or len(entry.content) >= SHORT):
        return entry.content
    said = entry.summary or entry.content
    if not said or is_cut(said):
        return None
    long = len(said) >= LONG and said.count("\n\n") + 1 >= PARAGRAPHS
    return said if entry.link is None or long else None


def is_cut(text: str) -> bool:
    """Whether it ends as what goes on elsewhere."""
    return _CUT.search(text[-200:]) is not None


def draft_of_entry(entry: FeedEntry, text: str, feed: str | None) -> Draft:
    """An article whose text the feed has; `feed` is its title.  Raises UnusableArticle."""
    # The link says which article it is; where there is none, what the feed calls it.
    known = None if entry.link is not None else f"feed-{entry.key[:16]}"
    told = {"text": text, "id": known, "title": entry.title, "url": entry.link, "author": entry.author}
    return draft_from({**told, "publisher": feed, "published": entry.published})


def with_entry(draft: Draft, entry: FeedEntry, feed: str | None) -> Draft:
    """An article read from its page, with what the feed alone knows of it; its time is often more exact."""
    return replace(
        draft,
        title=draft.title or entry.title,
        url=draft.url or entry.link,
        author=draft.author or entry.author,
        publisher=feed or draft.publisher,
        published=(entry.published or draft.published) if entry.dated else (draft.published or entry.published),
    )


def _moment(told: str | None, now: datetime) -> datetime | None:
    if told is None:
        return None
    try:
        moment = datetime.fromisoformat(told)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST <= moment <= now + AHEAD else None


def _digest(parts: list[Any]) -> str:
    # JSON keeps parts apart; half a surrogate pair stays what it is.
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
