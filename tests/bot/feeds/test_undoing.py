"""Undoing changes of feeds: an added feed goes, a removed one comes back unchanged, a pause ends or begins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from retrieval.domain.changes import OPERATOR, Action, Actor
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import CannotUndo
from storage.ports.feeds import FeedPause, NewFeed, PolledFeed, SeenEntry

URL = "https://a.example/feed"
EDITH = Actor(name="Edith", user=7)


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    opened = await open_services(Settings(data=tmp_path, _env_file=None))
    yield opened
    await opened.close()


async def test_adding_is_undone_by_removing_and_removing_by_restoring_everything(services: Services) -> None:
    (added,) = await services.following.feeds.add([NewFeed(URL, "Harbour Times")], EDITH)
    feed, now = await services.following.feeds.named(URL), utc_now()
    await services.following.polls.record_entries(feed.id, [SeenEntry(key="k", fingerprint="f")], now)
    polls = replace(feed.polls, etag="e", succeeded=now)
    await services.following.polls.record_polls([PolledFeed(replace(feed, polls=polls), URL)], now)
    await services.following.feeds.pause(URL, EDITH, "rumours")
    paused = await services.following.feeds.named(URL)
    with pytest.raises(CannotUndo, match="#2 changed the same feed after #1; undo #2 first"):
        await services.editing.undo(added.number, OPERATOR)
    removed = await services.following.feeds.remove(URL, EDITH)
    assert await services.following.feeds.all() == []
    entry = await services.editing.undo(removed.number, OPERATOR)
    assert (entry.action, entry.feed, entry.undoes) == (Action.FEED_ADDED, URL, removed.number)
    back = await services.following.feeds.named(URL)
    assert (back.id, back.title, back.pause, back.polls.etag) == (feed.id, "Harbour Times", paused.pause, "e")
    assert set(await services.following.polls.entries_by_key(feed.id, ["k"])) == {"k"}
    again = await services.editing.undo(entry.number, OPERATOR)
    assert (again.action, await services.following.feeds.all()) == (Action.FEED_REMOVED, [])
    with pytest.raises(CannotUndo, match=f"#{entry.number} was undone by #{again.number}"):
        await services.editing.undo(entry.number, OPERATOR)


async def test_a_pause_is_undone_by_resuming_and_resuming_by_the_same_pause(services: Services) -> None:
    await services.following.feeds.add([NewFeed(URL)], EDITH)
    paused = await services.following.feeds.pause(URL, EDITH, "rumours")
    resumed = await services.editing.undo(paused.number, OPERATOR)
    assert (resumed.action, (await services.following.feeds.named(URL)).pause) == (Action.FEED_RESUMED, None)
    entry = await services.editing.undo(resumed.number, EDITH)
    pause = (await services.following.feeds.named(URL)).pause
    assert isinstance(pause, FeedPause)
    assert (entry.action, pause.by, pause.why) == (Action.FEED_PAUSED, "Edith", "rumours")


async def test_undoing_one_feeds_change_leaves_others_alone(services: Services) -> None:
    one, other = await services.following.feeds.add([NewFeed(URL), NewFeed("https://b.example/feed")], EDITH)
    await services.editing.undo(one.number, OPERATOR)
    assert [feed.url for feed in await services.following.feeds.all()] == ["https://b.example/feed"]
    await services.editing.undo(other.number, OPERATOR)
    assert await services.following.feeds.all() == []
