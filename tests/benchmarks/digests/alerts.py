"""How soon an alert is written after its article is stored, and how long matching one article takes.

Chats follow surnames and words in turn; each article quotes one person and prints some of the words.  The articles are
written by hand into an empty store, so only looking through them and writing the alerts is timed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from bot.telegram.scheduled_jobs import CHECK_INTERVAL_SECONDS
from bot.usecases.delivering.alerting.alerts import write_alerts
from bot.usecases.delivering.alerting.following import Followed
from retrieval.domain.article import Draft, Reading
from retrieval.domain.clock import utc_now
from storage.database.engine import Database
from storage.ports.conversations import Party
from storage.ports.outbox import DeliveryState
from storage.ports.watches import WatchKind
from storage.schema.watch_tables import WatchRow
from tests.benchmarks.digests.figures import Figure
from tests.contracts.encoders import FakeEncoder
from tests.retrieval.invented import Said, printed

FILLER = "The council met again about the harbour wall and the price of bread in the old town."
# Chats that follow one and the same name or word.
FOLLOWERS = 20
ALONE = 20


def word(n: int) -> str:
    """Return a made-up word that no other text prints."""
    return "".join("bdfgklmnprstvz"[(n // 14**i) % 14] + "aeiou"[(n + i) % 5] for i in range(4)) + "x"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--follows", type=int, default=10_000, help="while articles keep coming in")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--matching", type=int, default=100_000, help="follows when one article is matched alone")


def measured(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        delays = asyncio.run(_delays(Path(first), options.follows, options.articles))
        alone, processor = asyncio.run(_alone(Path(second), options.matching))
    cuts = statistics.quantiles(delays, n=100)
    return [
        Figure("follows while articles come in", options.follows),
        Figure("from stored to written, median", statistics.median(delays), "s"),
        Figure("from stored to written, p99", cuts[98], "s", at_most=60),
        Figure("follows when one article is matched", options.matching),
        Figure("one article alone, median", statistics.median(alone), "ms", at_most=50),
        Figure(f"one article alone, slowest of {ALONE}", max(alone), "ms"),
        Figure("one article alone, processor time, median", statistics.median(processor), "ms"),
    ]


async def _delays(folder: Path, follows: int, articles: int) -> list[float]:
    """Store articles one by one, look as often as the bot does, and return how long each waited, in seconds."""
    services = await _following(folder, follows)
    chance = random.Random(48)  # noqa: S311  not for secrets
    waiting: list[float] = []
    delays: list[float] = []
    is_over = asyncio.Event()

    async def look() -> None:
        while not (is_over.is_set() and not waiting):
            await asyncio.sleep(CHECK_INTERVAL_SECONDS)
            seen = list(waiting)
            await write_alerts(services.delivering, "UTC", utc_now())
            delays.extend(time.perf_counter() - stored for stored in seen)
            del waiting[: len(seen)]

    try:
        looking = asyncio.create_task(look())
        for n in range(articles):
            await services.library.put([_article(n, follows, chance)])
            waiting.append(time.perf_counter())
            await asyncio.sleep(0.1)
        is_over.set()
        await looking
        await _check(services)
    finally:
        await services.close()
    return delays


async def _alone(folder: Path, follows: int) -> tuple[list[float], list[float]]:
    """Return how long each of a few articles takes, by the clock and of the processor, in milliseconds."""
    services = await _following(folder, follows)
    chance = random.Random(49)  # noqa: S311  not for secrets
    took: list[float] = []
    processor: list[float] = []
    try:
        for n in range(ALONE):
            await services.library.put([_article(n, follows, chance)])
            began, used = time.perf_counter(), time.process_time()
            await write_alerts(services.delivering, "UTC", utc_now())
            took.append(1000 * (time.perf_counter() - began))
            processor.append(1000 * (time.process_time() - used))
        await _check(services)
    finally:
        await services.close()
    return took, processor


async def _following(folder: Path, follows: int) -> Services:
    services = await open_services(Settings(data=folder, _env_file=None), FakeEncoder())
    await write_alerts(services.delivering, "UTC", utc_now())
    database = await Database.open(folder)
    try:
        await database.write(lambda connection: _follow(connection, follows))
    finally:
        await database.close()
    return services


def _follow(connection: Connection, follows: int) -> None:
    now, rows = utc_now(), []
    for n in range(follows):
        wanted = n // FOLLOWERS
        is_person = wanted % 2 == 1
        name = f"Ada {word(wanted).title()}" if is_person else word(wanted)
        watch = Followed(WatchKind.PERSON if is_person else WatchKind.WORDS, name).watch(Party(1 + n, 0, 1), now)
        rows.append(
            {
                "chat_id": watch.chat_id, "topic": 0, "kind": watch.kind.value, "name": watch.name, "key": watch.key,
                "word": watch.word, "since": watch.since,
            }
        )  # fmt: skip
    connection.execute(insert(WatchRow), rows)


async def _check(services: Services) -> None:
    if not (await services.delivering.outbox.counts()).get(DeliveryState.PENDING, 0):
        raise SystemExit("no alert was written")


def _article(n: int, follows: int, chance: random.Random) -> tuple[Draft, Reading]:
    """Return an article that quotes somebody followed, and prints words that mostly nobody follows."""
    wanted = follows // FOLLOWERS
    who = f"Ada {word(chance.randrange(wanted // 2) * 2 + 1).title()}"
    words = [word(wanted + chance.randrange(wanted)) for _ in range(20)] + [word(chance.randrange(wanted // 2) * 2)]
    said = f"“Number {n} is in,”"
    text = f"{FILLER * 20} {' '.join(words)}. {said} said {who}. {FILLER * 20}"
    return printed(text, Said(said, who), name=f"article{n}")
