"""What a document's properties tell of it, where that looks real: programs fill them in as often as people.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

# Where a document says what it is, by whom and of when.
OPENING = 2000
_NO_TITLE = re.compile(
    r"(microsoft (word|powerpoint|excel)\b|untitled|unbenannt|sans titre|no title|title|document ?\d*$|dokument ?\d*$|"
    r"slide ?\d*$|powerpoint presentation|word document|presentation ?\d*$|print|layout ?\d+$)",
    re.IGNORECASE,
)
_A_FILE = re.compile(
    r"\.(docx?|odt|rtf|pdf|indd|qxd|pub|pptx?|xlsx?|tex|dvi|ps|html?|txt|md|pages|p65)\b", re.IGNORECASE
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """What a document says of itself: whatever its program wrote there."""

    title: str | None = None
    author: str | None = None
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlausibleProperties:
    """What of it is believed."""

    title: str | None
    author: str | None
    published: date | None


def plausible_properties(told: DocumentProperties, text: str) -> PlausibleProperties:
    """A title where it looks like one; an author and a day only where the document's opening prints the same.

    The author is often whoever owns the computer, and the day that on which the file was made.
    """
    opening = _folded(text[:OPENING])
    title, author = (" ".join((value or "").split()) for value in (told.title, told.author))
    return PlausibleProperties(
        title=title if _is_title(title) else None,
        author=author if author and re.search(rf"\b{re.escape(_folded(author))}\b", opening) else None,
        published=told.made.date() if told.made is not None and _prints(opening, told.made.date()) else None,
    )


def _is_title(title: str) -> bool:
    if not 4 <= len(title) <= 300 or _NO_TITLE.match(title) or _A_FILE.search(title):
        return False
    # A code or a file's name is one word with figures or underscores.
    return any(c.isalpha() for c in title) and (" " in title or title.isalpha()) and "\\" not in title


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _prints(opening: str, day: date) -> bool:
    """Whether the day stands there, in one of the usual forms."""
    month = _MONTHS[day.month - 1].casefold()
    # "Sept.", "Nov"; a name of three letters is itself.
    named = rf"(?:{month}|{month[:3]}t?\.?)"
    number = rf"0?{day.day}(?:st|nd|rd|th|\.)?"
    forms = (
        rf"\b{number} (?:of )?{named},? {day.year}\b",
        rf"\b{named} {number},? {day.year}\b",
        rf"\b{day.year}-{day.month:02}-{day.day:02}\b",
        rf"\b0?{day.day}([./]) ?0?{day.month}\1 ?{day.year}\b",
        rf"\b0?{day.month}/0?{day.day}/{day.year}\b",
    )
    return any(re.search(form, opening) for form in forms)
