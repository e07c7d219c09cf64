"""One measured figure next to what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, and the bound that it is to keep: `at_most` or `at_least`; with neither, it is only told."""

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool:
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    @property
    def line(self) -> str:
        asked = ""
        if self.at_most is not None:
            asked = f"asked: ≤ {self.at_most:g}"
        elif self.at_least is not None:
            asked = f"asked: ≥ {self.at_least:g}"
        return f"{self.name:48}{self.value:12.3f} {self.unit:6}{asked}{'' if self.is_met else '   MISSED'}".rstrip()

    @property
    def as_json(self) -> dict[str, Any]:
        asked = {k: v for k, v in (("at_most", self.at_most), ("at_least", self.at_least)) if v is not None}
        return {"name": self.name, "value": self.value, "unit": self.unit, **asked, "met": self.is_met}
