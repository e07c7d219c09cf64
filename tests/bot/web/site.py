"""A web site on loopback that gives set answers: to the byte, and as slowly as wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import cycle, islice

from bot.intake.web.addresses import Address
from bot.intake.web.fetching import Fetched, Fetcher, FetchLimits
from bot.intake.web.pacing import PoliteFetcher
from bot.intake.web.robots_cache import RobotsCache
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import FetchFailed

NOTHING: Mapping[str, Answer] = {}
SMALL = FetchLimits(seconds=5.0, sent=100_000, unpacked=200_000)


@dataclass(frozen=True)
class Reply:
    """The body is sent `again` times with `pause` seconds after each; `length` False leaves out Content-Length."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    again: int = 1
    pause: float = 0.0
    length: bool = True

    @property
    def head(self) -> bytes:
        length = {"Content-Length": str(len(self.body) * self.again)} if self.length else {}
        lines = "".join(f"{key}: {value}\r\n" for key, value in {**length, **self.headers}.items())
        return f"HTTP/1.1 {self.status} So\r\n{lines}Connection: close\r\n\r\n".encode("latin-1")


Answer = Reply | bytes | Callable[[Mapping[str, str]], Reply]
"""The answer at a path: a reply, its raw bytes, or a function from the request's headers to a reply."""


@dataclass
class Site:
    """`asked` are the requested paths in order, with the headers of each request."""

    base: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    serving: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving[asyncio.create_task(self._serve(reader, writer))] = writer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
                path = head[0].split()[1]
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
                self.asked.append((path, headers))
                await self._answer(self.answers.get(path, Reply(b"nothing here", 404)), headers, writer)
        finally:
            # Also for clients that connect without a request.
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, answer: Answer, headers: Mapping[str, str], writer: asyncio.StreamWriter) -> None:
        if callable(answer):
            answer = answer(headers)
        if isinstance(answer, bytes):
            writer.write(answer)
        else:
            writer.write(answer.head)
            for body in islice(cycle([answer.body]), answer.again):
                writer.write(body)
                await writer.drain()
                await asyncio.sleep(answer.pause)
        await writer.drain()


@asynccontextmanager
async def site(answers: Mapping[str, Answer] = NOTHING) -> AsyncIterator[Site]:
    made = Site(answers=dict(answers))
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        for task, writer in made.serving.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*made.serving, return_exceptions=True)
        # The loop closes a socket in its next iteration.
        await asyncio.sleep(0.01)


def loopback(address: Address, port: int) -> bool:
    """Allow only this machine, except 127.0.0.9, which stands for a private address."""
    del port
    return address.is_loopback and address != ip_address("127.0.0.9")


def fetcher() -> Fetcher:
    return Fetcher(loopback)


async def fetched(*answers: Answer, limits: FetchLimits = SMALL, one: Fetcher | None = None) -> Fetched | FetchFailed:
    """Fetch /0 from a site with these answers at /0, /1 …."""
    async with site({f"/{n}": answer for n, answer in enumerate(answers)}) as at:
        one = one or fetcher()
        try:
            return await one.get(f"{at.base}/0", limits=limits)
        except FetchFailed as error:
            return error
        finally:
            await one.close()


def at_once(fetcher: Fetcher, gap: float = 0.0) -> PoliteFetcher:
    """Return a polite fetcher without pauses, which loopback does not need."""
    return PoliteFetcher(fetcher, RobotsCache(fetcher, utc_now), gap=gap)
