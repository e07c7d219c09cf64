"""Whether a year of digests is one a planned time and local day, in ten zones, with outages and clocks that jump.

Only planning is simulated, by the bot's own functions: it looks every few minutes, is down now and then for minutes or
days, and its clock goes wrong by up to 20 hours and is put right again.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.places.zones import zone_of
from bot.usecases.delivering.digests.schedule import after_digest, corrected, next_due
from storage.ports.subscriptions import Schedule, Subscription
from tests.benchmarks.digests.figures import Figure

# By an hour or half of one, at night or at midnight, in other months, late in the evening, or never.
ZONES = (
    "Europe/Belgrade", "Europe/London", "America/New_York", "America/Santiago", "America/Nuuk", "Africa/Cairo",
    "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kathmandu",
)  # fmt: skip
TIMES = ((480,), (30,), (150,), (1410,), (60, 150, 1410))
LOOK = timedelta(minutes=7)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MAX_JUMP = timedelta(hours=20)


@dataclass(slots=True)
class Year:
    """What came in a simulated year: how many digests made up for each local day's planned times."""

    schedule: Schedule
    covered: Counter[date] = field(default_factory=Counter)
    digests: int = 0
    late: timedelta = timedelta(0)

    def wrong_days(self) -> list[date]:
        """Return the local days whose planned times did not each come, or come in a catch-up, exactly once."""
        first = next_due(self.schedule, BEGIN).astimezone(zone_of(self.schedule.time_zone)).date() + timedelta(days=1)
        days = [first + timedelta(days=n) for n in range(362)]
        return [day for day in days if self.covered[day] != len(self.schedule.minutes)]


@dataclass(slots=True)
class _Bot:
    """The bot's clock, which may be wrong, and when something happens to it next."""

    chance: random.Random
    true: datetime = BEGIN
    wrong_by: timedelta = timedelta(0)
    last_look: datetime | None = None
    right_since: datetime = BEGIN
    next_down: datetime = BEGIN
    next_jump: datetime = BEGIN

    @property
    def now(self) -> datetime:
        return self.true + self.wrong_by

    def go_on(self, due: datetime) -> None:
        """Let time pass until a look finds something due, or until something happens."""
        until = min(due - self.wrong_by, self.next_down, self.next_jump)
        self.true += LOOK * max(1, math.ceil((until - self.true) / LOOK))
        if self.true >= self.next_down:
            self.true += timedelta(minutes=self.chance.choice((1, 10, 60, 200, 60 * 30, 60 * 24 * 4)))
            self.next_down = self.true + timedelta(days=self.chance.expovariate(1 / 4))
            self.last_look, self.right_since = None, self.true
        if self.true >= self.next_jump:
            self.wrong_by = timedelta(0) if self.wrong_by else MAX_JUMP * self.chance.uniform(-1, 1)
            self.right_since = self.true
            lasts = timedelta(hours=3) if self.wrong_by else timedelta(days=12)
            self.next_jump = self.true + lasts * self.chance.expovariate(1)

    def is_on_time(self, due: datetime) -> bool:
        """Return whether nothing was wrong when a digest was due."""
        return not self.wrong_by and self.right_since < due


def simulated(zone: str, minutes: tuple[int, ...], seed: int) -> Year:
    """Simulate a year of one subscription."""
    bot = _Bot(random.Random(seed))  # noqa: S311  not for secrets
    schedule = Schedule(minutes, zone)
    year = Year(schedule)
    subscription = Subscription(1, schedule, BEGIN, next_due(schedule, BEGIN))
    while bot.true < BEGIN + timedelta(days=370):
        bot.go_on(subscription.due)
        if bot.last_look is None or bot.now < bot.last_look:
            subscription = corrected(subscription, bot.now)
        if subscription.due <= bot.now:
            _count(year, subscription, bot.now)
            if bot.is_on_time(subscription.due):
                year.late = max(year.late, bot.now - subscription.due)
            subscription = after_digest(subscription, None, bot.now)
        bot.last_look = bot.now
    return year


def _count(year: Year, subscription: Subscription, now: datetime) -> None:
    """Count a digest for every planned time that it makes up for."""
    year.digests += 1
    there, due = zone_of(year.schedule.time_zone), subscription.due
    while due <= now:
        year.covered[due.astimezone(there).date()] += 1
        due = next_due(year.schedule, due)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=19)


def measured(options: argparse.Namespace) -> list[Figure]:
    began = time.perf_counter()
    years = [simulated(zone, minutes, options.seed) for zone in ZONES for minutes in TIMES]
    days = sum(len(year.wrong_days()) for year in years)
    return [
        Figure("simulated years", len(years)),
        Figure("digests", sum(year.digests for year in years)),
        Figure("local days with a digest missing or doubled", days, at_most=0),
        Figure("latest digest while the bot runs", max(y.late for y in years).total_seconds(), "s", at_most=420),
        Figure("took", time.perf_counter() - began, "s"),
    ]
