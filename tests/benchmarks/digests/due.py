"""How long the scan for due subscriptions takes among 100,000."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.usecases.delivering.digests.schedule import next_due
from retrieval.domain.clock import utc_now
from storage.chats.subscriptions import SqlSubscriptions
from storage.database.engine import Database
from storage.ports.subscriptions import Schedule
from storage.schema.tables import SubscriptionRow
from tests.benchmarks.digests.figures import Figure
from tests.benchmarks.digests.year import ZONES

RUNS = 50


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--subscriptions", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=100, help="how many of them are due")


def measured(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_in_folder(Path(folder), options.subscriptions, options.due))


async def _in_folder(folder: Path, count: int, due: int) -> list[Figure]:
    database = await Database.open(folder)
    try:
        now = utc_now()
        await database.write(lambda connection: _fill(connection, count, due, now))
        subscriptions = SqlSubscriptions(database)
        some = [await _timed(subscriptions, now, due) for _ in range(RUNS)]
        none = [await _timed(subscriptions, now - timedelta(days=1), 0) for _ in range(RUNS)]
    finally:
        await database.close()
    return [
        Figure("subscriptions", count),
        Figure(f"scan, {due} due, median", statistics.median(some), "ms", at_most=20),
        Figure(f"scan, {due} due, slowest of {RUNS}", max(some), "ms"),
        Figure("scan, none due, median", statistics.median(none), "ms", at_most=20),
    ]


async def _timed(subscriptions: SqlSubscriptions, now: datetime, due: int) -> float:
    began = time.perf_counter()
    found = await subscriptions.due(now, limit=max(due, 1))
    took = 1000 * (time.perf_counter() - began)
    if len(found) != due:
        raise SystemExit(f"{len(found)} subscriptions were due, not {due}")
    return took


def _fill(connection: Connection, count: int, due: int, now: datetime) -> None:
    """Write subscriptions, the first `due` of them due; every tenth has a topic, every twentieth cannot be reached."""
    chance = random.Random(19)  # noqa: S311  not for secrets
    rows = []
    for n in range(count):
        schedule = Schedule((chance.randrange(96) * 15,), chance.choice(ZONES))
        is_due = n < due
        rows.append(
            {
                "chat_id": n + 1, "topic": 0, "minutes": list(schedule.minutes), "time_zone": schedule.time_zone,
                "since": now - timedelta(days=1),
                "due": now - timedelta(seconds=n % 60) if is_due else next_due(schedule, now),
                "subjects": [] if n % 10 else ["Kosovo"], "paused": not is_due and n % 20 == 0,
            }
        )  # fmt: skip
    connection.execute(insert(SubscriptionRow), rows)
