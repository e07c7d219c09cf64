"""What could not become an article, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that cannot be an article, where it stood, and why."""

    where: str
    reason: str
