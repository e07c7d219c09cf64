"""Write lists of names in English."""

from __future__ import annotations

from collections.abc import Sequence


def join_names(people: Sequence[str]) -> str:
    """Join names as prose does: "A", "A and B", "A, B and C"."""
    if len(people) < 2:
        return "".join(people)
    return f"{', '.join(people[:-1])} and {people[-1]}"
