"""Dates as programs write them: the moment, the day alone, or nothing where there is more than one reading."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.base.stated_dates import MAX_DATE_CHARS, ZONES, stated_date

MORNING = "2026-11-20T08:30:00"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # RFC 822 as it is written, and as it is not.
        ("Fri, 20 Nov 2026 08:30:00 GMT", f"{MORNING}+00:00"),
        ("Fri, 20 Nov 2026 08:30:00 +0100", "2026-11-20T07:30:00+00:00"),
        ("20 Nov 26 08:30 EST", "2026-11-20T13:30:00+00:00"),
        ("Fri, 20 Nov 2026 8:30:00 PM EDT", "2026-11-21T00:30:00+00:00"),
        ("Fri, 20 Nov 2026 12:05 AM", "2026-11-20T00:05:00"),
        ("Mo, 20 Nov 2026 08:30:00 +0100", "2026-11-20T07:30:00+00:00"),
        ("Fri, 20 Nov 2026 08:30:00 +01:00", "2026-11-20T07:30:00+00:00"),
        ("Fri Nov 20 2026 08:30:00 GMT+0100 (Central European Time)", "2026-11-20T07:30:00+00:00"),
        ("Fri, 20 Nov 2026 08:30:00 +0530 IST", "2026-11-20T03:00:00+00:00"),
        ("Fri Nov 20 08:30:00 CET 2026", "2026-11-20T07:30:00+00:00"),
        # ISO 8601 and its relatives.
        (f"{MORNING}Z", f"{MORNING}+00:00"),
        (f"{MORNING}.5Z[Europe/Berlin]", f"{MORNING}.500000+00:00"),
        ("2026-11-20 08:30:00 +0100", "2026-11-20T07:30:00+00:00"),
        ("20261120T083000Z", f"{MORNING}+00:00"),
        (MORNING, MORNING),
        # Numbers alone.
        ("2026/11/20 08:30:00", MORNING),
        ("2023/10/05 20:28:28", "2023-10-05T20:28:28"),
        ("11/20/2026 8:30:00 PM", "2026-11-20T20:30:00"),
        ("20.11.2026 08:30", MORNING),
        ("4/4/2026 20:30", "2026-04-04T20:30:00"),
        ("2026年11月20日 08:30", MORNING),
        # A day is not midnight.
        ("2026-11-20", "2026-11-20"), ("Nov 20, 2026", "2026-11-20"), ("20th November 2026", "2026-11-20"),
        # Zones that are not UTC.
        ("Fri, 20 Nov 2026 08:30:00 CEST", "2026-11-20T06:30:00+00:00"),
        ("Fri, 20 Nov 2026 08:30:00 MSK", "2026-11-20T05:30:00+00:00"),
        ("Fri, 20 Nov 2026 08:30:00 PST", "2026-11-20T16:30:00+00:00"),
        # An offset says which zone is meant.
        ("Tue, 24 Nov 2026 23:30:00 CET+0100", "2026-11-24T22:30:00+00:00"),
        ("Tue, 24 Nov 2026 11:30 PM BST+0100", "2026-11-24T22:30:00+00:00"),
        ("Tue, 24 Nov 2026 23:30:00 EST-0500", "2026-11-25T04:30:00+00:00"), ("20-NOV-2026", "2026-11-20"),
        # Zones that may be several: London's or Dhaka's, Chicago's or Shanghai's, Delhi's or Jerusalem's.
        ("Fri, 20 Nov 2026 08:30:00 BST", "2026-11-20"),
        ("Fri, 20 Nov 2026 12:30:00 CST", "2026-11-20"), ("Fri, 20 Nov 2026 20:30:00 CST", None),
        ("Fri, 20 Nov 2026 08:30:00 IST", "2026-11-20"), ("Fri, 20 Nov 2026 02:30:00 IST", None),
        ("Fri, 20 Nov 2026 08:30:00 XYZT", None),
        # More than one reading, a part missing, or no date.
        ("4/5/2026 8:30 PM", None), ("20/11/26", None), ("12/11/10", None),
        ("November 2026", None), ("2026", None), ("Friday", None), ("08:30", None),
        ("Fri, 31 Nov 2026 08:30:00 GMT", None), ("2026-13-01", None), ("0000-00-00 00:00:00", None),
        ("1795000000", None), ("soon", None), ("", None), ("0001-01-01T00:00:00+14:00", None),
    ],
)  # fmt: skip
def test_a_date_is_right_or_none(text: str, read: str | None) -> None:
    assert stated_date(text) == read


def test_the_zones_are_those_of_the_zone_database() -> None:
    """Ambiguous names must have every meaning that is in use; RFC 822's PST and MST have its own only."""
    found: dict[str, set[float]] = defaultdict(set)
    for zone in available_timezones():
        for month in (1, 7):
            moment = datetime(2026, month, 15, tzinfo=ZoneInfo(zone))
            offset = moment.utcoffset()
            assert offset is not None
            found[moment.tzname() or ""].add(offset.total_seconds() / 3600)
    known = {name: hours for name, hours in found.items() if name in ZONES and name not in {"PST", "MST"}}
    assert len(known) > 40
    assert {name: hours - set(ZONES[name]) for name, hours in known.items() if hours - set(ZONES[name])} == {}


@given(st.text(max_size=MAX_DATE_CHARS + 9))
def test_any_text_is_a_date_or_none(text: str) -> None:
    date = stated_date(text)
    assert date is None or datetime.fromisoformat(date).year


@given(st.datetimes(datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2035-01-01")))
def test_a_slashed_date_never_changes_its_day(moment: datetime) -> None:
    for form in ("%Y/%m/%d %H:%M:%S", "%d %b %Y %H:%M", "%Y-%m-%dT%H:%M"):
        assert (stated_date(moment.strftime(form)) or "").startswith(moment.date().isoformat())
    for form in ("%m/%d/%Y %H:%M", "%d.%m.%Y"):
        read = stated_date(moment.strftime(form))
        assert read is None or read.startswith(moment.date().isoformat())
