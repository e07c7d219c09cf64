"""Feedback: what readers think of answers.  Each reader has one opinion of each answer, and may change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from retrieval.followups.conversation import Turn


class Rated(Enum):
    """The outcome of a rating."""

    NOTED = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    GONE = auto()
    """The turn is no longer stored, or belongs to another chat."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A turn, how many readers liked its answer and how many did not; `last` is the time of the newest rating.

    `words` are what was shown, except for what is no longer stored.
    """

    turn: Turn
    good: int
    bad: int
    last: datetime
    words: tuple[str, ...]


class Feedback(Protocol):
    """Keeps the ratings."""

    async def rate(self, turn: int, chat_id: int, reader_id: int, *, good: bool, now: datetime) -> Rated:
        """Record what a reader of this chat thinks of the answer of a turn."""

    async def opinions(self, limit: int, *, worst: bool = False) -> list[Opinion]:
        """Return rated turns, the last rated first; or, if `worst`, only those with a dislike, worst first."""
