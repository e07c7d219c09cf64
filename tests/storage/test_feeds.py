"""How much SqlPolls remembers of what a feed no longer shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from retrieval.domain.changes import OPERATOR
from storage.database.engine import Database
from storage.feeds import polls
from storage.feeds.polls import SqlPolls
from storage.feeds.subscriptions import SqlFeeds
from storage.ports.feeds import NewFeed, PolledFeed, SeenEntry

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
URL = "https://a.example/feed"


async def test_entries_in_the_feed_stay_known_and_of_the_others_the_newest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "MAX_VANISHED_ENTRIES", 3)
    feeds, seen = SqlFeeds(database, lambda: NOW), SqlPolls(database)
    await feeds.add([NewFeed(URL, "Harbour Times")], OPERATOR)
    feed = await feeds.named(URL)
    for n in range(6):
        await seen.record_entries(feed.id, [SeenEntry(key=str(n), fingerprint="f")], NOW + timedelta(minutes=n))
    every = [str(n) for n in range(6)]
    await seen.record_polls([PolledFeed(feed, feed.url, ("0",))], NOW)
    assert set(await seen.entries_by_key(feed.id, every)) == {"0", "3", "4", "5"}
    later = NOW + polls.VANISHED_ENTRY_RETENTION + timedelta(minutes=4, seconds=30)
    await seen.record_polls([PolledFeed(feed, feed.url, ("0",))], later)
    assert set(await seen.entries_by_key(feed.id, every)) == {"0", "5"}
