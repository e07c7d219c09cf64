"""Tell verbs that report from verbs that do something else, by how labelled news uses them.  Pure."""

from __future__ import annotations

import re
from enum import Enum, auto

from retrieval.quotes.reporting.cue_stems import DOING, REPORTING

_WORD = re.compile(r"[^\W\d_]+")
# From shorter words only a final s or e is cut.
_MIN_LETTERS_TO_CUT = 5
HELPING = frozenset(
    """is are was were am be been being has have had having do does did doing will would can could may might must
    should to of in on at by for with from as that the a an and or but it he she they his her their its about not
    also""".split()
)


class Reports(Enum):
    """What the words of a cue usually do."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


def stem(word: str) -> str:
    """Return a rough stem of a verb in small letters: the same for "deny", "denies", "denied" and "denying"."""
    word = re.sub(r"(?:ied|ies|y)$", "i", word)
    word = re.sub(r"(?:ing|ed|es|s|e)$" if len(word) >= _MIN_LETTERS_TO_CUT else r"(?:s|e)$", "", word)
    return re.sub(r"([bdglmnprt])\1$", r"\1", word)


def reports(cue: str) -> Reports:
    """Return whether a cue reports, by the verbs in it: the best of them counts."""
    stems = [stem(word) for word in map(str.lower, _WORD.findall(cue)) if word not in HELPING]
    if any(s in REPORTING for s in stems):
        return Reports.YES
    return Reports.NO if not stems or all(s in DOING for s in stems) else Reports.UNKNOWN
