"""The Subscriptions port: a digest and the next date are written together, and a chat keeps what it chose."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from retrieval.domain.interests import Interests
from storage.ports.outbox import Delivery, DeliveryState
from storage.ports.subscriptions import FOREVER, Pause, Schedule, Subscription
from tests.contracts.stores import NOON, OWNER, Stores

DAY = timedelta(days=1)
EIGHT = Subscription(7, Schedule((480,), "Europe/Belgrade"), since=NOON - DAY, due=NOON)
NINE = Schedule((540,), "Europe/Belgrade")
NEXT = replace(EIGHT, since=NOON, due=NOON + DAY)
GROUP, SUPERGROUP = -5, -1001234567890


def digest(*keys: str, chat: int = 7) -> list[Delivery]:
    return [Delivery(key, chat, {"articles": [key]}) for key in keys]


async def test_a_subscription_is_due_from_its_moment_on(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    assert await subscriptions.get(7) == EIGHT
    assert await subscriptions.due(NOON - timedelta(microseconds=1)) == []
    assert await subscriptions.due(NOON) == [EIGHT]
    assert await subscriptions.get(8) is None


async def test_what_is_due_later_is_found_unless_it_is_held_back(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(NEXT)
    await subscriptions.put(replace(NEXT, chat_id=8))
    await subscriptions.hold_back(8)
    assert await subscriptions.due_later(NOON) == [NEXT]
    assert await subscriptions.due_later(NEXT.due) == []


async def test_changing_the_hour_keeps_where_the_next_digest_begins(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    await subscriptions.put(Subscription(7, Schedule((540,), "UTC"), since=NOON + DAY, due=NOON + DAY))
    assert await subscriptions.get(7) == Subscription(7, Schedule((540,), "UTC"), since=EIGHT.since, due=NOON + DAY)


async def test_removing_says_whether_there_was_a_subscription(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    assert await subscriptions.remove(7)
    assert not await subscriptions.remove(7)
    assert await subscriptions.get(7) is None


async def test_removing_a_subscription_removes_its_waiting_digest(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    assert await subscriptions.advance(EIGHT, NEXT, digest("a", "b"), NOON)
    await subscriptions.remove(7)
    assert await stores.outbox.due(NOON + DAY) == []


async def test_a_paused_subscription_is_not_due_until_it_is_put_again(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    await subscriptions.hold_back(7)
    assert await subscriptions.due(NOON) == []
    assert await subscriptions.get(7) == EIGHT
    await subscriptions.put(EIGHT)
    assert await subscriptions.due(NOON) == [EIGHT]


async def test_advancing_writes_the_digest_and_the_next_date(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    assert await subscriptions.advance(EIGHT, NEXT, digest("a", "b"), NOON)
    assert await subscriptions.get(7) == NEXT
    assert [d.key for d in await stores.outbox.due(NOON)] == ["a", "b"]


async def test_a_failure_halfway_leaves_neither_digest_nor_next_date(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    broken = [*digest("a"), Delivery("b", 7, {"not JSON": object()}), *digest("c")]
    with pytest.raises(Exception, match="not JSON serializable"):
        await subscriptions.advance(EIGHT, NEXT, broken, NOON)
    assert await subscriptions.get(7) == EIGHT
    assert await stores.outbox.counts() == {}
    assert await subscriptions.advance(EIGHT, NEXT, digest("a", "b", "c"), NOON)


async def test_cancelled_at_any_moment_digest_and_date_are_both_there_or_neither(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    found: set[tuple[bool, int]] = set()
    tenths = in_time = 0
    while in_time < 3:
        chat = 100 + tenths
        mine = replace(EIGHT, chat_id=chat)
        await subscriptions.put(mine)
        parts = digest(*(f"{chat} {n}" for n in range(3)), chat=chat)
        task = asyncio.create_task(subscriptions.advance(mine, replace(NEXT, chat_id=chat), parts, NOON))
        await asyncio.sleep(tenths / 10_000)
        in_time += task.done()
        task.cancel()
        await asyncio.wait([task])
        # A transaction that has begun ends before any later one that writes.
        await subscriptions.hold_back(0)
        now = await subscriptions.get(chat)
        assert now is not None
        written = sum(d.chat_id == chat for d in await stores.outbox.due(NOON, limit=10_000))
        found.add((now.due == NEXT.due, written))
        tenths += 1
    assert found - {(False, 0)} == {(True, 3)}


async def test_only_one_of_many_advances(stores: Stores, second: Stores) -> None:
    await stores.subscriptions.put(EIGHT)
    sides = [stores.subscriptions, second.subscriptions] * 5
    advanced = await asyncio.gather(*(s.advance(EIGHT, NEXT, digest(f"{n}"), NOON) for n, s in enumerate(sides)))
    assert sorted(advanced) == [False] * 9 + [True]
    assert [d.key for d in await stores.outbox.due(NOON)] == [f"{advanced.index(True)}"]


@pytest.mark.parametrize("meanwhile", ["changed", "removed"])
async def test_a_subscription_changed_in_the_meantime_is_not_advanced(stores: Stores, meanwhile: str) -> None:
    subscriptions = stores.subscriptions
    await subscriptions.put(EIGHT)
    if meanwhile == "changed":
        await subscriptions.put(replace(EIGHT, schedule=NINE, due=NOON + timedelta(hours=1)))
    else:
        await subscriptions.remove(7)
    before = await subscriptions.get(7)
    assert not await subscriptions.advance(EIGHT, NEXT, digest("a"), NOON)
    assert await subscriptions.get(7) == before
    assert await stores.outbox.counts() == {}


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription_and_digest(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    old = replace(EIGHT, chat_id=GROUP)
    await subscriptions.put(old)
    await subscriptions.put(EIGHT)
    await subscriptions.advance(old, replace(NEXT, chat_id=GROUP), digest("a", chat=GROUP), NOON)
    await subscriptions.chat_migrated(GROUP, SUPERGROUP)
    assert await subscriptions.get(GROUP) is None
    assert await subscriptions.get(SUPERGROUP) == replace(NEXT, chat_id=SUPERGROUP)
    assert [d.chat_id for d in await stores.outbox.due(NOON)] == [SUPERGROUP]
    assert await subscriptions.get(7) == EIGHT
    await subscriptions.chat_migrated(GROUP, SUPERGROUP)
    assert await subscriptions.get(SUPERGROUP) == replace(NEXT, chat_id=SUPERGROUP), "a repeat must change nothing"


async def test_if_both_subscribed_the_supergroups_choice_stays(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    old, new = replace(EIGHT, chat_id=GROUP), replace(EIGHT, chat_id=SUPERGROUP, schedule=NINE)
    await subscriptions.put(old)
    await subscriptions.put(new)
    await subscriptions.advance(old, replace(NEXT, chat_id=GROUP), digest("a", chat=GROUP), NOON)
    await subscriptions.chat_migrated(GROUP, SUPERGROUP)
    assert await subscriptions.get(GROUP) is None
    assert await subscriptions.get(SUPERGROUP) == new
    assert [d.chat_id for d in await stores.outbox.due(NOON)] == [SUPERGROUP]


async def test_a_closed_chat_is_paused_and_the_editors_told_once(stores: Stores) -> None:
    subscriptions, outbox = stores.subscriptions, stores.outbox
    group = replace(EIGHT, chat_id=GROUP)
    await subscriptions.put(group)
    assert await subscriptions.advance(group, replace(group, due=NOON + DAY), digest("a", "b", chat=GROUP), NOON)
    for _ in range(2):
        await subscriptions.chat_closed(GROUP, NOON, "Chat not found", "Add me again")
    (told,) = await outbox.due(NOON)
    assert (told.chat_id, told.content["closed"], told.content["why"]) == (OWNER, GROUP, "Chat not found")
    assert await outbox.counts() == {DeliveryState.FAILED: 2, DeliveryState.PENDING: 1}
    assert await subscriptions.due(NOON + 9 * DAY) == []
    assert await subscriptions.get(GROUP) is not None


async def test_nobody_is_told_of_a_reader_who_left_or_of_a_chat_without_a_subscription(stores: Stores) -> None:
    await stores.subscriptions.put(EIGHT)
    await stores.subscriptions.chat_closed(EIGHT.chat_id, NOON, "bot was blocked by the user")
    await stores.subscriptions.chat_closed(GROUP, NOON, "Chat not found", "Add me again")
    assert await stores.outbox.due(NOON) == []
    assert await stores.subscriptions.due(NOON + 9 * DAY) == []


async def test_each_topic_of_a_forum_has_its_own_subscription(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    chat = replace(EIGHT, chat_id=GROUP)
    topic = replace(chat, topic=3, schedule=Schedule((600,), "UTC", "135"), interests=Interests(("Serbia",)))
    await subscriptions.put(chat)
    await subscriptions.put(topic)
    assert await subscriptions.get(GROUP) == chat
    assert await subscriptions.get(GROUP, 3) == topic
    assert await subscriptions.of_chat(GROUP) == [chat, topic]
    assert await subscriptions.remove(GROUP, 3)
    assert await subscriptions.of_chat(GROUP) == [chat]


async def test_a_digest_goes_to_its_topic_and_leaves_with_it(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    for at in (0, 3):
        one = replace(EIGHT, chat_id=GROUP, topic=at)
        await subscriptions.put(one)
        await subscriptions.advance(one, replace(one, due=NEXT.due), [Delivery(f"{at}", GROUP, {}, topic=at)], NOON)
    assert [(d.key, d.topic) for d in await stores.outbox.due(NOON)] == [("0", 0), ("3", 3)]
    await subscriptions.remove(GROUP, 3)
    assert [d.key for d in await stores.outbox.due(NOON)] == ["0"]


async def test_unsubscribing_leaves_the_alerts_that_wait(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    for at in (0, 3):
        one = replace(EIGHT, topic=at)
        await subscriptions.put(one)
        await subscriptions.advance(one, replace(one, due=NEXT.due), [Delivery(f"digest:{at}", 7, {}, topic=at)], NOON)
        await stores.outbox.put(Delivery(f"alert:7:1:{at}", 7, {"alerts": [], "articles": []}, topic=at), NOON)
    assert await subscriptions.remove(7)
    assert {d.key for d in await stores.outbox.due(NOON)} == {"alert:7:1:0", "digest:3", "alert:7:1:3"}
    assert await subscriptions.remove(7, 3)
    assert {d.key for d in await stores.outbox.due(NOON)} == {"alert:7:1:0", "alert:7:1:3"}


async def test_a_closed_topic_pauses_only_its_own_digest(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    for at in (0, 3):
        await subscriptions.put(replace(EIGHT, chat_id=GROUP, topic=at))
    await subscriptions.chat_closed(GROUP, NOON, "message thread not found", "Open it", 3)
    assert [s.topic for s in await subscriptions.due(NOON)] == [0]
    assert await subscriptions.get(GROUP, 3) is not None


@pytest.mark.parametrize("days", ["", "8", "21", "11"])
def test_days_are_in_order(days: str) -> None:
    with pytest.raises(ValueError, match="are not days of the week"):
        Schedule((480,), "UTC", days)


@pytest.mark.parametrize("minutes", [(), (1440,), (-1,), (600, 480), (480, 480)])
def test_minutes_are_in_order(minutes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="are not minutes of a day"):
        Schedule(minutes, "UTC")


async def test_everything_that_was_chosen_is_kept(stores: Stores) -> None:
    pauses = (Pause(NOON, NOON + DAY), Pause(NOON + 3 * DAY, FOREVER))
    schedule = Schedule((480, 1080), "Europe/Kyiv", "15", pauses)
    interests = Interests(("Kosovo",), ("Ana Kos",), ("The Harbour Post",))
    chosen = Subscription(7, schedule, NOON, FOREVER, 3, interests, is_short=True, is_silent=True)
    await stores.subscriptions.put(chosen)
    assert await stores.subscriptions.get(7, 3) == chosen


async def test_what_is_due_is_read_in_pages_the_oldest_first(stores: Stores) -> None:
    subscriptions = stores.subscriptions
    wanted = [replace(EIGHT, chat_id=n % 3 + 1, topic=n, due=NOON - timedelta(minutes=n % 4)) for n in range(11)]
    for one in wanted:
        await subscriptions.put(one)
    found: list[Subscription] = []
    while page := await subscriptions.due(NOON, 4, found[-1] if found else None):
        assert len(page) <= 4
        found += page
    assert found == sorted(wanted, key=lambda s: (s.due, s.place))


async def test_a_chats_zone_is_its_own_before_that_of_a_topic(stores: Stores) -> None:
    for topic, zone in ((3, "Europe/Kyiv"), (0, "Asia/Tokyo")):
        await stores.subscriptions.put(replace(EIGHT, topic=topic, schedule=Schedule((480,), zone)))
    await stores.subscriptions.put(replace(EIGHT, chat_id=8, topic=3))
    assert await stores.subscriptions.zones([7, 8, 9]) == {7: "Asia/Tokyo", 8: "Europe/Belgrade"}
