"""SqlFeeds: what people do to them is logged and undone, what polls tell is kept, and a dead one is reported once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.domain.changes import OPERATOR, Action, Actor
from retrieval.domain.errors import AlreadyDone, AlreadyInThatState, UnknownFeed
from storage.chats.editors import SqlEditors
from storage.database.engine import Database
from storage.feeds import polls
from storage.feeds.polls import SqlPolls
from storage.feeds.subscriptions import SqlFeeds
from storage.library.library import SqlLibrary
from storage.outbox.deliveries import SqlOutbox
from storage.ports.feeds import Feed, NewFeed, PolledFeed, RecentPolls, SeenEntry

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
URL = "https://a.example/feed"
EDITH = Actor(name="Edith", user=7, place="Telegram chat 7, message 1", update=100)


@pytest.fixture
def feeds(database: Database) -> SqlFeeds:
    return SqlFeeds(database, lambda: NOW)


@pytest.fixture
def told(database: Database) -> SqlPolls:
    return SqlPolls(database, {7})


async def followed(feeds: SqlFeeds, url: str = URL) -> Feed:
    await feeds.add([NewFeed(url, "Harbour Times")], OPERATOR)
    return await feeds.named(url)


async def settled(told: SqlPolls, feed: Feed, over: str | None = None, now: datetime = NOW) -> None:
    later = replace(feed, polls=replace(feed.polls, due=now + timedelta(hours=1), polled=now, succeeded=now))
    await told.settle([PolledFeed(later, feed.url, (), over)], now)


async def test_who_added_a_feed_when_and_from_where_is_in_the_log(feeds: SqlFeeds, library: SqlLibrary) -> None:
    (entry,) = await feeds.add([NewFeed(URL)], EDITH)
    assert (entry.action, entry.feed, entry.by, entry.at) == (Action.FEED_ADDED, URL, EDITH, NOW)
    assert await library.entries(9) == [entry]
    feed = await feeds.named(URL)
    assert await feeds.named(f"#{feed.id}") == await feeds.named(str(feed.id)) == feed
    assert (feed.added_by, feed.polls.due, feed.pause) == ("Edith", NOW, None)
    assert await feeds.due(NOW) == [feed]


async def test_a_feed_is_added_once_and_of_several_the_new_ones(feeds: SqlFeeds) -> None:
    await followed(feeds)
    entries = await feeds.add([NewFeed(URL), NewFeed("https://b.example/feed")], OPERATOR)
    assert [entry.feed for entry in entries] == ["https://b.example/feed"]
    assert len(await feeds.all()) == 2


async def test_an_update_that_comes_again_changes_nothing(feeds: SqlFeeds, library: SqlLibrary) -> None:
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


async def test_a_feed_is_paused_and_resumed_once_and_removed_for_every_command(feeds: SqlFeeds) -> None:
    await followed(feeds)
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


async def test_a_feed_that_was_removed_and_is_added_again_knows_what_it_has_read(
    feeds: SqlFeeds, told: SqlPolls
) -> None:
    feed = await followed(feeds)
    await told.saw(feed.id, [SeenEntry(key="k", fingerprint="f", article="a")], NOW)
    await settled(told, feed)
    await feeds.pause(URL, OPERATOR)
    await feeds.remove(URL, OPERATOR)
    assert await feeds.due(NOW + timedelta(days=1)) == []
    again = await followed(feeds)
    assert (again.id, again.pause, again.polls.succeeded) == (feed.id, None, None)
    assert set(await told.seen(again.id, ["k", "other"])) == {"k"}


async def test_what_a_poll_tells_is_kept_and_who_paused_meanwhile_is_not_overruled(
    feeds: SqlFeeds, told: SqlPolls, outbox: SqlOutbox
) -> None:
    feed = await followed(feeds)
    await feeds.pause(URL, EDITH, "rumours")
    await settled(told, feed, over="it is gone")
    after = await feeds.named(URL)
    assert after.pause is not None
    assert (after.pause.by, after.pause.why, after.polls.polled) == ("Edith", "rumours", NOW)
    assert await outbox.due(NOW) == []


async def test_a_dead_feed_is_reported_to_each_editor_once_however_often_it_is_found_so(
    feeds: SqlFeeds, told: SqlPolls, outbox: SqlOutbox, database: Database, library: SqlLibrary
) -> None:
    await SqlEditors(database, lambda: NOW).add(8, "Ben", OPERATOR)
    feed = await followed(feeds)
    for _ in range(3):
        await settled(told, feed, over="its server says that it is gone for good")
    due = await outbox.due(NOW)
    assert [(d.chat_id, d.content["feed"], d.content["why"]) for d in due] == [
        (editor, feed.id, "its server says that it is gone for good") for editor in (7, 8)
    ]
    assert [e.action for e in await library.entries(9)] == [Action.FEED_PAUSED, Action.FEED_ADDED, Action.EDITOR_ADDED]
    # Dead again after somebody resumed it: that is news.
    await feeds.resume(URL, EDITH)
    await settled(told, feed, over="its server says that it is gone for good")
    assert len(await outbox.due(NOW)) == 4


async def test_an_address_that_another_feed_has_is_not_taken_over(feeds: SqlFeeds, told: SqlPolls) -> None:
    feed, other = await followed(feeds), await followed(feeds, "https://b.example/feed")
    for url, taken in ((other.url, False), ("https://c.example/feed", True)):
        await told.settle([PolledFeed(replace(feed, url=url), feed.url)], NOW)
        assert (url in [f.url for f in await feeds.all()], len(await feeds.all())) == (True, 2)
        assert ((await feeds.named(str(feed.id))).url == url) is taken


async def test_what_came_lately_is_counted(feeds: SqlFeeds, told: SqlPolls) -> None:
    feed = await followed(feeds)
    old = NOW - timedelta(days=8)
    await told.saw(
        feed.id,
        [SeenEntry(key="a", fingerprint="f", stored=old), SeenEntry(key="b", fingerprint="f", refused="x")],
        old,
    )
    assert await told.lately(NOW) == {}
    now = [SeenEntry(key=k, fingerprint="f", article=k, stored=NOW) for k in "cd"]
    await told.saw(
        feed.id, [*now, SeenEntry(key="e", fingerprint="f", refused="is empty", where="https://a.example/e")], NOW
    )
    assert await told.lately(NOW) == {feed.id: RecentPolls(2, 1, "https://a.example/e", "is empty")}


async def test_what_a_feed_shows_stays_known_and_of_the_rest_the_newest(
    feeds: SqlFeeds, told: SqlPolls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "KEPT", 3)
    feed = await followed(feeds)
    for n in range(6):
        await told.saw(feed.id, [SeenEntry(key=str(n), fingerprint="f")], NOW + timedelta(minutes=n))
    every = [str(n) for n in range(6)]
    await told.settle([PolledFeed(feed, feed.url, ("0",))], NOW)
    assert set(await told.seen(feed.id, every)) == {"0", "3", "4", "5"}
    later = NOW + polls.KEPT_FOR + timedelta(minutes=4, seconds=30)
    await told.settle([PolledFeed(feed, feed.url, ("0",))], later)
    assert set(await told.seen(feed.id, every)) == {"0", "5"}
