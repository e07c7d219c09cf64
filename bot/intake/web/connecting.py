"""Connections that are checked at the address they lead to: a name may answer one thing when asked, another after."""

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
from retrieval.domain.errors import FetchFailed

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, as text, best first.  Raises OSError."""

# Seconds for one address to take a connection: of several the next may.
CONNECT = 10.0
AT_ONCE = 32
NOT_PUBLIC = "leads to an address or a port that is not the public's; only pages that anybody can open are fetched"


async def addresses_of(host: str, port: int) -> list[str]:
    """As the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_, where in found]


def connections(allowed: Allowed, resolve: Resolve = addresses_of) -> httpcore.AsyncConnectionPool:
    """Connections to allowed addresses alone, kept for the next request for a few seconds."""
    return httpcore.AsyncConnectionPool(
        ssl_context=ssl.create_default_context(cafile=certifi.where()),
        max_connections=AT_ONCE,
        keepalive_expiry=15.0,
        network_backend=_Checked(allowed, resolve),
    )


class _Checked(httpcore.AsyncNetworkBackend):
    """Asks once for a name's addresses, and connects to one of these very addresses; TLS and Host keep the name."""

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
                stream = await self._network.connect_tcp(str(address), port, CONNECT, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return await self._checked(stream, address, port)
        raise failed or httpcore.ConnectError(f"no address is known of {host}")

    async def _addresses(self, host: str, port: int) -> list[Address]:
        """Raises Unfetchable where any is not allowed: a name with a public and a private address is a trap."""
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(f"names a host that is not known ({host}); check how it is spelt") from error
        addresses = [ip_address(text) for text in dict.fromkeys(found)]
        if not all(self._allowed(address, port) for address in addresses):
            raise FetchFailed(NOT_PUBLIC)
        return addresses

    async def _checked(
        self, stream: httpcore.AsyncNetworkStream, address: Address, port: int
    ) -> httpcore.AsyncNetworkStream:
        """The stream, if it has reached what it was sent to; a socket may have been led elsewhere."""
        reached = stream.get_extra_info("server_addr")
        try:
            at = ip_address(reached[0])
        except (TypeError, ValueError, IndexError):
            at = None
        if at != address or not self._allowed(address, port):
            await stream.aclose()
            raise FetchFailed(NOT_PUBLIC)
        return _Closing(stream)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Closing(httpcore.AsyncNetworkStream):
    """A stream that is closed where TLS does not come about: httpcore forgets it where one stops waiting for that."""

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
