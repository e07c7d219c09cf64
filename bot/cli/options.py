"""Options that all commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrieval.domain.errors import BadInput

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


def chat_number(given: str) -> int:
    """Return the number of a chat.  Raise BadParameter for a name, which Telegram lets its owner give to another."""
    try:
        return int(given)
    except ValueError as error:
        raise typer.BadParameter(
            f"“{given}” is no number. A name is not enough, because it can change hands. The reader can send the bot "
            "/forget themselves."
        ) from error


def settings_of(data: Path | None) -> Settings:
    """Read the settings.  Raise SettingsFault."""
    from bot.settings import read_settings

    return read_settings(data)


def existing_settings_of(data: Path | None) -> Settings:
    """Read the settings for a command that only works with what is stored.

    Raise SettingsFault, and BadInput if nothing is stored there: a mistyped folder must not become a new, empty one.
    """
    from bot.composition import address_of, has_database, store_name

    settings = settings_of(data)
    if not has_database(address_of(settings)):
        raise BadInput(f"nothing is stored in {store_name(settings)}; {_right_place(settings, data)}")
    return settings


def _right_place(settings: Settings, data: Path | None) -> str:
    """Return how to name the right folder, which may be the one of the settings, or the default; or the database."""
    if settings.database is not None:
        return "check ONRECORD_DATABASE, or store a first article there with `onrecord add`"
    from bot.composition import has_database
    from bot.settings import Settings, read_settings

    known = [read_settings().data, Settings.model_fields["data"].get_default(call_default_factory=True)]
    other = next((folder for folder in known if folder != settings.data and has_database(folder)), None)
    if other is not None:
        found = "leave out --data" if data is not None and other == known[0] else "name it with --data"
        return f"there are articles in {other}: {found}"
    return "check the spelling of --data or ONRECORD_DATA, or store a first article there with `onrecord add`"
