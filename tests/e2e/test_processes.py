"""A bot in several processes on one PostgreSQL server: whichever of them is killed, each question is answered once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.views.failures import interrupted
from tests.e2e import commands
from tests.e2e.answers import quotes
from tests.e2e.test_process import ended, environment, process
from tests.e2e.test_reading import HILL
from tests.e2e.test_webhook import free_port
from tests.postgres import new_database
from tests.telegram.client import Reader
from tests.telegram.limits import Limits
from tests.telegram.stand import Stand

QUESTION = "what did Hill say?"


@pytest.fixture
def limits() -> Limits:
    """Return no flood limits: these tests are about what comes in."""
    return Limits.none()


@dataclass
class Processes:
    """The processes of one bot, each with a data folder of its own."""

    stand: Stand
    folder: Path
    variables: dict[str, str]

    @asynccontextmanager
    async def running(self, command: str, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
        env = environment(self.stand, self.folder / name, **self.variables)
        async with process(command, env=env, cwd=self.folder, log=self.folder / f"{name}.log") as one:
            yield one

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    async def until_logged(self, name: str, line: str) -> None:
        async with asyncio.timeout(commands.PATIENCE):
            while line not in self.log(name):  # noqa: ASYNC110  a file rings no bell
                await asyncio.sleep(0.05)


@pytest.fixture
def processes(stand: Stand, tmp_path: Path) -> Processes:
    port = free_port()
    return Processes(
        stand,
        tmp_path,
        {
            "ONRECORD_DATABASE": new_database().url,
            "ONRECORD_WEBHOOK": "true",
            "ONRECORD_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "ONRECORD_LISTEN": f"127.0.0.1:{port}",
            "ONRECORD_PAGES_KEY": "k" * 32,
        },
    )


def heard(reader: Reader) -> list[str]:
    return [message.text for message in reader.heard()]


async def test_a_killed_worker_is_taken_over_and_each_question_answered_once(
    processes: Processes, stand: Stand
) -> None:
    readers = [stand.reader(f"Reader {number:02}") for number in range(24)]
    async with AsyncExitStack() as stack:
        front = await stack.enter_async_context(processes.running("serve", "front"))
        first = await stack.enter_async_context(processes.running("work", "first"))
        second = await stack.enter_async_context(processes.running("work", "second"))
        for reader in readers:
            await reader.say(QUESTION)
        await stand.world.bell.until(lambda: sum(bool(heard(r)) for r in readers) >= 6 or None, commands.PATIENCE)
        first.kill()
        await first.wait()
        await stand.world.bell.until(lambda: all(heard(r) for r in readers) or None, commands.PATIENCE)
        # What was asked of a dead worker's chats is answered by the other, in order.
        for reader in readers[:4]:
            await reader.say("hello")
            await reader.say(QUESTION)
        await stand.world.bell.until(lambda: all(len(heard(r)) >= 3 for r in readers[:4]) or None, commands.PATIENCE)
        for one in (front, second):
            one.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                assert await one.wait() == 0
    for number, reader in enumerate(readers):
        answers = [message for message in reader.heard() if message.text != interrupted()]
        told = heard(reader).count(interrupted())
        wanted = 3 if number < 4 else 1
        # Where it is unknown whether the answer had left, the reader is told so instead.
        assert (len(answers), told) in {(wanted, 0), (wanted, 1), (wanted - 1, 1)}, heard(reader)
        assert all(quotes(answer)[:2] == HILL for answer in answers[-1:])
    assert "Traceback" not in processes.log("second") + processes.log("front")


async def test_a_worker_that_was_paused_for_long_repeats_nothing_that_others_did_meanwhile(
    processes: Processes, stand: Stand
) -> None:
    readers = [stand.reader(f"Reader {number:02}") for number in range(16)]
    async with (
        processes.running("serve", "front"),
        processes.running("work", "first") as first,
        processes.running("work", "second"),
    ):
        for name in ("first", "second"):
            await processes.until_logged(name, "On Record is starting")
        for _ in range(3):
            for reader in readers:
                await reader.say(QUESTION)
        await stand.world.bell.until(lambda: sum(bool(heard(r)) for r in readers) >= 4 or None, commands.PATIENCE)
        first.send_signal(signal.SIGSTOP)
        try:
            await processes.until_logged("second", "is dead; the others take over")
            await stand.world.bell.until(lambda: all(len(heard(r)) >= 3 for r in readers) or None, commands.PATIENCE)
        finally:
            first.send_signal(signal.SIGCONT)
        # The one that was paused is one of them again.
        for reader in readers:
            await reader.say(QUESTION)
        await stand.world.bell.until(lambda: all(len(heard(r)) >= 4 for r in readers) or None, commands.PATIENCE)
        await asyncio.sleep(2)
    for reader in readers:
        told = heard(reader).count(interrupted())
        # Told instead of answered, or, where the answer had just left, besides.
        assert 4 - told <= len(heard(reader)) - told <= 4, heard(reader)
    assert "Traceback" not in processes.log("first") + processes.log("second")


async def test_what_is_posted_while_nobody_works_is_answered_when_somebody_does(
    processes: Processes, stand: Stand
) -> None:
    ann = stand.reader("Ann")
    async with processes.running("serve", "front") as front:
        await processes.until_logged("front", "is served on")
        await ann.say(QUESTION)
        await stand.world.bell.until(lambda: not stand.world.updates.pending or None, commands.PATIENCE)
        front.kill()
        await front.wait()
    assert heard(ann) == []
    async with processes.running("work", "worker"):
        assert quotes(await ann.reply(commands.PATIENCE))[:2] == HILL


async def test_roles_that_do_not_fit_are_refused_in_a_sentence(
    processes: Processes, stand: Stand, tmp_path: Path
) -> None:
    alone = environment(stand, tmp_path / "alone")
    for command in ("serve", "work"):
        code, _, err = await ended(command, env=alone, cwd=tmp_path)
        assert (code, err) == (
            1, f"onrecord: `onrecord {command}` shares a database: set ONRECORD_DATABASE=postgresql://…\n",
        )  # fmt: skip
    async with processes.running("work", "worker"):
        await processes.until_logged("worker", "On Record is starting")
        env = environment(stand, tmp_path / "run", **processes.variables)
        code, _, err = await ended("run", env=env, cwd=tmp_path)
        assert code == 1
        assert "another bot is running on postgresql://" in err
        alive = environment(stand, tmp_path / "worker", **processes.variables)
        async with asyncio.timeout(commands.PATIENCE):
            while (await ended("doctor", "--alive", env=alive, cwd=tmp_path))[0]:  # noqa: ASYNC110  as above
                await asyncio.sleep(0.5)
    polls = {**processes.variables, "ONRECORD_WEBHOOK": "false"}
    code, _, err = await ended("serve", env=environment(stand, tmp_path / "front", **polls), cwd=tmp_path)
    assert (code, err) == (1, "onrecord: `onrecord serve` takes what Telegram posts: set ONRECORD_WEBHOOK=true\n")
    keyless = {**processes.variables, "ONRECORD_PAGES_KEY": ""}
    for command in ("serve", "work"):
        code, _, err = await ended(command, env=environment(stand, tmp_path / command, **keyless), cwd=tmp_path)
        assert code == 1
        assert "shares the links of its pages: set ONRECORD_PAGES_KEY" in err
