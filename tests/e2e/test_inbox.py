"""What comes in from Telegram is handled once: through kills, stops, repeats, refused tokens and floods."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.telegram.context import shared_by
from bot.telegram.updates import dispatcher, polling
from bot.views.failures import interrupted, too_many
from tests.e2e import commands
from tests.e2e.conftest import Running, eventually, running_bot
from tests.e2e.test_conversation import ask, press_text
from tests.e2e.test_process import ended, environment, process
from tests.telegram.client import Reader
from tests.telegram.faults import ServerError, Slow, TooMany, Unauthorized
from tests.telegram.limits import Limits
from tests.telegram.stand import Stand

QUESTION = "what did Hill say?"


@pytest.fixture
def limits() -> Limits:
    """Return no flood limits: these tests are about what comes in."""
    return Limits.none()


def heard(reader: Reader) -> list[str]:
    return [message.text for message in reader.heard()]


async def test_after_a_kill_every_question_in_the_air_is_answered_once(stand: Stand, tmp_path: Path) -> None:
    env = environment(stand, tmp_path / "data")
    readers = [stand.reader(f"Reader {number:02}") for number in range(40)]
    for reader in readers:
        await reader.say(QUESTION)
    async with process("run", env=env, cwd=tmp_path, log=tmp_path / "log1") as bot:
        await stand.world.bell.until(lambda: sum(bool(heard(r)) for r in readers) >= 8 or None, commands.PATIENCE)
        bot.kill()
        await bot.wait()
    before = sum(bool(heard(reader)) for reader in readers)
    assert 8 <= before < 40
    unknown = replying(tmp_path / "data")
    async with process("run", env=env, cwd=tmp_path, log=tmp_path / "log2") as bot:
        await stand.world.bell.until(lambda: all(heard(r) for r in readers) or None, commands.PATIENCE)
        bot.send_signal(signal.SIGTERM)
        assert await bot.wait() == 0
    for reader in readers:
        answers = [text for text in heard(reader) if text != interrupted()]
        lines = heard(reader).count(interrupted())
        # Where it is unknown whether the answer had left, the reader is told so instead.
        assert (len(answers), lines) in {(1, 0), (1, 1), (0, 1)}
    assert sum(heard(r).count(interrupted()) for r in readers) == unknown
    assert sum(QUESTION in row for row in contents(tmp_path / "data")) == 0


def replying(data: Path) -> int:
    """Return to how many updates a reply may have arrived."""
    with closing(sqlite3.connect(data / "onrecord.db")) as connection:
        (count,) = connection.execute("select count(*) from inbox where state = 'replying'").fetchone()
        return int(count)


def contents(data: Path) -> list[str]:
    """Return what the inbox still holds of what readers wrote."""
    with closing(sqlite3.connect(data / "onrecord.db")) as connection:
        return [str(content) for (content,) in connection.execute("select content from inbox")]


async def test_an_update_that_comes_twice_gets_one_reply(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path) as running:
        ann = running.stand.reader("Ann")
        answer = await ask(ann, QUESTION)
        await press_text(await ann.press(answer, "👍"))
        calls = len(stand.calls("answerCallbackQuery"))
        for update in list(stand.updates):
            stand.send_again(update)
        await ann.quiet(0.5)
    for update in list(stand.updates):
        stand.send_again(update)
    async with running_bot(stand, tmp_path) as running:
        assert len(heard(ann)) == 1
        await ask(running.editor, "/help")
        await ann.quiet(0.3)
        assert len(stand.calls("answerCallbackQuery")) == calls


async def test_a_stop_does_not_wait_for_telegram_and_the_next_start_answers(stand: Stand, tmp_path: Path) -> None:
    ann, ben = stand.reader("Ann"), stand.reader("Ben")
    async with running_bot(stand, tmp_path) as running:
        await ask(running.editor, "/help")
        stand.fault("sendMessage", TooMany(6), chat=ann.id)
        stand.fault("sendMessage", Slow(30), chat=ben.id)
        await ann.say(QUESTION)
        await ben.say(QUESTION)
        await ann.say("/help")
        await eventually(lambda: _sent_to(stand, {ann.id, ben.id}))
        # The last poll, which confirms what has come, hangs as well.
        stand.fault("getUpdates", Slow(30))
        told_to_wait = began = time.monotonic()
    assert time.monotonic() - began < 10
    assert not heard(ann)
    await asyncio.sleep(max(0.0, told_to_wait + 6.1 - time.monotonic()))
    async with running_bot(stand, tmp_path):
        first, second = await ann.replies(2)
        assert first.text.startswith("Christopher Hill")
        assert "/people" in second.text
        # His answer arrived, and the bot cannot know it.
        assert (await ben.replies(2))[1].text == interrupted()
        await ben.quiet(0.3)
    assert (len(heard(ann)), len(heard(ben))) == (2, 2)


async def _sent_to(stand: Stand, chats: set[int]) -> bool:
    return chats <= {call.params["chat_id"] for call in stand.calls("sendMessage")}


async def test_one_refused_poll_is_a_hiccup_and_many_end_the_bot(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FIRST_PAUSE_SECONDS", 0.05)
    shared, ann = shared_by(running.app), running.stand.reader("Ann")
    running.stand.fault("getUpdates", Unauthorized())
    running.stand.fault("getUpdates", ServerError(), count=3)
    await ask(ann, "/help")
    await ask(ann, "/help")
    assert not running.stand.pending_faults
    assert shared.fatal is None
    running.stand.fault("getUpdates", Unauthorized(), count=99)
    await ann.say("/help")
    async with asyncio.timeout(commands.PATIENCE):
        await shared.stopping.wait()
    assert shared.fatal == polling.UNKNOWN_BOT


async def test_a_flood_is_refused_in_one_line_and_holds_up_nobody_else(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "MAX_WAITING_PER_CHAT", 10)
    flooder, ann = stand.reader("Flo"), stand.reader("Ann")
    for _ in range(400):
        await flooder.say(QUESTION)
    await ann.say(QUESTION)
    async with running_bot(stand, tmp_path):
        await ann.reply()
        answered = len(heard(flooder))
        await eventually(lambda: _settled(tmp_path))
        assert answered <= 10
        assert heard(flooder).count(too_many()) == 1
        assert len(heard(flooder)) < 60
        assert len(contents(tmp_path)) < 60
        # The burst is over: the next question is answered.
        before = len(heard(flooder))
        await flooder.say("/help")
        await flooder.until(lambda: len(heard(flooder)) > before)
        assert "/people" in heard(flooder)[-1]


async def _settled(data: Path) -> bool:
    return set(contents(data)) == {"None"}


async def test_one_folder_has_one_bot_whose_clock_may_jump(stand: Stand, tmp_path: Path) -> None:
    data, clock = tmp_path / "data", tmp_path / "clock"
    # 24 November 2026, 08:00 UTC.
    start = 1_795_507_200.0
    clock.write_text(f"{start - 3_600 - time.time()}")
    env = environment(stand, data)
    ann = stand.reader("Ann")
    async with process("run", "--clock", str(clock), env=env, cwd=tmp_path, log=tmp_path / "log") as bot:
        await ann.say("/subscribe 08:00")
        await ann.reply(commands.PATIENCE)
        clock.write_text(f"{start + 1 - time.time()}")
        first = await ann.reply(commands.PATIENCE)
        # Two hours back, and two seconds before the next one.
        clock.write_text(f"{start - 7_202 - time.time()}")
        await ann.say("/subscribe 06:00")
        await ann.reply()
        second = await ann.reply()
        headings = [m.text.partition("\n")[0].partition(" · ")[0] for m in (first, second)]
        assert headings == ["On Record, Tuesday 24 November"] * 2
        assert (await ended("doctor", "--alive", env=env, cwd=tmp_path))[0] == 0
        code, _, err = await ended("run", env=env, cwd=tmp_path)
        assert (code, err.splitlines()[-1].partition(" on ")[0]) == (1, "onrecord: another bot is running")
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await bot.wait() == 0
    other = {**env, "ONRECORD_TELEGRAM_TOKEN": f"777{stand.token}"}
    code, _, err = await ended("run", env=other, cwd=tmp_path)
    assert code == 1
    assert "belongs to another bot" in err.splitlines()[-1]
    assert (await ended("doctor", "--alive", env=env, cwd=tmp_path))[0] == 1
