"""Find the days that a text prints, such as "19. Oktober 2019", and leave out those that could be read in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache

# Tried where a page does not declare its language; their names of months do not contradict each other.
_LANGUAGES = (
    "en",
    "en_GB",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "tr",
    "ru",
    "uk",
    "pl",
    "cs",
    "fi",
    "hu",
    "id",
)
# Names of months are seldom longer, and no other word has to be looked up.
_MAX_WORD = 14
_YEAR = r"(?P<year>(?:1[6-9]|2\d)\d\d)"
_WORD = rf"(?P<month>[^\W\d_][^\s\d,;:|/()]{{2,{_MAX_WORD}}})"
_DAY = r"(?<![\d.,/-])(?P<day>\d{1,2})(?!\d)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\d){_YEAR}(?P<mark>[-./])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?![\d])",
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]",
        rf"{_DAY}(?:\.\s?|(?:st|nd|rd|th|er|º|ª)?[\s-]{{1,2}})(?:(?:de|of|do)\s)?{_WORD}[.,]?[\s-]{{1,2}}(?:(?:de|del)\s)?{_YEAR}(?!\d)",
        rf"(?<!\w){_WORD}\s{{1,2}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}(?!\d)",
        rf"{_DAY}(?P<mark>[./-])\s?(?P<month>\d{{1,2}})(?P=mark)\s?(?P<year>(?:(?:19|20)\d\d|\d\d))(?!\d|[.,:]\d)",
    )
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_TWO_DIGITS = 100


def printed_days(text: str, language: str = "") -> list[date]:
    """Return the days in a text in `language`, a code like "en-US", in the order of their forms."""
    plain = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    return [day for form in _FORMS for found in form.finditer(plain) if (day := _day(found, language)) is not None]


def without_days(text: str) -> str:
    """Return a text without whatever looks like a day in it."""
    for form in _FORMS:
        text = form.sub(" ", text)
    return text


def _day(found: re.Match[str], language: str) -> date | None:
    year, day, name = int(found["year"]), int(found["day"]), found["month"]
    if year < _TWO_DIGITS:
        year += 2000
    month = int(name) if name.isdecimal() else _months(language).get(_folded(name))
    if month is None:
        return None
    if (mark := found.groupdict().get("mark")) and found.start("day") < found.start("month"):
        ordered = None if _may_be_year_first(mark, found["year"]) else _in_order(day, month, mark, language.casefold())
        if ordered is None:
            return None
        day, month = ordered
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _may_be_year_first(mark: str, year: str) -> bool:
    return mark == "-" and len(year) == 2


def _in_order(first: int, second: int, mark: str, language: str) -> tuple[int, int] | None:
    """Return the day and the month of 4/5/2026; None if nothing tells which comes first."""
    if first > 12 or second > 12 or first == second:
        return (second, first) if second > 12 else (first, second)
    if language.startswith("en"):
        return (second, first) if mark == "/" and language == "en-us" else None
    # Only those write points who put the day first.
    return (first, second) if language or mark == "." else None


def _folded(name: str) -> str:
    return name.casefold().rstrip(".")


def _months(language: str) -> dict[str, int]:
    own = language.partition("-")[0].partition("_")[0].casefold()
    return _names((own, "en", "en_GB") if own else _LANGUAGES)


@cache
def _names(languages: tuple[str, ...]) -> dict[str, int]:
    """Return the number of each month by its names in these languages, the earlier ones first."""
    found: dict[str, int] = {}
    for language in languages:
        for name, number in _names_in(language):
            found.setdefault(_folded(name), number)
    return found


def _names_in(language: str) -> Iterator[tuple[str, int]]:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  spent only on pages

    try:
        months = Locale.parse(language).months
    except (UnknownLocaleError, ValueError, TypeError):
        return
    for usage in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            yield from ((name, number) for number, name in months[usage][width].items() if not name.isdecimal())
