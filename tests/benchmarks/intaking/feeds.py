"""Measure polling: 500 feeds at one poll a minute on a local server, in real time (`intake.py --only feeds`).

The server runs in a process of its own, at many addresses of loopback, so that each host has few feeds, as on the web.
It answers four polls in five with 304, and the others in full, like servers without ETags: with the same bytes as
before, or with a new article in them.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from bot.composition import open_services
from bot.feeds.poller import Polled, Poller
from bot.intake.base.refusal import Refused
from bot.intake.web.fetching import Fetcher, SupportsGet
from bot.services import Services
from bot.settings import Settings
from retrieval.domain.article import AddResult, Article, Draft, Outcome, Reading
from retrieval.domain.changes import OPERATOR, Actor
from retrieval.domain.clock import utc_now
from retrieval.domain.ports import Vectors
from retrieval.ingest.pipeline import AddArticles
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.quotes.article_reader import ArticleReader
from storage.ports.feeds import NewFeed
from tests.bot.feeds.made import rss, whole

FEEDS = 500
HOSTS = 100
# Entries in a feed.
ENTRIES = 25
MINUTES = 3.0
# Percentage of feeds with an ETag, and of polls that find a new article.
ETAG_PERCENT = 80
NEW_PERCENT = 5
EVERY = timedelta(minutes=1)
POLL_EVERY_SECONDS = 5.0


def body(feed: int, newest: int) -> bytes:
    """Return a feed whose newest entry has this number."""
    return rss([whole(f"F{feed}N{n}") for n in range(newest, newest - ENTRIES, -1)], f"Paper {feed}")


class Server:
    """Answers /N with feed N, which has a new article at every twentieth poll or so."""

    def __init__(self) -> None:
        self._polls: dict[int, int] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.write(self._answer(head.split()[1], head.casefold()))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    def _answer(self, path: str, head: str) -> bytes:
        if not path[1:].isdecimal():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        feed = int(path[1:])
        polls = self._polls[feed] = self._polls.get(feed, -1) + 1
        # The polls that find something new differ from feed to feed; the first finds the old entries.
        newest = ENTRIES + (polls * NEW_PERCENT + feed % 100) // 100 - (feed % 100) // 100
        tag = f'ETag: "{newest}"\r\n' if feed % 100 < ETAG_PERCENT else ""
        if tag and f'if-none-match: "{newest}"' in head:
            return f"HTTP/1.1 304 Not Modified\r\n{tag}\r\n".encode()
        content = body(feed, newest)
        return f"HTTP/1.1 200 OK\r\n{tag}Content-Length: {len(content)}\r\n\r\n".encode() + content


def serve(parent: Connection) -> None:
    async def run() -> None:
        server = await asyncio.start_server(Server().serve, [host(n) for n in range(HOSTS)], 0)
        # Each of the addresses gets a port of its own.
        ports = {s.getsockname()[0]: s.getsockname()[1] for s in server.sockets}
        parent.send(ports)
        await server.serve_forever()

    asyncio.run(run())


def host(number: int) -> str:
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


class Nothing(AddArticles):
    """Stores nothing, for the polls before the measurement."""

    def __init__(self) -> None:
        """Take no arguments."""

    async def __call__(
        self,
        drafts: Sequence[Draft],
        progress: object = None,
        *,
        by: Actor = OPERATOR,
        stored: object = None,
        replaces_before: object = None,
    ) -> list[AddResult]:
        del progress, by, stored, replaces_before
        now = utc_now()
        return [
            AddResult(Outcome.UNCHANGED, Article(id="none", revision=1, text=d.text, added=now), 0, 0) for d in drafts
        ]


class Timed:
    """Processor seconds of the whole process while models ran."""

    seconds = 0.0


class TimedEncoder(MiniLMEncoder):
    def encode(self, texts: Sequence[str]) -> Vectors:
        began = time.process_time()
        try:
            return super().encode(texts)
        finally:
            Timed.seconds += time.process_time() - began


class TimedReader(ArticleReader):
    def read(self, text: str) -> Reading:
        began = time.process_time()
        try:
            return super().read(text)
        finally:
            Timed.seconds += time.process_time() - began


def polled() -> dict[str, float]:
    """Return the shares of one core that polling takes, in steady state."""
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=serve, args=(there,), daemon=True)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            return asyncio.run(_polled(Path(folder), here.recv()))
    finally:
        server.terminate()
        server.join()


async def _polled(folder: Path, ports: dict[str, int]) -> dict[str, float]:
    settings = Settings(data=folder, feeds_minutes=1, _env_file=None)
    services = await open_services(settings, TimedEncoder(), fetcher=Fetcher(lambda address, _: address.is_loopback))
    urls = [f"http://{host(n % HOSTS)}:{ports[host(n % HOSTS)]}/{n}" for n in range(FEEDS)]
    await services.following.feeds.add([NewFeed(url) for url in urls], OPERATOR)
    try:
        await _warm(services)
        add = AddArticles(services.library, services.engine.search, services.engine.worker, TimedReader())
        return await _measured(services, _poller(services, add))
    finally:
        await services.close()


def _poller(services: Services, add: AddArticles) -> Poller:
    return Poller(
        services.following.feeds, services.following.polls, add, services.following.web, _no_pages, every=EVERY
    )


async def _no_pages(link: str, web: SupportsGet) -> AsyncIterator[Draft | Refused]:
    del web
    yield Refused(link, "was requested, although all feeds have their articles in full")


async def _warm(services: Services) -> None:
    poller = _poller(services, Nothing())
    outcomes = await asyncio.gather(*await poller.look(utc_now()))
    if failed := [one.failed for one in outcomes if one.failed]:
        raise RuntimeError(failed[0])
    await services.engine.search.warm()
    # What is loaded at the first article does not count.
    await services.editing.add([Draft(text='"It is warm," said Mara Lindqvist.')])


async def _measured(services: Services, poller: Poller) -> dict[str, float]:
    polls: list[float] = []
    new = failed = 0
    # The first polls are all at once; from then on jitter spreads them.
    end = time.monotonic() + 60 * (MINUTES + 1)
    begun: tuple[float, ...] = ()
    tasks: list[asyncio.Task[Polled]] = []
    while time.monotonic() < end:
        if not begun and time.monotonic() > end - 60 * MINUTES:
            begun, tasks = _used(), []
        tasks += await poller.look(utc_now())
        sys.stderr.write(f"\r{len(tasks):,} polls")
        await asyncio.sleep(POLL_EVERY_SECONDS)
    ended = _used()
    for one in await asyncio.gather(*tasks):
        polls.append(1)
        new += one.new
        failed += one.failed is not None
    sys.stderr.write("\n")
    clock, own, children, reading = (after - before for after, before in zip(ended, begun, strict=True))
    return {
        "feeds": FEEDS,
        "feeds_minutes_measured": clock / 60,
        "feeds_polls_a_minute": len(polls) / clock * 60,
        "feeds_new_articles_a_minute": new / clock * 60,
        "feeds_failed": failed,
        "feeds_share_of_a_core": own / clock,
        "feeds_share_without_reading_what_is_new": (own - reading) / clock,
        "feeds_share_of_parsing": children / clock,
    }


def _used() -> tuple[float, ...]:
    """Return the clock, and processor seconds: of this process, of the parsing processes, of reading and encoding."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        time.monotonic(), own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime, Timed.seconds
    )  # fmt: skip
