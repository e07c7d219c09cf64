"""The outcome of an import as `onrecord import --json` prints it."""

from __future__ import annotations

from typing import Literal

from bot.views.json.base import JsonLine


class ImportLine(JsonLine):
    """`unchanged` if this very export was imported before."""

    outcome: Literal["imported", "unchanged"]
    articles: int
    rows: int
