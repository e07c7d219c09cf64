"""Editors: Telegram users an owner allowed, in the chat, to change what is stored.

Editors named in the settings are not stored, and not returned here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from retrieval.domain.ports import EditorStore


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor's Telegram user id, the name they were entered under, and when that was."""

    user: int
    name: str | None
    since: datetime


class Editors(EditorStore, Protocol):
    """Keeps the editors.  EditorStore adds and removes them, each change with its entry in the log."""

    async def is_editor(self, user: int) -> bool:
        """Return whether this user was made an editor."""

    async def all(self) -> list[Editor]:
        """Return all editors, the earliest first."""
