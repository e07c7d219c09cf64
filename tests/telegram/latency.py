"""A network between the bot and the stand: every byte arrives a little later, in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHUNK_BYTES = 65536


@asynccontextmanager
async def delayed(root: str, seconds: float) -> AsyncIterator[str]:
    """Return an address at which a server answers with a round trip of `seconds`, half of them each way."""
    host, port = root.removeprefix("http://").split(":")

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(host, int(port))
        both = _passed(reader, there_writer, seconds / 2), _passed(there_reader, writer, seconds / 2)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*both, return_exceptions=True)
        there_writer.close()
        writer.close()

    connections: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.ensure_future(joined(reader, writer))
        connections.add(connection)
        connection.add_done_callback(connections.discard)

    server = await asyncio.start_server(accepted, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for connection in list(connections):
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def _passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Pass on what comes in, each chunk `seconds` after it came."""
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            at, chunk = await under_way.get()
            await asyncio.sleep(at - loop.time())
            if not chunk:
                break
            writer.write(chunk)
            await writer.drain()
        writer.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(deliver())
        while True:
            chunk = await reader.read(CHUNK_BYTES)
            under_way.put_nowait((loop.time() + seconds, chunk))
            if not chunk:
                break
