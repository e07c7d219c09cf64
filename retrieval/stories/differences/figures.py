"""Read the figures in a sentence: how much of what, as an interval that hedges and rounding widen.  Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.stories.differences import tables
from retrieval.stories.differences.words import Word

# A count below this is exact unless it is hedged; a larger one may be rounded in its last digit.
EXACT_BELOW = 100
APPROXIMATE = 0.12
# "More than 100" and "more than 120" may be said of one thing; "more than 100" and "more than 150" hardly.
SAME_BOUND = 1.5
SAME_VALUE = 0.03
# Words between a figure and what it counts, or what happened to those it counts.
UNIT_REACH, ROLE_REACH, ROLE_BEFORE = 3, 7, 4
_YEARS = (1500, 2100)
_FRACTION = re.compile(r"(\d+)/(\d+)")
# "3-1": a score or a range, whose two numbers count as one.
_SCORE = re.compile(r"(\d{1,2})[-–](\d{1,2})")
SCORE, AMOUNT = "score", "amount"
_JOINS = frozenset({"and", "but", "while", "or", ",", ";", "with"})
_PREPOSITIONS = frozenset("in on at by of from to for with as into than after before against during a an".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """What a number says: between `low` and `high` of `unit`, for `roles` (killed, injured …).

    `span` is the number with its hedge, as printed.  `is_part` says that it counts a part, or what comes on top; `of`
    are what the unit measures, or per what: "tonnes of wheat", "dollars per head".
    `at` is the place of the number among the sentence's words, `until` the place after it.
    """

    span: Span
    low: float
    high: float
    value: float
    unit: str
    roles: frozenset[str]
    is_part: bool
    of: frozenset[str]
    at: int
    until: int

    @property
    def counts(self) -> tuple[str, frozenset[str]]:
        """What is counted: figures of two sentences can be compared only if it is the same."""
        return self.unit, self.roles

    @property
    def grows(self) -> bool:
        return bool(self.roles)

    def is_printed_as(self, other: Figure) -> bool:
        """Return whether both print the same number, but for its last digits."""
        if self.unit != other.unit or self.unit == SCORE:
            return self.unit == other.unit and self.value == other.value
        return abs(self.value - other.value) <= SAME_VALUE * max(self.value, other.value)

    @property
    def bound(self) -> float | None:
        """The number, if it is printed as the least or the most that it may be."""
        return self.low if self.high == math.inf else self.high if self.low == 0 else None

    def agrees(self, other: Figure) -> bool:
        """Return whether both may be true of one thing."""
        if self.bound and other.bound and (self.low == 0) is (other.low == 0):
            return max(self.bound, other.bound) < SAME_BOUND * min(self.bound, other.bound)
        return self.low <= other.high and other.low <= self.high


def figures(words: Sequence[Word], taken: Sequence[Span] = ()) -> list[Figure]:
    """Return the figures among a sentence's words, without those inside `taken` spans, which are dates or names."""
    found: list[Figure] = []
    n = 0
    while n < len(words):
        read = None if any(t.overlaps(words[n].span) for t in taken) else _number(words, n)
        if read is None:
            n += 1
            continue
        value, until, tolerance = read
        if (figure := _figure(words, n, until, value, tolerance)) is not None:
            found.append(figure)
        n = max(until, n + 1)
    return found


