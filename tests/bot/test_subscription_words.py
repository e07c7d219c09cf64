"""Subscriptions in words: what readers write, and what is understood."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.usecases.delivering.digest_schedule import clock_time
from bot.usecases.delivering.subscription_words import Wish, read_wish

DAILY, WEEKDAYS, WEEKEND = "1234567", "12345", "67"


@dataclass(frozen=True)
class Meant:
    """What a reader means; None and () are what they left out."""

    at: str | None = None
    zone: str | None = None
    days: str | None = None
    subjects: tuple[str, ...] = ()
    stop: bool = False


# The first 33, written before the parser.
WAYS = {
    "8am": Meant("08:00"),
    "8 pm": Meant("20:00"),
    "20h30": Meant("20:30"),
    "noon": Meant("12:00"),
    "at 08:00 weekdays": Meant("08:00", days=WEEKDAYS),
    "8am Kyiv": Meant("08:00", "Europe/Kyiv"),
    "07:00 New York": Meant("07:00", "America/New_York"),
    "8 Serbia": Meant("08:00", "Europe/Belgrade"),
    "09:00 UTC+2": Meant("09:00", "UTC+02:00"),
    "9:00 +02:00": Meant("09:00", "UTC+02:00"),
    "８：００": Meant("08:00"),
    "٠٨:٣٠": Meant("08:30"),
    "off": Meant(stop=True),
    "08:00 Europe/Belgrade": Meant("08:00", "Europe/Belgrade"),
    "every day at 8": Meant("08:00", days=DAILY),
    "midnight": Meant("00:00"),
    "8:30 p.m.": Meant("20:30"),
    "half past eight": Meant("08:30"),
    "0800": Meant("08:00"),
    "18 Uhr": Meant("18:00"),
    "о 8:00": Meant("08:00"),
    "u 8": Meant("08:00"),
    "8 o'clock Berlin time": Meant("08:00", "Europe/Berlin"),
    "Mon-Fri 7:30": Meant("07:30", days=WEEKDAYS),
    "weekends at 10am": Meant("10:00", days=WEEKEND),
    "on Mondays and Thursdays at 9": Meant("09:00", days="14"),
    "werktags um 7 Uhr": Meant("07:00", days=WEEKDAYS),
    "radnim danima u 7": Meant("07:00", days=WEEKDAYS),
    "щодня о 9 Київ": Meant("09:00", "Europe/Kyiv", DAILY),
    "8am about Serbia, Kosovo": Meant("08:00", subjects=("Serbia", "Kosovo")),
    "Serbia, Kosovo": Meant(subjects=("Serbia", "Kosovo")),
    "Kiev, 8 in the evening, daily": Meant("20:00", "Europe/Kyiv", DAILY),
    "stop": Meant(stop=True),
}
assert len(WAYS) == 33


@pytest.mark.parametrize("words", WAYS)
def test_these_ways_are_understood(words: str) -> None:
    assert read(words) == WAYS[words]


def read(words: str) -> Meant | Wish:
    """Return what was understood; the wish itself if it needs an answer or an example."""
    wish = read_wish(words)
    if wish.lost or wish.unsure or wish.places:
        return wish
    at = None if wish.minute is None else clock_time(wish.minute)
    return Meant(at, wish.zone, wish.days, wish.subjects or (), wish.stop)
