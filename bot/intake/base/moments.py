"""Read the moment that a file or an editor states.  Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from bot.intake.base.stated_dates import stated_date

# Seconds or milliseconds since 1970, from 2001 on.
_EPOCH = re.compile(r"[1-4]\d{9}(?:\d{3})?(?:\.\d+)?")


def moment_of(value: Any) -> datetime | None:
    """Return the moment of a date or time in one of the usual forms, in UTC; without a zone it is taken as UTC.

    None if it is in none of them, or could be misread, like 11/12/2026.
    """
    if isinstance(value, bool) or not isinstance(value, date | str | int | float):
        return None
    try:
        found = value if isinstance(value, date) else _read(str(value).strip())
        if found is None:
            return None
        moment = found if isinstance(found, datetime) else datetime.combine(found, time())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        # A time on the first or last day of the calendar may fall outside it in UTC.
        return None


def _read(text: str) -> date | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    stated = stated_date(text)
    return None if stated is None else datetime.fromisoformat(stated)
