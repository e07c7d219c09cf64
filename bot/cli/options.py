"""Options that all commands share."""

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
        help="Data folder; default: ONRECORD_DATA, else the user's data folder.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs, one object per line.")]


def settings_of(data: Path | None) -> Settings:
    """Read the settings.  Raise SettingsFault."""
    from bot.settings import read_settings

    return read_settings(data)
