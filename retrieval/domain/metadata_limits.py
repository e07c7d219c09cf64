"""Say how long an article's metadata may be.  Pure.

A title is read with each passage of its article, so one of 100 kB would be held a hundred times.  It is printed words,
so it is never cut: what an editor gives too long is refused, and what a page, a feed or a document states too long is
no title and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

MAX_CHARS: Mapping[str, int] = MappingProxyType(
    {"id": 500, "title": 500, "url": 4000, "publisher": 200, "author": 1000}
)
"""The most characters of each field.  A paper in physics may have a hundred authors."""
# An identity is not left out: its article would become another one.
_DESCRIPTIONS = frozenset({"title", "publisher", "author"})


def is_too_long(field: str, value: str | None) -> bool:
    """Return whether a value, with its white space as one space each, is longer than its field may be."""
    return value is not None and len(value) > MAX_CHARS[field] and len(" ".join(value.split())) > MAX_CHARS[field]


def without_overlong(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a program stated, without a title, publisher or author that is too long to be one."""
    return {
        key: value
        for key, value in fields.items()
        if not (key in _DESCRIPTIONS and isinstance(value, str) and is_too_long(key, value))
    }
