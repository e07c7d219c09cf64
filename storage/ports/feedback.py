"""Ratings of answers: the values, and the protocol of what keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from retrieval.followups.conversation import Turn


class Rated(Enum):
    """What became of a rating."""

    NOTED = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    GONE = auto()
    """The turn is kept no more, or is another chat's."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """An turn with how many readers liked the answer and how many did not; `last` is when one of them last said so.

    `words` are what was shown, as far as it is still stored.
    """

    turn: Turn
    good: int
    bad: int
    last: datetime
    words: tuple[str, ...]


class Feedback(Protocol):
    """What readers think of answers: one opinion per reader and answer, which the reader may change."""

    async def rate(self, turn: int, chat_id: int, reader_id: int, *, good: bool, now: datetime) -> Rated:
        """Note what a reader of this chat thinks of an answer."""

    async def opinions(self, limit: int, *, worst: bool = False) -> list[Opinion]:
        """What was rated: the last rated first, or the worst, which more readers disliked than liked."""
