"""What digests told a chat is remembered, story by story, and so is what it wants left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from retrieval.domain.changes import OPERATOR
from storage.ports.digests import TOLD_MEMORY
from storage.ports.outbox import Delivery, DeliveryState
from storage.ports.subscriptions import Schedule, Subscription
from tests.contracts.drafts import HILL, pair
from tests.contracts.stores import Clock, Stores

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BEN = 5, 6


def digest(chat: int, at: datetime, *told: str, topic: int = 0) -> Delivery:
    stories = [{"head": i, "articles": [i], "says": []} for i in told]
    content = {"until": at.isoformat(), "zone": "UTC", "articles": [*told], "told": [*told], "stories": stories}
    return Delivery(f"digest:{chat}/{topic}:{at.isoformat()}", chat, content, topic=topic)


async def tell(stores: Stores, chat: int, at: datetime, *told: str, topic: int = 0) -> Delivery:
    """Write a digest as the writer of digests does, send it, and return it."""
    done = Subscription(chat, Schedule((480,), "UTC"), since=at, due=at, topic=topic)
    await stores.subscriptions.put(done)
    written = digest(chat, at, *told, topic=topic)
    assert await stores.subscriptions.advance(done, replace(done, due=at + DAY), [written], at)
    (due,) = [d for d in await stores.outbox.due(at) if d.key == written.key]
    claimed = await stores.outbox.claim(due)
    assert claimed is not None
    await stores.outbox.settle(claimed, DeliveryState.SENT, at)
    return claimed


async def test_a_digest_is_remembered_for_its_chat_and_topic_only(stores: Stores) -> None:
    await tell(stores, ANN, NOON, "a", "b")
    await tell(stores, ANN, NOON + DAY, "b", "c")
    await tell(stores, ANN, NOON, "d", topic=7)
    asked = ["a", "b", "c", "d", "e"]
    assert await stores.told.told(ANN, 0, asked) == {"a": NOON, "b": NOON + DAY, "c": NOON + DAY}
    assert await stores.told.told(ANN, 7, asked) == {"d": NOON}
    assert await stores.told.told(BEN, 0, asked) == {}


async def test_a_digest_that_was_not_written_tells_nothing(stores: Stores) -> None:
    done = Subscription(ANN, Schedule((480,), "UTC"), since=NOON, due=NOON)
    await stores.subscriptions.put(done)
    late = replace(done, due=NOON - DAY)
    assert not await stores.subscriptions.advance(late, replace(done, due=NOON + DAY), [digest(ANN, NOON, "a")], NOON)
    assert await stores.told.told(ANN, 0, ["a"]) == {}


async def test_the_buttons_of_a_digest_find_it_again_in_its_own_chat(stores: Stores) -> None:
    first = await tell(stores, ANN, NOON, "a")
    last = await tell(stores, ANN, NOON + DAY, "b")
    await tell(stores, ANN, NOON + 2 * DAY)
    assert await stores.told.delivered(first.id, ANN) == replace(first, attempts=1)
    assert await stores.told.delivered(first.id, BEN) is None
    found = await stores.told.last_digest(ANN, 0)
    assert found is not None
    # One without stories is no digest to show again.
    assert found.id == last.id
    assert await stores.told.last_digest(ANN, 7) is None


async def test_what_a_button_showed_counts_as_shown_once_and_its_reader_hears_of_changes(
    stores: Stores, clock: Clock
) -> None:
    sent = await tell(stores, ANN, NOON - DAY, "a")
    await stores.library.put([pair(HILL, "x")])
    for _ in range(2):
        await stores.told.add_shown(sent.id, ["a", "x"], NOON)
    found = await stores.told.delivered(sent.id, ANN)
    assert found is not None
    assert found.content["articles"] == ["a", "x"]
    clock.now = NOON + DAY
    await stores.library.retract("x", OPERATOR)
    (notice,) = await stores.outbox.due(clock.now)
    assert (notice.chat_id, notice.content["notice"], notice.content["article"]) == (ANN, "retracted", "x")


async def test_a_story_left_out_can_come_back(stores: Stores) -> None:
    await stores.told.leave_out(ANN, 0, "a", NOON)
    await stores.told.leave_out(ANN, 0, "b", NOON + DAY)
    await stores.told.leave_out(ANN, 0, "a", NOON + 2 * DAY)
    assert await stores.told.left_out(ANN, 0) == ["b", "a"]
    assert await stores.told.left_out(ANN, 7) == []
    assert await stores.told.take_back(ANN, 0, "b")
    assert not await stores.told.take_back(ANN, 0, "b")
    assert await stores.told.left_out(ANN, 0) == ["a"]


async def test_what_was_told_moves_with_a_group_and_is_erased_in_time_and_on_request(stores: Stores) -> None:
    await tell(stores, -5, NOON, "a")
    await stores.told.leave_out(-5, 0, "b", NOON)
    await stores.subscriptions.chat_migrated(-5, -1005)
    assert await stores.told.told(-1005, 0, ["a"]) == {"a": NOON}
    assert await stores.told.left_out(-1005, 0) == ["b"]
    await tell(stores, ANN, NOON, "a")
    await stores.personal_data.erase_expired(NOON + TOLD_MEMORY, timedelta(days=90))
    assert await stores.told.told(ANN, 0, ["a"]) == {"a": NOON}
    await stores.personal_data.erase_expired(NOON + TOLD_MEMORY + DAY, timedelta(days=90))
    assert await stores.told.told(ANN, 0, ["a"]) == {}
    await stores.personal_data.forget_chat(-1005)
    assert await stores.told.told(-1005, 0, ["a"]) == {}
    assert await stores.told.left_out(-1005, 0) == []
