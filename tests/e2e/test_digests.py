"""Subscribing, and digests that come once and at the right time, through the outbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.composition import open_services
from bot.intake.base.draft_builder import draft_from
from bot.settings import Settings
from storage.ports.outbox import Delivery, DeliveryState
from storage.ports.subscriptions import Schedule, Subscription
from tests.e2e.answers import quotes
from tests.e2e.conftest import FakeClock, Running, eventually, running_bot
from tests.e2e.test_editing import ARTICLE
from tests.telegram import faults
from tests.telegram.client import Reader
from tests.telegram.stand import Stand


async def subscribed(running: Running, name: str = "Ann", wish: str = "08:00 Europe/Belgrade") -> Reader:
    """Subscribe a reader at 08:00 in Belgrade, which is 07:00 UTC in November.  The clock stands at 06:00 UTC."""
    reader = running.stand.reader(name)
    await reader.say(f"/subscribe {wish}")
    assert "every day at" in (await reader.reply()).text
    return reader


async def count(running: Running, state: DeliveryState) -> int:
    return (await running.services.delivering.outbox.counts()).get(state, 0)


async def test_the_digest_comes_at_the_readers_time_and_not_before(running: Running) -> None:
    ann = await subscribed(running)
    await running.editor.say(f"/add {ARTICLE}")
    await running.editor.reply()
    running.clock.now = datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)
    await ann.quiet(0.5)
    running.clock.now = datetime(2026, 11, 24, 7, 0, 0, tzinfo=UTC)
    digest = await ann.reply()
    assert digest.text.startswith("On Record, Tuesday 24 November")


async def test_a_digest_cites_what_is_new_verbatim(stand: Stand, tmp_path: Path) -> None:
    # Articles carry the real time, so this clock starts at the real time.
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = await subscribed(running)
        await running.editor.say(f"/add {ARTICLE}")
        await running.editor.reply()
        running.clock.forward(hours=24)
        digest = await ann.reply()
        quoted = digest.cuts("expandable_blockquote")
        assert '"We found rust where nobody had looked,"' in quoted
        texts = [a.text for a in await running.services.library.newest(10)]
        assert all(any(quote in text for text in texts) for quote in quoted)
        assert "[1]" in digest.text
        assert "Harbour bridge to close for repairs" in digest.text
        running.clock.forward(hours=24)
        assert "Nothing new since the last digest" in (await ann.reply()).text


async def test_there_is_one_digest_a_day_however_often_it_is_checked(running: Running) -> None:
    ann = await subscribed(running)
    running.clock.forward(hours=2)
    await ann.reply()
    await ann.quiet(0.5)
    assert await count(running, DeliveryState.SENT) == 1


async def test_digests_go_on_after_the_clock_was_far_ahead_and_none_comes_twice_after_a_small_step_back(
    running: Running,
) -> None:
    ann = await subscribed(running)
    running.clock.forward(hours=2)
    await ann.reply()
    running.clock.forward(hours=-2)
    await ann.quiet(0.5)
    running.clock.forward(hours=2)
    await ann.quiet(0.5)
    running.clock.forward(days=400)
    await ann.reply()
    running.clock.forward(days=-400)
    await ann.quiet(0.5)
    running.clock.forward(days=1)
    assert (await ann.reply()).text.startswith("On Record, Wednesday 25 November")


async def test_what_is_not_understood_gets_an_example_and_changes_nothing(running: Running) -> None:
    ann = running.stand.reader("Ann")
    for wish in (
        "25:00",
        "08:00 Mars/Olympus",
        "08:60",
        "whenever it suits you best my friend",
        "8 UTC+25",
    ):
        await ann.say(f"/subscribe {wish}")
        text = (await ann.reply()).text
        assert text.startswith("I didn't understand")
        assert "\n/subscribe 8am weekdays Kyiv" in text
    assert await running.services.delivering.subscriptions.get(ann.id) is None


async def test_unsubscribing_ends_it(running: Running) -> None:
    ann = await subscribed(running)
    await ann.say("/unsubscribe")
    assert (await ann.reply()).text.startswith("Digests stopped.")
    running.clock.forward(hours=30)
    await ann.quiet(0.5)


async def test_a_reader_who_blocks_the_bot_is_paused_and_keeps_their_schedule(running: Running) -> None:
    ann = await subscribed(running)
    running.stand.fault("sendMessage", faults.Forbidden(), chat=ann.id)
    running.clock.forward(hours=2)

    async def failed() -> bool:
        return await count(running, DeliveryState.FAILED) == 1

    await eventually(failed)
    running.clock.forward(hours=24)
    await ann.quiet(0.5)
    assert await running.services.delivering.subscriptions.get(ann.id) is not None
    ann.block()
    ann.unblock()

    async def heard() -> bool:
        return len(await running.services.delivering.subscriptions.due(datetime(2100, 1, 1, tzinfo=UTC))) == 1

    await eventually(heard)
    running.clock.forward(hours=24)
    assert (await ann.reply()).text.startswith("On Record")


async def test_a_send_whose_outcome_is_unknown_is_parked_and_not_repeated(running: Running) -> None:
    ann = await subscribed(running)
    running.stand.fault("sendMessage", faults.DropAfter(), chat=ann.id)
    running.clock.forward(hours=2)
    # It did arrive, but the bot cannot know.
    assert (await ann.reply()).text.startswith("On Record")

    async def parked() -> bool:
        return await count(running, DeliveryState.PARKED) == 1

    await eventually(parked)
    await ann.quiet(0.5)


async def test_a_flood_limit_only_delays(running: Running) -> None:
    ann = await subscribed(running)
    running.stand.fault("sendMessage", faults.TooMany(1), chat=ann.id)
    running.clock.forward(hours=2)

    async def told_to_wait() -> bool:
        return not running.stand.pending_faults

    await eventually(told_to_wait)
    await asyncio.sleep(1.1)
    running.clock.forward(seconds=2)
    assert (await ann.reply()).text.startswith("On Record")
    await ann.quiet(0.5)
    assert await count(running, DeliveryState.SENT) == 1


async def test_a_digest_left_sending_by_a_crash_is_parked_at_the_next_start(stand: Stand, tmp_path: Path) -> None:
    ann = stand.reader("Ann")
    clock = FakeClock()
    services = await open_services(Settings(data=tmp_path, _env_file=None))
    subscription = Subscription(ann.id, Schedule((480,), "UTC"), since=clock.now, due=clock.now)
    content = {"until": clock.now.isoformat(), "zone": "UTC", "articles": [], "first": 1, "more": 0}
    await services.delivering.subscriptions.put(subscription)
    later = replace(subscription, due=clock.now + timedelta(days=1))
    await services.delivering.subscriptions.advance(
        subscription, later, [Delivery("digest", ann.id, content)], clock.now
    )
    (delivery,) = await services.delivering.outbox.due(clock.now)
    # The process ends after claiming and before it learns the outcome.
    assert await services.delivering.outbox.claim(delivery)
    await services.close()
    async with running_bot(stand, tmp_path, clock) as running:
        assert await count(running, DeliveryState.PARKED) == 1
        await ann.quiet(0.5)


async def test_a_group_that_moves_keeps_its_digest(running: Running) -> None:
    ann = running.stand.reader("Ann")
    group = running.stand.group("Newsroom", members=[ann])
    there = ann.at(group)
    await there.say("/subscribe 08:00 Europe/Belgrade")
    await there.reply()
    moved = -1009999999999
    running.stand.fault("sendMessage", faults.Migrate(moved), chat=group.id)
    running.clock.forward(hours=2)

    async def rewritten() -> bool:
        return await running.services.delivering.subscriptions.get(moved) is not None

    await eventually(rewritten)
    assert await running.services.delivering.subscriptions.get(group.id) is None


async def add_articles(running: Running, count: int) -> list[str]:
    """Store `count` articles with one quotation each, and return the quotations."""
    said = [f"“Bridge number {n} is rusty all over,”" for n in range(count)]
    for n, quotation in enumerate(said):
        draft = draft_from({"text": f"{quotation} said Mara Lindqvist.", "title": f"Bridge {n}", "id": f"bridge-{n}"})
        await running.services.editing.add([draft])
    return said


async def test_a_long_digest_comes_in_order_and_once_though_telegram_asks_to_wait(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = await subscribed(running)
        said = await add_articles(running, 5)
        stand.fault("sendMessage", faults.TooMany(2), chat=ann.id)
        running.clock.forward(hours=24)

        async def told_to_wait() -> bool:
            return not stand.pending_faults

        await eventually(told_to_wait)
        await ann.quiet(0.5)
        await asyncio.sleep(2)
        running.clock.forward(seconds=3)
        first, second = await ann.replies(2)
        assert first.text.startswith("On Record")
        quoted = [*first.cuts("expandable_blockquote"), *second.cuts("expandable_blockquote")]
        assert sorted(q for q in quoted if "Bridge" in q) == said
        assert first.text.count("[1]") == 1
        assert "[1]" not in second.text
        await ann.quiet(0.5)
        assert await count(running, DeliveryState.SENT) == 2


async def test_an_article_that_was_being_stored_during_a_digest_is_in_the_next_one(
    stand: Stand, tmp_path: Path
) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = await subscribed(running)
        running.clock.forward(hours=24)
        await ann.reply()
        # Its time is before that digest, like an article whose transaction was still open.
        (quotation,) = await add_articles(running, 1)
        running.clock.forward(hours=24)
        assert quotation in quotes(await ann.reply())


async def test_a_digest_that_cannot_be_written_does_not_stop_the_others(running: Running) -> None:
    gone = Subscription(4711, Schedule((480,), "Europe/Atlantis"), since=running.clock.now, due=running.clock.now)
    await running.services.delivering.subscriptions.put(gone)
    ann = await subscribed(running)
    running.clock.forward(hours=2)
    assert (await ann.reply()).text.startswith("On Record")
    await running.services.delivering.subscriptions.remove(4711)


async def test_a_reader_who_comes_back_gets_the_digest_at_the_usual_time(running: Running) -> None:
    ann = await subscribed(running)
    ann.block()

    async def paused() -> bool:
        return not await running.services.delivering.subscriptions.due(datetime(2100, 1, 1, tzinfo=UTC))

    await eventually(paused)
    running.clock.forward(hours=2)
    ann.unblock()
    await ann.quiet(0.5)
    running.clock.forward(hours=24)
    assert (await ann.reply()).text.startswith("On Record")
