"""A question as typed and folded, letter for letter."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A question as typed and folded, letter for letter: patterns match the folded, what they find is cut as typed."""

    typed: str
    bare: str

    def cut(self, start: int, end: int | None = None) -> Words:
        return Words(self.typed[start:end], self.bare[start:end])

    def group(self, match: re.Match[str], name: str) -> Words | None:
        return None if match[name] is None else self.cut(*match.span(name))

    def typed_group(self, match: re.Match[str], name: str) -> str | None:
        return None if match[name] is None else self.typed[slice(*match.span(name))]
