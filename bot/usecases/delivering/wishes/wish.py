"""What a reader wants of a digest, as their words say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.places.gazetteer import ZoneChoice
from bot.usecases.delivering.digests.holding import Hold
from storage.ports.watches import Quiet


class Reading(StrEnum):
    """How words are meant that may be a place or topics."""

    PLACE = "place"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants; None is what they left out, and `subjects` () is everything.

    `places` are those between which they must choose.  `unsure` are words that may be a place or topics, or, with
    `unknown`, topics or nothing; what they would be as topics is in `as_topics`.  `lost` are words without a meaning;
    `unoffered`: they ask for a rhythm in which no digest comes.  `loud` ends the quiet hours of alerts.
    """

    minutes: tuple[int, ...] | None = None
    zone: str | None = None
    days: str | None = None
    subjects: tuple[str, ...] | None = None
    papers: tuple[str, ...] | None = None
    is_short: bool | None = None
    is_silent: bool | None = None
    hold: Hold | None = None
    resume: bool = False
    quiet: Quiet | None = None
    loud: bool = False
    stop: bool = False
    places: tuple[ZoneChoice, ...] = ()
    unsure: str | None = None
    as_topics: tuple[str, ...] = ()
    unknown: bool = False
    unoffered: bool = False
    lost: str | None = None

    @property
    def is_empty(self) -> bool:
        return self == Wish()

    @property
    def is_open(self) -> bool:
        """Whether the reader must say more before it can be done."""
        return self.lost is not None or self.unsure is not None or bool(self.places) or self.unoffered

    @property
    def is_about_alerts(self) -> bool:
        """Whether it asks for nothing but quiet hours, or their end."""
        return (self.quiet is not None or self.loud) and self == Wish(quiet=self.quiet, loud=self.loud)
