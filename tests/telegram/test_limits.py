"""Flood limits: real sliding windows, and a 429 that is binding."""

import asyncio
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.telegram.bare import BareBot, blamed, refused
from tests.telegram.limits import CHAT_EVERY, Limiter, Limits, Window
from tests.telegram.stand import Stand

NARROW = Limits(overall=Window(3, 1.0), chat=Window(2, 1.0), group=Window(2, 4.0), grace=0.05)


@given(st.lists(st.floats(0, 2), min_size=1, max_size=60), st.integers(1, 5))
def test_no_window_ever_holds_more_than_its_count(gaps: list[float], count: int) -> None:
    limiter = Limiter(Limits(overall=Window(count, 3.0)))
    now, passed = 0.0, list[float]()
    for number, gap in enumerate(gaps):
        now += gap
        wait = limiter.wait(number, group=False, now=now)
        held = [at for at in passed if at > now - 3.0]
        assert (wait is not None) == (len(held) >= count)
        if wait is None:
            limiter.count(number, group=False, now=now)
            passed.append(now)
        else:
            assert wait == max(1, math.ceil(held[0] + 3.0 - now))


def test_a_chat_may_burst_then_wait() -> None:
    limiter = Limiter(Limits())
    for at in (0.0, 0.1, 0.2, 0.3, 0.4):
        assert limiter.wait(1, group=False, now=at) is None
        limiter.count(1, group=False, now=at)
    assert limiter.wait(2, group=False, now=0.5) is None
    assert limiter.wait(1, group=False, now=0.5) == 5
    assert limiter.wait(1, group=False, now=5.01) is None


def test_a_group_takes_twenty_in_a_minute() -> None:
    limiter = Limiter(Limits())
    for at in range(0, 40, 2):
        assert limiter.wait(-1, group=True, now=at) is None
        limiter.count(-1, group=True, now=at)
    assert limiter.wait(-1, group=True, now=40) == 20
    assert limiter.wait(-1, group=False, now=40) is None


def test_a_429_holds_until_the_time_is_over() -> None:
    limiter = Limiter(Limits(grace=0.25))
    scope = (*CHAT_EVERY, 1)
    limiter.pause(scope, 3, 10.0)
    assert limiter.early([scope], 10.2) == (3, False)
    assert limiter.early([scope], 11.5) == (2, True)
    assert limiter.early([(*CHAT_EVERY, 2)], 11.5) is None
    assert limiter.early([scope], 13.0) is None


def test_a_window_lets_something_through() -> None:
    with pytest.raises(ValueError, match=r"0 in 1\.0 s"):
        Window(0, 1.0)


async def narrow_bot(stand: Stand, bot: BareBot) -> tuple[int, int]:
    """Fill the first of two readers' window for this second."""
    ann, bob = stand.reader("Ann"), stand.reader("Bob")
    await bot.say(ann.id, "one")
    await bot.say(ann.id, "two")
    return ann.id, bob.id


@pytest.fixture
def limits() -> Limits:
    return NARROW


async def test_a_flood_must_wait_and_may_then_go_on(stand: Stand, bot: BareBot) -> None:
    ann, bob = await narrow_bot(stand, bot)
    answer = await bot("sendMessage", chat_id=ann, text="three")
    refused(answer, 429, "Too Many Requests: retry after 1")
    assert answer["parameters"] == {"retry_after": 1}
    await bot.say(bob, "one")
    await asyncio.sleep(1.01)
    await bot.say(ann, "three")


async def test_a_call_too_early_is_a_violation(stand: Stand, bot: BareBot) -> None:
    ann, _ = await narrow_bot(stand, bot)
    assert (await bot("sendMessage", chat_id=ann, text="three"))["error_code"] == 429
    assert (await bot("sendMessage", chat_id=ann, text="three"))["error_code"] == 429
    assert stand.violations == []
    await asyncio.sleep(0.1)
    assert (await bot("sendMessage", chat_id=ann, text="three"))["error_code"] == 429
    blamed(stand, f"sendMessage: called for chat {ann} 1 s too early after a 429")
    assert (await bot("answerCallbackQuery", callback_query_id="1"))["error_code"] == 400


async def test_the_overall_limit_holds_every_chat(stand: Stand, bot: BareBot) -> None:
    _, bob = await narrow_bot(stand, bot)
    await bot.say(bob, "one")
    eve = stand.reader("Eve")
    assert (await bot("sendMessage", chat_id=eve.id, text="one"))["error_code"] == 429
    assert (await bot("sendChatAction", chat_id=eve.id, action="typing"))["ok"]


async def test_a_group_has_its_own_limit_and_edits_count(stand: Stand, bot: BareBot) -> None:
    group = stand.group("Newsroom")
    sent = await bot.say(group.id, "one")
    place = {"chat_id": group.id, "message_id": sent["message_id"]}
    assert (await bot("editMessageText", text="two", **place))["ok"]
    answer = await bot("editMessageText", text="three", **place)
    assert answer["parameters"] == {"retry_after": 4}
