"""The Inbox and BotIdentity ports: no update is lost or known as new twice, and a store belongs to one bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database.engine import Database
from storage.database.place import Address
from storage.ports.inbox import MAX_STARTS, Inbox, ReceivedUpdate, UpdateState
from storage.ports.jobs import SentDocument
from tests.contracts.memory_inbox import MemoryInbox
from tests.contracts.stores import DATABASES, NOON, Clock, Stores, opened

DAY = timedelta(days=1)


def update(number: int, chat: int = 7) -> ReceivedUpdate:
    return ReceivedUpdate(number, chat, {"update_id": number, "message": {"text": "“where?”"}})


@pytest.fixture(params=["memory", *DATABASES])
async def inbox(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Inbox]:
    if request.param == "memory":
        yield MemoryInbox()
        return
    async with opened(DATABASES[request.param](tmp_path), Clock()) as stores:
        yield stores.inbox


async def unfinished(inbox: Inbox) -> list[int]:
    return [left.update.number for left in await inbox.take_over()]


async def test_an_update_is_new_once_whatever_became_of_it(inbox: Inbox) -> None:
    assert set(await inbox.put([update(3), update(1), update(3)], NOON)) == {1, 3}
    await inbox.finish([1])
    await inbox.mark(3, UpdateState.REPLYING)
    assert set(await inbox.put([update(3), update(2), update(1)], NOON)) == {2}


async def test_what_is_unfinished_is_taken_over_whole_in_the_order_of_arrival(inbox: Inbox) -> None:
    for number in (5, 2, 9, 4):
        await inbox.put([update(number)], NOON)
    await inbox.finish([9])
    await inbox.mark(2, UpdateState.REPLYING)
    left = await inbox.take_over()
    assert [(one.update, one.state) for one in left] == [
        (update(5), UpdateState.WAITING),
        (update(2), UpdateState.REPLYING),
        (update(4), UpdateState.WAITING),
    ]
    assert [one.is_to_be_handled for one in left] == [True, False, True]


async def test_an_update_that_ends_every_start_is_given_up(inbox: Inbox) -> None:
    await inbox.put([update(1)], NOON)
    handled = [one.is_to_be_handled for _ in range(MAX_STARTS + 1) for one in await inbox.take_over()]
    assert handled == [True] * MAX_STARTS + [False]


async def test_a_reply_that_certainly_failed_makes_it_wait_again(inbox: Inbox) -> None:
    await inbox.put([update(1)], NOON)
    await inbox.mark(1, UpdateState.REPLYING)
    await inbox.mark(1, UpdateState.WAITING)
    (left,) = await inbox.take_over()
    assert left.is_to_be_handled


async def test_what_is_done_stays_done(inbox: Inbox) -> None:
    await inbox.put([update(1)], NOON)
    await inbox.finish([1, 99])
    # It is still this worker's: /forget erases the message that it answers.
    assert await inbox.mark(1, UpdateState.REPLYING)
    assert await unfinished(inbox) == []


async def test_only_old_updates_that_were_handled_are_swept(inbox: Inbox) -> None:
    await inbox.put([update(1), update(2)], NOON)
    await inbox.put([update(3)], NOON + 3 * DAY)
    await inbox.finish([1, 3])
    await inbox.sweep(NOON + DAY)
    # Swept then was what a clock ahead of time had written: it would else stay until that time.
    assert set(await inbox.put([update(1), update(3)], NOON)) == {3}
    await inbox.finish([3])
    await inbox.sweep(NOON + 3 * DAY)
    assert set(await inbox.put([update(1), update(2), update(3)], NOON)) == {1, 3}


async def test_nothing_that_was_written_is_kept_once_it_is_done(stores: Stores, address: Address) -> None:
    await stores.inbox.put([update(1)], NOON)
    await stores.inbox.finish([1])
    database = await Database.open(address)
    (row,) = await database.rows(text("select content from inbox"))
    await database.close()
    assert row.content is None


async def test_a_store_belongs_to_the_bot_that_came_first(stores: Stores, second: Stores) -> None:
    assert await stores.identity.claim(111, NOON) == 111
    assert await second.identity.claim(222, NOON) == 111
    assert await second.identity.claim(111, NOON, take_over=True) == 111


async def test_a_bot_that_takes_over_starts_without_what_only_the_other_could_use(stores: Stores) -> None:
    await stores.identity.claim(111, NOON)
    await stores.inbox.put([update(1)], NOON)
    await stores.documents.put(SentDocument(7, 5, None, "file", "a.txt", 5))
    await stores.turns.record_messages(7, [9], articles=["a"])
    assert await stores.identity.claim(222, NOON, take_over=True) == 222
    assert await stores.identity.claim(222, NOON) == 222
    assert await unfinished(stores.inbox) == []
    assert await stores.documents.with_album(7, 5) == []
