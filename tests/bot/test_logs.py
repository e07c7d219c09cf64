"""Logs never show secrets, wherever they are in a record and whoever logs them."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from telegram.error import InvalidToken

from bot.logs import HIDDEN, RedactingFormatter, begin_request, hide, set_up_logs
from bot.settings import LogFormat
from retrieval.index.threads import Worker
from tests.logged import logged

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
OTHER = "987654321:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
NOISY = [
    "httpx", "httpcore", "alembic", "sentence_transformers", "transformers", "faiss", "telegram.ext",
    "sqlalchemy.engine.Engine", "aiosqlite", "trafilatura", "somebody.else",
]  # fmt: skip


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Set up logging as for a long run, and restore the old set-up afterwards."""
    with logged("INFO", [TOKEN, ""]) as stream:
        yield stream


ADDRESS = f"https://api.telegram.org/bot{TOKEN}/getMe"


def test_a_line_has_time_level_logger_and_message(out: io.StringIO) -> None:
    logging.getLogger("bot.telegram.scheduled_jobs").warning("delivery %s is parked", 5)
    assert out.getvalue().endswith(" WARNING bot.telegram.scheduled_jobs: delivery 5 is parked\n")
    assert out.getvalue()[:4].isdigit()


@pytest.mark.parametrize("name", ["bot.telegram.app", "telegram.ext", "asyncio", "somebody.else", "root"])
def test_the_token_is_taken_out_of_messages_and_arguments_of_any_logger(out: io.StringIO, name: str) -> None:
    log = logging.getLogger(name)
    log.error("asked %s", ADDRESS)
    log.error(f"asked {ADDRESS}")
    log.error("asked %(where)s as %(how)r", {"where": ADDRESS, "how": [TOKEN]})
    log.error("%r", {"token": TOKEN, "again": (TOKEN, TOKEN)})
    assert TOKEN not in out.getvalue()
    assert out.getvalue().count("‹secret›") == 7


def raise_chained() -> None:
    try:
        raise ValueError(f"no answer from {ADDRESS}")
    except ValueError as error:
        raise RuntimeError(f"token {TOKEN} failed") from error


def test_the_token_is_taken_out_of_traces_and_their_causes(out: io.StringIO) -> None:
    try:
        raise_chained()
    except RuntimeError:
        logging.getLogger("bot").exception("it failed", stack_info=True)
    output = out.getvalue()
    assert TOKEN not in output
    assert "RuntimeError: token ‹secret› failed" in output
    assert "ValueError: no answer from https://api.telegram.org/bot‹secret›/getMe" in output
    assert "direct cause" in output
    assert "Stack (most recent call last)" in output


def test_the_token_is_taken_out_of_a_group_of_errors(out: io.StringIO) -> None:
    group = ExceptionGroup("several", [ValueError(TOKEN), ExceptionGroup("within", [OSError(ADDRESS)])])
    logging.getLogger("bot").error("they failed", exc_info=group)
    assert out.getvalue().count("‹secret›") == 2
    assert TOKEN not in out.getvalue()


@pytest.mark.parametrize("around", ["{}", "https://api.telegram.org/bot{}/getMe", "'{}'", "token={}&x=1", "«{}»"])
def test_a_token_that_is_not_ours_is_taken_out_too(out: io.StringIO, around: str) -> None:
    logging.getLogger("bot").info("%s", around.format(OTHER))
    assert OTHER.partition(":")[2] not in out.getvalue()
    assert around.format("‹token›") in out.getvalue()


def test_text_that_only_resembles_a_token_stays(out: io.StringIO) -> None:
    logging.getLogger("bot").info("12:30:45 in chat 123456789: 10:00 2026-11-24T08:00:00")
    assert "12:30:45 in chat 123456789: 10:00 2026-11-24T08:00:00" in out.getvalue()


def test_a_secret_that_holds_another_is_taken_out_whole() -> None:
    formatter = RedactingFormatter(["abc", "abcdef"])
    assert formatter.redacted("x abcdef y abc") == "x ‹secret› y ‹secret›"


