"""A poller over a real database and the real model that fetches from loopback without pauses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.composition import open_services
from bot.feeds.poller import Polled, Poller
from bot.intake.base.refusal import Refused
from bot.intake.feeds.entry_articles import ReadPage
from bot.intake.web.fetching import SupportsGet
from bot.intake.web.pacing import PoliteFetcher
from bot.intake.web.robots_cache import RobotsCache
from bot.services import Services
from bot.settings import Settings
from retrieval.domain.article import Draft
from retrieval.domain.changes import OPERATOR
from storage.feeds.polls import SqlPolls
from storage.feeds.subscriptions import SqlFeeds
from storage.ports.feeds import Feed, NewFeed
from tests.bot.feeds.made import Clock
from tests.bot.web.site import Answer, Site, fetcher, site
from tests.e2e.conftest import ENCODER
from tests.stores import sqlite_of

EVERY = timedelta(minutes=15)
EDITOR = 4711


async def pages(link: str, web: SupportsGet) -> AsyncIterator[Draft | Refused]:
    """Read pages of plain text; extracting articles from HTML is tested elsewhere."""
    try:
        fetched = await web.get(link)
    except Exception as error:  # noqa: BLE001
        yield Refused(link, str(error))
        return
    yield Draft(text=fetched.content.decode(), title="From its page", url=fetched.url)


@dataclass
class Polling:
    """A poller for one site, with a clock that the test sets."""

    services: Services
    feeds: SqlFeeds
    polls: SqlPolls
    poller: Poller
    site: Site
    clock: Clock

    async def follow(self, path: str = "/feed") -> Feed:
        await self.feeds.add([NewFeed(f"{self.site.base}{path}")], OPERATOR)
        return await self.feeds.named(f"{self.site.base}{path}")

    async def poll(self, feed: Feed) -> Polled:
        """Poll the feed in its current state, whether it is due or not."""
        return await self.poller.poll(await self.feeds.named(str(feed.id)), self.clock.now)

    async def texts(self) -> list[str]:
        return [article.text for article in await self.services.library.newest(99)]

    @property
    def asked(self) -> list[str]:
        return [path for path in self.site.paths if path != "/robots.txt"]


@asynccontextmanager
async def polling_at(data: Path, at: Site, reads: ReadPage = pages) -> AsyncIterator[Polling]:
    clock = Clock()
    services = await open_services(Settings(data=data, _env_file=None), ENCODER, fetcher=fetcher())
    database = sqlite_of(services)
    feeds, polls = SqlFeeds(database, clock), SqlPolls(database, {EDITOR})
    web = PoliteFetcher(services.following.fetcher, RobotsCache(services.following.fetcher, clock), gap=0.0)
    poller = Poller(feeds, polls, services.editing.add, web, reads, every=EVERY, chance=lambda: 0.0)
    try:
        yield Polling(services, feeds, polls, poller, at, clock)
    finally:
        await poller.close()
        await services.close()


@pytest.fixture
async def polling(tmp_path: Path) -> AsyncIterator[Polling]:
    answers: dict[str, Answer] = {}
    async with site(answers) as at, polling_at(tmp_path, at) as made:
        yield made
