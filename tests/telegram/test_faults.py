"""Faults strike by method, chat and count; some keep the effect, and none is a violation by itself."""

import asyncio
import time

import aiohttp
import pytest

from tests.telegram.bare import BareBot, blamed, refused
from tests.telegram.client import Reader
from tests.telegram.faults import (
    Conflict,
    DropAfter,
    DropBefore,
    Forbidden,
    Kind,
    Migrate,
    Refuse,
    ServerError,
    Slow,
    TooMany,
    Unauthorized,
)
from tests.telegram.refusals import Json
from tests.telegram.stand import Stand


@pytest.fixture
def ann(stand: Stand) -> Reader:
    return stand.reader("Ann")


REFUSING: list[tuple[Kind, int, str, Json | None]] = [
    (TooMany(7), 429, "Too Many Requests: retry after 7", {"retry_after": 7}),
    (Forbidden(), 403, "Forbidden: bot was blocked by the user", None),
    (
        Migrate(-1005),
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": -1005},
    ),
    (Refuse("not enough rights"), 400, "Bad Request: not enough rights", None),
    (
        Conflict(),
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        None,
    ),
    (Unauthorized(), 401, "Unauthorized", None),
    (ServerError(500), 500, "Internal Server Error", None),
]


@pytest.mark.parametrize("case", REFUSING, ids=lambda case: type(case[0]).__name__)
async def test_a_refusing_fault_has_no_effect(
    stand: Stand, bot: BareBot, ann: Reader, case: tuple[Kind, int, str, Json | None]
) -> None:
    kind, code, words, parameters = case
    stand.fault("sendMessage", kind)
    answer = await bot("sendMessage", chat_id=ann.id, text="a")
    refused(answer, code, words)
    assert answer.get("parameters") == parameters
    assert ann.heard() == []
    assert stand.pending_faults == []


async def test_a_proxy_answers_in_html(stand: Stand, bot: BareBot, ann: Reader) -> None:
    stand.fault("sendMessage", ServerError(502, html=True))
    async with bot.session.post(bot.url("sendMessage"), json={"chat_id": ann.id, "text": "a"}) as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "Bad Gateway" in await response.text()
    assert ann.heard() == []
    assert (stand.calls("sendMessage")[0].status, stand.calls("sendMessage")[0].answer) == (502, None)


async def test_faults_go_by_method_chat_and_count(stand: Stand, bot: BareBot, ann: Reader) -> None:
    bob = stand.reader("Bob")
    stand.fault("sendmessage", Forbidden(), chat=ann.id, count=2)
    await bot.say(bob.id, "not Ann")
    assert (await bot("sendChatAction", chat_id=ann.id, action="typing"))["ok"]
    assert [(await bot("sendMessage", chat_id=ann.id, text="a"))["ok"] for _ in range(3)] == [
        False,
        False,
        True,
    ]
    stand.fault(None, ServerError(503))
    assert not (await bot("getMe"))["ok"]
    assert (await bot("getMe"))["ok"]


async def test_a_slow_answer_keeps_the_effect(stand: Stand, bot: BareBot, ann: Reader) -> None:
    stand.fault("sendMessage", Slow(30))
    impatient = aiohttp.ClientTimeout(total=0.2)
    with pytest.raises(TimeoutError):
        await bot.post("sendMessage", json={"chat_id": ann.id, "text": "delivered"}, timeout=impatient)
    assert (await ann.reply()).text == "delivered"


async def test_a_slow_answer_comes_in_the_end(stand: Stand, bot: BareBot, ann: Reader) -> None:
    stand.fault("sendMessage", Slow(0.3))
    began = time.monotonic()
    await bot.say(ann.id, "late")
    assert 0.3 <= time.monotonic() - began < 2


@pytest.mark.parametrize(("kind", "heard"), [(DropBefore(), []), (DropAfter(), ["a"])])
async def test_a_dropped_connection_keeps_the_effect_or_not(
    stand: Stand, bot: BareBot, ann: Reader, kind: Kind, heard: list[str]
) -> None:
    stand.fault("sendMessage", kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot("sendMessage", chat_id=ann.id, text="a")
    assert [message.text for message in ann.heard()] == heard
    assert stand.calls("sendMessage")[0].answer is None


async def test_ignoring_an_injected_429_is_a_violation(stand: Stand, bot: BareBot, ann: Reader) -> None:
    bob = stand.reader("Bob")
    stand.fault("sendMessage", TooMany(2), chat=ann.id)
    assert (await bot("sendMessage", chat_id=ann.id, text="a"))["error_code"] == 429
    await asyncio.sleep(0.3)
    await bot.say(bob.id, "another chat")
    assert stand.violations == []
    answer = await bot("sendMessage", chat_id=ann.id, text="a")
    refused(answer, 429, "Too Many Requests: retry after 2")
    blamed(stand, f"called for chat {ann.id} 2 s too early")
    await asyncio.sleep(1.8)
    await bot.say(ann.id, "in time")


async def test_a_slow_answer_does_not_hold_up_the_end() -> None:
    async with asyncio.timeout(5), aiohttp.ClientSession() as session:
        async with Stand() as stand:
            stand.fault("getMe", Slow(60))
            call = asyncio.create_task(BareBot(stand, session)("getMe"))
            await asyncio.sleep(0.1)
        assert (await call)["ok"]


async def test_fetching_a_file_can_fail_too(stand: Stand, bot: BareBot) -> None:
    uploaded = (await stand.reader("Ann").upload("a.txt", b"a")).raw["document"]["file_id"]
    path = (await bot("getFile", file_id=uploaded))["result"]["file_path"]
    url = f"{stand.base_file_url}{stand.token}/{path}"
    stand.fault("file", ServerError(502, html=True))
    async with bot.session.get(url) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    async with bot.session.get(url) as response:
        assert await response.read() == b"a"
