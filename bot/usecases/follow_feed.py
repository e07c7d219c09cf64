"""Follow a feed, or every feed of a list, for the bot and the command line alike."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.feeds.discovery import FoundFeed, feed_at
from bot.feeds.opml import feeds_in
from bot.feeds.poller import Polled
from bot.intake.base.refusal import Refused
from bot.services import Following
from retrieval.domain.changes import Actor, Entry
from retrieval.domain.errors import AlreadyInThatState
from storage.ports.feeds import Feed, NewFeed


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed that is followed now: how it was found, its entry in the log, and its first poll, still running."""

    found: FoundFeed
    feed: Feed
    entry: Entry
    poll: asyncio.Task[Polled]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: the log entries of new feeds, the number followed before, and what was refused."""

    entries: list[Entry]
    known: int
    refused: list[Refused]


async def follow(following: Following, link: str, by: Actor) -> Followed:
    """Find the feed at a link, follow it and begin to read it.  Raise BadInput and StorageError."""
    found = await feed_at(link, following.web, following.reader)
    entries = await following.feeds.add([found.feed], by)
    feed = await following.feeds.named(found.feed.url)
    if not entries:
        raise AlreadyInThatState("the feed {url} is already followed, as #{number}", url=feed.url, number=feed.id)
    return Followed(found, feed, entries[0], following.poller.poll(feed, following.clock()))


async def follow_all(following: Following, opml: bytes, by: Actor) -> Imported:
    """Follow all feeds of a list as one change; their first polls show whether they are feeds at all.

    Raise UnusableArticle, AlreadyDone and StorageError.
    """
    listed = await feeds_in(opml)
    feeds = [one for one in listed if isinstance(one, NewFeed)]
    entries = await following.feeds.add(feeds, by)
    return Imported(entries, len(feeds) - len(entries), [one for one in listed if isinstance(one, Refused)])
