"""Adding the link of a feed reads the feed once; the link of an entry gives one article."""

from __future__ import annotations

import pytest

from bot.intake.base.refusal import Refused
from bot.intake.sources import links
from bot.intake.sources.links import article_at, drafts_at
from bot.intake.web.pacing import PoliteFetcher
from retrieval.domain.article import Draft
from tests.bot.feeds.made import Item, page, rss, text_of, whole
from tests.bot.web.site import Reply, at_once, fetcher, site


async def test_entries_are_read_from_the_feed_or_from_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_wait(seconds: float) -> None:
        del seconds

    monkeypatch.setattr(links, "PoliteFetcher", lambda web, sites: PoliteFetcher(web, sites, sleep=no_wait))
    feed = rss([whole("North"), Item("South", "/south"), Item("East", "/east"), Item("Again", "/feed")])
    one = fetcher()
    async with site({"/feed": Reply(feed), "/south": Reply(page("South"))}) as at:
        found = [item async for item in drafts_at(f"{at.base}/feed", one)]
        await one.close()
    again, east, south, north = found
    assert isinstance(again, Refused)
    assert (again.where, again.reason) == (f"{at.base}/feed", "leads to a list of articles, not to an article")
    assert isinstance(east, Refused)
    assert "404" in east.reason
    assert isinstance(south, Draft)
    assert isinstance(north, Draft)
    assert (south.text, south.publisher, south.url) == (text_of("South"), "Harbour Times", f"{at.base}/south")
    assert (north.text, north.publisher, north.title) == (text_of("North"), "Harbour Times", "On the North bridge")


async def test_an_entrys_page_is_one_article_as_the_page_shows_it() -> None:
    one = fetcher()
    async with site({"/south": Reply(page("South")), "/empty": Reply(b"<html><body></body></html>")}) as at:
        (draft,) = [item async for item in article_at(f"{at.base}/south", at_once(one))]
        (refused,) = [item async for item in article_at(f"{at.base}/empty", at_once(one))]
        await one.close()
    assert isinstance(draft, Draft)
    assert draft.text == text_of("South")
    assert isinstance(refused, Refused)
