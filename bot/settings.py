"""What an operator sets: environment variables and `.env`, read once, all faults told at once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from retrieval.domain.errors import OnRecordError

PREFIX = "ONRECORD_"
# A week of minutes.
LONGEST_QUIET = 7 * 24 * 60
TOKEN_FORM = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")


class SettingsFault(OnRecordError):
    """One or more settings cannot be used."""


class Settings(BaseSettings):
    """README's configuration table in code: a test holds the two together."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = Field(
        None, description="The bot's token from @BotFather; without it, `run` chats."
    )
    editors: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), description="Telegram user ids of those who may /add, separated by commas."
    )
    owners: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), description="Telegram user ids of editors who may also make others editors, by /editors."
    )
    data: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("onrecord"),
        description="The folder of the database and the index.",
    )
    time_zone: str = Field("UTC", description="The time zone of readers who name none when they subscribe.")
    quiet_minutes: int = Field(30, description="After so many minutes without a question a conversation starts afresh.")
    feeds_minutes: int = Field(15, description="A feed is looked at every so many minutes, unless it asks for less.")
    encoder: str | None = Field(
        None, description="Any sentence-transformers name or folder; without it, the packaged MiniLM."
    )
    reranker: str | None = Field(
        None, description="Any sentence-transformers CrossEncoder by name or folder; without it, none."
    )
    telegram_api: str = Field(
        "https://api.telegram.org", description="The Bot API server, for those who run their own."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    def now(self) -> datetime:
        """What "yesterday" in a question is counted from."""
        return datetime.now(ZoneInfo(self.time_zone))

    @field_validator("telegram_token")
    @classmethod
    def _token_form(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not TOKEN_FORM.fullmatch(token.get_secret_value()):
            raise ValueError("is not a bot token (like 123456:ABC-def…); copy it whole from @BotFather")
        return token

    @property
    def quiet(self) -> timedelta:
        return timedelta(minutes=self.quiet_minutes)

    @field_validator("quiet_minutes", "feeds_minutes", mode="before")
    @classmethod
    def _minutes(cls, given: Any) -> int:
        if not re.fullmatch(r"\d{1,6}", str(given)) or not 1 <= int(given) <= LONGEST_QUIET:
            raise ValueError(f"is a number of minutes, from 1 to {LONGEST_QUIET:,}")
        return int(given)

    @field_validator("editors", "owners", mode="before")
    @classmethod
    def _ids(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        parts = [p for p in re.split(r"[\s,;]+", given) if p]
        if not all(p.isdecimal() for p in parts):
            raise ValueError("takes Telegram user ids, which are numbers, separated by commas")
        return frozenset(map(int, parts))

    @field_validator("data")
    @classmethod
    def _home(cls, folder: Path) -> Path:
        try:
            return folder.expanduser()
        except RuntimeError as error:
            raise ValueError(f"begins with {folder.parts[0]}, and there is no such home folder") from error

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        return known_zone(name).key

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("is one of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @field_validator("telegram_api")
    @classmethod
    def _base(cls, url: str) -> str:
        if not re.match(r"https?://\S+$", url):
            raise ValueError("is an address that begins with https:// or http://")
        return url.rstrip("/")


def known_zone(name: str) -> ZoneInfo:
    """A time zone by its name, whatever the case.  Raises ValueError."""
    by_folded = {zone.casefold(): zone for zone in available_timezones()}
    found = by_folded.get(name.strip().replace(" ", "_").casefold())
    if found is None:
        raise ValueError(f"“{name}” is not a time zone; write it like Europe/Belgrade or America/New_York")
    return ZoneInfo(found)


def read_settings(data: Path | None = None) -> Settings:
    """Settings from the environment and `.env`; `data` from the command line comes first.  Raises SettingsFault."""
    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        faults = [
            f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()} {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsFault("; ".join(faults)) from None
    except UnicodeDecodeError as error:
        raise SettingsFault("the file .env is not text in UTF-8; save it as such") from error
    except OSError as error:
        raise SettingsFault(f"the file .env cannot be read ({error.strerror}); check its permissions") from error
