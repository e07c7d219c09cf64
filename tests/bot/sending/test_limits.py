"""When a message may go: never more than Telegram allows in any sliding window, however late messages are."""

from __future__ import annotations

from random import Random

from bot.telegram.sending.limits import BURST, OVERALL, Limits, Trip, Window
from bot.telegram.sending.limits import MAX_LATENESS_SECONDS as MOST
from tests.telegram.limits import Limiter
from tests.telegram.limits import Limits as TelegramsLimits


def sent(limits: Limits, chats: list[int], rng: Random, lateness: float, count: int) -> list[tuple[float, int]]:
    """Send as fast as allowed; return when each reached Telegram, and its chat.  The way there takes 40 ms and more."""
    now, reached = 100.0, []
    under_way: list[tuple[float, Trip]] = []
    for _ in range(count):
        chat = rng.choice(chats)
        while (at := max(limits.earliest(now), limits.earliest_to(chat, now))) > now:
            back = min((done for done, _ in under_way), default=at)
            now = min(at, back) if back > now else at
            for done, trip in under_way:
                if done <= now:
                    limits.ended(trip, done, answered=True)
            under_way = [one for one in under_way if one[0] > now]
        late = rng.random() * lateness
        reached.append((now + 0.04 + late, chat))
        under_way.append((now + 0.08 + late, limits.release(chat, now)))
    return sorted(reached)


def test_no_sliding_window_is_ever_passed() -> None:
    for seed in range(20):
        rng = Random(seed)  # noqa: S311  the same at each run
        limits = Limits()
        strict = Limiter(TelegramsLimits())
        for at, chat in sent(limits, [*range(1, 40), -1, -2], rng, rng.choice([0.0, 0.02, 0.3, MOST]), 200):
            assert strict.wait(chat, group=chat < 0, now=at) is None
            strict.count(chat, group=chat < 0, now=at)


def test_nearly_all_that_telegram_allows_is_used() -> None:
    rng = Random(1)  # noqa: S311  the same at each run
    reached = sent(Limits(), [*range(1_000)], rng, 0.0, 600)
    assert (len(reached) - 1) / (reached[-1][0] - reached[0][0]) >= 0.95 * OVERALL.count


def test_an_idle_bot_answers_a_few_at_once() -> None:
    limits, now = Limits(), 100.0
    for chat in range(BURST + 1):
        assert limits.earliest(now) <= now
        limits.release(chat, now)
    assert limits.earliest(now) > now


def test_a_message_without_a_response_takes_its_place_for_a_short_time_only() -> None:
    limits = Limits(overall=Window(1, 1.0))
    limits.release(1, 100.0)
    assert limits.earliest(100.5) == 100.0 + MOST + 1.0


def test_a_message_that_was_not_sent_takes_no_place() -> None:
    limits = Limits(chat=Window(1, 5.0))
    trip = limits.release(1, 100.0)
    trip.unused = True
    limits.ended(trip, 100.1, answered=False)
    assert limits.earliest_to(1, 100.2) == 100.2


def test_what_comes_before_a_message_leaves_is_no_part_of_its_way() -> None:
    limits = Limits(overall=Window(1, 1.0))
    trip = limits.release(1, 100.0)
    trip.leaves(100.5)
    limits.ended(trip, 100.55, answered=True)
    assert limits.earliest(100.6) == 101.5


def test_a_pause_is_the_chats_own_unless_many_chats_have_one() -> None:
    limits = Limits()
    limits.pause(1, 300, 100.0)
    limits.pause(2, 8, 100.0)
    assert (limits.earliest_to(1, 101.0), limits.earliest_to(3, 101.0)) == (400.0, 101.0)
    assert limits.earliest(101.0) == 101.0
    limits.pause(3, 5, 101.0)
    assert limits.earliest(101.0) == 106.0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    limits = Limits()
    limits.pause(1, 300, 100.0)
    limits.pause(1, 1, 101.0)
    assert limits.earliest_to(1, 150.0) == 400.0
