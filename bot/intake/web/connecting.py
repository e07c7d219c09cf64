"""Check each connection at the address it leads to, because a name may resolve differently a moment later."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import ip_address
from typing import Any

import certifi
import httpcore

from bot.intake.web.addresses import Address, Allowed
from retrieval.domain.errors import FetchFailed, template

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host as text, best first.  Raises OSError."""

# Seconds until the next address of a host is tried.
CONNECT_SECONDS = 10.0
MAX_CONNECTIONS = 32
# How long an idle connection is kept.
KEPT_SECONDS = 15.0
NOT_PUBLIC = template("leads to an address or a port that is not public; give a link that anybody can open")


async def addresses_of(host: str, port: int) -> list[str]:
    """Resolve a host as the system does."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_, where in found]


def connections(allowed: Allowed, resolve: Resolve = addresses_of) -> httpcore.AsyncConnectionPool:
    """Return a pool that connects to allowed addresses only and keeps connections for a few seconds."""
    return _Pool(
        ssl_context=ssl.create_default_context(cafile=certifi.where()),
        max_connections=MAX_CONNECTIONS,
        keepalive_expiry=KEPT_SECONDS,
        network_backend=_CheckedNetwork(allowed, resolve),
    )


class _Pool(httpcore.AsyncConnectionPool):
    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        return _Connection(
            origin, ssl_context=self._ssl_context, keepalive_expiry=KEPT_SECONDS, network_backend=self._network_backend
        )


class _Connection(httpcore.AsyncHTTPConnection):
    """Closes a new connection whose first request is cancelled before it is sent.

    httpcore leaves such a connection in the pool, unused and counted for ever: after MAX_CONNECTIONS of them nothing
    is fetched any more.
    """

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        try:
            return await super().handle_async_request(request)
        except BaseException:
            if "HTTP/1.1, NEW," in self.info():
                await self.aclose()
            raise


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name once and connects to one of those very addresses; TLS and Host keep the name."""

    def __init__(self, allowed: Allowed, resolve: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del timeout
        failed = None
        for address in await self._addresses(host, port):
            try:
                stream = await self._network.connect_tcp(
                    str(address), port, CONNECT_SECONDS, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return await self._checked(stream, address, port)
        raise failed or httpcore.ConnectError(f"{host} has no address")

    async def _addresses(self, host: str, port: int) -> list[Address]:
        """Raise FetchFailed if any address is not allowed: a name with a public and a private one is a trap."""
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailed("names an unknown host ({host}); check the spelling", host=host) from error
        addresses = [ip_address(text) for text in dict.fromkeys(found)]
        if not all(self._allowed(address, port) for address in addresses):
            raise FetchFailed(NOT_PUBLIC)
        return addresses

    async def _checked(
        self, stream: httpcore.AsyncNetworkStream, address: Address, port: int
    ) -> httpcore.AsyncNetworkStream:
        """Return the stream if it reached `address`; a rule of the system may have redirected the socket."""
        reached = stream.get_extra_info("server_addr")
        try:
            at = ip_address(reached[0])
        except (TypeError, ValueError, IndexError):
            at = None
        if at != address or not self._allowed(address, port):
            await stream.aclose()
            raise FetchFailed(NOT_PUBLIC)
        return _ClosingStream(stream)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _ClosingStream(httpcore.AsyncNetworkStream):
    """Closes the connection if the TLS handshake fails; httpcore leaks it if the handshake is cancelled."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  as above
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  as above
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  as above
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
