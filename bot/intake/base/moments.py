"""Read a date or time that a file states.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any

# Seconds or milliseconds since 1970, from 2001 on.
_EPOCH = re.compile(r"[1-4]\d{9}(?:\d{3})?")
# Fri, 20 Nov 2026 08:00:00 GMT.  Zones with letters are read in several ways, apart from these.
_MAIL = re.compile(r".*\d:\d\d(?::\d\d)?(?:\s*(?:[+-]\d{4}|GMT|UTC|UT|Z))?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
# None of those that people read in two ways, like 11/12/2026.
_DAYS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%A, %d %B %Y", "%A, %B %d, %Y", "%Y/%m/%d", "%Y.%m.%d")


def moment_of(value: Any) -> datetime | None:
    """Return the moment of a date or time in one of the usual forms, in UTC; without a zone it is taken as UTC.

    None if it is in none of them.
    """
    if isinstance(value, bool) or not isinstance(value, date | str | int):
        return None
    found = value if isinstance(value, date) else next(_readings(" ".join(str(value).split())), None)
    if found is None:
        return None
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        # A time on the first or last day of the calendar may fall outside it in UTC.
        return None


def _readings(text: str) -> Iterator[date]:
    """Yield what a text means in each form that it is in."""
    if _EPOCH.fullmatch(text):
        yield datetime.fromtimestamp(int(text[:10]), UTC)
    readers = [datetime.fromisoformat]
    if _MAIL.fullmatch(text):
        readers.append(parsedate_to_datetime)
    day = _ORDINAL.sub("", text)
    readers += [lambda _, form=form: datetime.strptime(day, form) for form in _DAYS]  # type: ignore[misc]  # noqa: DTZ007
    for read in readers:
        try:
            yield read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
