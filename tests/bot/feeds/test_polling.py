"""Polling on loopback: the answers of a server, and their effect on the feed and its articles."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.feeds.poller import FIRST_POLL_ENTRIES, MAX_FETCH_TRIES
from bot.feeds.schedule import MIN_DEAD_FAILURES
from retrieval.domain.article import Draft
from retrieval.domain.changes import OPERATOR, Action
from storage.ports.feeds import NewFeed
from storage.ports.outbox import DeliveryState
from tests.bot.feeds.conftest import EDITOR, EVERY, Polling
from tests.bot.feeds.made import Item, atom, json_feed, rss, text_of, whole
from tests.bot.web.site import Reply
from tests.stores import sqlite_of


def remembering(body: bytes) -> Reply:
    return Reply(body, headers={"ETag": '"one"', "Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT"})


@pytest.mark.parametrize("make", [rss, atom, json_feed])
async def test_entries_with_their_whole_text_are_stored_once(polling: Polling, make: object) -> None:
    assert callable(make)
    polling.site.answers["/feed"] = Reply(make([whole("North"), whole("South")]))
    feed = await polling.follow()
    polled = await polling.poll(feed)
    assert (polled.new, polled.refused, polled.failed) == (2, (), None)
    north, south = sorted(await polling.services.library.newest(9), key=lambda a: a.text)
    assert (north.text, south.text) == (text_of("North"), text_of("South"))
    assert (north.title, north.publisher, north.url) == (
        "On the North bridge", "Harbour Times", f"{polling.site.base}/North"
    )  # fmt: skip
    assert north.published is not None
    assert (await polling.poll(feed)).new == 0
    assert sorted(await polling.texts()) == [north.text, south.text]
    (entry, *_) = await polling.services.library.entries(1)
    assert (entry.by.name, entry.by.place) == ("feeds", feed.url)
    assert (await polling.feeds.named("1")).title == "Harbour Times"


async def test_an_unchanged_feed_is_neither_sent_nor_read_again(polling: Polling) -> None:
    def answer(headers: Mapping[str, str]) -> Reply:
        if headers.get("if-none-match") == '"one"' and headers.get("if-modified-since"):
            return Reply(status=304, headers={"Cache-Control": "max-age=3600"})
        return remembering(rss([whole("North")]))

    polling.site.answers["/feed"] = answer
    feed = await polling.follow()
    await polling.poll(feed)
    polled = await polling.poll(feed)
    assert (polled.new, polled.failed) == (0, None)
    assert polled.feed.polls.due == polling.clock.now + timedelta(hours=1)
    assert polling.asked == ["/feed", "/feed"]


async def test_the_same_bytes_start_no_process(polling: Polling, monkeypatch: pytest.MonkeyPatch) -> None:
    polling.site.answers["/feed"] = Reply(rss([whole("North")]))
    feed = await polling.follow()
    await polling.poll(feed)

    async def none(*_: object, **__: object) -> None:
        raise AssertionError("a process is started")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", none)
    assert (await polling.poll(feed)).failed is None


async def test_a_summary_is_never_stored_as_the_article(polling: Polling) -> None:
    summaries = [Item("North", "/north"), Item("South", "/south"), Item("East", "/east", summary="It closes…")]
    polling.site.answers |= {"/feed": Reply(rss(summaries)), "/north": Reply(text_of("North").encode())}
    feed = await polling.follow()
    for n in range(MAX_FETCH_TRIES):
        polled = await polling.poll(feed)
        assert polled.new == (n == 0)
    assert await polling.texts() == [text_of("North")]
    recent_polls = (await polling.polls.recent_polls(polling.clock.now))[feed.id]
    assert (recent_polls.new, recent_polls.refused) == (1, 2)
    assert recent_polls.where in {f"{polling.site.base}/south", f"{polling.site.base}/east"}
    assert "404" in (recent_polls.why or "")


async def test_an_unavailable_page_is_requested_at_some_polls_and_then_refused(polling: Polling) -> None:
    polling.site.answers |= {"/feed": remembering(rss([Item("North", "/north")])), "/north": Reply(status=503)}
    feed = await polling.follow()
    for _ in range(MAX_FETCH_TRIES - 1):
        polled = await polling.poll(feed)
        assert (polled.new, polled.refused) == (0, ())
    assert (await polling.feeds.named("1")).polls.etag is None
    assert [one.reason for one in (await polling.poll(feed)).refused] != []
    assert polling.asked.count("/north") == MAX_FETCH_TRIES
    await polling.poll(feed)
    assert polling.asked.count("/north") == MAX_FETCH_TRIES
    assert (await polling.feeds.named("1")).polls.etag == '"one"'


async def test_a_page_that_becomes_available_is_stored(polling: Polling) -> None:
    polling.site.answers |= {"/feed": Reply(rss([Item("North", "/north")])), "/north": Reply(status=503)}
    feed = await polling.follow()
    await polling.poll(feed)
    polling.site.answers["/north"] = Reply(text_of("North").encode())
    assert (await polling.poll(feed)).new == 1
    assert (await polling.poll(feed)).new == 0


async def test_only_a_changed_entry_is_read_again(polling: Polling) -> None:
    items = [Item("North", "/north"), Item("South", "/south")]
    polling.site.answers |= {f"/{n}": Reply(text_of(n).encode()) for n in ("north", "south")}
    polling.site.answers["/feed"] = Reply(rss(items))
    feed = await polling.follow()
    await polling.poll(feed)
    polling.site.answers["/feed"] = Reply(rss([Item("North", "/north", summary="It stays open."), items[1]]))
    polling.site.answers["/north"] = Reply(b"The bridge stays open after all, the city said on Tuesday.")
    assert (await polling.poll(feed)).new == 1
    assert polling.asked.count("/south") == 1
    assert "The bridge stays open after all, the city said on Tuesday." in await polling.texts()


async def test_only_the_newest_entries_of_a_new_feed_are_ever_stored(polling: Polling) -> None:
    many = [whole(f"B{n}") for n in range(FIRST_POLL_ENTRIES + 5)]
    polling.site.answers["/feed"] = Reply(rss(many))
    feed = await polling.follow()
    assert (await polling.poll(feed)).new == FIRST_POLL_ENTRIES
    polling.site.answers["/feed"] = Reply(rss([whole("Newer"), *many]))
    assert (await polling.poll(feed)).new == 1
    assert text_of(f"B{FIRST_POLL_ENTRIES}") not in await polling.texts()


async def test_a_retracted_article_is_not_added_again(polling: Polling) -> None:
    polling.site.answers["/feed"] = Reply(rss([whole("North")]))
    feed = await polling.follow()
    await polling.poll(feed)
    (article,) = await polling.services.library.newest(1)
    await polling.services.editing.retract(article.id, OPERATOR)
    # The same text, with another summary in the feed.
    polling.site.answers["/feed"] = Reply(rss([Item("North", "/North", text_of("North"), summary="A new one.")]))
    polled = await polling.poll(feed)
    assert (polled.new, [one.reason for one in polled.refused]) == (0, ["was retracted here and is not added again"])
    assert await polling.texts() == []


@pytest.mark.parametrize("status", [301, 308])
async def test_a_feed_that_moved_permanently_is_polled_at_its_new_address(polling: Polling, status: int) -> None:
    polling.site.answers |= {
        "/feed": Reply(status=status, headers={"Location": "/new"}),
        "/new": Reply(rss([whole("North")])),
    }
    feed = await polling.follow()
    assert (await polling.poll(feed)).feed.url == f"{polling.site.base}/new"
    await polling.poll(feed)
    assert polling.asked == ["/feed", "/new", "/new"]


async def test_temporary_redirects_and_redirects_to_pages_do_not_change_the_address(polling: Polling) -> None:
    polling.site.answers |= {"/feed": Reply(status=302, headers={"Location": "/new"}), "/new": Reply(rss([]))}
    feed = await polling.follow()
    assert (await polling.poll(feed)).feed.url == feed.url
    polling.site.answers |= {
        "/feed": Reply(status=301, headers={"Location": "/parked"}),
        "/parked": Reply(b"<html><title>This domain is for sale</title></html>"),
    }
    polled = await polling.poll(feed)
    assert (polled.feed.url, polled.failed) == (feed.url, "is a web page, not a feed")


async def test_a_feed_that_asks_for_a_pause_gets_it(polling: Polling) -> None:
    polling.site.answers["/feed"] = Reply(status=429, headers={"Retry-After": "86400"})
    feed = await polling.follow()
    polled = await polling.poll(feed)
    assert polled.feed.polls.due == polling.clock.now + timedelta(days=1)
    assert (polled.feed.polls.failures, "429" in (polled.failed or "")) == (1, True)
    assert await polling.poller.look(polling.clock.now + timedelta(hours=23)) == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Reply(status=500), "500"),
        (Reply(b"not a feed at all"), "is not a feed (RSS"),
        (Reply(rss([whole("North")])[:300]), ""),
        (b"garbage\r\n\r\n", "does not answer like a web server"),
        (Reply(b'<!DOCTYPE r [<!ENTITY a "aaaa">]><rss version="2.0"/>'), "declares entities"),
    ],
)
async def test_failures_are_recorded_and_retried_later(polling: Polling, answer: Reply | bytes, why: str) -> None:
    polling.site.answers["/feed"] = answer
    polled = await polling.poll(await polling.follow())
    if why:
        assert why in (polled.failed or "")
        assert polled.feed.polls.due >= polling.clock.now + 2 * EVERY
    assert polled.new == 0


async def reports(polling: Polling) -> list[str]:
    return [
        d.content["why"] for d in await polling.services.delivering.outbox.due(polling.clock.now) if d.chat_id == EDITOR
    ]


async def test_a_feed_that_is_gone_is_paused_and_reported_once(polling: Polling) -> None:
    polling.site.answers["/feed"] = Reply(status=410)
    feed = await polling.follow()
    for _ in range(3):
        await polling.poll(feed)
    paused = await polling.feeds.named("1")
    assert paused.pause is not None
    assert (paused.pause.by, paused.pause.why) == ("On Record", "its server says that it is gone for good")
    assert await reports(polling) == ["its server says that it is gone for good"]
    assert await polling.poller.look(polling.clock.now + timedelta(days=30)) == []
    (entry,) = await polling.services.library.entries(1)
    assert (entry.action, entry.feed, entry.by.name) == (Action.FEED_PAUSED, feed.url, "On Record")


async def test_a_feed_that_keeps_failing_is_paused_and_reported_once(polling: Polling) -> None:
    polling.site.answers["/feed"] = Reply(status=500)
    feed = await polling.follow()
    polls = 0
    while (await polling.feeds.named("1")).pause is None:
        polling.clock.now = (await polling.feeds.named("1")).polls.due
        (task,) = await polling.poller.look(polling.clock.now)
        await task
        polls += 1
    assert polls > MIN_DEAD_FAILURES
    assert polling.clock.now > (await polling.feeds.named("1")).added + timedelta(days=7)
    (why,) = await reports(polling)
    assert why.startswith(f"it failed {polls} times in 7 days")
    assert await polling.services.delivering.outbox.counts() == {DeliveryState.PENDING: 1}
    await polling.feeds.resume(feed.url, OPERATOR)
    polling.site.answers["/feed"] = Reply(rss([whole("North")]))
    assert (await polling.poll(feed)).new == 1


async def test_robots_txt_is_obeyed_for_feeds_and_pages(polling: Polling) -> None:
    polling.site.answers |= {
        "/robots.txt": Reply(b"User-agent: OnRecord\nDisallow: /private\n"),
        "/private/feed": Reply(rss([])),
        "/feed": Reply(rss([Item("North", "/private/north")])),
    }
    assert "robots" in ((await polling.poll(await polling.follow("/private/feed"))).failed or "")
    refused = (await polling.poll(await polling.follow("/feed"))).refused
    assert ["robots" in one.reason for one in refused] == [True]
    assert polling.site.paths == ["/robots.txt", "/feed"]


async def test_a_slow_feed_delays_no_other_and_is_polled_once_at_a_time(polling: Polling) -> None:
    polling.site.answers |= {"/slow": Reply(b" ", again=99, pause=1.0), "/feed": Reply(rss([whole("North")]))}
    slow = await polling.follow("/slow")
    task = polling.poller.poll(slow, polling.clock.now)
    assert polling.poller.poll(slow, polling.clock.now) is task
    # Each host gets one request at a time; the same machine by another name is another host.
    other = polling.site.base.replace("127.0.0.1", "localhost")
    await polling.feeds.add([NewFeed(f"{other}/feed")], OPERATOR)
    assert (await polling.poll(await polling.feeds.named("2"))).new == 1
    await polling.poller.close()
    assert task.cancelled()
    assert await polling.texts() == [text_of("North")]


async def test_an_error_of_our_own_leaves_the_feed_unchanged_and_paused(polling: Polling) -> None:
    polling.site.answers["/feed"] = Reply(rss([whole("North")]))
    feed = await polling.follow()
    full = "create trigger full before insert on revisions begin select raise(abort, 'disk is full'); end"
    await sqlite_of(polling.services).change(text(full))
    task = polling.poller.poll(feed, polling.clock.now)
    assert isinstance((await asyncio.gather(task, return_exceptions=True))[0], Exception)
    assert (await polling.feeds.named("1")).polls == feed.polls
    assert await polling.poller.look(polling.clock.now) == []
    await sqlite_of(polling.services).change(text("drop trigger full"))
    (task,) = await polling.poller.look(polling.clock.now + timedelta(minutes=5))
    assert (await task).new == 1
    assert len(await polling.texts()) == 1


async def test_articles_that_were_added_by_hand_are_not_duplicated(polling: Polling) -> None:
    await polling.services.editing.add([Draft(text=text_of("North"))])
    polling.site.answers["/feed"] = Reply(rss([whole("North")]))
    polled = await polling.poll(await polling.follow())
    assert polled.failed is None
    assert await polling.texts() == [text_of("North")]
