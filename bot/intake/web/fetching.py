"""Fetch links over HTTP and HTTPS from public addresses only, within limits of time and size."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from bot.intake.web.addresses import Allowed, public_page
from bot.intake.web.encodings import ACCEPTED, Unpacking
from retrieval.domain.errors import FetchFailed
from retrieval.domain.wording import Quantity, Wording

if TYPE_CHECKING:
    import httpcore
    import httpx

    from bot.intake.web.connecting import Resolve

MAX_REDIRECTS = 5
MAX_LINK_CHARS = 4000
PRODUCT = "OnRecord"
"""The name of our bot in robots.txt."""
_NOTHING: Mapping[str, str] = MappingProxyType({})
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT_REDIRECTS = {301, 308}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """`seconds` in all, with redirects; `sent` bytes of content on the wire, `unpacked` bytes after decompression.

    `cut` leaves larger content unread beyond `unpacked` bytes, instead of refusing it.
    """

    seconds: float = 60.0
    sent: int = 32_000_000
    unpacked: int = 64_000_000
    cut: bool = False


LIMITS = FetchLimits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link led to.  `url` is the one after all redirects; `headers` have lower-case names; a 304 has no content.

    `moved` says that there were redirects and that all were permanent.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    moved: bool = False


class SupportsGet(Protocol):
    """Anything that fetches like a Fetcher, such as one that waits its turn."""

    async def get(self, url: str, *, headers: Mapping[str, str] = ..., limits: FetchLimits = ...) -> Fetched:
        """Fetch `url` like Fetcher.get."""


class Fetcher:
    """Fetches links through one connection pool, opened at the first fetch.

    `allowed` says which addresses it may connect to; `resolve` returns the addresses of a host (None: the system's);
    `now` returns an aware time.
    """

    def __init__(
        self,
        allowed: Allowed = public_page,
        resolve: Resolve | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._now = now
        self._pool: httpcore.AsyncConnectionPool | None = None

    async def get(self, url: str, *, headers: Mapping[str, str] = _NOTHING, limits: FetchLimits = LIMITS) -> Fetched:
        """Return the response of status 2xx that `url` leads to, or 304 if `headers` made the request conditional.

        Raise FetchFailed, with the status if there was one.
        """
        import httpcore  # noqa: PLC0415  a quarter of a second with httpx, spent only on fetching

        sent = {"User-Agent": agent(), "Accept": "*/*", "Accept-Encoding": ACCEPTED, **headers}
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._followed(parsed(url), sent, limits)
        except TimeoutError as error:
            raise FetchFailed(
                "takes longer than {seconds} seconds to load; try again later", seconds=f"{limits.seconds:g}"
            ) from error
        except (httpcore.TimeoutException, httpcore.NetworkError) as error:
            if _is_of_tls(error):
                raise FetchFailed(
                    "has no valid certificate, so nobody can tell whose page it is; check the link"
                ) from error
            raise FetchFailed("cannot be reached, or breaks off; check the link, or try again later") from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise FetchFailed("does not answer like a web server; check the link") from error

    async def _followed(self, url: httpx.URL, sent: Mapping[str, str], limits: FetchLimits) -> Fetched:
        redirects: list[int] = []
        encoded = [(key.encode("ascii"), value.encode("latin-1")) for key, value in sent.items()]
        for _ in range(MAX_REDIRECTS + 1):
            async with AsyncExitStack() as stack:
                response = await stack.enter_async_context(self._opened().stream("GET", _wired(url), headers=[
                    (b"Host", url.netloc), *encoded
                ]))  # fmt: skip
                got = _headers(response)
                if response.status not in _REDIRECTS:
                    self._require_success(response.status, got)
                    content = await _content(response, got, limits)
                    moved = bool(redirects) and _PERMANENT_REDIRECTS.issuperset(redirects)
                    return Fetched(str(url), response.status, got, content, moved)
            redirects.append(response.status)
            url = parsed(str(url), _location(got))
        raise FetchFailed("is redirected more than {most} times; check the link", most=Quantity(MAX_REDIRECTS))

    def _opened(self) -> httpcore.AsyncConnectionPool:
        if self._pool is None:
            from bot.intake.web.connecting import addresses_of, connections  # noqa: PLC0415

            self._pool = connections(self._allowed, self._resolve or addresses_of)
        return self._pool

    def _require_success(self, status: int, headers: Mapping[str, str]) -> None:
        if 200 <= status < 300 or status == HTTPStatus.NOT_MODIFIED:
            return
        raise FetchFailed(_why(status), status=status, retry_after=seconds_of(headers.get("retry-after"), self._now()))

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None


def _is_of_tls(error: BaseException | None) -> bool:
    """Return whether the error was caused by TLS, for example by a certificate."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def agent() -> str:
    return f"{PRODUCT}/{version('onrecord')} (news-briefing bot that quotes with citations)"


def parsed(url: str, location: str | None = "") -> httpx.URL:
    """Return `url`, or the `location` that it redirects to, as a link to fetch.  Raise FetchFailed."""
    import httpx  # noqa: PLC0415  as above

    if location is None:
        raise FetchFailed("is redirected to nowhere; check the link")
    try:
        # The part after # is for the browser.
        target = httpx.URL(url.strip()).join(location).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchFailed("is not a link; check the spelling") from error
    if target.scheme not in {"http", "https"} or not target.host:
        raise FetchFailed("is not a link to a web page; begin it with https:// or http://")
    if target.userinfo:
        raise FetchFailed(
            "has a user name or password in it, which would end up in the log; give a link that anybody can open"
        )
    if len(str(target)) > MAX_LINK_CHARS:
        raise FetchFailed(
            "is longer than any link ({most} characters at most); check that it is one link",
            most=Quantity(MAX_LINK_CHARS),
        )
    return target


def _wired(url: httpx.URL) -> httpcore.URL:
    import httpcore  # noqa: PLC0415  as above

    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _headers(response: httpcore.Response) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, value in response.headers:
        name, text = key.decode("latin-1").lower(), value.decode("latin-1").strip()
        found[name] = f"{found[name]}, {text}" if name in found else text
    return MappingProxyType(found)


def _location(headers: Mapping[str, str]) -> str | None:
    """Return the address of a redirect: headers are Latin-1, but servers mean a link as UTF-8 if it is valid UTF-8."""
    location = headers.get("location")
    try:
        return None if location is None else location.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return location


async def _content(response: httpcore.Response, headers: Mapping[str, str], limits: FetchLimits) -> bytes:
    """Return the whole content, decompressed.  Raise FetchFailed as soon as it is too much."""
    unpacking = Unpacking(headers.get("content-encoding", ""))
    length = headers.get("content-length", "")
    sent, content = 0, bytearray()
    if not limits.cut and length.isdecimal() and int(length) > limits.sent:
        raise FetchFailed(_too_large(limits.sent))
    async for chunk in response.aiter_stream():
        sent += len(chunk)
        if sent > limits.sent:
            raise FetchFailed(_too_large(limits.sent))
        for piece in unpacking.pieces(chunk):
            content += piece
            if len(content) > limits.unpacked:
                if limits.cut:
                    return bytes(content[: limits.unpacked])
                raise FetchFailed(_too_large(limits.unpacked))
            # One chunk may become a thousand pieces; let other tasks run in between.
            await asyncio.sleep(0)
    unpacking.end()
    return bytes(content)


def _too_large(max_bytes: int) -> Wording:
    return Wording(
        "is larger than {most} bytes, the most that is fetched; save it and add the file, or a part of it",
        most=Quantity(max_bytes),
    )


def _why(status: int) -> Wording:
    name = {s.value: s.phrase for s in HTTPStatus}.get(status, "")
    shown = f"status {status} {name}".strip()
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Wording("leads to a page that does not exist ({status}); check the link", status=shown)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN}:
        return Wording("is not shown to bots ({status}); save the page in your browser and add the file", status=shown)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Wording("is unavailable at the moment ({status}); try again later", status=shown)
    return Wording("gets an answer that is not a page ({status}); check the link", status=shown)


def seconds_of(retry_after: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, from either of its forms; None if it has neither."""
    if not retry_after:
        return None
    if re.fullmatch(r"[0-9]{1,9}", retry_after):
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