async def test_a_request_is_not_logged_at_info(out: io.StringIO) -> None:
    """httpx logs the whole address of each request, which contains the token."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get(ADDRESS)
    assert out.getvalue() == ""


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_noisy_libraries_say_no_more_than_warnings_at_any_level(
    out: io.StringIO, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # If another test has imported transformers, it does not propagate to our handler.
    monkeypatch.setattr(logging.getLogger("transformers"), "propagate", True)
    set_up_logs(level, [TOKEN], out)
    for name in NOISY:
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("grave")
    assert "chatter" not in out.getvalue()
    assert out.getvalue().count("grave") == (0 if level == "ERROR" else len(NOISY))


def test_the_level_is_as_set(out: io.StringIO) -> None:
    logging.getLogger("bot").debug("unseen")
    set_up_logs("DEBUG", [TOKEN], out)
    logging.getLogger("bot").debug("seen")
    assert "unseen" not in out.getvalue()
    assert "seen" in out.getvalue()


def test_setting_up_twice_logs_once(out: io.StringIO) -> None:
    set_up_logs("INFO", [TOKEN], out)
    logging.getLogger("bot").info("once")
    assert out.getvalue().count("once") == 1


def test_errors_of_telegrams_library_are_logged_without_traces(out: io.StringIO) -> None:
    try:
        raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")
    except InvalidToken:
        logging.getLogger("telegram.ext.Updater").exception("Failed bootstrap")
        logging.getLogger("bot").exception("ours")
    (first, *rest) = out.getvalue().splitlines()
    assert first.endswith("Failed bootstrap")
    assert "ours" in rest[0]
    assert "InvalidToken" in rest[-1]
    assert TOKEN not in out.getvalue()


def test_logs_go_to_standard_error_by_default(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", [TOKEN])
    logging.getLogger("bot").info("asked %s", ADDRESS)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "asked https://api.telegram.org/bot‹secret›/getMe" in captured.err
    assert out.getvalue() == ""


WORDS = "does Marcel know about the zanzibar canary?"


def test_a_warning_of_a_library_shows_no_update(out: io.StringIO) -> None:
    """PTB logs what it received if it cannot read it."""
    body = f'{{"ok": true, "result": [{{"update_id": 1, "message": {{"text": "{WORDS}", "from": {{"id": 1}}}}}}]}}'
    log = logging.getLogger("telegram.request.BaseRequest")
    log.error('Can not load invalid JSON data: "%s"', body)
    log.critical("Received data was %r", [{"update_id": 1, "text": body}])
    log.warning("%(data)s", {"data": body})
    log.warning("%s failed run %d of %s", "Polling", 3, 5)
    assert "canary" not in out.getvalue()
    assert out.getvalue().count(HIDDEN) == 3
    assert "Polling failed run 3 of 5" in out.getvalue()


async def test_what_the_reader_wrote_is_taken_out_of_messages_and_errors_while_it_is_handled(out: io.StringIO) -> None:
    log = logging.getLogger("bot")

    async def handle() -> None:
        hide([WORDS, None, "Anneliese"])
        try:
            try:
                raise KeyError(WORDS.split()[-2])
            except KeyError as error:
                raise ExceptionGroup("both", [ValueError(f"first line\nof {WORDS}"), OSError("no space")]) from error
        except ExceptionGroup:
            log.exception("cannot answer %s", WORDS)
        # What a handler leaves to a task of its own is of the same reader.
        await asyncio.create_task(later())

    async def later() -> None:
        log.warning("%s asked: %s", "Anneliese", WORDS)

    await asyncio.gather(handle())
    shown = out.getvalue()
    assert not [word for word in ("zanzibar", "canary", "Marcel", "Anneliese") if word in shown], shown
    assert "KeyError: " in shown
    assert "no space" in shown
    out.truncate(0)
    log.info("the canary of nobody")
    assert "canary" in out.getvalue(), "it is hidden for that update alone"


def test_a_line_of_json_has_the_same_facts_with_the_same_secrets_taken_out() -> None:
    words = f'does "Ægir" hold {TOKEN}?'
    with logged("INFO", [TOKEN], LogFormat.JSON) as out:
        hide([words])
        try:
            raise ValueError(f"cannot read {words}")
        except ValueError:
            logging.getLogger("bot.telegram").exception("failed on %s\nat %s", words, ADDRESS)
    (line,) = out.getvalue().splitlines()
    read = json.loads(line)
    assert sorted(read) == ["error", "level", "logger", "message", "time"]
    assert (read["level"], read["logger"]) == ("error", "bot.telegram")
    assert read["message"] == f"failed on {HIDDEN}\nat https://api.telegram.org/bot‹secret›/getMe"
    assert datetime.fromisoformat(read["time"]).tzinfo is UTC
    assert read["error"].endswith(f"ValueError: {HIDDEN}")


@pytest.mark.parametrize("form", LogFormat)
async def test_lines_name_the_request_that_they_belong_to(form: LogFormat) -> None:
    log, worker = logging.getLogger("bot"), Worker("test")

    async def handle(number: int) -> None:
        begin_request(f"update {number}")
        log.info("begun")
        await asyncio.create_task(asyncio.sleep(0))
        await worker.run(log.info, "computed")

    with logged("INFO", form=form) as out:
        await asyncio.gather(handle(12), handle(13))
        log.info("idle")
    worker.close()
    lines = out.getvalue().splitlines()
    named = [line for line in lines if "update 12" in line]
    assert ["begun" in line or "computed" in line for line in named] == [True, True]
    assert len([line for line in lines if "update" in line]) == 4, lines
    assert "update" not in lines[-1]


async def test_what_a_reader_wrote_is_taken_out_of_what_a_thread_logs_for_them(out: io.StringIO) -> None:
    worker = Worker("test")

    async def handle() -> None:
        hide([WORDS])
        await worker.run(logging.getLogger("retrieval").warning, "cannot encode %s", WORDS)

    await asyncio.create_task(handle())
    worker.close()
    assert out.getvalue().endswith(f"cannot encode {HIDDEN}\n")
