"""Take the words of time out of a question.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from retrieval.model import Period
from retrieval.questions.words import Words
from retrieval.when import read_when

# Words of time at the end or the beginning of a question: "between 5 January 2016 and 5 February 2017".
WHEN_WORDS = 8
# What may follow words of time in the middle of a question.
_AFTER_WHEN = (" about ", " on ", " to ", " regarding ", " concerning ", " that ", " '", ' "')


def without_when(words: Words, now: datetime | None) -> Iterator[tuple[Words, Period | None]]:
    """The question without its words of time, for each place where these may stand; then as it is."""
    cuts = [0, *(m.end() for m in re.finditer(" ", words.bare)), len(words.bare) + 1]
    for first in range(len(cuts) - 1 if now else 0):
        for last in range(min(len(cuts) - 1, first + WHEN_WORDS), first, -1):
            start, end = cuts[first], cuts[last] - 1
            rest = words.bare[end:].lstrip(",")
            if first and rest and not rest.startswith(_AFTER_WHEN):
                continue
            when = read_when(words.bare[start:end].rstrip(","), now) if now else None
            if when is not None:
                before, after = words.cut(0, max(0, start - 1)), words.cut(len(words.bare) - len(rest.lstrip()))
                gap = " " if before.bare and after.bare else ""
                joined = Words(before.typed + gap + after.typed, before.bare + gap + after.bare)
                yield joined.cut(0, len(joined.bare.rstrip(" ,"))), when
    yield words, None
