"""Read the days that a sentence names: weekdays, dates, months and years.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.stories.differences.tables import MONTHS, WEEKDAYS
from retrieval.stories.differences.words import Word

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d|2100")
_DAY = re.compile(r"[1-9]|[12]\d|3[01]")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_BEFORE_A_YEAR = frozenset("in since of from by until during for early late the".split())
_AFTER_A_YEAR = frozenset("and to in by with after when was were for as at on but".split())


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it is printed.  `weekday` is 0 for Monday.

    `at` is its place among the sentence's words, `until` the place after it.
    """

    span: Span
    at: int
    until: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    @property
    def parts(self) -> tuple[int | None, ...]:
        return self.year, self.month, self.day, self.weekday

    def agrees(self, other: Day) -> bool:
        """Return whether both may be one day."""
        pairs = zip(self.parts, other.parts, strict=True)
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def is_like(self, other: Day) -> bool:
        """Return whether both are printed in the same parts: a year says nothing against a weekday."""
        return [p is None for p in self.parts] == [p is None for p in other.parts]

    @property
    def is_period(self) -> bool:
        """Return whether it is a month or a year, which may say what a figure is for."""
        return self.day is None and self.weekday is None


def days(words: Sequence[Word]) -> list[Day]:
    """Return the days that words name, in order."""
    found: list[Day] = []
    n = 0
    while n < len(words):
        day = _day(words, n)
        if day is not None:
            found.append(day)
        n = n + 1 if day is None else day.until
    return found


def _day(words: Sequence[Word], n: int) -> Day | None:
    word = words[n]
    # A capital tells "March" and "May" from the verbs.
    capital = word.printed[:1].isupper()
    if word.folded in WEEKDAYS and capital:
        return Day(word.span, n, n + 1, weekday=WEEKDAYS[word.folded])
    if word.folded in MONTHS and capital:
        return _of_month(words, n, n + 1, MONTHS[word.folded], None)
    if _DAY.fullmatch(word.printed):
        # "12 April", "12th of April"
        after = n + 1
        while after < len(words) and words[after].folded in _ORDINALS | {"of"}:
            after += 1
        if after < len(words) and words[after].folded in MONTHS and words[after].printed[:1].isupper():
            return _of_month(words, n, after + 1, MONTHS[words[after].folded], int(word.printed))
    if _YEAR.fullmatch(word.printed) and _is_year(words, n):
        return Day(word.span, n, n + 1, year=int(word.printed))
    return None


def _of_month(words: Sequence[Word], n: int, until: int, month: int, day: int | None) -> Day:
    if day is None and until < len(words) and _DAY.fullmatch(words[until].printed):
        day, until = int(words[until].printed), until + 1
    at = until + (until < len(words) and words[until].printed == ",")
    year = None
    if at < len(words) and _YEAR.fullmatch(words[at].printed):
        year, until = int(words[at].printed), at + 1
    return Day(Span(words[n].span.start, words[until - 1].span.end), n, until, year, month, day)


def _is_year(words: Sequence[Word], n: int) -> bool:
    before = words[n - 1].folded if n else ""
    after = words[n + 1].folded if n + 1 < len(words) else ""
    return before in _BEFORE_A_YEAR and (not after or not after[0].isalpha() or after in _AFTER_A_YEAR)
