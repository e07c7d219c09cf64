"""Find the day in a line that names a source and a day, as "The Gaze, 24 November 2026".  Pure."""

from __future__ import annotations

import re

from bot.intake.base.stated_dates import stated_date

# A longer line is prose.
MAX_CHARS = 100
_BETWEEN = re.compile(r"\s*[,·•|]\s*|\s+[-–—]\s+")
_MAY_STATE_A_DAY = re.compile(r"\d(?!.*[.!?…]$)")


def day_in(line: str) -> str | None:
    """Return the day in ISO form; None if the line states none, or more than a source and a day."""
    line = line.strip()
    if len(line) > MAX_CHARS or _MAY_STATE_A_DAY.search(line) is None:
        return None
    parts = _BETWEEN.split(line)
    # "24 November, 2026" is in two parts.
    wholes = [" ".join(parts[start:end]) for start in range(len(parts)) for end in range(len(parts), start, -1)]
    return next((day for whole in wholes if (day := stated_date(whole.strip(" -–—"))) is not None), None)
