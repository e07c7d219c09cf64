"""An update is marked before a message leaves for it, and unmarked only if the message certainly did not arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

from bot.telegram.updates.current import CURRENT, CurrentUpdate
from bot.telegram.updates.requests import RecordedRequest
from retrieval.domain.errors import StorageFull
from storage.ports.inbox import ReceivedUpdate, UpdateState
from tests.contracts.memory_inbox import MemoryInbox

NOW = datetime(2026, 11, 24, tzinfo=UTC)
WAITING, REPLYING = UpdateState.WAITING, UpdateState.REPLYING
URL = "https://api.telegram.org/bot1:x/"
OK, REFUSED, PAGE = (200, b'{"ok":true}'), (429, b'{"ok":false}'), (502, b"<html>Bad Gateway</html>")
Outcome = tuple[int, bytes] | Exception


def caused(error: NetworkError, cause: Exception) -> NetworkError:
    error.__cause__ = cause
    return error


@pytest.fixture
async def inbox() -> MemoryInbox:
    inbox = MemoryInbox()
    await inbox.put([ReceivedUpdate(1, 7, {})], NOW)
    return inbox


@pytest.fixture
def current(inbox: MemoryInbox) -> Iterator[CurrentUpdate]:
    current = CurrentUpdate(1, inbox)
    token = CURRENT.set(current)
    yield current
    CURRENT.reset(token)


async def states(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, *calls: tuple[str, Outcome]
) -> list[tuple[UpdateState, UpdateState]]:
    """Return the update's state during and after each call."""
    during: list[UpdateState] = []
    outcomes = [outcome for _, outcome in calls]

    async def call(_self: HTTPXRequest, _url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        during.append(inbox.rows[1].state)
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(HTTPXRequest, "do_request", call)
    request, after = RecordedRequest(), []
    for method, _ in calls:
        with suppress(NetworkError):
            await request.do_request(URL + method, method="POST")
        after.append(inbox.rows[1].state)
    await request.shutdown()
    return list(zip(during, after, strict=True))


@pytest.mark.parametrize("method", ["sendMessage", "sendDocument", "copyMessage", "forwardMessages"])
async def test_what_makes_a_message_is_marked_before_it_leaves(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, current: CurrentUpdate, method: str
) -> None:
    assert await states(monkeypatch, inbox, (method, OK)) == [(REPLYING, REPLYING)]


@pytest.mark.parametrize("method", ["getFile", "answerCallbackQuery", "editMessageText", "sendChatAction", "getMe"])
async def test_what_may_be_repeated_is_not_marked(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, current: CurrentUpdate, method: str
) -> None:
    assert await states(monkeypatch, inbox, (method, OK)) == [(WAITING, WAITING)]


@pytest.mark.parametrize(
    ("outcome", "after"),
    [
        (OK, REPLYING),
        (PAGE, REPLYING),
        (caused(TimedOut(), httpx.ReadTimeout("")), REPLYING),
        (caused(NetworkError("lost"), httpx.RemoteProtocolError("")), REPLYING),
        (REFUSED, WAITING),
        ((500, b'{"ok":false}'), WAITING),
        (caused(NetworkError("no route"), httpx.ConnectError("")), WAITING),
        (caused(TimedOut(), httpx.PoolTimeout("")), WAITING),
    ],
    ids=repr,
)
async def test_only_what_certainly_did_not_arrive_is_unmarked(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, current: CurrentUpdate, outcome: Outcome, after: UpdateState
) -> None:
    assert await states(monkeypatch, inbox, ("sendMessage", outcome)) == [(REPLYING, after)]


async def test_a_refused_second_part_does_not_undo_the_first(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, current: CurrentUpdate
) -> None:
    found = await states(monkeypatch, inbox, ("sendMessage", OK), ("sendMessage", REFUSED))
    assert found == [(REPLYING, REPLYING)] * 2


async def test_a_refused_reply_that_is_sent_again_is_marked_again(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, current: CurrentUpdate
) -> None:
    found = await states(monkeypatch, inbox, ("sendMessage", REFUSED), ("sendMessage", OK))
    assert found == [(REPLYING, WAITING), (REPLYING, REPLYING)]


async def test_a_message_that_is_cut_off_may_have_arrived(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, current: CurrentUpdate
) -> None:
    async def hang(*_: Any, **__: Any) -> tuple[int, bytes]:
        await asyncio.Event().wait()
        return OK

    monkeypatch.setattr(HTTPXRequest, "do_request", hang)
    request = RecordedRequest()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await request.do_request(URL + "sendMessage", method="POST")
    await request.shutdown()
    assert inbox.rows[1].state is REPLYING


async def test_a_full_disk_keeps_no_reader_waiting(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox, current: CurrentUpdate
) -> None:
    async def full(*_: Any) -> None:
        raise StorageFull("no space is left")

    monkeypatch.setattr(inbox, "mark", full)
    assert await states(monkeypatch, inbox, ("sendMessage", OK)) == [(WAITING, WAITING)]


async def test_what_is_sent_for_no_update_or_after_it_is_done_is_not_marked(
    monkeypatch: pytest.MonkeyPatch, inbox: MemoryInbox
) -> None:
    assert await states(monkeypatch, inbox, ("sendMessage", OK)) == [(WAITING, WAITING)]
    current = CurrentUpdate(1, inbox)
    current.is_done = True
    token = CURRENT.set(current)
    assert await states(monkeypatch, inbox, ("sendMessage", OK)) == [(WAITING, WAITING)]
    CURRENT.reset(token)
