"""Settings: each variable is read, faults are reported together, and the token is never shown."""

from __future__ import annotations

import traceback
from datetime import timedelta
from pathlib import Path

import platformdirs
import pytest
from pydantic import ValidationError

from bot.composition import store_name
from bot.settings import PREFIX, LogFormat, Settings, SettingsFault, known_zone, read_settings

SECRET = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
TOKEN = f"123456789:{SECRET}"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Unset the developer's variables, and use a home folder without a `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def put(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(PREFIX + name, value)


def fault(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    put(monkeypatch, **variables)
    with pytest.raises(SettingsFault) as caught:
        read_settings()
    return str(caught.value)


def test_every_variable_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    assert settings.telegram_token is None
    assert settings.editors == frozenset()
    assert settings.data == platformdirs.user_data_path("onrecord")
    assert (settings.time_zone, settings.encoder, settings.log_level) == ("UTC", None, "INFO")
    assert settings.reranker is None
    assert settings.log_format is LogFormat.TEXT
    assert settings.database is None
    assert settings.telegram_api == "https://api.telegram.org"
    assert settings.quiet == timedelta(minutes=30)


DATABASE = "postgresql://ann:s3cret@db.example/news"
READ = {
    "DATABASE": DATABASE,
    "TELEGRAM_TOKEN": TOKEN, "EDITORS": "1,2", "OWNERS": "3", "DATA": "/srv/onrecord", "TIME_ZONE": "Europe/Belgrade",
    "QUIET_MINUTES": "45", "FEEDS_MINUTES": "7", "KEEP_DAYS": "30", "ENCODER": "some/encoder",
    "RERANKER": "some/reranker",
    "TELEGRAM_API": "http://localhost:8081/", "LOG_LEVEL": "debug", "LOG_FORMAT": "JSON",
    "PUBLIC_URL": "https://pages.example/news/", "LISTEN": "[::1]:9000", "PAGES_PUBLIC": "yes",
    "WEBHOOK": "true", "METRICS_LISTEN": "127.0.0.1:9464",
    "PAGES_DAYS": "7", "PAGES_KEY": "k" * 32, "WHOLE_TEXTS": "The  Gaze; Danas, Belgrade;",
}  # fmt: skip


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(READ) == sorted(name.upper() for name in Settings.model_fields)
    put(monkeypatch, **READ)
    settings = read_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.editors == {1, 2}
    assert settings.data == Path("/srv/onrecord")
    assert (settings.time_zone, settings.encoder, settings.log_level) == ("Europe/Belgrade", "some/encoder", "DEBUG")
    assert (settings.reranker, settings.feeds_minutes) == ("some/reranker", 7)
    assert settings.keep == timedelta(days=30)
    assert settings.log_format is LogFormat.JSON
    assert settings.telegram_api == "http://localhost:8081"
    assert settings.database is not None
    assert settings.database.get_secret_value() == DATABASE
    assert settings.quiet == timedelta(minutes=45)
    assert (settings.public_url, settings.listen) == ("https://pages.example/news", "[::1]:9000")
    assert (settings.pages_public, settings.pages_days) == (True, 7)
    assert (settings.webhook, settings.metrics_listen) == (True, "127.0.0.1:9464")
    assert settings.pages_key is not None
    assert settings.pages_key.get_secret_value() == "k" * 32
    assert settings.whole_texts == {"The Gaze", "Danas, Belgrade"}


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("PUBLIC_URL", "pages.example", "ONRECORD_PUBLIC_URL must be an address like https://"),
        ("PUBLIC_URL", "https://pages.example/?a=1", "ONRECORD_PUBLIC_URL must be an address like https://"),
        ("PUBLIC_URL", "javascript:alert(1)", "ONRECORD_PUBLIC_URL must be an address like https://"),
        ("LISTEN", "8080", "ONRECORD_LISTEN must be an address and a port"),
        ("METRICS_LISTEN", "127.0.0.1:99999", "ONRECORD_METRICS_LISTEN must be an address and a port"),
        ("PAGES_DAYS", "0", "ONRECORD_PAGES_DAYS must be a number of days from 1 to 3,650"),
        ("WEBHOOK", "true", "ONRECORD_WEBHOOK needs ONRECORD_PUBLIC_URL"),
        ("PAGES_KEY", "short-secret", "ONRECORD_PAGES_KEY must have at least 32 characters"),
    ],
)
def test_a_setting_of_the_pages_that_cannot_be_is_named(
    variable: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = fault(monkeypatch, **{variable: value})
    assert says in said
    assert "short-secret" not in said


def test_telegram_posts_to_https_alone_and_a_server_of_ones_own_to_http_too(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, WEBHOOK="true", PUBLIC_URL="http://bot.example")
    with pytest.raises(SettingsFault, match="ONRECORD_WEBHOOK needs ONRECORD_PUBLIC_URL, an address that begins with"):
        read_settings()
    put(monkeypatch, TELEGRAM_API="http://localhost:8081")
    assert read_settings().webhook


def test_every_variable_is_read_from_a_file_too_and_the_environment_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [f"{PREFIX}{name}={value}" for name, value in READ.items()]
    (tmp_path / ".env").write_text("\n".join(["# ours", *lines, "SOMETHING_ELSE=1"]), "utf-8")
    put(monkeypatch, EDITORS="7")
    settings = read_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.editors == {7}
    assert settings.time_zone == "Europe/Belgrade"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, **dict.fromkeys(READ, ""))
    assert read_settings() == Settings()


