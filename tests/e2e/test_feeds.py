"""Editors follow feeds on Telegram, and their articles answer; others, and updates sent twice, change nothing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.feeds.opml import NAME
from retrieval.domain.changes import OPERATOR, Actor
from storage.ports.feeds import NewFeed
from tests.bot.feeds.made import rss, text_of, whole
from tests.bot.web.site import Reply, Site, fetcher, site
from tests.e2e.conftest import FakeClock, Running, eventually, running_bot
from tests.e2e.replaying import handle_again
from tests.e2e.test_conversation import ask, press_text
from tests.telegram.client import Reader
from tests.telegram.stand import Stand

FEED = rss([whole("North"), whole("South")])


@pytest.fixture
async def at() -> AsyncIterator[Site]:
    page = b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed"><p>Harbour Times'
    async with site({"/feed": Reply(FEED), "/": Reply(page), "/none": Reply(b"<html><p>Nothing")}) as made:
        yield made


@pytest.fixture
async def following(stand: Stand, tmp_path: Path) -> AsyncIterator[Running]:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC)), web=fetcher()) as running:
        yield running


async def state(running: Running) -> tuple[object, ...]:
    """Return everything that an editor's command would change."""
    feeds = [(f.id, f.url, f.pause) for f in await running.services.following.feeds.all()]
    return feeds, [e.number for e in await running.services.library.entries(99)]


async def test_a_feed_is_followed_and_its_articles_answer_questions(following: Running, at: Site) -> None:
    editor = following.editor
    await editor.say(f"/feeds add {at.base}/feed")
    added, polled = await editor.replies(2)
    assert added.text == f"Added the feed: {at.base}/feed.\nTo undo this within a day: /undo 2"
    assert polled.text == "Stored 2 articles from it."
    assert "rust in the North pier" in (await ask(following.stand.reader("Ann"), "what did Lindqvist say?")).text
    listed = (await ask(editor, "/feeds list")).text
    assert listed.startswith(f"#1 Harbour Times\n{at.base}/feed\npolled ")
    assert "2 new in 7 days" in listed
    again = (await ask(editor, f"/feeds add {at.base}/feed#x")).text
    assert again == f"The feed {at.base}/feed is already followed, as #1."
    # Later articles are fetched without a command.
    at.answers["/feed"] = Reply(rss([whole("West"), whole("North"), whole("South")]))
    following.clock.forward(minutes=20)

    async def stored() -> bool:
        return text_of("West") in [a.text for a in await following.services.library.newest(9)]

    await eventually(stored)


async def test_a_page_leads_to_the_feed_it_names_and_other_links_are_refused(following: Running, at: Site) -> None:
    editor = following.editor
    for wrong, why in (
        ("/none", "leads to a web page without a feed"),
        ("/gone", "leads to a page that does not exist"),
    ):
        assert why in (await ask(editor, f"/feeds add {at.base}{wrong}")).text
    for wrong in ("ftp://a.example/feed", "file:///etc/passwd", "http://127.0.0.9/feed"):
        said = (await ask(editor, f"/feeds add {wrong}")).text
        assert said.startswith(f"The link {wrong} is not a link to a web page") or "not public" in said
    for wrong in ("/feeds add", "/feeds add a b", "/feeds whatever", "/feeds pause"):
        assert (await ask(editor, wrong)).text.startswith("Write /feeds add LINK"), wrong
    assert await following.services.following.feeds.all() == []
    await editor.say(f"/feeds add {at.base}/")
    added, _ = await editor.replies(2)
    assert added.text.startswith(f"Feed found on {at.base}/.\nAdded the feed: {at.base}/feed.")


async def test_a_slow_feed_holds_up_nobody_in_its_chat(following: Running) -> None:
    group = following.stand.group("Newsroom", members=[following.editor, ann := following.stand.reader("Ann")])
    async with site({"/slow": Reply(b" ", again=60, pause=1.0)}) as slow:
        await following.editor.at(group).say(f"/feeds add {slow.base}/slow")
        since = time.monotonic()
        await ann.at(group).say("/ask what did Hill say?")
        (said,) = await ann.at(group).replies()
        assert "Ukraine is absolutely critical" in said.text
        assert time.monotonic() - since < 15


