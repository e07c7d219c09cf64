"""Where a fetch may go, whatever names, redirects and changing DNS answers say."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpcore
import pytest

from bot.intake.web.fetching import Fetched, Fetcher
from retrieval.domain.errors import FetchFailed
from tests.bot.web.site import Reply, fetched, fetcher, loopback, site


async def refused(url: str, one: Fetcher | None = None) -> str:
    one = one or Fetcher()
    with pytest.raises(FetchFailed) as raised:
        await one.get(url)
    await one.close()
    return str(raised.value)


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert isinstance(await fetched(Reply(b"Hill")), Fetched)


async def test_a_response_has_its_bytes_address_and_headers() -> None:
    async with site({"/a": Reply(b"\x00Hill\xff", headers={"ETag": '"7"', "X-A": "1"})}) as at:
        one = fetcher()
        got = await one.get(f"{at.base}/a#part", headers={"If-None-Match": '"6"'})
        await one.close()
    assert (got.url, got.status, got.content) == (f"{at.base}/a", 200, b"\x00Hill\xff")
    assert got.headers["etag"] == '"7"'
    ((_, asked),) = at.asked
    assert asked["host"] == at.base.removeprefix("http://")
    assert asked["if-none-match"] == '"6"'
    assert asked["user-agent"].startswith("OnRecord/")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/a", "gopher://example.org", "javascript:alert(1)", "data:text/html,hi",
     "//example.org/a", "example.org", "http://", "http:///a", "http://[::1", "", "http://a:b:c/"],
)  # fmt: skip
async def test_other_links_than_http_are_refused(url: str) -> None:
    assert "is not a link" in await refused(url)


async def test_a_password_in_a_link_is_refused_and_not_repeated() -> None:
    refusal = await refused("https://mara:secret@example.org/")
    assert "has a user name or password in it" in refusal
    assert "secret" not in refusal


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
     "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://0/",
     "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[fe80::1]/", "http://[fd00:ec2::254]/",
     "http://8.8.8.8:22/", "https://8.8.8.8:25/", "http://①②⑦.0.0.1/", "http://0.0.0.0/", "http://localhost./",
     "http://LOCALHOST/", "http://ⓛocalhost/", "http://127.0.0.1./", "http://[64:ff9b::7f00:1]/",
     "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://[::127.0.0.1]/", "http://[::]/",
     "http://127。0。0。1/", "http://0x7f.0.0.0x1/", "http://017700000001/", "http://[fe80::1%25eth0]/"],
)  # fmt: skip
async def test_only_public_addresses_are_connected_to(url: str) -> None:
    refusal = await refused(url)
    assert "is not public" in refusal or "is not a link" in refusal or "unknown host" in refusal


def answering(*answers: Sequence[str]) -> tuple[Fetcher, list[str]]:
    """Return a fetcher that resolves names to these answers in turn, and the names that it resolved."""
    asked: list[str] = []
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        del port
        asked.append(host)
        await asyncio.sleep(0)
        return left.pop(0) if len(left) > 1 else left[0]

    return Fetcher(loopback, resolve), asked


@pytest.mark.parametrize("address", ["10.0.0.7", "169.254.169.254", "127.0.0.9", "::ffff:127.0.0.1", "fe80::1"])
async def test_a_name_with_a_private_address_is_refused(address: str) -> None:
    one, _ = answering([address])
    assert "is not public" in await refused("http://news.example/", one)


async def test_a_name_with_a_public_and_a_private_address_is_refused_as_a_trap() -> None:
    one, _ = answering(["127.0.0.1", "10.0.0.7"])
    assert "is not public" in await refused("http://news.example/", one)


async def test_a_name_is_resolved_once_per_connection() -> None:
    """DNS rebinding: the checked address is the one connected to, and the next connection is checked again."""
    async with site({"/": Reply(b"Hill", headers={"Connection": "close"})}) as at:
        port = at.base.rpartition(":")[2]
        one, asked = answering(["127.0.0.1"], ["127.0.0.9"])
        got = await one.get(f"http://news.example:{port}/")
        assert got.content == b"Hill"
        assert asked == ["news.example"]
        assert at.asked[0][1]["host"] == f"news.example:{port}"
        assert "is not public" in await refused(f"http://news.example:{port}/", one)
    assert at.paths == ["/"]


async def test_the_next_address_is_tried_if_one_does_not_answer() -> None:
    async with site({"/": Reply(b"Hill")}) as at:
        one, _ = answering(["127.0.0.2", "127.0.0.1"])
        assert (await one.get(f"http://news.example:{at.base.rpartition(':')[2]}/")).content == b"Hill"
        await one.close()


async def test_a_redirected_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """For example by a rule of the system's; the socket knows which address it reached."""
    connect = httpcore.AnyIOBackend.connect_tcp

    async def led(network: httpcore.AnyIOBackend, host: str, *rest: Any) -> httpcore.AsyncNetworkStream:
        return await connect(network, {"127.0.0.2": "127.0.0.1"}[host], *rest)

    async with site({"/": Reply(b"Hill")}) as at:
        one, _ = answering(["127.0.0.2"])
        monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", led)
        assert "is not public" in await refused(f"http://news.example:{at.base.rpartition(':')[2]}/", one)
    assert at.asked == []


