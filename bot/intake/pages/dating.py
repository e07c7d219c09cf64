"""Decide on which day a page was published, by what it declares and by the days that it prints.  Pure.

A day that a page prints next to its headline is its word, and one that it declares for programs may be another zone's,
or that of an import.  So the printed one wins if the two differ.  In doubt there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.intake.pages.blocks import Block
from bot.intake.pages.printed_dates import printed_days

# Dates outside these limits are wrong: elsewhere it may be tomorrow already, and no newspaper is older.
MAX_CLOCK_ERROR = timedelta(days=1)
EARLIEST_DATE = date(1605, 1, 1)
_EPOCH = date(1970, 1, 1)
# So many blocks beside the article's first, above its headline and below its last one may hold its date.
_BESIDE, _ABOVE, _BELOW = 3, 4, 6
# A line with more words than these, numbers aside, is not the line of the date.
_MAX_WORDS, _MAX_CHARS = 10, 200
# A line of links dates other articles.
_MAX_LINK_SHARE = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?!\d)")
_SHORT = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
# The day of a change, in the most common languages of news.
_CHANGED = re.compile(
    r"\b(?:last |letzte |zuletzt )?(?:updat|modif|edited|revis|correct|aktuali[sz]|geänd|änder|bearbeit|stand\b|"
    r"mise? à jour|actuali[zs]|atualiz|aggiorn|bijgew|gewijz|zaktual|обновл|güncel|päivit|uppdat|oppdat|opdat)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DeclaredDates:
    """The moments that a page declares as those of its publication, most trusted first, and the days of its changes.

    `language` is the code that the page declares, or empty.
    """

    published: tuple[str, ...] = ()
    changed: frozenset[date] = frozenset()
    language: str = ""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The blocks of a page, the places of the article's among them, and what the article may be headed by."""

    blocks: Sequence[Block]
    places: Sequence[int]
    headlines: Sequence[str]


NO_DATES = DeclaredDates()


def moment(value: object, now: datetime) -> str | None:
    """Return a stated day or time in ISO form; None if it could be misread, like 4/5/2026.

    None also for impossible ones: days in the future, and those that programs write if they know none.
    """
    text = str(value or "").strip()[:_MAX_CHARS]
    # "2026-11-20 08:30:00 +0100" is common; Python 3.11 accepts a zone without a colon, but not the space.
    text = re.sub(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*) (?=[+-]\d)", r"\1", text)
    text = _SHORT.sub(lambda found: f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", text)
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        # A program's 4/5/2026 is in no reader's order.
        days = set(printed_days(text))
        return days.pop().isoformat() if len(days) == 1 and _is_possible(min(days), now) else None
    if not _is_possible(stated.date(), now):
        return None
    # A date without a time stays one: nobody stated midnight.
    return stated.isoformat() if ":" in text else stated.date().isoformat()


def _is_possible(day: date, now: datetime) -> bool:
    return EARLIEST_DATE <= day <= (now + MAX_CLOCK_ERROR).date() and day != _EPOCH


def published(stated: DeclaredDates, page: PrintedPage, url: str | None, now: datetime) -> str | None:
    """Return the day or moment of publication in ISO form."""
    shown = page.blocks
    head, over, under = _around(page)
    # The name beside the day of publication is often a link.
    beside = _days(shown[head], stated, now, max_linked=1.0)
    above, below = _days(shown[over], stated, now), _days(shown[under], stated, now)
    if stated.published:
        return _confirmed(stated, beside or above)
    address = _in_address(url, now)
    for days in (beside, above, below, _days(shown, stated, now)):
        if days:
            # Several leave a doubt, which only the address can settle.
            known = {days[0]} if len(set(days)) == 1 else set(days) & address
            return known.pop().isoformat() if known else None
    return None


def _confirmed(stated: DeclaredDates, printed: Sequence[date]) -> str:
    """Return the stated moment whose day is printed, else the only day printed, else the most trusted moment."""
    for one in stated.published:
        if _same_days(date.fromisoformat(one[:10])) & set(printed):
            return one
    first = date.fromisoformat(stated.published[0][:10])
    # A time in UTC, of a day that the page prints by its own clock.
    nearest = next((day for day in printed if abs(day - first) == timedelta(1)), None)
    if nearest is not None:
        return nearest.isoformat()
    if len(set(printed)) == 1 and printed[0] not in stated.changed:
        return printed[0].isoformat()
    return stated.published[0]


def _same_days(day: date) -> set[date]:
    """Return what a day may be read as: 4/5 is in April or May."""
    return {day, day.replace(month=day.day, day=day.month)} if day.day <= 12 else {day}


def _around(page: PrintedPage) -> tuple[slice, slice, slice]:
    """Return the blocks from the headline to the article's beginning, those above, and those below the article."""
    end_of_page = len(page.blocks)
    first, last = (page.places[0], page.places[-1]) if page.places else (end_of_page, end_of_page)
    titles = {_folded(title) for title in page.headlines}
    heads = [place for place, block in enumerate(page.blocks) if _folded(block.text) in titles]
    head = max((place for place in heads if place <= first), default=min(heads, default=None))
    begin = max(0, first - _BESIDE) if head is None else head
    end = max(first, begin) + _BESIDE
    return (
        slice(begin, end),
        slice(max(0, begin - _ABOVE), begin),
        slice(last + 1, last + 1 + _BELOW),
    )


def _days(
    blocks: Iterable[Block], stated: DeclaredDates, now: datetime, max_linked: float = _MAX_LINK_SHARE
) -> list[date]:
    """Return the days that are printed in lines of their own, without those of changes if there are others."""
    days = [
        day
        for block in blocks
        if block.linked <= max_linked
        for line in block.text.split("\n")
        if len(line) <= _MAX_CHARS and len(_WORD.findall(line)) <= _MAX_WORDS
        for day in printed_days(_unchanged(line), stated.language)
        if _is_possible(day, now)
    ]
    return [day for day in days if day not in stated.changed] or days


def _unchanged(line: str) -> str:
    """Return what a line says before it names a change: "Published 1 May | Updated 3 May" without its end."""
    found = _CHANGED.search(line)
    return line if found is None else line[: found.start()]


def _in_address(url: str | None, now: datetime) -> set[date]:
    found = _IN_ADDRESS.search(url or "")
    try:
        day = found and date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return set()
    return {day} if day and _is_possible(day, now) else set()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
