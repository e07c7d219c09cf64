"""Read the operator's settings from environment variables and `.env`, and report all faults at once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from retrieval.domain.clock import Clock, utc_now
from retrieval.domain.errors import OnRecordError

PREFIX = "ONRECORD_"
TELEGRAM = "https://api.telegram.org"
# One week.
MAX_MINUTES = 7 * 24 * 60
# Whoever was shown an article within a week hears of its correction (storage.ports.outbox.NOTICE_PERIOD).
MIN_KEEP_DAYS, MAX_DAYS = 7, 3650
MAX_PORT = 65535
# As many as a key of 16 bytes has in hexadecimal.
MIN_KEY_CHARS = 32
DATABASE_PATTERN = re.compile(r"postgres(?:ql)?://(?:[^\s:@/]*(?::(?P<password>[^\s@/]*))?@)?\S+")
TOKEN_PATTERN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")


class LogFormat(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"
    """One JSON object a line, for programs that collect logs."""


class SettingsFault(OnRecordError):
    """One or more settings are unusable."""


class Settings(BaseSettings):
    """The settings; a test compares them with the table in the documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = Field(
        None, description="The bot's token from @BotFather; without it, `run` chats in the terminal."
    )
    editors: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), description="Telegram user ids of the editors, separated by commas."
    )
    owners: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), description="Telegram user ids of editors who may also add and remove editors, with /editors."
    )
    data: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("onrecord"),
        description="The folder of the database and the indexes.",
    )
    database: SecretStr | None = Field(
        None, description="The address of a PostgreSQL database; without it, one file in the data folder."
    )
    time_zone: str = Field("UTC", description="The time zone of readers who name none with /subscribe.")
    quiet_minutes: int = Field(30, description="Minutes without a question after which a new conversation starts.")
    feeds_minutes: int = Field(
        15, description="Minutes between two polls of a feed, unless the feed asks for fewer polls."
    )
    keep_days: int = Field(90, description="Days after which readers' questions, answers and ratings are erased.")
    encoder: str | None = Field(
        None, description="Name or folder of a sentence-transformers model; without it, the packaged MiniLM."
    )
    reranker: str | None = Field(
        None, description="Name or folder of a sentence-transformers CrossEncoder; without it, none is used."
    )
    telegram_api: str = Field(TELEGRAM, description="The address of the Bot API server, if you run your own.")
    public_url: str | None = Field(
        None, description="The public address of the pages behind citations; without it, citations link to the source."
    )
    listen: str = Field(
        "127.0.0.1:8080", description="Where the public address is served, behind a proxy with TLS: address and port."
    )
    webhook: bool = Field(False, description="Whether Telegram posts to the public address instead of being polled.")
    metrics_listen: str | None = Field(
        None, description="Where health and metrics are served, for you alone: an address and a port."
    )
    pages_public: bool = Field(False, description="Whether pages open without a signature, and their links for ever.")
    pages_days: int = Field(90, description="Days after which a link to a page expires.")
    pages_key: SecretStr | None = Field(
        None, description="The secret that signs links to pages; without it, one is made in the data folder."
    )
    whole_texts: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="Publishers whose articles pages may show whole, separated by semicolons."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: LogFormat = Field(LogFormat.TEXT, description="text, or json for programs that collect logs.")

    def now(self, clock: Clock = utc_now) -> datetime:
        """Return the time from which "yesterday" in a question is counted."""
        return clock().astimezone(ZoneInfo(self.time_zone))

    @field_validator("telegram_token")
    @classmethod
    def _known_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not TOKEN_PATTERN.fullmatch(token.get_secret_value()):
            raise ValueError("is not a bot token (like 123456:ABC-def…); copy it whole from @BotFather")
        return token

    @field_validator("database")
    @classmethod
    def _known_database(cls, address: SecretStr | None) -> SecretStr | None:
        if address is not None and not DATABASE_PATTERN.fullmatch(address.get_secret_value()):
            raise ValueError("is not the address of a PostgreSQL database (like postgresql://user:password@host/name)")
        return address

    @property
    def secrets(self) -> list[str]:
        """What must not appear in a log."""
        database = self.database.get_secret_value() if self.database else ""
        password = DATABASE_PATTERN.fullmatch(database)
        found = [self.telegram_token.get_secret_value() if self.telegram_token else "", database]
        given = password["password"] or "" if password else ""
        # As written in the address, and as the server knows it.
        return [*found, given, unquote(given)]

    @property
    def quiet(self) -> timedelta:
        return timedelta(minutes=self.quiet_minutes)

    @field_validator("quiet_minutes", "feeds_minutes", mode="before")
    @classmethod
    def _minutes(cls, given: Any) -> int:
        if not re.fullmatch(r"\d{1,6}", str(given)) or not 1 <= int(given) <= MAX_MINUTES:
            raise ValueError(f"must be a number of minutes from 1 to {MAX_MINUTES:,}")
        return int(given)

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)

    @field_validator("keep_days", mode="before")
    @classmethod
    def _days_kept(cls, given: Any) -> int:
        return _days(given, MIN_KEEP_DAYS)

    @field_validator("pages_days", mode="before")
    @classmethod
    def _days_open(cls, given: Any) -> int:
        return _days(given, 1)

    @field_validator("public_url")
    @classmethod
    def _public(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", url):
            raise ValueError("must be an address like https://pages.example.org, without a ? or #")
        return None if url is None else url.rstrip("/")

    @field_validator("listen", "metrics_listen")
    @classmethod
    def _address(cls, address: str | None) -> str | None:
        if address is None:
            return None
        _, _, port = address.rpartition(":")
        if not re.fullmatch(r"(\[[0-9A-Fa-f:]+\]|[\w.-]+):\d{1,5}", address) or int(port) > MAX_PORT:
            raise ValueError("must be an address and a port, like 127.0.0.1:8080 or [::1]:8080")
        return address

    @field_validator("webhook")
    @classmethod
    def _has_an_address(cls, webhook: bool, known: ValidationInfo) -> bool:
        url, api = known.data.get("public_url"), known.data.get("telegram_api")
        # A Bot API server of one's own posts by plain HTTP, too.
        if webhook and (url is None or (api == TELEGRAM and not url.startswith("https://"))):
            raise ValueError("needs ONRECORD_PUBLIC_URL, an address that begins with https://")
        return webhook

    @field_validator("pages_key")
    @classmethod
    def _long_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < MIN_KEY_CHARS:
            raise ValueError(f"must have at least {MIN_KEY_CHARS} characters, such as `openssl rand -hex 32` prints")
        return key

    @field_validator("whole_texts", mode="before")
    @classmethod
    def _publishers(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        return frozenset(name for part in given.split(";") if (name := " ".join(part.split())))

    @field_validator("editors", "owners", mode="before")
    @classmethod
    def _ids(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        parts = [p for p in re.split(r"[\s,;]+", given) if p]
        if not all(p.isdecimal() for p in parts):
            raise ValueError("must be Telegram user ids, which are numbers, separated by commas")
        return frozenset(map(int, parts))

    @field_validator("data")
    @classmethod
    def _home(cls, folder: Path) -> Path:
        try:
            return folder.expanduser()
        except RuntimeError as error:
            raise ValueError(f"begins with {folder.parts[0]}, but there is no such home folder") from error

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        return known_zone(name).key

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @field_validator("log_format", mode="before")
    @classmethod
    def _known_format(cls, form: Any) -> LogFormat:
        try:
            return LogFormat(str(form).lower())
        except ValueError:
            raise ValueError("must be text or json") from None

    @field_validator("telegram_api")
    @classmethod
    def _base(cls, url: str) -> str:
        if not re.match(r"https?://\S+$", url):
            raise ValueError("must be an address that begins with https:// or http://")
        return url.rstrip("/")


def _days(given: Any, least: int) -> int:
    if not re.fullmatch(r"\d{1,6}", str(given)) or not least <= int(given) <= MAX_DAYS:
        raise ValueError(f"must be a number of days from {least} to {MAX_DAYS:,}")
    return int(given)


def known_zone(name: str) -> ZoneInfo:
    """Return a time zone by its name, in upper or lower case.  Raise ValueError."""
    by_folded = {zone.casefold(): zone for zone in available_timezones()}
    found = by_folded.get(name.strip().replace(" ", "_").casefold())
    if found is None:
        raise ValueError(f"“{name}” is not a time zone; use a name like Europe/Belgrade or America/New_York")
    return ZoneInfo(found)


def read_settings(data: Path | None = None) -> Settings:
    """Read the settings; `data` from the command line overrides the environment.  Raise SettingsFault."""
    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        faults = [
            f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()} {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsFault("; ".join(faults)) from None
    except UnicodeDecodeError as error:
        raise SettingsFault("the file .env is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise SettingsFault(f"the file .env cannot be read ({error.strerror}); check its permissions") from error
