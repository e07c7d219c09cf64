"""How fast the digests of many subscribers leave at Telegram's limits, and what becomes of them if the bot is killed.

All are due at once.  `onrecord run` is a process of its own; the stand, and the latency before it, are in this one.  It
runs twice: undisturbed, which gives the rate and the memory, and killed with SIGKILL again and again, which gives what
is lost, doubled or parked.  Only what the killed bot could not know may be parked: it had claimed a message, and not
yet stored that this was acknowledged.  The stand knows when each came in.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.composition import opened
from bot.settings import Settings
from retrieval.domain.article import Draft, Reading
from retrieval.domain.clock import utc_now
from storage.database.engine import Database
from storage.schema.tables import SubscriptionRow
from tests.benchmarks.digests.figures import Figure
from tests.benchmarks.memory import Memory
from tests.e2e.commands import environment
from tests.retrieval.invented import Said, printed
from tests.telegram.latency import delayed
from tests.telegram.records import Call
from tests.telegram.stand import Stand

ALLOWED_PER_SECOND = 30
ARTICLES = 24
# Subscribers have one of these wishes each.
TOPICS: Sequence[list[str]] = ([], ["Kosovo"], ["harbour"], ["bread", "council"])
PATIENCE = 120.0
# After so long without a message, there is nothing more to come.
QUIET_SECONDS = 20.0
# A bot that has an acknowledgement stores it within this time; a claim is as old at most when its message leaves.
UNSTORED_SECONDS = 0.25
_BOT = "from bot.cli.main import main; main()"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=10, help="in the second run; 0: no second run")
    parser.add_argument("--latency", type=float, default=0.08, help="of a round trip to Telegram, in seconds")
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(10**6), help="of the moments to kill at"
    )


def measured(options: argparse.Namespace) -> list[Figure]:
    figures = [Figure("subscribers", options.subscribers)]
    figures += asyncio.run(_run(options.subscribers, options.latency, _undisturbed))
    if options.kills:
        # The stand says of each call of a killed bot that nobody hears the answer.
        logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
        chance = random.Random(options.seed)  # noqa: S311  not for secrets
        figures.append(Figure("seed of the kills", options.seed))
        figures += asyncio.run(_run(options.subscribers, options.latency, _killed(options.kills, chance)))
    return figures


@dataclass(slots=True)
class _Bot:
    """`onrecord run`, started and killed, and what the stand got from it."""

    stand: Stand
    api: str
    data: Path
    subscribers: int
    latency: float
    process: asyncio.subprocess.Process | None = None
    kills: list[_Kill] = field(default_factory=list)

    async def start(self) -> None:
        env = environment(self.data, ONRECORD_TELEGRAM_TOKEN=self.stand.token, ONRECORD_TELEGRAM_API=self.api)
        with (self.data.parent / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _BOT, "run", env=env, stdout=log, stderr=log
            )

    @property
    def pid(self) -> int:
        if self.process is None or self.process.returncode is not None:
            raise SystemExit("the bot has ended by itself:\n" + (self.data.parent / "log").read_text()[-2000:])
        return self.process.pid

    async def kill(self) -> None:
        """Kill it, and note what it was sending by its own account."""
        at, _ = time.monotonic(), self.pid
        assert self.process is not None
        self.process.kill()
        await self.process.wait()
        # What had left may still be on its way.
        await asyncio.sleep(2 * self.latency)
        self.kills.append(_Kill(at, self._chats("sending")))

    async def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        await self.process.wait()

    def cpu(self) -> float:
        """Return the seconds of processor time that it took so far, with all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def arrived(self) -> list[Call]:
        return [call for call in self.stand.calls("sendMessage") if call.status == 200]

    def parked(self) -> set[int]:
        return self._chats("parked")

    def unsettled(self) -> int:
        return len(self._chats("pending") | self._chats("sending"))

    def states(self) -> Counter[str]:
        return Counter(state for state, _ in self._rows("select state, chat_id from deliveries"))

    def _chats(self, state: str) -> set[int]:
        return {int(chat) for was, chat in self._rows("select state, chat_id from deliveries") if was == state}

    def _rows(self, sql: str) -> list[tuple[str, int]]:
        with closing(sqlite3.connect(f"file:{self.data / 'onrecord.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()


@dataclass(frozen=True, slots=True)
class _Kill:
    """When the bot was killed, and the chats that it was sending to."""

    at: float
    sending: set[int]


async def _run(subscribers: int, latency: float, course: Callable[[_Bot], object]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        async with Stand() as stand, delayed(stand.root, latency) as api:
            await _fill(data, [stand.reader(f"Reader {n}").id for n in range(subscribers)])
            bot = _Bot(stand, api, data, subscribers, latency)
            figures: list[Figure] = await course(bot)  # type: ignore[misc]
            await bot.stop()
            return figures


async def _undisturbed(bot: _Bot) -> list[Figure]:
    await bot.start()
    resident: list[int] = []
    await _until(bot, 1)
    before = bot.cpu()
    for quarter in range(1, 5):
        await _until(bot, bot.subscribers * quarter // 4)
        resident.append(Memory.of(bot.pid).resident)
    await _until_quiet(bot)
    used = bot.cpu() - before
    calls = bot.arrived()
    at = sorted(call.at for call in calls)
    rate = (len(at) - 1) / (at[-1] - at[0])
    return [
        Figure("messages a second", rate, at_least=0.95 * ALLOWED_PER_SECOND),
        Figure("from the first to the last", at[-1] - at[0], "s"),
        Figure("processor time of the bot for a message", 1000 * used / bot.subscribers, "ms"),
        Figure("refused by Telegram for going too fast", _refused(bot)),
        *_lost_and_doubled(bot),
        *(Figure(f"memory at {n} / 4", mb, "MB") for n, mb in enumerate(resident, 1)),
        Figure("memory at the end over that at 1 / 4", resident[-1] / resident[0], at_most=1.1),
    ]


def _killed(kills: int, chance: random.Random) -> Callable[[_Bot], object]:
    async def course(bot: _Bot) -> list[Figure]:
        for n in range(1, kills + 1):
            await bot.start()
            await _until(bot, bot.subscribers * n // (kills + 1))
            await asyncio.sleep(chance.uniform(0, 0.3))
            await bot.kill()
        await bot.start()
        await _until_quiet(bot)
        return [Figure("kills", len(bot.kills)), *_lost_and_doubled(bot), *_parked(bot)]

    return course


def _lost_and_doubled(bot: _Bot) -> list[Figure]:
    came = Counter(call.chat_id for call in bot.arrived())
    parked = bot.parked()
    states = bot.states()
    return [
        Figure("arrived", came.total()),
        Figure("neither arrived nor parked", bot.subscribers - len(came.keys() | parked), at_most=0),
        Figure("doubled", sum(count - 1 for count in came.values()), at_most=0),
        Figure("neither sent nor parked in the end", states.total() - states["sent"] - states["parked"], at_most=0),
        Figure("calls that Telegram would not take", len(bot.stand.violations), at_most=0),
    ]


def _parked(bot: _Bot) -> list[Figure]:
    """Compare what is parked with what no acknowledgement had come for when the bot was killed."""
    parked, calls = bot.parked(), {call.chat_id: call for call in bot.arrived()}
    acknowledged = {chat: call.at + bot.latency / 2 for chat, call in calls.items() if isinstance(chat, int)}
    unknown: set[int] = set()
    late: list[float] = []
    for kill in bot.kills:
        left = {c for c, at in acknowledged.items() if at - bot.latency < kill.at <= at}
        unknown |= left
        late += [kill.at - acknowledged[c] for c in kill.sending - left if c in acknowledged]
    claimed = set().union(*(kill.sending for kill in bot.kills))
    never = parked - acknowledged.keys()
    return [
        Figure("parked", len(parked)),
        Figure("  arrived, and no acknowledgement came", len(parked & unknown)),
        Figure("  claimed, and killed before it left", len(never)),
        Figure("  acknowledged just before the kill", len(parked - unknown - never)),
        Figure("  longest before the kill", 1000 * max(late, default=0.0), "ms", at_most=1000 * UNSTORED_SECONDS),
        Figure("unknown and not parked", len(unknown - parked), at_most=0),
        Figure("parked and not being sent at a kill", len(parked - claimed), at_most=0),
    ]


def _refused(bot: _Bot) -> int:
    return sum(call.status == 429 for call in bot.stand.calls("sendMessage"))


async def _until(bot: _Bot, count: int) -> None:
    """Wait until so many messages have arrived."""
    before, last = -1, time.monotonic()
    while (now := len(bot.arrived())) < count:
        _ = bot.pid
        if now > before:
            before, last = now, time.monotonic()
        if time.monotonic() - last > PATIENCE:
            raise SystemExit(f"{now} of {count} arrived, and nothing more for {PATIENCE} s: {bot.states()}")
        await asyncio.sleep(0.1)


async def _until_quiet(bot: _Bot) -> None:
    """Wait until everybody has a digest, and all are settled or nothing more comes."""
    before, last = -1, time.monotonic()
    while bot.states().total() < bot.subscribers or bot.unsettled():
        _ = bot.pid
        if (now := bot.states()["sent"]) != before:
            before, last = now, time.monotonic()
        if time.monotonic() - last > QUIET_SECONDS:
            return
        await asyncio.sleep(0.5)


async def _fill(data: Path, chats: Sequence[int]) -> None:
    """Store articles of today, and let each chat's digest be due now."""
    now = utc_now()
    # The next one comes in twelve hours, not while this runs.
    minute = (now.hour * 60 + now.minute + 720) % 1440
    async with opened(Settings(data=data, _env_file=None)) as services:
        await services.library.put([_article(n) for n in range(ARTICLES)])
    database = await Database.open(data)
    rows = [
        {
            "chat_id": chat, "topic": 0, "minutes": [minute], "time_zone": "UTC", "subjects": TOPICS[n % len(TOPICS)],
            "since": now - timedelta(days=1), "due": now,
        }
        for n, chat in enumerate(chats)
    ]  # fmt: skip

    def subscribe(connection: Connection) -> None:
        connection.execute(insert(SubscriptionRow), rows)

    try:
        await database.write(subscribe)
    finally:
        await database.close()


def _article(n: int) -> tuple[Draft, Reading]:
    who = f"Ada {'Olin Vasek Karan Ruizon'.split()[n % 4]}son{chr(97 + n)}"
    place = ("Kosovo", "the harbour", "the council and its bread", "the old mill")[n % 4]
    said = f"“We counted {100 + n} times in {place},”"
    text = f"A report on {place} came out in town {n}. {said} said {who}. The {n} others went home after that."
    return printed(
        text,
        Said(said, who),
        name=f"article{n}",
        title=f"Report {n} on {place}",
        publisher=f"Paper {n % 6}",
        day=utc_now(),
    )
