"""Fetch what a link leads to: by http and https from public addresses alone, within limits of time and size."""

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
from retrieval.domain.errors import Unfetchable

if TYPE_CHECKING:
    import httpcore
    import httpx

    from bot.intake.web.connecting import Resolve

REDIRECTS = 5
LONGEST_LINK = 4000
PRODUCT = "OnRecord"
"""Its name in robots.txt."""
_NOTHING: Mapping[str, str] = MappingProxyType({})
_MOVED = {301, 302, 303, 307, 308}
_FOR_GOOD = {301, 308}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """`seconds` in all, redirects included; `sent` bytes of content on the wire, `unpacked` once it is decompressed."""

    seconds: float = 60.0
    sent: int = 32_000_000
    unpacked: int = 64_000_000


LIMITS = FetchLimits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link led to.  `url` after all redirects; `headers` by lower-case names; no content with status 304.

    `moved`: it was redirected, and each time for good.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    moved: bool = False


class SupportsGet(Protocol):
    """What fetches: a Fetcher, or one that waits its turn."""

    async def get(self, url: str, *, headers: Mapping[str, str] = ..., limits: FetchLimits = ...) -> Fetched:
        """As Fetcher.get."""


class Fetcher:
    """Fetches links; one for all, opened with the first of them.

    `allowed` says which addresses may be connected to, `resolve` which a host has (None: as the system knows them),
    `now` is aware.
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
        """What `url` leads to: an answer of 2xx, or 304 where `headers` asked for news only.

        Raises Unfetchable, with the status where there was one.
        """
        import httpcore  # noqa: PLC0415  with httpx a quarter of a second, paid where something is fetched

        sent = {"User-Agent": agent(), "Accept": "*/*", "Accept-Encoding": ACCEPTED, **headers}
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._followed(parsed(url), sent, limits)
        except TimeoutError as error:
            raise Unfetchable(f"takes longer than {limits.seconds:g} seconds to come; try it later") from error
        except (httpcore.TimeoutException, httpcore.NetworkError) as error:
            if _is_of_tls(error):
                raise Unfetchable("has no valid certificate, so whose page it is cannot be told") from error
            raise Unfetchable("cannot be reached, or breaks off; check the link, or try it later") from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise Unfetchable("answers with what is no page on the web; check the link") from error

    async def _followed(self, url: httpx.URL, sent: Mapping[str, str], limits: FetchLimits) -> Fetched:
        redirects: list[int] = []
        asking = [(key.encode("ascii"), told.encode("latin-1")) for key, told in sent.items()]
        for _ in range(REDIRECTS + 1):
            async with AsyncExitStack() as stack:
                response = await stack.enter_async_context(self._opened().stream("GET", _wired(url), headers=[
                    (b"Host", url.netloc), *asking
                ]))  # fmt: skip
                got = _headers(response)
                if response.status not in _MOVED:
                    self._require_success(response.status, got)
                    content = await _content(response, got, limits)
                    moved = bool(redirects) and _FOR_GOOD.issuperset(redirects)
                    return Fetched(str(url), response.status, got, content, moved)
            redirects.append(response.status)
            url = parsed(str(url), _location(got))
        raise Unfetchable(f"is redirected more than {REDIRECTS} times; check the link")

    def _opened(self) -> httpcore.AsyncConnectionPool:
        if self._pool is None:
            from bot.intake.web.connecting import addresses_of, connections  # noqa: PLC0415

            self._pool = connections(self._allowed, self._resolve or addresses_of)
        return self._pool

    def _require_success(self, status: int, headers: Mapping[str, str]) -> None:
        if 200 <= status < 300 or status == HTTPStatus.NOT_MODIFIED:
            return
        raise Unfetchable(_why(status), status=status, retry_after=seconds_of(headers.get("retry-after"), self._now()))

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None


def _is_of_tls(error: BaseException | None) -> bool:
    """Whether it began with a certificate, or whatever else was wrong with TLS."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def agent() -> str:
    return f"{PRODUCT}/{version('onrecord')} (news-briefing bot that quotes with citations)"


def parsed(url: str, location: str | None = "") -> httpx.URL:
    """A link that may be fetched, or where it is redirected to.  Raises Unfetchable."""
    import httpx  # noqa: PLC0415  as above

    if location is None:
        raise Unfetchable("is redirected, but not to anywhere; check the link")
    try:
        # What stands behind # is for the reader of the page.
        target = httpx.URL(url.strip()).join(location).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise Unfetchable("is not a link; check how it is spelt") from error
    if target.scheme not in {"http", "https"} or not target.host:
        raise Unfetchable("is not a link to a page; one begins with https:// or http://")
    if target.userinfo:
        raise Unfetchable("has a name or a password in it, which would stand in the log; only public pages are fetched")
    if len(str(target)) > LONGEST_LINK:
        raise Unfetchable(f"is longer than any link ({LONGEST_LINK:,} characters at most)")
    return target


def _wired(url: httpx.URL) -> httpcore.URL:
    import httpcore  # noqa: PLC0415  as above

    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _headers(response: httpcore.Response) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, value in response.headers:
        name, told = key.decode("latin-1").lower(), value.decode("latin-1").strip()
        found[name] = f"{found[name]}, {told}" if name in found else told
    return MappingProxyType(found)


def _location(headers: Mapping[str, str]) -> str | None:
    """Where it is redirected to: a header is Latin-1, but a link in it is meant as UTF-8 wherever it can be."""
    told = headers.get("location")
    try:
        return None if told is None else told.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return told


async def _content(response: httpcore.Response, headers: Mapping[str, str], limits: FetchLimits) -> bytes:
    """All of it, unpacked.  What is too much is not waited for."""
    unpacking = Unpacking(headers.get("content-encoding", ""))
    length = headers.get("content-length", "")
    sent, content = 0, bytearray()
    if length.isdecimal() and int(length) > limits.sent:
        raise Unfetchable(_too_large(limits.sent))
    async for chunk in response.aiter_stream():
        sent += len(chunk)
        if sent > limits.sent:
            raise Unfetchable(_too_large(limits.sent))
        for piece in unpacking.pieces(chunk):
            content += piece
            if len(content) > limits.unpacked:
                raise Unfetchable(_too_large(limits.unpacked))
            # Of one chunk may come a thousand pieces: the others have their turn between them.
            await asyncio.sleep(0)
    unpacking.end()
    return bytes(content)


def _too_large(most: int) -> str:
    return f"is larger than {most:,} bytes, the most that is fetched; save it and add the file, or a part of it"


def _why(status: int) -> str:
    name = {s.value: s.phrase for s in HTTPStatus}.get(status, "")
    told = f"status {status} {name}".strip()
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return f"leads to a page that is not there ({told}); check the link"
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN}:
        return f"is not shown to the bot ({told}); save the page in your browser and add the file"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"cannot be had at the moment ({told}); try it later"
    return f"is answered with what is no page ({told}); check the link"


def seconds_of(retry_after: str | None, now: datetime) -> float | None:
    """How long a server asks to be left alone, in seconds, in either of the forms that it may say so."""
    if not retry_after:
        return None
    if re.fullmatch(r"[0-9]{1,9}", retry_after):
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
