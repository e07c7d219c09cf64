"""A data folder has one bot, and shows whether it works, whatever the computer's clock says."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli.doctor import check_alive
from bot.composition import opened
from bot.settings import Settings
from bot.usecases.operating.heartbeat import (
    HEARTBEAT_FILE,
    MAX_HEARTBEAT_AGE_SECONDS,
    Heartbeat,
    seconds_since_heartbeat,
)
from bot.usecases.operating.sole_bot import LOCK_FILE, claim_folder, is_running, sole_bot
from retrieval.domain.errors import OnRecordError
from tests.contracts.encoders import FakeEncoder

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
HOLD = "import sys, time; from pathlib import Path; from bot.usecases.operating.sole_bot import sole_bot\n"
HOLD += "with sole_bot(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def settings(data: Path, token: str | None = None) -> Settings:
    return Settings(data=data, telegram_token=None if token is None else SecretStr(token), _env_file=None)


def test_a_second_bot_on_a_folder_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    with sole_bot(tmp_path):
        assert is_running(tmp_path)
        with pytest.raises(OnRecordError, match="another bot is running on"), sole_bot(tmp_path):
            pass
    assert not is_running(tmp_path)
    with sole_bot(tmp_path):
        pass


def test_a_killed_bot_leaves_the_folder_free(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    assert is_running(tmp_path)
    other.kill()
    other.communicate()
    with sole_bot(tmp_path):
        pass


def test_a_lock_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OnRecordError), sole_bot(tmp_path):
        pass
    assert not (tmp_path / "elsewhere").exists()
    assert not is_running(tmp_path)


async def test_the_token_of_another_bot_is_refused_but_a_renewed_one_is_not(tmp_path: Path) -> None:
    async def claim(token: str, *, take_over: bool = False) -> None:
        async with opened(settings(tmp_path, token), FakeEncoder()) as services:
            await claim_folder(services, NOW, take_over=take_over)

    await claim(f"123456:{SECRET}")
    await claim(f"123456:{SECRET.lower()}")
    with pytest.raises(OnRecordError, match="belongs to another bot: its id is 123456, that of this token 777777"):
        await claim(f"777777:{SECRET}")
    await claim(f"777777:{SECRET}", take_over=True)
    await claim(f"777777:{SECRET}")


async def test_a_bot_is_alive_while_it_receives_whatever_the_clock_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OnRecordError, match="no bot is running on"):
        check_alive(settings(tmp_path))
    with sole_bot(tmp_path):
        with pytest.raises(OnRecordError, match="has received nothing from Telegram yet"):
            check_alive(settings(tmp_path))
        await Heartbeat(tmp_path).beat()
        for shift in (-7200, 7200):
            # As after the clock was set: the file's own time is wrong then.
            os.utime(tmp_path / HEARTBEAT_FILE, (time.time() + shift, time.time() + shift))
            check_alive(settings(tmp_path))
        assert capsys.readouterr().out == "alive\nalive\n"
        long_ago = time.monotonic() - MAX_HEARTBEAT_AGE_SECONDS - 5
        (tmp_path / HEARTBEAT_FILE).write_text(f"{long_ago}\n")
        with pytest.raises(OnRecordError, match="is running, but has not received for 65 s"):
            check_alive(settings(tmp_path))
    await Heartbeat(tmp_path).beat()
    with pytest.raises(OnRecordError, match="no bot is running on"):
        check_alive(settings(tmp_path))


@pytest.mark.parametrize("content", ["", "half", "99999999999.0"])
def test_a_heartbeat_that_says_nothing_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / HEARTBEAT_FILE).write_text(content)
    assert seconds_since_heartbeat(tmp_path, time.monotonic()) is None