async def test_feeds_are_paused_resumed_removed_and_all_of_it_is_undone(following: Running) -> None:
    editor, url = following.editor, "https://a.example/feed"
    await following.services.following.feeds.add([NewFeed(url, "Harbour Times")], OPERATOR)
    await following.services.following.feeds.pause(url, OPERATOR)
    assert (await ask(editor, "/feeds resume 1")).text.startswith(f"Resumed the feed: {url}.")
    assert (await ask(editor, "/feeds pause 1 they print  rumours")).text.startswith(f"Paused the feed: {url}.")
    assert "by Edith (they print rumours)" in (await ask(editor, "/feeds")).text
    assert "paused the feed https://a.example/feed: they print rumours" in (await ask(editor, "/log")).text
    assert (await ask(editor, "/feeds pause 1")).text.startswith("The feed https://a.example/feed was paused before")
    assert (await ask(editor, "/undo 5")).text.startswith(f"Resumed the feed: {url}.")
    assert (await ask(editor, "/feeds remove #1")).text.startswith(f"Removed the feed: {url}.")
    assert (await ask(editor, "/feeds")).text == "No feeds are followed yet. Follow one: /feeds add LINK"
    assert (await ask(editor, "/undo 7")).text.startswith(f"Added the feed: {url}.")
    assert (await ask(editor, "/feeds remove 9")).text.startswith("No feed has the address or number '9'")
    assert len(await following.services.following.feeds.all()) == 1


async def test_lists_are_imported_and_exported_as_files_and_hostile_ones_are_refused(following: Running) -> None:
    editor = following.editor
    assert (await ask(editor, "/feeds export")).text == "No feeds are followed yet."
    bomb = b'<!DOCTYPE o [<!ENTITY a "aa">]><opml><body/></opml>'
    await editor.upload("feeds.opml", bomb, caption="/feeds import")
    assert "That file declares entities, which no feed needs" in (await editor.reply()).text
    listed = b'<opml><body><outline text="A" xmlUrl="https://a.example/f?a=1&amp;b"/><outline xmlUrl="ftp://b"/></body></opml>'
    await editor.upload("../../feeds; rm -rf.opml", listed, caption="/feeds import")
    assert (await editor.reply()).text.startswith("1 feed added, 0 already followed.\nRefused: ftp://b is not a link")
    await editor.upload("feeds.opml", listed, caption="/feeds@another_bot import")
    await editor.say("/feeds export")
    sent = await editor.reply()
    assert (sent.document or {})["file_name"] == NAME
    again = editor.download(sent)
    await editor.upload("feeds.opml", again, caption="/feeds import")
    assert (await editor.reply()).text == "0 feeds added, 1 already followed."


async def test_only_editors_page_through_the_list(following: Running) -> None:
    await following.services.following.feeds.add([NewFeed(f"https://a.example/{n}") for n in range(7)], OPERATOR)
    editor, ben = following.editor, following.stand.reader("Ben")
    first = await ask(editor, "/feeds")
    assert (first.cuts("bold"), first.button_texts) == (["#1", "#2", "#3", "#4"], ["▶"])
    await press_text(await editor.press(first, "▶"))
    second = await editor.edited()
    assert (second.cuts("bold"), second.button_texts) == (["#5", "#6", "#7"], ["◀"])
    group = following.stand.group("Newsroom", members=[ben, editor])
    await editor.at(group).say("/feeds")
    (page,) = await ben.at(group).replies()
    assert await press_text(await ben.at(group).press(page, "▶")) == "Only editors can see and change feeds."


async def test_a_page_of_long_feed_texts_shows_fewer_feeds(following: Running) -> None:
    feeds = [NewFeed(f"https://a.example/{n}{'x' * 250}", "🚋" * 200) for n in range(5)]
    await following.services.following.feeds.add(feeds, OPERATOR)
    for feed in feeds:
        await following.services.following.feeds.pause(feed.url, Actor(name="🚋" * 140), "🚋" * 200)
    first = await ask(following.editor, "/feeds")
    assert [cut[:2] for cut in first.cuts("bold")] == ["#1", "#2", "#3"]
    await press_text(await following.editor.press(first, "▶"))
    assert [cut[:2] for cut in (await following.editor.edited()).cuts("bold")] == ["#4", "#5"]


