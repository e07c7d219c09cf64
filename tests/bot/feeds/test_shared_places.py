"""Feeds whose entries share ids and links, and feeds that renew dates: none is lost, and none falsely corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from retrieval.domain.article import Article
from tests.bot.feeds.conftest import Polling
from tests.bot.feeds.made import BEGINNING, PUBLISHED, Item, rss, text_of, whole
from tests.bot.web.site import Reply
from tests.stores import sqlite_of

NAMES = ("North", "South", "East")


async def newest(polling: Polling) -> dict[str, Article]:
    return {a.title or "": a for a in await polling.services.library.newest(99)}


@pytest.mark.parametrize(
    "items",
    [
        [Item(name, f"/{name}", text_of(name), guid="N/A") for name in NAMES],
        [Item(name, "/notices.html", text_of(name)) for name in NAMES],
        [Item(name, f"/notices.html#{name}", summary=f"The {name} bridge is closed.") for name in NAMES],
        [Item(name, "/", summary=f"The {name} bridge is closed.", guid="N/A") for name in NAMES],
        [Item(name, None, text_of(name), guid="N/A") for name in NAMES],
    ],
    ids=["id", "link", "fragment", "front page", "no link"],
)
async def test_each_item_is_an_article_and_stays_one(polling: Polling, items: list[Item]) -> None:
    feed = await polling.follow()
    for sent, new in ((items[1:], 2), (items, 1), (items[:1], 0), (list(reversed(items)), 0)):
        polling.site.answers["/feed"] = Reply(rss(sent))
        polled = await polling.poll(feed)
        assert (polled.new, polled.refused) == (new, ())
    found = await newest(polling)
    assert {title: a.revision for title, a in found.items()} == {f"On the {name} bridge": 1 for name in NAMES}
    assert all(name in found[f"On the {name} bridge"].text for name in NAMES)
    # Its link is cited as it was printed, and none of them stands for the page that they share.
    for item in items:
        url = found[f"On the {item.name} bridge"].url
        assert url == (f"{polling.site.base}{item.link}" if item.link else None)
    assert polling.asked == ["/feed"] * 4
    assert await polling.services.editing.added_at(f"{polling.site.base}/notices.html") is None


async def test_a_corrected_item_among_those_that_share_a_link_is_a_revision(polling: Polling) -> None:
    feed = await polling.follow()
    items = [Item(name, "/notices.html", text_of(name)) for name in NAMES]
    polling.site.answers["/feed"] = Reply(rss(items))
    await polling.poll(feed)
    corrected = text_of("North").replace("spring", "May")
    polling.site.answers["/feed"] = Reply(rss([Item("North", "/notices.html", corrected), *items[1:]]))
    assert (await polling.poll(feed)).new == 1
    found = await newest(polling)
    assert {title[7:-7]: a.revision for title, a in found.items()} == {"North": 2, "South": 1, "East": 1}
    assert found["On the North bridge"].text == corrected


async def test_places_of_another_sites_page_lead_to_the_page(polling: Polling) -> None:
    """What the feed says of them is its own wording, so the page is read, and it is one article."""
    elsewhere = polling.site.base.replace("127.0.0.1", "localhost")
    items = [Item(name, f"{elsewhere}/notices.html#{name}", summary=text_of(name)) for name in NAMES[:2]]
    polling.site.answers |= {"/feed": Reply(rss(items)), "/notices.html": Reply(text_of("East").encode())}
    polled = await polling.poll(await polling.follow())
    assert (polled.new, polled.refused) == (1, ())
    assert await polling.texts() == [text_of("East")]


@pytest.mark.parametrize("summary", ["The North bridge is …", "The North bridge is closed. Read more"])
async def test_a_text_that_breaks_off_at_a_place_of_a_page_is_read_there(polling: Polling, summary: str) -> None:
    items = [Item("North", "/notices.html#North", summary=summary), Item("South", "/notices.html#South")]
    polling.site.answers |= {"/feed": Reply(rss(items)), "/notices.html": Reply(text_of("East").encode())}
    polled = await polling.poll(await polling.follow())
    assert (polled.new, polled.refused) == (2, ())
    assert sorted(await polling.texts()) == sorted([BEGINNING, text_of("East")])


async def test_a_front_page_is_never_read_as_an_article(polling: Polling) -> None:
    elsewhere = polling.site.base.replace("127.0.0.1", "localhost")
    polling.site.answers["/feed"] = Reply(rss([Item("North", f"{elsewhere}/", summary="The North bridge is closed.")]))
    (refused,) = (await polling.poll(await polling.follow())).refused
    assert "no link to the whole article" in refused.reason
    assert polling.asked == ["/feed"]


async def test_a_feed_of_one_alert_at_a_time_keeps_each(polling: Polling) -> None:
    feed = await polling.follow()
    alerts = [("Lock shut", text_of("North")), ("Ferry late", "No boat sails before noon, the harbour office said.")]
    for name, alert in alerts:
        polling.site.answers["/feed"] = Reply(rss([Item(name, None, alert, guid="alert")]))
        assert (await polling.poll(feed)).new == 1
    assert sorted(await polling.texts()) == sorted(alert for _, alert in alerts)


async def test_two_feeds_may_number_their_entries_alike(polling: Polling) -> None:
    for path, name in (("/feed", "North"), ("/other", "South")):
        polling.site.answers[path] = Reply(rss([Item(name, None, text_of(name), guid="1")]))
        assert (await polling.poll(await polling.follow(path))).new == 1
    assert {a.revision for a in (await newest(polling)).values()} == {1}
    assert len(await polling.texts()) == 2


@pytest.mark.parametrize("linked", [True, False])
async def test_a_renewed_date_alone_changes_nothing(polling: Polling, *, linked: bool) -> None:
    polling.site.answers["/page"] = Reply(text_of("North").encode())
    feed = await polling.follow()
    for day in range(3):
        own = Item("North", "/page") if linked else whole("North")
        renewed = Item(own.name, own.link, own.content, published=PUBLISHED + timedelta(days=day))
        polling.site.answers["/feed"] = Reply(rss([renewed]))
        assert (await polling.poll(feed)).new == (day == 0)
    # Nor with a new summary, for which the entry is read again.
    polling.site.answers["/feed"] = Reply(
        rss([Item("North", own.link, own.content, "It reopens.", PUBLISHED + timedelta(days=3))])
    )
    assert (await polling.poll(feed)).new == 0
    (article,) = await polling.services.library.newest(9)
    assert (article.revision, article.published) == (1, PUBLISHED)


async def test_what_was_seen_before_the_upgrade_is_not_read_again(polling: Polling) -> None:

    polling.site.answers |= {"/feed": Reply(rss([Item("North", "/page")])), "/page": Reply(text_of("North").encode())}
    feed = await polling.follow()
    await polling.poll(feed)
    await sqlite_of(polling.services).change(text("update feed_entries set fingerprint = ''"))
    polling.site.answers["/feed"] = Reply(rss([Item("North", "/page"), whole("South")]))
    assert (await polling.poll(feed)).new == 1
    assert polling.asked.count("/page") == 1
    polling.site.answers["/feed"] = Reply(rss([Item("North", "/page", summary="Other."), whole("South")]))
    await polling.poll(feed)
    assert polling.asked.count("/page") == 2
