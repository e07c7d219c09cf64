"""Hosts that may be asked again at once: on loopback nobody minds."""

from __future__ import annotations

from bot.intake.web.fetching import Fetcher
from bot.intake.web.pacing import Polite
from bot.intake.web.sites import Sites
from storage.articles import utc_now


def at_once(fetcher: Fetcher) -> Polite:
    return Polite(fetcher, Sites(fetcher, utc_now), gap=0.0)
