"""Updates by long poll: confirmed by offset, filtered for good, for one poller only."""

import asyncio
import time

import pytest

from tests.telegram.bare import BareBot, blamed, refused
from tests.telegram.client import Reader
from tests.telegram.stand import Stand


@pytest.fixture
def ann(stand: Stand) -> Reader:
    return stand.reader("Ann")


async def test_updates_stay_until_an_offset_confirms_them(bot: BareBot, ann: Reader) -> None:
    for word in ("one", "two", "three"):
        await ann.say(word)
    first = await bot.updates(limit=2)
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert await bot.updates(limit=2) == first
    (third,) = await bot.updates(offset=first[-1]["update_id"] + 1)
    assert third["message"]["text"] == "three"
    assert await bot.updates(offset=third["update_id"] + 1) == []
    assert await bot.updates() == []


async def test_a_negative_offset_keeps_the_last_updates(bot: BareBot, ann: Reader) -> None:
    for word in ("one", "two", "three"):
        await ann.say(word)
    assert [update["message"]["text"] for update in await bot.updates(offset=-1)] == ["three"]
    assert len(await bot.updates()) == 1


async def test_a_poll_waits_for_an_update(bot: BareBot, ann: Reader) -> None:
    began = time.monotonic()
    assert await bot.updates(timeout=1) == []
    assert time.monotonic() - began >= 0.9

    poll = asyncio.create_task(bot.updates(timeout=30))
    await asyncio.sleep(0.05)
    await ann.say("hello")
    (update,) = await asyncio.wait_for(poll, 2)
    assert update["message"]["text"] == "hello"


async def test_allowed_updates_stick(bot: BareBot, ann: Reader) -> None:
    await bot.updates(allowed_updates=["callback_query"])
    await ann.say("unheard")
    assert await bot.updates() == []
    await bot.updates(allowed_updates=[])
    await ann.say("heard")
    (update,) = await bot.updates()
    assert update["message"]["text"] == "heard"


async def test_an_unknown_kind_of_update_is_a_violation(stand: Stand, bot: BareBot) -> None:
    await bot.updates(allowed_updates=["message", "massage"])
    blamed(stand, "massage")


async def test_reactions_come_only_when_asked_for_and_to_an_administrator(
    stand: Stand, bot: BareBot, ann: Reader
) -> None:
    there = ann.at(stand.group("Newsroom", members=[ann], bot="administrator"))
    message = await there.say("hello")
    (update,) = await bot.updates()
    await there.react(message, "👍")
    assert await bot.updates(offset=update["update_id"] + 1) == []
    await bot.updates(allowed_updates=["message_reaction"])
    await there.react(message, "👍")
    (update,) = await bot.updates()
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]


async def test_a_second_poller_ends_the_first(bot: BareBot, ann: Reader) -> None:
    first = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot("getUpdates", timeout=30))
    refused(
        await asyncio.wait_for(first, 2),
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await ann.say("hello")
    assert len((await asyncio.wait_for(second, 2))["result"]) == 1


async def test_a_test_can_play_the_second_poller(stand: Stand, bot: BareBot) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    stand.second_poller()
    assert (await asyncio.wait_for(poll, 2))["error_code"] == 409


async def test_a_webhook_keeps_pollers_away(bot: BareBot) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await bot("setWebhook", url="http://127.0.0.1:9/")
    assert (await asyncio.wait_for(poll, 2))["error_code"] == 409
    refused(
        await bot("getUpdates"),
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await bot("deleteWebhook")
    assert await bot.updates() == []


async def test_pending_updates_are_dropped_on_demand(bot: BareBot, ann: Reader) -> None:
    await ann.say("old")
    await bot("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []


async def test_closing_the_stand_ends_a_poll() -> None:
    async with Stand() as stand, asyncio.timeout(5):
        waiting = asyncio.create_task(stand.world.updates.poll({"timeout": 50}))
        await asyncio.sleep(0.02)
    assert await waiting == []