def _number(words: Sequence[Word], n: int) -> tuple[float, int, float] | None:
    """Return a number that begins at word n, the place after it, and how far it may be rounded; None if none does."""
    first = words[n]
    until = n + 1
    if (score := _SCORE.fullmatch(first.printed)) is not None:
        return 1000.0 * int(score[1]) + int(score[2]), until, 0.0
    if first.is_number:
        if "/" in first.printed or (value := _digits(first.printed)) is None:
            return None
        step = _step(first.printed, value)
        if (fraction := _FRACTION.fullmatch(words[until].printed) if until < len(words) else None) is not None:
            if not int(fraction[2]):
                return None
            value, until, step = value + int(fraction[1]) / int(fraction[2]), until + 1, 0.0
    elif first.folded in tables.NUMBER_WORDS:
        value, until = _spelt(words, n)
        step = 0.0
    elif first.folded == "dozen" and n and words[n - 1].folded in {"a", "one"}:
        return 12.0, until, 2.0
    else:
        return None
    scaled = False
    while until < len(words) and (times := tables.MULTIPLES.get(words[until].folded)) is not None:
        scaled = True
        value, step, until = value * times, (step or 1.0) * times, until + 1
    exact = not scaled and value < EXACT_BELOW and value == int(value) and "." not in first.printed
    return value, until, 0.0 if exact else min(step / 2, APPROXIMATE * value)