COMMANDS = (
    "/feeds",
    "/feeds add http://127.0.0.1/feed",
    "/feeds pause 1",
    "/feeds resume 1",
    "/feeds remove 1",
    "/feeds export",
)
LIST = b'<opml><body><outline xmlUrl="https://b.example/"/></body></opml>'


async def refused(running: Running, who: Reader) -> None:
    before = await state(running)
    for command in COMMANDS:
        assert (await ask(who, command)).text.startswith("Only editors can "), command
    assert await state(running) == before


async def test_only_editors_see_and_change_feeds(following: Running) -> None:
    """Not a stranger, a member of the editor's group, one who writes as the group, or a removed editor."""
    await following.services.following.feeds.add([NewFeed("https://a.example/feed")], OPERATOR)
    stranger = following.stand.reader("Stranger")
    await refused(following, stranger)
    await stranger.upload("feeds.opml", LIST, caption="/feeds import")
    assert (await stranger.reply()).text.startswith("Only editors can ")
    group = following.stand.group("Newsroom", members=[stranger], admins=[following.editor])
    await refused(following, stranger.at(group))
    await refused(following, group.anonymous())
    ben = following.stand.reader("Ben")
    await ask(following.owner, f"/editors add {ben.id} Ben")
    assert (await ask(ben, "/feeds")).text.startswith("#1\nhttps://a.example/feed")
    await ask(following.owner, f"/editors remove {ben.id}")
    await refused(following, ben)


async def test_a_forwarded_command_changes_no_feed(following: Running) -> None:
    ben = following.stand.reader("Ben")
    before = await state(following)
    command = await ben.say("/feeds remove 1")
    await ben.reply()
    await following.editor.forward(command)
    assert (await following.editor.reply()).text.startswith("I don't know that command")
    assert await state(following) == before


async def test_an_update_sent_again_after_a_restart_changes_nothing(stand: Stand, tmp_path: Path, at: Site) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC)), web=fetcher()) as running:
        editor = running.editor
        await editor.say(f"/feeds add {at.base}/feed")
        await editor.replies(2)
        for command in ("/feeds pause 1", "/feeds resume 1", "/feeds remove 1"):
            await ask(editor, command)
        await editor.upload("feeds.opml", LIST, caption="/feeds import")
        await editor.reply()
        await running.services.following.feeds.remove("https://b.example/", OPERATOR)
        before = await state(running)
        sent = [
            u
            for u in stand.updates
            if str(u.get("message", {}).get("text", u.get("message", {}).get("caption"))).startswith("/feeds")
        ]
        assert len(sent) == 5
    handle_again(stand, tmp_path, sent)
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC)), web=fetcher()) as running:
        heard = len(running.editor.heard())
        await running.editor.until(lambda: len(running.editor.heard()) >= heard + 5)
        said = {m.text for m in running.editor.heard()[heard:]}
        assert said <= {
            "That was done already, before I was started again.",
            "No feed has the address or number '1'; /feeds lists them all with their numbers.",
        }
        assert await state(running) == before


async def test_a_dead_feed_is_reported_to_editors_once(following: Running, at: Site) -> None:
    at.answers["/feed"] = Reply(status=410)
    await following.services.following.feeds.add([NewFeed(f"{at.base}/feed", "Harbour Times")], OPERATOR)
    following.clock.forward(minutes=1)
    said = await following.editor.reply()
    assert said.text == (
        f"Feed paused: Harbour Times {at.base}/feed\n"
        "I've stopped checking it: its server says that it is gone for good.\n"
        "/feeds resume 1 tries again, /feeds remove 1 removes it."
    )
    assert (await following.owner.reply()).text == said.text
    following.clock.forward(days=2)
    await following.editor.quiet(1.0)
