"""The Feeds and Polls ports: people's changes are logged and undone, poll results kept, a dead feed reported once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from retrieval.domain.changes import OPERATOR, Action, Actor
from retrieval.domain.errors import AlreadyDone, AlreadyInThatState, UnknownFeed
from storage.ports.feeds import Feed, NewFeed, PolledFeed, RecentPolls, SeenEntry
from tests.contracts.stores import NOON, OWNER, Stores

URL = "https://a.example/feed"
EDITH = Actor(name="Edith", user=OWNER, place="Telegram chat 7, message 1", update=100)
GONE = "its server says that it is gone for good"


async def followed(stores: Stores, url: str = URL) -> Feed:
    await stores.feeds.add([NewFeed(url, "Harbour Times")], OPERATOR)
    return await stores.feeds.named(url)


async def polled(stores: Stores, feed: Feed, ended_because: str | None = None, now: datetime = NOON) -> None:
    later = replace(feed, polls=replace(feed.polls, due=now + timedelta(hours=1), polled=now, succeeded=now))
    await stores.polls.record_polls([PolledFeed(later, feed.url, (), ended_because)], now)


async def test_who_added_a_feed_when_and_from_where_is_in_the_log(stores: Stores) -> None:
    feeds = stores.feeds
    (entry,) = await feeds.add([NewFeed(URL)], EDITH)
    assert (entry.action, entry.feed, entry.by, entry.at) == (Action.FEED_ADDED, URL, EDITH, NOON)
    assert await stores.library.entries(9) == [entry]
    feed = await feeds.named(URL)
    assert await feeds.named(f"#{feed.id}") == await feeds.named(str(feed.id)) == feed
    assert (feed.added_by, feed.polls.due, feed.pause) == ("Edith", NOON, None)
    assert await feeds.due(NOON) == [feed]


async def test_only_the_new_ones_of_several_feeds_are_added(stores: Stores) -> None:
    await followed(stores)
    entries = await stores.feeds.add([NewFeed(URL), NewFeed("https://b.example/feed")], OPERATOR)
    assert [entry.feed for entry in entries] == ["https://b.example/feed"]
    assert len(await stores.feeds.all()) == 2


async def test_a_repeated_update_changes_nothing(stores: Stores) -> None:
    feeds, library = stores.feeds, stores.library
    await feeds.add([NewFeed(URL)], EDITH)
    await feeds.remove(URL, replace(EDITH, update=101))
    before = await library.entries(9), await feeds.all()
    for again in (
        feeds.add([NewFeed(URL)], EDITH), feeds.add([NewFeed("https://c.example/")], EDITH), feeds.remove(URL, EDITH),
        feeds.pause(URL, EDITH), feeds.resume(URL, replace(EDITH, update=101)),
    ):  # fmt: skip
        with pytest.raises(AlreadyDone):
            await again
    assert (await library.entries(9), await feeds.all()) == before


async def test_a_feed_is_paused_and_resumed_once_and_once_removed_no_command_finds_it(stores: Stores) -> None:
    feeds = stores.feeds
    await followed(stores)
    with pytest.raises(AlreadyInThatState, match="not paused"):
        await feeds.resume(URL, OPERATOR)
    await feeds.pause(URL, OPERATOR, "rumours")
    with pytest.raises(AlreadyInThatState, match="was paused before, on 24 November 2026"):
        await feeds.pause(URL, OPERATOR)
    await feeds.remove(URL, OPERATOR)
    for change in (feeds.remove(URL, OPERATOR), feeds.pause(URL, OPERATOR), feeds.resume(URL, OPERATOR)):
        with pytest.raises(UnknownFeed):
            await change
    for name in ("1", "#1", URL, "", "#", "9" * 30):
        with pytest.raises(UnknownFeed):
            await feeds.named(name)


async def test_a_feed_that_is_put_back_is_as_it_was(stores: Stores) -> None:
    feeds = stores.feeds
    await followed(stores)
    await feeds.pause(URL, OPERATOR, "rumours")
    before = await feeds.named(URL)
    removed = await feeds.remove(URL, OPERATOR)
    entry = await feeds.put_back(URL, OPERATOR, undoes=removed.number)
    assert (entry.action, entry.undoes) == (Action.FEED_ADDED, removed.number)
    assert await feeds.named(URL) == before
    with pytest.raises(AlreadyInThatState):
        await feeds.put_back(URL, OPERATOR, undoes=entry.number)


async def test_a_removed_feed_that_is_added_again_knows_what_it_has_read(stores: Stores) -> None:
    feeds, polls = stores.feeds, stores.polls
    feed = await followed(stores)
    await polls.record_entries(feed.id, [SeenEntry(key="k", fingerprint="f", article="a")], NOON)
    await polled(stores, feed)
    await feeds.pause(URL, OPERATOR)
    await feeds.remove(URL, OPERATOR)
    assert await feeds.due(NOON + timedelta(days=1)) == []
    again = await followed(stores)
    assert (again.id, again.pause, again.polls.succeeded) == (feed.id, None, None)
    assert set(await polls.entries_by_key(again.id, ["k", "other"])) == {"k"}


async def test_a_poll_does_not_overrule_who_paused_the_feed_meanwhile(stores: Stores) -> None:
    feed = await followed(stores)
    assert await stores.polls.is_followed(feed.id)
    await stores.feeds.pause(URL, EDITH, "rumours")
    assert not await stores.polls.is_followed(feed.id)
    await polled(stores, feed, ended_because="it is gone")
    after = await stores.feeds.named(URL)
    assert after.pause is not None
    assert (after.pause.by, after.pause.why, after.polls.polled) == ("Edith", "rumours", NOON)
    assert await stores.outbox.due(NOON) == []


async def test_a_dead_feed_is_reported_to_each_editor_once_however_often_it_is_found_dead(stores: Stores) -> None:
    await stores.editors.add(8, "Ben", OPERATOR)
    feed = await followed(stores)
    for _ in range(3):
        await polled(stores, feed, ended_because=GONE)
    due = await stores.outbox.due(NOON)
    assert [(d.chat_id, d.content["feed"], d.content["why"]) for d in due] == [
        (editor, feed.id, GONE) for editor in (OWNER, 8)
    ]
    actions = [e.action for e in await stores.library.entries(9)]
    assert actions == [Action.FEED_PAUSED, Action.FEED_ADDED, Action.EDITOR_ADDED]
    # It is news if the feed dies again after somebody resumed it.
    await stores.feeds.resume(URL, EDITH)
    await polled(stores, feed, ended_because=GONE)
    assert len(await stores.outbox.due(NOON)) == 4


async def test_a_feed_does_not_take_over_the_address_of_another(stores: Stores) -> None:
    feeds = stores.feeds
    feed, other = await followed(stores), await followed(stores, "https://b.example/feed")
    for url, taken in ((other.url, False), ("https://c.example/feed", True)):
        await stores.polls.record_polls([PolledFeed(replace(feed, url=url), feed.url)], NOON)
        assert (url in [f.url for f in await feeds.all()], len(await feeds.all())) == (True, 2)
        assert ((await feeds.named(str(feed.id))).url == url) is taken


async def test_entries_are_found_by_what_they_said_under_any_key(stores: Stores) -> None:
    polls, feed = stores.polls, await followed(stores)
    entry = SeenEntry(key="k", fingerprint="f", article="a", stored=NOON, tries=2)
    await polls.record_entries(feed.id, [entry], NOON)
    assert await polls.entries_by_fingerprint(feed.id, ["f", "g"]) == {"f": entry}
    assert await polls.entries_by_fingerprint(feed.id + 1, ["f"]) == {}
    refused = replace(entry, stored=None, article=None, refused="is empty", where=URL)
    await polls.record_entries(feed.id, [refused], NOON)
    assert await polls.entries_by_key(feed.id, ["k"]) == {"k": refused}


async def test_recent_polls_are_counted_with_the_last_refusal(stores: Stores) -> None:
    polls, feed = stores.polls, await followed(stores)
    old = NOON - timedelta(days=8)
    await polls.record_entries(
        feed.id,
        [SeenEntry(key="a", fingerprint="f", stored=old), SeenEntry(key="b", fingerprint="f", refused="x")],
        old,
    )
    assert await polls.recent_polls(NOON) == {}
    new = [SeenEntry(key=k, fingerprint="f", article=k, stored=NOON) for k in "cd"]
    refused = [
        SeenEntry(key="z", fingerprint="f", refused="is a picture", where="https://a.example/z"),
        SeenEntry(key="e", fingerprint="f", refused="is empty", where="https://a.example/e"),
    ]
    for minutes, entry in zip((5, 1), refused, strict=True):
        await polls.record_entries(feed.id, [entry], NOON - timedelta(minutes=minutes))
    await polls.record_entries(feed.id, new, NOON)
    other = await followed(stores, "https://b.example/feed")
    await polls.record_entries(other.id, [SeenEntry(key="a", fingerprint="f", stored=NOON)], NOON)
    assert await polls.recent_polls(NOON) == {
        feed.id: RecentPolls(2, 2, "https://a.example/e", "is empty"), other.id: RecentPolls(1),
    }  # fmt: skip