def _digits(printed: str) -> float | None:
    plain = printed.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", printed) else printed
    return float(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None


def _step(printed: str, value: float) -> float:
    """Return what one more in the last digit that is not a rounding zero would add."""
    if "." in printed:
        return 10.0 ** -len(printed.rpartition(".")[2])
    zeros = len(printed) - len(printed.rstrip("0,").rstrip(",")) - printed[len(printed.rstrip("0,")) :].count(",")
    return 10.0**zeros if value else 1.0


def _spelt(words: Sequence[Word], n: int) -> tuple[float, int]:
    value, until = float(tables.NUMBER_WORDS[words[n].folded]), n + 1
    # "twenty-five"
    if value >= 20 and until < len(words) and 0 < tables.NUMBER_WORDS.get(words[until].folded, 0) < 10:
        return value + tables.NUMBER_WORDS[words[until].folded], until + 1
    return value, until


def _figure(words: Sequence[Word], at: int, until: int, value: float, tolerance: float) -> Figure | None:
    unit, after = _unit(words, at, until)
    if unit is None:
        return None
    roles = _roles(words, at, after) if unit in {"people", ""} or _is_counted(words, at, until) else frozenset()
    if not unit and not roles:
        if words[until - 1].folded not in tables.MULTIPLES:
            return None
        unit = AMOUNT
    if not tolerance and value == int(value) and (unit == "percent" or unit in set(tables.CURRENCIES.values())):
        tolerance = min(0.5, APPROXIMATE * value)
    start, (low, high) = _hedged(words, at, value, tolerance)
    return Figure(
        span=Span(words[start].span.start, words[max(after, until) - 1].span.end),
        low=low, high=high, value=value, unit=unit or "people", roles=roles,
        is_part=_is_part(words, start, until), of=_measured(words, max(after, until)), at=at, until=until,
    )  # fmt: skip


def _unit(words: Sequence[Word], at: int, until: int) -> tuple[str | None, int]:
    """Return what is counted, "" if nothing is named, and the place after it; None for a number that counts nothing."""
    if _SCORE.fullmatch(words[at].printed):
        return SCORE, until
    before = words[at - 1] if at else None
    if before is not None and before.folded in tables.CURRENCIES:
        return tables.CURRENCIES[before.folded], until
    named = next(filter(None, _units_behind(words[until : until + UNIT_REACH + 1])), None)
    if named is not None:
        return named[0], until + named[1]
    # "Article 5", "Formula 1"; "in 1986"
    is_label = before is not None and before.printed[0].isupper() and at > 1
    return (None if is_label or _is_year(words[at].printed) else ""), until


def _units_behind(following: Sequence[Word]) -> Iterator[tuple[str, int] | None]:
    """Yield for each word behind a number what it counts, and how many words name that; None if it names nothing."""
    for n, word in enumerate(following):
        if word.folded in tables.PERCENT:
            yield "percent", n + 1
        elif word.folded == "per" and _next_is(following, n, "cent"):
            yield "percent", n + 2
        elif word.folded in tables.CURRENCIES and n == 0:
            yield tables.CURRENCIES[word.folded], n + 1
        elif word.folded in tables.PEOPLE:
            yield "people", n + 1
        elif word.is_mark or word.is_number or word.folded in _PREPOSITIONS | _JOINS:
            return
        elif word.key in tables.GROWING:
            yield "", 0
        elif word.is_content and not _is_adjective(following, n):
            yield word.key, n + 1
        else:
            yield None


def _is_year(printed: str) -> bool:
    return printed.isdecimal() and _YEARS[0] <= int(printed) <= _YEARS[1]


def _next_is(words: Sequence[Word], n: int, wanted: str) -> bool:
    return n + 1 < len(words) and words[n + 1].folded == wanted


def _is_adjective(words: Sequence[Word], n: int) -> bool:
    """Return whether the next word is the noun rather than this one: "12 young soldiers", "60 injured people"."""
    return (
        n + 1 < len(words)
        and n + 1 <= UNIT_REACH
        and words[n + 1].is_content
        and words[n + 1].folded.endswith("s")
        and not words[n].folded.endswith("s")
    )


def _is_counted(words: Sequence[Word], at: int, until: int) -> bool:
    """Return whether a number counts something, rather than being an amount of money or a share."""
    near = {w.folded for w in words[max(0, at - 1) : until + 1]}
    return not near & (tables.PERCENT | set(tables.CURRENCIES))


def _roles(words: Sequence[Word], at: int, after: int) -> frozenset[str]:
    """Return what befell those who are counted: the nearest such words behind, else before, with no number between."""
    behind = frozenset(_run(words[after : after + ROLE_REACH], stop=_JOINS))
    if behind:
        return behind
    return frozenset(_run(reversed(words[max(0, at - ROLE_BEFORE) : at]), stop=frozenset({",", ";", "and", "but"})))


def _run(words: Iterator[Word] | Sequence[Word], stop: frozenset[str]) -> Iterator[str]:
    """Yield the first role and, joined to it, others: "injured or killed"."""
    joined = False
    found = False
    for word in words:
        if word.is_number or word.folded in tables.NUMBER_WORDS:
            return
        if word.key in tables.GROWING:
            if found and not joined:
                return
            yield word.key
            found, joined = True, False
        elif word.folded in {"and", "or"} and found:
            joined = True
        elif found or word.folded in stop:
            return


def _hedged(words: Sequence[Word], at: int, value: float, tolerance: float) -> tuple[int, tuple[float, float]]:
    """Return the place where the figure with its hedge begins, and its bounds."""
    start = at - 1 if at and words[at - 1].printed in "$£€¥" else at
    if at and words[at - 1].folded in {"a", "an"}:
        start = at - 1
    for phrases, bounds in (
        (tables.ABOUT, (value * (1 - APPROXIMATE), value * (1 + APPROXIMATE))),
        (tables.AT_MOST, (0.0, value + tolerance)),
        (tables.AT_LEAST, (value - tolerance, math.inf)),
    ):
        for phrase in phrases:
            if tuple(w.folded for w in words[max(0, start - len(phrase)) : start]) == phrase:
                return start - len(phrase), bounds
    return start, (value - tolerance, value + tolerance)


def _measured(words: Sequence[Word], after: int) -> frozenset[str]:
    """Return the words of what is measured, which stand behind "of" or "per"."""
    if after >= len(words) or words[after].folded not in {"of", "per"}:
        return frozenset()
    following = words[after + 1 : after + 1 + UNIT_REACH]
    end = next((n for n, w in enumerate(following) if w.is_mark or w.folded in _PREPOSITIONS | _JOINS), len(following))
    return frozenset(w.key for w in following[:end] if w.is_content)


def _is_part(words: Sequence[Word], start: int, until: int) -> bool:
    """Return whether a figure counts a part of something, or what comes on top of it."""
    before = [w.folded for w in words[max(0, start - 2) : start]]
    after = words[until].folded if until < len(words) else ""
    return bool(tables.PARTS.intersection(before)) or after in tables.PARTS_AFTER