async def test_an_unknown_host_is_named_in_the_refusal() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} {port}")

    refusal = await refused("http://news.example/", Fetcher(resolve=resolve))
    assert "names an unknown host (news.example)" in refusal


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_to_the_last_address(status: int) -> None:
    got = await fetched(Reply(status=status, headers={"Location": "/1"}), Reply(b"Hill"))
    assert isinstance(got, Fetched)
    assert got.url.endswith("/1")
    assert got.content == b"Hill"


async def test_a_redirect_with_non_ascii_characters_is_followed_like_in_a_browser() -> None:
    hop = b"HTTP/1.1 302 Found\r\nLocation: /caf\xc3\xa9\r\nContent-Length: 0\r\n\r\n"
    async with site({"/0": hop, "/caf%C3%A9": Reply(b"Hill")}) as at, fetcher() as one:
        assert (await one.get(f"{at.base}/0")).url == f"{at.base}/caf%C3%A9"


async def test_non_ascii_headers_are_sent_back_unchanged() -> None:
    """An ETag is just bytes to the server that sent it."""
    marked = b'HTTP/1.1 200 OK\r\nETag: "\xe9\xff"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
    async with site({"/": marked}) as at, fetcher() as one:
        mark = (await one.get(f"{at.base}/")).headers["etag"]
        await one.get(f"{at.base}/", headers={"If-None-Match": mark})
    assert at.asked[1][1]["if-none-match"] == '"\xe9\xff"'


@pytest.mark.parametrize(
    ("location", "why"),
    [("http://10.0.0.1/", "is not public"), ("http://127.0.0.9/", "is not public"),
     ("http://169.254.169.254/latest/", "is not public"), ("//[::ffff:10.0.0.1]/", "is not public"),
     ("file:///etc/passwd", "is not a link"), ("ftp://127.0.0.1/", "is not a link"),
     ("http://a:b@127.0.0.1/", "a user name or password"),
     ("http://8.8.8.8@10.0.0.1/", "a user name or password"), ("gopher://10.0.0.1/", "is not a link"),
     ("http://[64:ff9b::a00:1]/", "is not public"),
     ("\\\\10.0.0.1/", "does not"), ("http://8.8.8.8:25/", "is not public"),
     ("javascript:alert(1)", "is not a link"), ("/" + "x" * 5000, "is longer than any link")],
)  # fmt: skip
async def test_a_redirect_to_a_forbidden_address_is_refused(location: str, why: str) -> None:
    assert why in str(await fetched(Reply(status=302, headers={"Location": location})))


async def test_too_many_redirects_are_refused() -> None:
    chain = [Reply(status=302, headers={"Location": f"/{n + 1}"}) for n in range(6)]
    assert "is redirected more than 5 times" in str(await fetched(*chain, Reply(b"Hill")))
    assert isinstance(await fetched(*chain[:5], Reply(b"Hill")), Fetched)
    assert "is redirected more than 5 times" in str(await fetched(Reply(status=301, headers={"Location": "/0"})))
    assert "redirected to nowhere" in str(await fetched(Reply(status=301)))


async def test_a_cancelled_fetch_leaves_no_connection_behind() -> None:
    """Whether it was connecting, waiting for the response, or in the middle of it."""
    slow = Reply(b"x", again=1000, pause=0.05)
    silent: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: silent.put_nowait(writer), "127.0.0.1", 0)
    async with site({"/slow": slow}) as at, fetcher() as one:
        mute = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        for url in (f"{at.base}/slow", mute, mute.replace("http:", "https:")):
            for pause in (0.0, 0.002, 0.1):
                before = sockets()
                getting = asyncio.create_task(one.get(url))
                await asyncio.sleep(pause)
                getting.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await getting
                # The servers' own sockets do not count.
                await asyncio.sleep(0.05)
                while not silent.empty():
                    silent.get_nowait().transport.abort()
                for writer in at.serving.values():
                    writer.transport.abort()
                await asyncio.sleep(0.05)
                assert sockets() <= before
    server.close()


async def test_a_fetch_cancelled_at_any_moment_leaves_no_connection_behind() -> None:
    """The worst one lies between the connection and its first request, within a turn of the event loop."""
    silent: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: silent.put_nowait(writer), "127.0.0.1", 0)
    async with fetcher() as one:
        before = sockets()
        for step in range(100):
            getting = asyncio.create_task(one.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))
            await asyncio.sleep(0.0002 * (step % 20))
            getting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await getting
        await asyncio.sleep(0.05)
        while not silent.empty():
            silent.get_nowait().transport.abort()
        await asyncio.sleep(0.05)
        assert sockets() <= before
    server.close()


def sockets() -> int:
    """Return the number of sockets that this process has open."""
    found = 0
    for fd in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found += str(fd.readlink()).startswith("socket:")
    return found


async def test_a_connection_is_reused_only_for_its_own_name() -> None:
    answers = {"/": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nHill"}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answers["/"])

    connections: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    one, asked = answering(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.9"])
    for name in ("news.example", "news.example", "other.example"):
        await one.get(f"http://{name}:{port}/")
    assert (asked, len(connections)) == (["news.example", "other.example"], 2)
    assert "is not public" in await refused(f"http://third.example:{port}/", one)
    server.close()
    for writer in connections:
        writer.transport.abort()
