"""Poll feeds: fetch those that are due, store what is new, then record the state of each feed, in this order.

A poll that is killed in between is repeated, and articles that were already stored do not change.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from bot.feeds.schedule import Chance, PollFailed, PollOutcome, PollRead, PollUnchanged, after, hint_in
from bot.intake.base.call_batcher import CallBatcher
from bot.intake.base.refusal import Refused
from bot.intake.feeds.entries import FeedEntry, Page, entry_from
from bot.intake.feeds.entry_articles import EntryReader, ReadPage, TemporaryFailure
from bot.intake.feeds.entry_identity import identified, told_apart, with_first_date
from bot.intake.feeds.parser_process import MAX_BYTES, FeedReader, body_of
from bot.intake.web.fetching import FetchLimits, SupportsGet
from retrieval.domain.article import AddResult, Draft, Outcome
from retrieval.domain.changes import Actor
from retrieval.domain.errors import FetchFailed, OnRecordError, UnusableArticle
from retrieval.ingest.pipeline import AddArticles
from storage.ports.feeds import Feed, Feeds, PolledFeed, Polls, SeenEntry

log = logging.getLogger(__name__)

# The author of feeds' changes in the log; their place is the feed's address.
FEEDS = Actor(name="feeds")
LIMITS = FetchLimits(seconds=30.0, sent=MAX_BYTES, unpacked=MAX_BYTES)
# Entries stored at a feed's first poll; the older ones were news before it was followed.
FIRST_POLL_ENTRIES = 30
# Entries stored at each later poll; the rest is left to the next.
MAX_POLL_ENTRIES = 60
# Entries read from the web before they are stored.
BATCH_ENTRIES = 8
# Polls in which a page that is unavailable is requested before it is refused.
MAX_FETCH_TRIES = 3
# Pause for a feed after an error of our own, such as a full disk.
OWN_ERROR_PAUSE = timedelta(minutes=5)
_ACCEPTED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Polled:
    """The result of a poll: the feed after it, the number of new articles, refusals, and why it failed, if it did."""

    feed: Feed
    new: int = 0
    refused: tuple[Refused, ...] = ()
    failed: str | None = None


@dataclass(slots=True)
class _Poll:
    """A poll in progress; `known` are entries of earlier polls by key, `shown` the keys of the current entries."""

    feed: Feed
    now: datetime
    title: str | None = None
    known: dict[str, SeenEntry] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    new: int = 0
    refused: list[Refused] = field(default_factory=list)
    whole: bool = True


class Poller:
    """Polls feeds concurrently, but never the same feed twice at a time.

    `web` fetches politely, `pages` reads pages, `every` is the usual interval between polls, `chance` is for jitter.
    """

    def __init__(
        self,
        feeds: Feeds,
        polls: Polls,
        add: AddArticles,
        web: SupportsGet,
        pages: ReadPage,
        *,
        every: timedelta,
        reader: FeedReader | None = None,
        chance: Chance = random.random,
    ) -> None:
        self._feeds = feeds
        self._polls = polls
        self._add = add
        self._web = web
        self._article = EntryReader(web, pages)
        self._every = every
        self._chance = chance
        self._reader = reader or FeedReader()
        # Saving the index and a transaction cost about the same for many articles as for one.
        self._store: CallBatcher[list[Draft], list[AddResult]] = CallBatcher(self._stored)
        self._settle: CallBatcher[tuple[PolledFeed, datetime], None] = CallBatcher(self._settled)
        self._running: dict[int, asyncio.Task[Polled]] = {}
        self._paused_until: dict[int, datetime] = {}

    async def look(self, now: datetime) -> list[asyncio.Task[Polled]]:
        """Start polling the feeds that are due, without waiting for them."""
        return [self.poll(feed, now) for feed in await self._feeds.due(now) if self._may_start(feed, now)]

    def poll(self, feed: Feed, now: datetime) -> asyncio.Task[Polled]:
        """Start polling a feed, due or not; if it is being polled already, return that task."""
        running = self._running.get(feed.id)
        if running is None:
            running = asyncio.create_task(self._poll(feed, now))
            self._running[feed.id] = running
            running.add_done_callback(lambda task: self._ended(feed, now, task))
        return running

    async def close(self) -> None:
        """Cancel all polls; they will be repeated."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _may_start(self, feed: Feed, now: datetime) -> bool:
        until = self._paused_until.get(feed.id, now)
        # A pause that seems longer was set before the clock was put back.
        return feed.id not in self._running and not now < until <= now + OWN_ERROR_PAUSE

    def _ended(self, feed: Feed, now: datetime, task: asyncio.Task[Polled]) -> None:
        del self._running[feed.id]
        self._paused_until.pop(feed.id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._paused_until[feed.id] = now + OWN_ERROR_PAUSE
            traceback = None if isinstance(error, OnRecordError) else error
            log.error("feed %s could not be polled: %s", feed.url, error, exc_info=traceback)

    async def _poll(self, feed: Feed, now: datetime) -> Polled:
        poll = _Poll(feed, now, feed.title)
        outcome = await self._outcome(poll)
        result = after(feed, outcome, now, self._every, self._chance)
        await self._settle((PolledFeed(result.feed, feed.url, poll.shown, result.over), now))
        failed = outcome.reason if isinstance(outcome, PollFailed) else None
        return Polled(result.feed, poll.new, tuple(poll.refused), failed)

    async def _outcome(self, poll: _Poll) -> PollOutcome:
        feed = poll.feed
        try:
            fetched = await self._web.get(feed.url, headers=_headers(feed), limits=LIMITS)
        except FetchFailed as error:
            return PollFailed(str(error), error.status, error.retry_after)
        moved, hint = fetched.url if fetched.moved else None, hint_in(fetched.headers)
        if fetched.status == HTTPStatus.NOT_MODIFIED:
            return PollUnchanged(hint, moved)
        digest, hints = hashlib.sha256(fetched.content).hexdigest(), [hint, feed.polls.hint]
        # Many servers do not answer 304; the same bytes are not parsed again.
        if digest != feed.polls.digest:
            try:
                read = await self._reader(body_of(fetched))
            except UnusableArticle as error:
                return PollFailed(str(error))
            poll.title, hints = feed.title or read["title"], [hint, read["hint"]]
            await self._take(poll, told_apart(entry_from(one, poll.now) for one in read["entries"]))
        return PollRead(
            digest=digest,
            etag=fetched.headers.get("etag"),
            last_modified=fetched.headers.get("last-modified"),
            hint=max(filter(None, hints), default=None),
            title=poll.title,
            moved=moved,
            new=poll.new,
            whole=poll.whole,
        )

    async def _take(self, poll: _Poll, entries: Sequence[FeedEntry]) -> None:
        """Store the entries of a feed that are new or changed."""
        poll.shown = tuple(entry.key for entry in entries)
        poll.known = await self._polls.entries_by_key(poll.feed.id, poll.shown)
        noted = {
            e.key: replace(seen, fingerprint=e.fingerprint)
            for e in entries
            if (seen := poll.known.get(e.key)) is not None and not seen.fingerprint
        }
        await self._polls.record_entries(poll.feed.id, noted.values(), poll.now)
        poll.known |= noted
        fresh = [e for e in entries if e.key not in poll.known or _differs(poll.known[e.key], e)]
        fresh = await self._without_renamed(poll, fresh)
        if poll.feed.polls.succeeded is None and not poll.known:
            skipped = [SeenEntry(key=e.key, fingerprint=e.fingerprint) for e in fresh[FIRST_POLL_ENTRIES:]]
            await self._polls.record_entries(poll.feed.id, skipped, poll.now)
            fresh = fresh[:FIRST_POLL_ENTRIES]
        poll.whole = len(fresh) <= MAX_POLL_ENTRIES
        # A feed puts the newest on top; store them in order of publication.
        fresh = fresh[:MAX_POLL_ENTRIES][::-1]
        for first in range(0, len(fresh), BATCH_ENTRIES):
            if not await self._polls.is_followed(poll.feed.id):
                # It was removed or paused meanwhile, perhaps for its content, so store nothing more of it.
                poll.whole = False
                return
            await self._take_some(poll, fresh[first : first + BATCH_ENTRIES])

    async def _without_renamed(self, poll: _Poll, fresh: Sequence[FeedEntry]) -> list[FeedEntry]:
        """Return the entries whose text is new; some feeds give their entries other ids at each poll."""
        new = [e for e in fresh if e.key not in poll.known]
        same = await self._polls.entries_by_fingerprint(poll.feed.id, [e.fingerprint for e in new])
        renamed = {e.key: _renamed(same[e.fingerprint], e.key) for e in new if e.fingerprint in same}
        await self._polls.record_entries(poll.feed.id, renamed.values(), poll.now)
        poll.known |= renamed
        return [e for e in fresh if e.key not in renamed or _differs(renamed[e.key], e)]

    async def _take_some(self, poll: _Poll, entries: Sequence[FeedEntry]) -> None:
        read = [(e, await self._article(e, poll.title, poll.feed.url)) for e in entries]
        drafts = [await self._identified(poll, e, item) for e, item in read if isinstance(item, Draft)]
        added = await self._store(drafts) if drafts else []
        results = iter(added)
        seen = [
            _of_added(entry, next(results)) if isinstance(item, Draft) else _of_refused(entry, item, poll.known)
            for entry, item in read
        ]
        await self._polls.record_entries(poll.feed.id, seen, poll.now)
        poll.new += sum(one.outcome in {Outcome.ADDED, Outcome.REVISED} for one in added)
        poll.refused += [Refused(one.where or "", one.refused) for one in seen if one.refused is not None]
        poll.whole = poll.whole and not any(one.tries and one.refused is None for one in seen)

    async def _identified(self, poll: _Poll, entry: FeedEntry, draft: Draft) -> Draft:
        """Return the draft with what is known of its article: its id, and its first date."""
        seen = poll.known.get(entry.key)
        before = None if seen is None else seen.article
        known = None if before is None else await self._polls.stored(replace(draft, id=before))
        of_entry = known is not None
        if draft.source_id is not None and known is None:
            by_link = replace(draft, source_id=None) if entry.page is Page.OWN else draft
            known = await self._polls.stored(by_link)
        draft = identified(draft, entry, known, of_entry=of_entry)
        return with_first_date(draft, entry, await self._polls.stored(draft))

    async def _stored(self, drafts: list[list[Draft]]) -> list[list[AddResult]]:
        added = iter(await self._add([draft for some in drafts for draft in some], by=FEEDS))
        return [[next(added) for _ in some] for some in drafts]

    async def _settled(self, polls: list[tuple[PolledFeed, datetime]]) -> list[None]:
        await self._polls.record_polls([poll for poll, _ in polls], max(now for _, now in polls))
        return [None] * len(polls)


def _headers(feed: Feed) -> dict[str, str]:
    """Return headers for a conditional request, if the last response had what that takes."""
    headers = {"Accept": _ACCEPTED}
    if feed.polls.etag:
        headers["If-None-Match"] = feed.polls.etag
    if feed.polls.last_modified:
        headers["If-Modified-Since"] = feed.polls.last_modified
    return headers


def _differs(seen: SeenEntry, entry: FeedEntry) -> bool:
    """Return whether an entry has changed, or is still to be fetched."""
    return seen.fingerprint != entry.fingerprint or (seen.tries > 0 and seen.refused is None and seen.article is None)


def _renamed(seen: SeenEntry, key: str) -> SeenEntry:
    """Return the same entry under another key, without its result, so that it is counted once."""
    counted = seen.refused is not None
    return replace(seen, key=key, stored=None, refused=None, tries=0 if counted else seen.tries)


def _of_added(entry: FeedEntry, added: AddResult) -> SeenEntry:
    kept_out = added.outcome is Outcome.RETRACTED
    return SeenEntry(
        key=entry.key,
        fingerprint=entry.fingerprint,
        article=added.article.id,
        stored=None if kept_out else added.article.added,
        refused="was retracted here and is not added again" if kept_out else None,
        where=entry.where,
    )


def _of_refused(entry: FeedEntry, item: Refused | TemporaryFailure, known: dict[str, SeenEntry]) -> SeenEntry:
    before = known.get(entry.key)
    earlier_tries = before.tries if before is not None and before.fingerprint == entry.fingerprint else 0
    # A site that asked for a pause may get no requests for hours, so its pages are not given up.
    tries = max(1, earlier_tries) if isinstance(item, TemporaryFailure) and item.busy else 1 + earlier_tries
    given_up = isinstance(item, Refused) or tries >= MAX_FETCH_TRIES
    return SeenEntry(
        key=entry.key,
        fingerprint=entry.fingerprint,
        refused=item.reason if given_up else None,
        where=entry.where,
        tries=tries,
    )
