"""Choose the language of a page: that of its link, else the first of the browser's that the bot speaks.  Pure."""

from __future__ import annotations

import re

from bot.languages.catalogues import ENGLISH, LANGUAGES, nearest

# A browser names a handful.
_MAX_CHARS, _MAX_NAMED = 500, 20
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?")


def language_of(named: str | None, accepted: str | None) -> str:
    """Return the language that a link names, or the best of an Accept-Language header; English if neither helps."""
    if named in LANGUAGES:
        return named
    wanted = [
        (-float(found[2] or 1), place, found[1].casefold())
        for place, part in enumerate((accepted or "")[:_MAX_CHARS].split(",")[:_MAX_NAMED])
        if (found := _RANGE.fullmatch(part))
    ]
    spoken = (nearest(code) for weight, _, code in sorted(wanted) if weight < 0 and code in LANGUAGES)
    return next(spoken, ENGLISH)
