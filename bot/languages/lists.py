"""Join names as the prose of the language spoken does."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages.speaking import tr


def all_of(names: Sequence[str]) -> str:
    """Return "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def any_of(names: Sequence[str]) -> str:
    """Return "A", "A or B", "A, B or C"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} or {last}", names=", ".join(names[:-1]), last=names[-1])
