"""Editors: the value, and the protocol of what keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from retrieval.domain.ports import EditorStore


@dataclass(frozen=True, slots=True)
class Editor:
    """A Telegram user who may change what is stored, `since` when, and by what name they were entered."""

    user: int
    name: str | None
    since: datetime


class Editors(EditorStore, Protocol):
    """Who was made an editor by an owner; those in the settings are not here."""

    async def is_editor(self, user: int) -> bool: ...

    async def all(self) -> list[Editor]:
        """The longest known first."""
