"""Count things in words: "1 article", "2,000 articles".  Pure."""

from __future__ import annotations


def counted(count: int, one: str, several: str | None = None) -> str:
    """Return a number with its noun; the plural `several` is only needed if it takes more than an "s"."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
