"""Serve an ASGI application on the bot's own event loop, and stop it within seconds.  The only module with uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from retrieval.domain.errors import OnRecordError

log = logging.getLogger(__name__)

# Connections at a time; of a request, the bytes before its body; seconds that an idle connection stays open, and that
# answers have to end when the bot stops.
MAX_CONNECTIONS, MAX_HEAD_BYTES, IDLE_SECONDS, GRACE_SECONDS = 200, 16_384, 10, 2
BACKLOG = 128


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals are the bot's (bot.telegram.app): it stops the server with everything else.
        yield


@asynccontextmanager
async def serving(app: ASGIApp, address: str, setting: str) -> AsyncIterator[int]:
    """Serve at "host:port" while the block runs, and yield the port.

    Raise OnRecordError if it is taken; it names the `setting` that the address is from.
    """
    listener = _listener(address, setting)
    config = uvicorn.Config(
        app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, limit_concurrency=MAX_CONNECTIONS, backlog=BACKLOG, timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS, h11_max_incomplete_event_size=MAX_HEAD_BYTES,
    )  # fmt: skip
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    task.add_done_callback(_tell_if_failed)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        listener.close()


def _tell_if_failed(serving: asyncio.Task[None]) -> None:
    if not serving.cancelled() and (error := serving.exception()) is not None:
        log.error("nothing is served by HTTP any longer", exc_info=error)


def _listener(address: str, setting: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        # From here on nobody is refused, even before the server has started.
        listener.listen(BACKLOG)
    except OSError as error:
        raise OnRecordError(
            f"{address} cannot be listened on ({error.strerror}); choose another with {setting}"
        ) from error
    return listener
