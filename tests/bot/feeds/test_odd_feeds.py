"""Feeds that misbehave, and editors and clocks that change something during a poll."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feeds.poller import MAX_FETCH_TRIES
from retrieval.domain.changes import OPERATOR
from storage.ports.feeds import NewFeed
from tests.bot.feeds.conftest import Polling
from tests.bot.feeds.made import PUBLISHED, Item, atom, rss, text_of, whole
from tests.bot.web.site import Reply
from tests.e2e.conftest import eventually

NAMES = [f"B{n}" for n in range(12)]


@pytest.mark.parametrize("linked", [True, False])
async def test_changing_ids_of_the_same_entries_duplicate_and_fetch_nothing(polling: Polling, *, linked: bool) -> None:
    polling.site.answers["/page"] = Reply(text_of("North").encode())
    items = [Item("North", "/page") if linked else Item("North", None, text_of("North")), Item("East", "/none")]
    feed = await polling.follow()
    for n in range(4):
        polling.site.answers["/feed"] = Reply(rss([replace(item, guid=f"{item.name}-{n}") for item in items]))
        assert (await polling.poll(feed)).new == (n == 0)
    assert await polling.texts() == [text_of("North")]
    assert [polling.asked.count(path) for path in ("/page", "/none")] == [linked, 1]
    recent_polls = (await polling.polls.recent_polls(polling.clock.now))[feed.id]
    assert (recent_polls.new, recent_polls.refused) == (1, 1)


async def has_started(polling: Polling) -> bool:
    return any(path.startswith("/B") for path in polling.asked)


@pytest.mark.parametrize("change", ["remove", "pause"])
async def test_a_feed_removed_or_paused_during_a_poll_stores_nothing_more(polling: Polling, change: str) -> None:
    polling.site.answers["/feed"] = Reply(rss([Item(name, f"/{name}") for name in NAMES]))
    polling.site.answers |= {f"/{name}": Reply(text_of(name).encode(), again=1, pause=0.1) for name in NAMES}
    feed = await polling.follow()
    poll = asyncio.create_task(polling.poll(feed))
    await eventually(lambda: has_started(polling))
    await getattr(polling.feeds, change)(feed.url, OPERATOR)
    assert (await poll).new == 8
    assert len(await polling.texts()) == 8
    # Once it is followed again, it gives the rest.
    await (
        polling.feeds.add([NewFeed(feed.url)], OPERATOR)
        if change == "remove"
        else polling.feeds.resume(feed.url, OPERATOR)
    )
    assert (await polling.poll(feed)).new == len(NAMES) - 8


async def test_a_clock_that_was_years_ahead_does_not_delay_feeds_for_years(polling: Polling) -> None:
    polling.site.answers["/feed"] = Reply(rss([]))
    feed = await polling.follow()
    right = polling.clock.now
    polling.clock.now += timedelta(days=800)
    await polling.poll(feed)
    assert [f.id for f in await polling.feeds.due(right)] == [feed.id]
    polling.clock.now = right
    await polling.poll(feed)
    assert await polling.feeds.due(right) == []


async def test_a_page_is_stored_after_the_pause_that_its_site_asked_for(polling: Polling) -> None:
    # The same machine by another name is another site, so the feed stays available.
    elsewhere = polling.site.base.replace("127.0.0.1", "localhost")
    polling.site.answers["/north"] = Reply(status=429, headers={"Retry-After": "1"})
    polling.site.answers["/feed"] = Reply(rss([Item("North", f"{elsewhere}/north")]))
    feed = await polling.follow()
    for _ in range(MAX_FETCH_TRIES + 2):
        polled = await polling.poll(feed)
        assert (polled.new, polled.refused) == (0, ())
    polling.site.answers["/north"] = Reply(text_of("North").encode())
    await asyncio.sleep(1.1)
    assert (await polling.poll(feed)).new == 1


async def test_an_entry_with_a_new_update_time_at_each_poll_makes_no_revisions(polling: Polling) -> None:
    feed, entries = await polling.follow(), []
    for minute in range(4):
        later = (PUBLISHED + timedelta(minutes=minute)).isoformat().encode()
        sent = atom([whole("North")]).replace(PUBLISHED.isoformat().encode(), later)
        polling.site.answers["/feed"] = Reply(sent)
        entries.append((await polling.poll(feed)).new)
    assert entries == [1, 0, 0, 0]
    (article,) = await polling.services.library.newest(9)
    assert (article.revision, article.published) == (1, PUBLISHED)


async def test_a_rewritten_entry_that_states_only_its_update_keeps_its_first_date(polling: Polling) -> None:
    feed, sent = await polling.follow(), atom([whole("North")])
    polling.site.answers["/feed"] = Reply(sent)
    await polling.poll(feed)
    later = (PUBLISHED + timedelta(days=2)).isoformat().encode()
    rewritten = atom([Item("North", "/North", f"Ferries run again, the city said. {text_of('West')[::-1]}")])
    polling.site.answers["/feed"] = Reply(rewritten.replace(PUBLISHED.isoformat().encode(), later))
    assert (await polling.poll(feed)).new == 1
    (article,) = await polling.services.library.newest(9)
    assert (article.revision, article.published) == (2, PUBLISHED)
