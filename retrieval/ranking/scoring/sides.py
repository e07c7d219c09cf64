"""Tell whether a sentence speaks for or against something, by its words.  Pure, and a hint only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from retrieval.text.normalize import words


class Side(Enum):
    """On which side somebody speaks."""

    FOR = "for"
    AGAINST = "against"


# How the words of each side begin, and how they may end: "back", "backs", "backing", but not "background".
_BEGINNINGS = {
    Side.FOR: tuple(
        """support supportive back prais welcom defend applaud endors favour favor agree hail glad likes liked loves
        loved excit pleas happy optimis""".split()
    ),
    Side.AGAINST: tuple(
        """critic condemn denounc oppos against slam blast reject object concern worr complain accus blam disagree
        mislead protest hate hating dislik disappoint angry anger furious upset unhappy mock trash bash scepti
        skepti wrong sham outrag unfair decr unconstitutional""".split()
    ),
}
_ENDING = re.compile(
    "(?:e|s|es|d|ed|ing|er|ers|y|ies|ied|ying|t|ts|m|c|cs|al|cal|tic|cism|ful|eful|eous|ation|ations|ition|ion|ions|ly"
    "|i[sz](?:e|es|ed|ing|m))?"
)
# Who says that they do not support something is on no side by their words.
_NEGATIONS = {"not", "no", "never", "nor", "neither", "without", "hardly", "cannot", "nobody", "nothing", "none"}


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
    """Return the sides that a text takes by its words; none if it denies anything."""
    printed = words(text)
    if any(word in _NEGATIONS or word.endswith("n't") for word in printed):
        return Taken(frozenset(), frozenset())
    found = [
        (side, one)
        for side, begin in _BEGINNINGS.items()
        for one in begin
        if any(w.startswith(one) and _ENDING.fullmatch(w, len(one)) for w in printed)
    ]
    return Taken(frozenset(side for side, _ in found), frozenset(one for _, one in found))
