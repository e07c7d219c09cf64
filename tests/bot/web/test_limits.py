"""How large a fetch may be, how long it may take, and how error responses are reported."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import UTC, datetime
from email.utils import format_datetime
from time import monotonic, thread_time

import pytest

from bot.intake.web.fetching import Fetched, Fetcher, FetchLimits, seconds_of
from retrieval.domain.errors import FetchFailed
from tests.bot.web.site import Reply, fetched, loopback

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
TEXT = b"Hill said no. " * 9000
GZIP = {"Content-Encoding": "gzip"}


def bare() -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(TEXT) + packing.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("GZIP, identity", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:777]) + gzip.compress(TEXT[777:]) + bytes(9)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare()),
        ("identity", TEXT),
        ("", TEXT),
    ],
)
async def test_compressed_content_is_decompressed(coding: str, body: bytes) -> None:
    got = await fetched(Reply(body, headers={"Content-Encoding": coding}), limits=FetchLimits())
    assert isinstance(got, Fetched)
    assert got.content == TEXT


@pytest.mark.parametrize(
    "bomb", [gzip.compress(bytes(90_000_000)), gzip.compress(bytes(1000)) * 1000], ids=["one", "many"]
)
async def test_a_bomb_is_stopped_while_it_is_decompressed(bomb: bytes) -> None:
    began = monotonic()
    assert "is larger than 200,000 bytes" in str(await fetched(Reply(bomb, headers=GZIP)))
    assert monotonic() - began < 5


async def test_decompressing_does_not_block_the_event_loop() -> None:
    longest = 0.0

    async def others() -> None:
        nonlocal longest
        while True:
            # Only the loop's own thread is measured, whatever else the machine does.
            began = thread_time()
            await asyncio.sleep(0)
            longest = max(longest, thread_time() - began)

    waiting = asyncio.create_task(others())
    got = await fetched(Reply(gzip.compress(bytes(60_000_000)), headers=GZIP), limits=FetchLimits())
    waiting.cancel()
    assert isinstance(got, Fetched)
    assert longest < 0.25


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "deflate, gzip"])
async def test_other_and_nested_encodings_are_refused(coding: str) -> None:
    answer = Reply(gzip.compress(gzip.compress(TEXT)), headers={"Content-Encoding": coding})
    assert "in an unsupported encoding" in str(await fetched(answer))


async def test_damaged_and_incomplete_content_is_refused() -> None:
    assert "breaks off" in str(await fetched(Reply(gzip.compress(TEXT)[:-20], headers=GZIP)))
    assert "arrives damaged" in str(await fetched(Reply(b"no gzip at all", headers=GZIP)))
    short = await fetched(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nHill")
    assert isinstance(short, FetchFailed)


async def test_content_that_is_too_large_is_refused_early() -> None:
    huge = Reply(b"x", headers={"Content-Length": "99999999999"}, length=False)
    assert "is larger than 100,000 bytes" in str(await fetched(huge))
    digits = Reply(b"x", headers={"Content-Length": "9" * 5_000}, length=False)
    assert isinstance(await fetched(digits), FetchFailed)
    endless = Reply(b"x" * 10_000, again=1_000_000, length=False)
    assert "is larger than 100,000 bytes" in str(await fetched(endless))


async def test_endless_headers_are_refused() -> None:
    heads = b"HTTP/1.1 200 OK\r\n" + b"X-A: aaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 10_000 + b"\r\nHill"
    assert isinstance(await fetched(heads), FetchFailed)


async def test_slow_responses_time_out() -> None:
    limits = FetchLimits(seconds=0.3)
    began = monotonic()
    drip = Reply(b"x", again=100, pause=0.1)
    assert "takes longer than 0.3 seconds" in str(await fetched(drip, limits=limits))
    # Each hop alone is fast enough, all together are not: the server closes late.
    hops = [Reply(b"x", 302, {"Location": f"/{n + 1}"}, again=20, pause=0.1) for n in range(9)]
    assert isinstance(await fetched(*hops, limits=limits), FetchFailed)
    assert monotonic() - began < 3


async def test_error_responses_have_their_status_and_retry_time() -> None:
    one = Fetcher(loopback, now=lambda: NOW)
    busy = await fetched(Reply(status=503, headers={"Retry-After": "120"}), one=one)
    assert isinstance(busy, FetchFailed)
    assert (busy.status, busy.retry_after) == (503, 120.0)
    assert "try again later" in str(busy)
    for status, what in (
        (404, "does not exist"),
        (410, "does not exist"),
        (403, "is not shown to bots"),
        (418, "not a page"),
    ):
        gone = await fetched(Reply(status=status))
        assert isinstance(gone, FetchFailed)
        assert (gone.status, gone.retry_after) == (status, None)
        assert what in str(gone)


async def test_not_modified_is_a_response() -> None:
    got = await fetched(b"HTTP/1.1 304 Not Modified\r\nETag: 7\r\n\r\n")
    assert isinstance(got, Fetched)
    assert (got.status, got.content, got.headers["etag"]) == (304, b"", "7")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (format_datetime(NOW.replace(minute=5)), 300.0),
        ("Sat, 28 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1e300", None),
        ("9" * 400, None),
        ("", None),
        (None, None),
    ],
)
def test_both_forms_of_retry_after_are_read(value: str | None, seconds: float | None) -> None:
    assert seconds_of(value, NOW) == seconds
