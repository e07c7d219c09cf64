"""The real command as a separate process: starting, stopping, and what it refuses to start with."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e import commands
from tests.e2e.answers import quotes
from tests.e2e.test_reading import HILL
from tests.telegram.faults import Conflict
from tests.telegram.stand import Stand


def environment(stand: Stand | None, data: Path, **more: str) -> dict[str, str]:
    token = {"ONRECORD_TELEGRAM_TOKEN": stand.token, "ONRECORD_TELEGRAM_API": stand.root} if stand else {}
    return commands.environment(data, **{**token, **more})


@asynccontextmanager
async def process(
    *words: str, env: dict[str, str], cwd: Path, stdin: bytes | None = None, log: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a command, and kill it at the end if it still runs; standard error goes to `log`."""
    err = log.open("wb") if log else None
    started = await asyncio.create_subprocess_exec(
        commands.COMMAND, *words, env=env, cwd=cwd,
        stdin=asyncio.subprocess.DEVNULL if stdin is None else asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # A pipe that nobody reads would block the bot.
        stderr=asyncio.subprocess.PIPE if log is None else err,
    )  # fmt: skip
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.communicate()
        if err is not None:
            err.close()


async def ended(*words: str, env: dict[str, str], cwd: Path, stdin: bytes | None = None) -> tuple[int | None, str, str]:
    async with process(*words, env=env, cwd=cwd, stdin=stdin) as started, asyncio.timeout(commands.PATIENCE):
        out, err = await started.communicate(stdin)
        return started.returncode, out.decode(), err.decode()


async def test_it_answers_sends_digests_on_time_and_stops_on_a_signal(stand: Stand, tmp_path: Path) -> None:
    ann = stand.reader("Ann")
    env = environment(stand, tmp_path, ONRECORD_LOG_LEVEL="DEBUG")
    log = tmp_path / "log"
    async with process("run", env=env, cwd=tmp_path, log=log) as bot:
        await ann.say("what did Hill say?")
        assert quotes(await ann.reply(commands.PATIENCE))[:2] == HILL
        assert (await ended("doctor", "--alive", env=env, cwd=tmp_path))[0] == 0
        minute = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        await ann.say(f"/subscribe {minute:%H:%M}")
        assert f"every day at {minute:%H:%M}.\nTime zone: UTC\n" in (await ann.reply()).text
        digest = await ann.reply(commands.PATIENCE)
        came = datetime.now(UTC)
        assert digest.text.startswith("On Record, ")
        assert minute <= came < minute + timedelta(minutes=1)
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(commands.PATIENCE):
            assert await bot.wait() == 0
    output = log.read_text()
    assert "On Record is starting" in output
    assert stand.token not in output
    assert "Traceback" not in output


async def test_a_wrong_token_gets_one_sentence(stand: Stand, tmp_path: Path) -> None:
    wrong = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    env = environment(stand, tmp_path, ONRECORD_TELEGRAM_TOKEN=wrong)
    code, _, err = await ended("run", env=env, cwd=tmp_path)
    assert code == 1
    assert err.splitlines()[-1].startswith("onrecord: Telegram does not know this token")
    assert wrong not in err
    assert "Traceback" not in err


async def test_a_second_bot_on_one_token_ends_with_the_reason(stand: Stand, tmp_path: Path) -> None:
    stand.fault("getUpdates", Conflict())
    code, _, err = await ended("run", env=environment(stand, tmp_path), cwd=tmp_path)
    assert code == 1
    assert err.splitlines()[-1].startswith("onrecord: another program is polling Telegram with this token")


@pytest.mark.parametrize(("token", "says"), [("", "not set"), ("oops", "is not a bot token")])
async def test_doctor_reports_what_is_wrong_with_a_token(tmp_path: Path, token: str, says: str) -> None:
    env = environment(None, tmp_path, ONRECORD_TELEGRAM_TOKEN=token)
    code, out, err = await ended("doctor", env=env, cwd=tmp_path)
    assert says in " ".join((out + err).split())
    assert code == (1 if token == "oops" else 0)


async def test_doctor_finds_no_fault_with_a_token(stand: Stand, tmp_path: Path) -> None:
    code, out, _ = await ended("doctor", env=environment(stand, tmp_path), cwd=tmp_path)
    assert code == 0
    assert "belongs to @" in out
    assert "FAULT" not in out


async def test_without_a_token_a_piped_question_is_answered(tmp_path: Path) -> None:
    env = environment(None, tmp_path)
    code, out, _ = await ended("run", env=env, cwd=tmp_path, stdin=b"what did Hill say?\n\nwhat did Macron say?\n")
    assert code == 0
    for quote in HILL:
        assert f"> {quote}\n[" in out
    assert "I have no quotes from anyone called Macron." in out


async def test_without_a_token_and_a_question_it_says_what_is_missing(tmp_path: Path) -> None:
    code, _, err = await ended("run", env=environment(None, tmp_path), cwd=tmp_path)
    assert code == 1
    assert err.splitlines()[-1].startswith("onrecord: no Telegram token is set")


async def test_nobody_is_alive_on_an_empty_folder(tmp_path: Path) -> None:
    code, _, err = await ended("doctor", "--alive", env=environment(None, tmp_path), cwd=tmp_path)
    assert code == 1
    assert "no bot is running" in err
