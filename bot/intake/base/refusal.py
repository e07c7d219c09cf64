"""What could not become an article, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that cannot be an article.  `reason` continues a sentence that begins with `where` the item stood."""

    where: str
    reason: str