def test_questions_are_kept_for_ninety_days_and_never_less_than_their_corrections_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_settings().keep == timedelta(days=90)
    for given in ("6", "0", "-1", "3651", "ten", "9.5"):
        put(monkeypatch, KEEP_DAYS=given)
        with pytest.raises(SettingsFault, match="ONRECORD_KEEP_DAYS must be a number of days from 7 to 3,650"):
            read_settings()


def test_a_folder_from_the_command_line_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch, DATA="/srv/elsewhere")
    assert read_settings(tmp_path).data == tmp_path


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("5", {5}),
        ("5,6", {5, 6}),
        (" 5 , 6 ;7\n8 ", {5, 6, 7, 8}),
        ("5,5,", {5}),
        ("7777777777", {7_777_777_777}),
    ],
)
def test_editors_are_numbers_however_separated(monkeypatch: pytest.MonkeyPatch, given: str, read: set[int]) -> None:
    put(monkeypatch, EDITORS=given)
    assert read_settings().editors == read


@pytest.mark.parametrize("given", ["ann", "@ann", "5,ann", "-5", "5.5", "[5]", "5²"])
def test_editors_that_are_not_numbers_are_reported(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    message = fault(monkeypatch, EDITORS=given)
    assert message == "ONRECORD_EDITORS must be Telegram user ids, which are numbers, separated by commas"


@pytest.mark.parametrize("given", ["0", "-5", "soon", "2.5", "10081", "²"])
def test_a_quiet_time_that_is_not_minutes_is_reported(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert fault(monkeypatch, QUIET_MINUTES=given) == (
        "ONRECORD_QUIET_MINUTES must be a number of minutes from 1 to 10,080"
    )


def test_all_faults_are_reported_at_once_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    message = fault(
        monkeypatch, TELEGRAM_TOKEN="oops", EDITORS="ann", TIME_ZONE="Mars", LOG_LEVEL="loud", TELEGRAM_API="ftp://x",
        DATA="~nobody-of-that-name/x",
    )  # fmt: skip
    assert "\n" not in message
    assert [part.split()[0] for part in message.split("; ") if part.startswith(PREFIX)] == [
        "ONRECORD_TELEGRAM_TOKEN", "ONRECORD_EDITORS", "ONRECORD_DATA", "ONRECORD_TIME_ZONE", "ONRECORD_TELEGRAM_API",
        "ONRECORD_LOG_LEVEL",
    ]  # fmt: skip
    assert "“Mars” is not a time zone; use a name like Europe/Belgrade" in message
    assert "begins with ~nobody-of-that-name, but there is no such home folder" in message


@pytest.mark.parametrize("token", ["oops", f"{TOKEN} x", f"bot{TOKEN}", SECRET, "123456789:short"])
def test_a_malformed_token_is_reported_and_never_shown(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    put(monkeypatch, TELEGRAM_TOKEN=token, EDITORS="ann")
    with pytest.raises(SettingsFault) as caught:
        read_settings()
    message = "".join(traceback.format_exception(caught.value))
    assert "ONRECORD_TELEGRAM_TOKEN is not a bot token" in message
    assert token not in message
    assert SECRET not in message


def test_the_token_is_in_no_repr_and_no_str(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, TELEGRAM_TOKEN=TOKEN)
    settings = read_settings()
    for shown in (repr(settings), str(settings), f"{settings.telegram_token}", repr(settings.model_dump())):
        assert SECRET not in shown
    assert SECRET not in settings.model_dump_json()


def test_the_token_is_in_no_error_of_the_settings_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, TELEGRAM_TOKEN=f"bot{TOKEN}")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert SECRET not in str(caught.value)


def test_a_home_folder_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch, DATA="~/onrecord")
    assert read_settings().data == tmp_path / "home" / "onrecord"
    assert read_settings(Path("~/other")).data == tmp_path / "home" / "other"


def test_a_time_zone_may_be_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, TIME_ZONE="america/new york")
    assert read_settings().time_zone == "America/New_York"
    assert known_zone(" utc ").key == "UTC"


@pytest.mark.parametrize("level", ["DEBUG", "info", "Warning", "error"])
def test_a_log_level_may_be_in_any_case(monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    put(monkeypatch, LOG_LEVEL=level)
    assert read_settings().log_level == level.upper()


def test_another_log_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault(monkeypatch, LOG_FORMAT="yaml") == "ONRECORD_LOG_FORMAT must be text or json"


def test_a_settings_file_that_is_not_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"ONRECORD_TIME_ZONE=\xff\xfe")
    with pytest.raises(SettingsFault, match=r"the file \.env is not UTF-8 text"):
        read_settings()


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValidationError):
        read_settings().time_zone = "Europe/Belgrade"  # type: ignore[misc]


@pytest.mark.parametrize(
    "given", ["mysql://ann:s3cret@host/db", "postgresql:/ann:s3cret@host", "postgresql://a b", "s3cret"]
)
def test_a_database_that_is_no_address_is_reported_but_not_repeated(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    message = fault(monkeypatch, DATABASE=given)
    assert message == (
        "ONRECORD_DATABASE is not the address of a PostgreSQL database (like postgresql://user:password@host/name)"
    )


def test_a_database_shows_its_password_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, DATABASE=DATABASE)
    settings = read_settings()
    assert "s3cret" not in f"{settings}{settings!r}{store_name(settings)}"
    assert {DATABASE, "s3cret"} <= set(settings.secrets)
    put(monkeypatch, DATABASE="postgresql://ann:s3%40cret@db.example/news")
    assert {"s3%40cret", "s3@cret"} <= set(read_settings().secrets)
    assert store_name(settings) == "postgresql://db.example/news"
