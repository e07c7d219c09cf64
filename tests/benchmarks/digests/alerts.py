"""How long it takes to look through new articles for what chats follow.

Each chat follows some of 500 surnames and 500 words; each article quotes one person and prints some of the words.  The
articles are written by hand into an empty store, so only looking through them and writing the alerts is timed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from bot.usecases.delivering.alerting.alerts import write_alerts
from bot.usecases.delivering.alerting.following import Wish
from retrieval.domain.article import Draft, Reading
from retrieval.domain.clock import utc_now
from storage.ports.conversations import Party
from storage.ports.outbox import DeliveryState
from storage.ports.watches import WatchKind
from tests.benchmarks.digests.figures import Figure
from tests.contracts.encoders import FakeEncoder
from tests.retrieval.invented import Said, printed

FILLER = "The council met again about the harbour wall and the price of bread in the old town."


def word(n: int) -> str:
    """Return a made-up word that no other text prints."""
    return "".join("bdfgklmnprstvz"[(n // 14**i) % 14] + "aeiou"[(n + i) % 5] for i in range(3)) + "x"


async def _in_folder(folder: Path, watches: int, articles: int) -> list[Figure]:
    services = await open_services(Settings(data=folder, _env_file=None), FakeEncoder())
    try:
        return await _measured(services, watches, articles)
    finally:
        await services.close()


async def _measured(services: Services, watches: int, articles: int) -> list[Figure]:
    chance = random.Random(48)  # noqa: S311  not for secrets
    delivering = services.delivering
    await write_alerts(delivering, "UTC", utc_now())
    for n in range(watches):
        kind, name = (WatchKind.PERSON, f"Ada {word(n).title()}") if n % 2 else (WatchKind.WORDS, word(n))
        await delivering.watches.put(Wish(kind, name).watch(Party(1 + n // 10, 0, 1), utc_now()))
    for start in range(0, articles, 64):
        await services.library.put([_article(n, chance) for n in range(start, min(start + 64, articles))])
    began = time.perf_counter()
    await write_alerts(delivering, "UTC", utc_now())
    whole = time.perf_counter() - began
    await services.library.put([_article(articles, chance)])
    began = time.perf_counter()
    await write_alerts(delivering, "UTC", utc_now())
    one = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(100):
        await write_alerts(delivering, "UTC", utc_now())
    nothing = (time.perf_counter() - began) / 100
    messages = (await delivering.outbox.counts()).get(DeliveryState.PENDING, 0)
    return [
        Figure("an article of many", 1000 * whole / articles, "ms"),
        Figure("one article alone", 1000 * one, "ms"),
        Figure("a look without news", 1000 * nothing, "ms"),
        Figure("messages written", messages, at_least=1),
    ]


def _article(n: int, chance: random.Random) -> tuple[Draft, Reading]:
    who = f"Ada {word(chance.randrange(1000)).title()}"
    printed_words = " ".join(word(chance.randrange(5000)) for _ in range(20))
    said = f"“Number {n} is in,”"
    text = f"{FILLER * 20} {printed_words}. {said} said {who}. {FILLER * 20}"
    return printed(text, Said(said, who), name=f"article{n}")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--watches", type=int, default=1_000)
    parser.add_argument("--articles", type=int, default=1_024)


def measured(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_in_folder(Path(folder), options.watches, options.articles))
