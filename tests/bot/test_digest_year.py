"""A year of digests, with daylight saving, outages, restarts and clocks that jump."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.benchmarks.digests.year import LOOK, TIMES, ZONES, simulated


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minutes", TIMES, ids=str)
def test_every_local_day_gets_each_of_its_digests_once(zone: str, minutes: tuple[int, ...]) -> None:
    year = simulated(zone, minutes, seed=7)
    assert year.wrong_days() == []
    assert timedelta(0) < year.late <= LOOK
    # Outages of days were made up for by one digest.
    assert year.digests < 365 * len(minutes)
