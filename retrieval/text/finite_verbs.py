"""Decide whether a stretch of text has a finite verb, as a clause has and a mere phrase has not.  Pure, no model.

A table says which forms are mostly finite in news.  Where that leaves it open, the word before decides: "they plan" has
a finite verb, "the plan" has none.  Of labelled contents of up to ten words, 96 in 100 are judged as by
spaCy's tagger (docs/model-card.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.text.verb_forms import MOSTLY_FINITE, SOMETIMES_FINITE

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_AUXILIARIES = frozenset(
    "is are was were am has have had do does did will would can could may might must should".split()
)
# "We're", "it's", "isn't".  Not "Clinton's", which mostly owns something.
_CONTRACTED = re.compile(r".+'(?:re|ve|ll|d|m)|.+n't|(?:it|he|she|that|there|what|who|here|where|this|let)'s")
_SUBJECTS = frozenset("i you we they who that which he she it there people and".split())
# After these comes a noun, or a verb that only describes one.
_BEFORE_NOUNS = frozenset(
    """the a an this that these those his her their its our my your any no some each every of in on for by with from at
    be been being was were is are""".split()
)
_MIN_PLURAL_LETTERS = 4


def has_finite_verb(text: str) -> bool:
    """Return whether a stretch has a finite verb, as far as its words and their neighbours tell."""
    return is_clause([word.replace("’", "'").lower() for word in WORD.findall(text)])


def is_clause(words: Sequence[str]) -> bool:
    """Return whether one of the words, in small letters and with plain apostrophes, is a finite verb."""
    return any(_is_finite(before, word) for before, word in pairwise(["", *words]))


def _is_finite(before: str, word: str) -> bool:
    if before == "to":
        return False
    if word in _AUXILIARIES or _CONTRACTED.fullmatch(word):
        return True
    if word in MOSTLY_FINITE:
        return before not in _BEFORE_NOUNS
    if word in SOMETIMES_FINITE:
        return before in _SUBJECTS or (_is_plural(before) and before not in _BEFORE_NOUNS)
    # A rare verb in the past tense.  Without a word before, "closed" only describes.
    return word.endswith("ed") and before not in _BEFORE_NOUNS and before != ""


def _is_plural(word: str) -> bool:
    return len(word) >= _MIN_PLURAL_LETTERS and word.endswith("s") and not word.endswith("'s")
