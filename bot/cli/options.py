"""Options that every command line takes alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Folder of the database and index; else ONRECORD_DATA, else the user's.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="JSON for programs, one object a line.")]


def settings_of(data: Path | None) -> Settings:
    """Raises SettingsFault."""
    from bot.settings import read_settings

    return read_settings(data)
