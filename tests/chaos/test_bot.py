"""The running bot killed at any moment: each question is answered once, and each digest sent once, or someone is told.

The bot is `onrecord run` on the stand.  It is killed again and again, with new questions or digests each time, and then
left alone until it has done what was left.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.chats.subscriptions import SqlSubscriptions
from storage.database.engine import Database
from storage.ports.subscriptions import Schedule, Subscription
from tests.chaos.cheap import Quoted
from tests.chaos.conftest import FEW
from tests.chaos.kills import KILLED, assert_indexes_agree, assert_sound, chance, query, share, stored
from tests.e2e.preloaded import Preloaded, Run
from tests.telegram.client import Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand

# Kills over one data folder, one after another, before the bot is left alone.
IN_A_ROW = 5
READERS = 3
# How long the bot may take to do what was left.
PATIENCE = 60.0
# Between killing the bot and starting it, Telegram's server ends the poll of the dead one.
SETTLE = 0.5


class Bot:
    """`onrecord run` on a stand, started and killed by a test."""

    def __init__(self, command: Preloaded, stand: Stand, data: Path) -> None:
        self._command = command
        self._data = data
        self._env = {"ONRECORD_TELEGRAM_TOKEN": stand.token, "ONRECORD_TELEGRAM_API": stand.root}
        self._run: Run | None = None

    async def start(self, die_at: int = 0) -> None:
        self._run = await asyncio.to_thread(self._command.start, self._data, "run", die_at=die_at, env=self._env)

    async def kill(self, within: float) -> None:
        """Let it run for so long, unless it dies before, and kill it."""
        assert self._run is not None
        ended = await asyncio.to_thread(self._command.kill_after, self._run, within)
        assert ended.code == KILLED, ended.err

    async def stop(self) -> None:
        assert self._run is not None
        os.kill(self._run.pid, signal.SIGTERM)
        ended = await asyncio.to_thread(self._command.end, self._run)
        assert ended.code == 0, ended.err


async def until(holds: Callable[[], bool], bot: str) -> None:
    for _ in range(int(PATIENCE / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"it did not hold within {PATIENCE} s: {bot}")


async def killed(bot: Bot, draw: random.Random, steps: int, seconds: float) -> None:
    """Start the bot, and have it die at one of its first `steps` steps or within `seconds`."""
    die_at = draw.choice([0, draw.randint(1, steps)])
    await bot.start(die_at)
    await bot.kill(draw.uniform(0.3, seconds) if die_at == 0 else seconds)
    await asyncio.sleep(SETTLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what came back."""

    reader: Reader
    article: Quoted
    message: Message

    @property
    def answers(self) -> list[str]:
        return [m.text for m in self.reader.heard() if self.article.words in m.text]

    @property
    def told(self) -> bool:
        """Whether it has its answer, or a reply that says honestly that it may have been answered."""
        about = (m.reply_to == self.message.id or self.article.question in m.text for m in self.reader.heard())
        return bool(self.answers) or any(about)


async def test_answer(command: Preloaded, few: Path, stand: Stand, tmp_path: Path) -> None:
    """Every question is answered once, or its reader is told that it may have been."""
    draw = chance("answer")
    for first in range(0, share(20), IN_A_ROW):
        data = Path(shutil.copytree(few, tmp_path / f"{first}"))
        readers = [stand.reader(f"Reader {first}-{n}") for n in range(READERS)]
        bot, asked = Bot(command, stand, data), list[Asked]()
        for _ in range(min(IN_A_ROW, share(20) - first)):
            for reader in readers:
                # Each reader asks about an article once, so that answers can be told apart.
                article = draw.choice([a for a in FEW if not any((o.reader, o.article) == (reader, a) for o in asked)])
                asked.append(Asked(reader, article, await reader.say(article.question)))
            await killed(bot, draw, 24, 2.0)
        await bot.start()
        await until(lambda asked=asked: all(one.told for one in asked), "unanswered questions")  # type: ignore[misc]
        await asyncio.sleep(SETTLE)
        await bot.stop()
        for one in asked:
            assert len(one.answers) <= 1, f"{one.article.question!r} was answered twice"
        assert_sound(data)
        assert stored(data, FEW) == {a.news.id for a in FEW}
        assert_indexes_agree(data)


async def test_digest(command: Preloaded, few: Path, stand: Stand, tmp_path: Path) -> None:
    """Every digest arrives once, or it is parked and arrives at most once."""
    draw = chance("digest")
    for first in range(0, share(20), IN_A_ROW):
        data = Path(shutil.copytree(few, tmp_path / f"{first}"))
        readers = [stand.reader(f"Reader {first}-{n}") for n in range(READERS)]
        await _subscribe(data, readers)
        bot = Bot(command, stand, data)
        for _ in range(min(IN_A_ROW, share(20) - first)):
            await killed(bot, draw, 40, 2.0)
            _make_due(data)
        await bot.start()
        await until(lambda data=data: _all_settled(data), "digests that are neither sent nor parked")  # type: ignore[misc]
        await bot.stop()
        for reader in readers:
            _assert_once_or_parked(data, reader)
        assert_sound(data)


async def _subscribe(data: Path, readers: Sequence[Reader]) -> None:
    database = await Database.open(data)
    now = datetime.now(UTC)
    for reader in readers:
        since, due = now - timedelta(days=1), now - timedelta(minutes=1)
        await SqlSubscriptions(database).put(Subscription(reader.id, Schedule((0,), "UTC"), since, due))
    await database.close()


def _make_due(data: Path) -> None:
    """Make another digest due for those whose last one was written, over the same articles, as if it told nothing."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with closing(sqlite3.connect(data / "onrecord.db")) as connection, connection:
        due, since = (str(now - by) for by in (timedelta(seconds=1), timedelta(days=1)))
        connection.execute("delete from told_articles")
        connection.execute("update subscriptions set due = ?, since = ? where due > ?", (due, since, str(now)))


def _all_settled(data: Path) -> bool:
    now = str(datetime.now(UTC).replace(tzinfo=None))
    waiting = query(data, f"select 1 from subscriptions where due <= '{now}'")  # noqa: S608
    return not waiting and not query(data, "select 1 from deliveries where state in ('pending', 'sending')")


def _assert_once_or_parked(data: Path, reader: Reader) -> None:
    """Assert that each digest that was sent came once, and a parked one at most once."""
    rows = query(data, f"select state, content from deliveries where chat_id = {reader.id}")  # noqa: S608
    states = Counter(state for state, _ in rows)
    assert set(states) <= {"sent", "parked"}
    assert all(json.loads(str(content))["stories"] for _, content in rows)
    came = sum("stories" in m.text or "1 story" in m.text for m in reader.heard())
    assert states["sent"] <= came <= states.total(), f"{came} came: {states}"
    assert came
