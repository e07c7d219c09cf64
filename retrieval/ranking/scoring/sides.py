"""Tell whether a sentence speaks for or against something, by its words.  Pure, and a hint only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from retrieval.text.normalize import words


class Side(Enum):
    """On which side somebody speaks."""

    FOR = "for"
    AGAINST = "against"


# How the words of each side begin.
_BEGINNINGS = {
    Side.FOR: tuple(
        """support back prais welcom defend applaud endors favour favor agree hail champion glad likes liked loves loved
        excit pleas happy optimis""".split()
    ),
    Side.AGAINST: tuple(
        """critic condemn denounc oppos against slam blast reject object concern worr complain accus blam disagree
        mislead protest hate hating dislik disappoint angry anger furious upset unhappy cross mock trash bash scepti
        skepti wrong sham outrag unfair decr unconstitutional""".split()
    ),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """The sides whose words a text has, and the beginnings of these words."""

    sides: frozenset[Side]
    words: frozenset[str]

    @property
    def only(self) -> Side | None:
        """Return the one side taken; None if there is none or both are."""
        return next(iter(self.sides)) if len(self.sides) == 1 else None


def sides_in(text: str) -> Taken:
    """Return the sides that a text takes by its words."""
    printed = words(text)
    found = [
        (side, one) for side, begin in _BEGINNINGS.items() for one in begin if any(w.startswith(one) for w in printed)
    ]
    return Taken(frozenset(side for side, _ in found), frozenset(one for _, one in found))
