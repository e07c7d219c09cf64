"""Kill the processes of one bot in turn, or take its database away, while readers ask in a closed loop.

Two `serve` stand behind a proxy, two `work` behind them, on an embedded PostgreSQL; the stand posts as Telegram does.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.e2e.commands import environment
from tests.postgres import new_database, stopped
from tests.telegram.client import Reader
from tests.telegram.limits import Limits
from tests.telegram.stand import Stand

READERS = int(os.environ.get("BEYOND_READERS", "500"))
SECONDS = float(os.environ.get("BEYOND_SECONDS", "120"))
KILL_EVERY = 10.0
OUTAGE = 30.0
# How long a question may take before its reader asks the next one.
PATIENCE = 300.0
QUESTION = "what did Hill say?"
INTERRUPTED = "may be missing"
_ROLES = ("serve", "serve", "work", "work")
_COMMAND = "from bot.cli.main import main; main()"


def measured() -> Mapping[str, float]:
    return asyncio.run(_measured())


async def _measured() -> Mapping[str, float]:
    killed = await _run("killed", _kill_in_turn)
    outage = await _run("outage", _take_database_away)
    return {**killed, **outage}


@dataclass
class _Bot:
    """The processes of one bot, each started again when it has been killed."""

    folder: Path
    variables: dict[str, str]
    ports: tuple[int, int]
    processes: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, number: int) -> None:
        role = _ROLES[number]
        listen = {"ONRECORD_LISTEN": f"127.0.0.1:{self.ports[number]}"} if role == "serve" else {}
        env = environment(self.folder / f"{role}-{number}", **self.variables, **listen)
        with (self.folder / f"{role}-{number}.log").open("ab") as log:
            self.processes[number] = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _COMMAND, role, env=env, cwd=self.folder, stdout=log, stderr=log
            )

    async def kill(self, number: int) -> None:
        self.processes[number].kill()
        await self.processes[number].wait()

    async def stop(self) -> None:
        for number in self.processes:
            with suppress(ProcessLookupError):
                await self.kill(number)


Disturb = Callable[[_Bot, float], Coroutine[Any, Any, Mapping[str, float]]]


async def _kill_in_turn(bot: _Bot, until: float) -> Mapping[str, float]:
    """Kill one process every ten seconds, of each kind in turn, and start it again."""
    for kills, number in enumerate(itertools.cycle((2, 0, 3, 1))):
        await asyncio.sleep(KILL_EVERY)
        if time.monotonic() >= until:
            return {"kills": kills}
        await bot.kill(number)
        await bot.start(number)
    raise AssertionError("it goes round for ever")


async def _take_database_away(_: _Bot, until: float) -> Mapping[str, float]:
    """Stop PostgreSQL in the middle, and start it again."""
    await asyncio.sleep(max(0.0, until - time.monotonic()) / 3)
    with stopped():
        await asyncio.sleep(OUTAGE)
    return {"outage, s": OUTAGE}


async def _run(name: str, disturb: Disturb) -> Mapping[str, float]:
    with tempfile.TemporaryDirectory() as temporary:
        async with Stand(limits=Limits.none()) as stand:
            ports = (_free_port(), _free_port())
            async with _proxy(ports) as port:
                bot = _Bot(Path(temporary), _settings(stand, port), ports)
                try:
                    for number in range(len(_ROLES)):
                        await bot.start(number)
                    return {f"{name}: {key}": value for key, value in (await _asked(stand, bot, disturb)).items()}
                finally:
                    await bot.stop()


def _settings(stand: Stand, port: int) -> dict[str, str]:
    return {
        "ONRECORD_TELEGRAM_TOKEN": stand.token, "ONRECORD_TELEGRAM_API": stand.root, "ONRECORD_WEBHOOK": "true",
        "ONRECORD_DATABASE": new_database().url, "ONRECORD_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ONRECORD_PAGES_KEY": "k" * 32, "ONRECORD_LOG_LEVEL": "WARNING",
    }  # fmt: skip


async def _asked(stand: Stand, bot: _Bot, disturb: Disturb) -> Mapping[str, float]:
    loops = [_Loop(stand.reader(f"Reader {number:03}")) for number in range(READERS)]
    await loops[0].reader.say(QUESTION)
    await loops[0].reader.reply(PATIENCE)
    loops[0].heard_before = 1
    until = time.monotonic() + SECONDS
    disturbing = asyncio.create_task(disturb(bot, until))
    await asyncio.gather(*(loop.run(until) for loop in loops))
    noted = await disturbing
    # What should not come has time to come.
    await asyncio.sleep(2)
    waits = sorted(wait for loop in loops for wait in loop.waits)
    return {
        **noted, "readers": float(READERS), "asked": float(sum(loop.asked for loop in loops)),
        "lost": float(sum(loop.lost for loop in loops)), "doubled": float(sum(loop.doubled for loop in loops)),
        "told that an answer may be missing": float(sum(loop.told for loop in loops)),
        "out of order": float(sum(loop.out_of_order for loop in loops)),
        "gave up waiting": float(sum(loop.gave_up for loop in loops)),
        "p50 wait of two, s": waits[len(waits) // 2], "p99 wait of two, s": waits[int(len(waits) * 0.99)],
    }  # fmt: skip


@dataclass
class _Loop:
    """One reader, who asks two questions in a row and waits for both: one is answered, the other names nobody."""

    reader: Reader
    heard_before: int = 0
    asked: int = 0
    gave_up: int = 0
    waits: list[float] = field(default_factory=list)

    async def run(self, until: float) -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            both = partial(self._has_heard, len(self.reader.chat.from_bot) + 2)
            await self.reader.say(QUESTION)
            await self.reader.say(f"what did {_nobody(self.asked // 2)} say?")
            self.asked += 2
            try:
                await self.reader.until(both, PATIENCE)
            except AssertionError:
                self.gave_up += 1
            else:
                self.waits.append(time.monotonic() - began)

    def _has_heard(self, number: int) -> bool:
        return len(self.reader.chat.from_bot) >= number

    @property
    def _texts(self) -> list[str]:
        return [message.text for message in self.reader.chat.from_bot[self.heard_before :]]

    @property
    def told(self) -> int:
        return sum(INTERRUPTED in text for text in self._texts)

    @property
    def lost(self) -> int:
        """Return for how many questions nothing came, not even that the answer may be missing."""
        return max(0, self.asked - len(self._texts))

    @property
    def doubled(self) -> int:
        return max(0, len(self._texts) - self.told - self.asked)

    @property
    def out_of_order(self) -> int:
        """Return how often a name came after one that was asked for later."""
        numbers = {_nobody(n): n for n in range(self.asked // 2)}
        named = [numbers[word] for text in self._texts for word in re.findall(r"Zorb[a-z]+", text) if word in numbers]
        return sum(later < earlier for earlier, later in itertools.pairwise(named))


def _nobody(number: int) -> str:
    """Return a name that nobody has."""
    return "Zorb" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")


@asynccontextmanager
async def _proxy(ports: tuple[int, int]) -> AsyncIterator[int]:
    """Hand each connection to the next process that takes it, as a load balancer does; yield the port."""
    turn = itertools.count()

    async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.close()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(turn)
        for port in (ports[first % 2], ports[(first + 1) % 2]):
            with suppress(OSError):
                behind, ahead = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(pipe(reader, ahead), pipe(behind, writer))
                return
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
