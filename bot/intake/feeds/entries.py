"""One entry of a feed: whether it holds its whole article, and what it says about it.  Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.stated_dates import EARLIEST_FEED_DATE, MAX_CLOCK_ERROR
from retrieval.domain.article import Draft
from retrieval.domain.metadata_limits import without_overlong
from retrieval.identity.canonical_url import canonical, fragment_of

# A description with at least this much text is the article; a shorter one is taken for a summary.
MIN_ARTICLE_CHARS = 1500
MIN_ARTICLE_PARAGRAPHS = 3
# Shorter "content" of an entry with a link is taken for a teaser.
MIN_CONTENT_CHARS = 280

# How a text ends that continues elsewhere.
_TRUNCATED = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;)\]|(?:read|see) (?:the )?(?:more|full (?:story|article))|continue reading"
    r"(?: [^\n]{1,150})?|weiterlesen|lire la suite|leer más|(?:more|mehr)\s*(?:»|>>|→|›))[\s.»→›>\])]*$",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://", re.IGNORECASE)


class Page(Enum):
    """What an entry's link leads to: a page of its own, one that other entries have too, or none about it alone."""

    OWN = auto()
    SHARED = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed.  `key` identifies it, and `fingerprint` changes with its text; both are digests.

    `content` is what the feed calls the article, `summary` what it says about it; both are text in paragraphs.  If
    `dated` is False, `published` is only the time of the last change.  If it is `doubtful`, a text of it was left out,
    because it could not be read without a guess.
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
    doubtful: bool = False
    page: Page = Page.OWN

    @property
    def where(self) -> str:
        """The link or name by which an editor can find the entry."""
        return self.link or self.title or self.guid or "an entry without link or title"


def entry_from(fields: Mapping[str, Any], now: datetime) -> FeedEntry:
    """Return an entry of bot.intake.documents.feed's output.  An impossible date is dropped."""
    link = fields["link"] if fields["link"] and _WEB.match(fields["link"]) else None
    guid = fields["id"]
    # Not the day of publication: feeds renew it, and it says nothing of the text.
    texts = [fields[part] for part in ("title", "content", "summary", "updated")]
    return FeedEntry(
        key=digest_of([guid or link or fields["title"] or fields["content"] or fields["summary"]]),
        fingerprint=digest_of([link and (canonical(link) or link), fragment_of(link), *texts]),
        guid=guid,
        link=link,
        title=fields["title"],
        author=fields["author"],
        published=_moment(fields["published"] or fields["updated"], now),
        content=fields["content"],
        summary=fields["summary"],
        dated=fields["published"] is not None,
        doubtful=fields["doubtful"],
        page=Page.OWN if link else Page.NONE,
    )


def full_text(entry: FeedEntry) -> str | None:
    """Return the whole article if the feed has it, else None: then its page must be read.

    Content is the article unless it breaks off or is a teaser.  A description is the article if it is long and in
    paragraphs, or if the entry has no page that it could describe.
    """
    content = entry.content
    if content and not is_truncated(content) and (entry.page is Page.NONE or len(content) >= MIN_CONTENT_CHARS):
        return content
    text = entry.summary or content
    if not text or is_truncated(text):
        return None
    if entry.page is Page.OWN:
        is_whole = len(text) >= MIN_ARTICLE_CHARS and text.count("\n\n") + 1 >= MIN_ARTICLE_PARAGRAPHS
    else:
        # A page with several articles is not what the description of one describes.
        is_whole = entry.page is Page.NONE or len(text) >= MIN_CONTENT_CHARS
    return text if is_whole else None


def is_truncated(text: str) -> bool:
    """Return whether a text ends as if it continued elsewhere."""
    return _TRUNCATED.search(text[-200:]) is not None


def draft_of_entry(entry: FeedEntry, text: str, feed: str | None, origin: str) -> Draft:
    """Return the draft of an article whose text is in the feed.  Raise UnusableArticle.

    `feed` is the feed's title, `origin` its address.  The draft's `source_id` is the entry's own.
    """
    fields = {"text": text, "title": entry.title, "url": entry.link, "author": entry.author}
    draft = draft_from(without_overlong({**fields, "publisher": feed, "published": entry.published}))
    # Other feeds have entries with the same id, such as "1".
    return replace(draft, source_id=f"feed-{digest_of([origin, entry.key])[:16]}", origin=origin)


def with_entry(draft: Draft, entry: FeedEntry, feed: str | None) -> Draft:
    """Add to an article read from its page what only the feed knows; the feed's time is often more exact."""
    stated = without_overlong({"title": entry.title, "author": entry.author, "publisher": feed})
    return replace(
        draft,
        title=draft.title or stated.get("title"),
        url=draft.url or entry.link,
        author=draft.author or stated.get("author"),
        publisher=stated.get("publisher") or draft.publisher,
        published=(entry.published or draft.published) if entry.dated else (draft.published or entry.published),
    )


def _moment(text: str | None, now: datetime) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.date() >= EARLIEST_FEED_DATE and moment <= now + MAX_CLOCK_ERROR else None


def digest_of(parts: list[Any]) -> str:
    """Return a digest of the parts, which identifies them."""
    # JSON separates the parts, and can hold half a surrogate pair.
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
