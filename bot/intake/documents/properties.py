"""Judge a document's properties, which programs fill in as often as people.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

# Where an article prints its title, author and date.
OPENING_CHARS = 2000
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
    """The properties of a document, as its program wrote them; `made` is when it was created."""

    title: str | None = None
    author: str | None = None
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlausibleProperties:
    """The properties that are believed."""

    title: str | None
    author: str | None
    published: date | None


def plausible_properties(stated: DocumentProperties, text: str) -> PlausibleProperties:
    """Return a title that looks like one, and an author and a day that the document's opening prints as well.

    The stated author is often the owner of the computer, and the day the one on which the file was made.
    """
    opening = _folded(text[:OPENING_CHARS])
    title, author = (" ".join((value or "").split()) for value in (stated.title, stated.author))
    return PlausibleProperties(
        title=title if _is_title(title) else None,
        author=author if author and re.search(rf"\b{re.escape(_folded(author))}\b", opening) else None,
        published=stated.made.date() if stated.made is not None and _prints(opening, stated.made.date()) else None,
    )


def _is_title(title: str) -> bool:
    if not 4 <= len(title) <= 300 or _NO_TITLE.match(title) or _A_FILE.search(title):
        return False
    # One word with digits or underscores is a code or a file name.
    return any(c.isalpha() for c in title) and (" " in title or title.isalpha()) and "\\" not in title


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _prints(opening: str, day: date) -> bool:
    """Return whether the opening prints the day in one of the usual forms."""
    month = _MONTHS[day.month - 1].casefold()
    # "Sept.", "Nov"; "May" is its own abbreviation.
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
