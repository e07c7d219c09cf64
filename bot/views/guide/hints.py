"""Help a reader whose command is not understood.  Pure."""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz.distance import OSA

from bot.languages.speaking import tr
from bot.views.rich_text import Text, code, rich

# How many letters may be wrong in a command of up to four letters, and in a longer one.
MAX_WRONG_IN_SHORT, MAX_WRONG = 1, 2
_SHORT = 4


def nearest_command(typed: str, known: Collection[str]) -> str | None:
    """Return the command that was probably meant; None if none is near."""
    most = MAX_WRONG_IN_SHORT if len(typed) <= _SHORT else MAX_WRONG
    found = min(((OSA.distance(typed.casefold(), name), name) for name in known), default=None)
    return found[1] if found is not None and found[0] <= most else None


def did_you_mean(command: str, rest: str) -> Text:
    """Return an offer of the nearest command; `rest` was written after the misspelt one."""
    whole = code(f"/{command} {rest}") if rest else Text(f"/{command}")
    return rich("Did you mean {command}?", command=whole)


def unknown_command() -> Text:
    return Text(tr("I don't know that command. Just ask me something, or see /help."))


def unknown_button() -> str:
    return tr("This button is too old. Ask again.")
