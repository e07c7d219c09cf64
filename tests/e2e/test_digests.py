"""Subscribing, and digests that come once and at the right time, through the outbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.composition import open_services
from bot.intake.base.draft_builder import draft_from
from bot.settings import Settings
from bot.views.digests.page import PAGE_UNITS
from retrieval.domain.changes import OPERATOR
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
        quoted = quotes(digest)
        assert "The harbour bridge will close on Monday, the city said." in quoted
        texts = [a.text for a in await running.services.library.newest(10)]
        assert all(any(quote in text for text in texts) for quote in quoted)
        assert "1. Harbour bridge to close for repairs" in digest.text
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
    content = {"until": clock.now.isoformat(), "zone": "UTC", "articles": [], "stories": [], "more": 0}
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


EVENTS = (
    ("Harbour bridge closes", "“We found rust under the deck,” said engineer Mara Lindqvist of the harbour bridge."),
    ("Potatoes are cheap", "“Nobody harvested more potatoes than Holt,” said farmer Jon Abel at the market."),
    ("Choir wins in Vienna", "“Our altos sang like larks,” said conductor Ida Rosen after the Vienna festival."),
    ("Trams get new brakes", "“Each tram stops in nine metres now,” said driver Paul Okoro at the depot."),
    ("Museum buys a whale", "“The skeleton weighs four tonnes,” said curator Nora Beck of the museum's whale."),
    ("School roof leaks", "“Pupils carry umbrellas to class,” said headmaster Omar Haddad about the leaking roof."),
    ("Ferry takes dogs", "“Every dog travels free in summer,” said captain Lise Holm of the island ferry."),
)


async def add_articles(running: Running, count: int) -> list[str]:
    """Store articles on different events, and return what is said in them."""
    for title, text in EVENTS[:count]:
        draft = draft_from({"text": text, "title": title, "id": title.partition(" ")[0].lower()})
        await running.services.editing.add([draft])
    return [text[: text.index("”") + 1] for _, text in EVENTS[:count]]


async def test_a_long_digest_is_one_message_whose_buttons_lead_to_every_story_and_back(
    stand: Stand, tmp_path: Path
) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = await subscribed(running)
        said = await add_articles(running, 7)
        stand.fault("sendMessage", faults.TooMany(2), chat=ann.id)
        running.clock.forward(hours=24)

        async def told_to_wait() -> bool:
            return not stand.pending_faults

        await eventually(told_to_wait)
        await ann.quiet(0.5)
        await asyncio.sleep(2)
        running.clock.forward(seconds=3)
        digest = await ann.reply()
        assert digest.text.startswith("On Record")
        assert digest.units <= PAGE_UNITS
        assert "· 8 stories" in digest.text
        assert digest.button_texts == ["1", "2", "3", "4", "5", "More stories ▶", "Fewer like this", "Digest settings"]
        await ann.press(digest, "More stories ▶")
        rest = await ann.edited()
        assert rest.button_texts[:4] == ["6", "7", "8", "◀"]
        shown = " ".join([*quotes(digest), *quotes(rest)])
        assert all(one in shown for one in said)
        await ann.press(rest, "7")
        card = await ann.edited()
        assert quotes(card)[0] in said
        assert "How it went" in card.text
        await ann.press(card, "↩ Back")
        assert (await ann.edited()).text == rest.text
        await ann.quiet(0.5)
        assert await count(running, DeliveryState.SENT) == 1


async def test_a_story_left_out_is_listed_in_the_settings_and_can_come_back(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = await subscribed(running)
        await add_articles(running, 2)
        running.clock.forward(hours=24)
        digest = await ann.reply()
        await ann.press(digest, "Fewer like this")
        asked = await ann.edited()
        await ann.press(asked, asked.button_texts[0])
        await ann.edited()
        (left_out,) = await running.services.delivering.told.left_out(ann.id, 0)
        left_out = left_out.title()
        assert f"1. {left_out} " in digest.text
        await ann.say("/digest now")
        preview = await ann.reply()
        assert f". {left_out} " not in preview.text
        await ann.press(digest, "Digest settings")
        panel = await ann.reply()
        button = next(text for text in panel.button_texts if text.startswith("Left out"))
        await ann.press(panel, button)
        listed = await ann.edited()
        await ann.press(listed, listed.button_texts[0])
        await ann.edited()
        assert await running.services.delivering.told.left_out(ann.id, 0) == []


async def test_a_preview_marks_nothing_as_told_and_the_last_digest_comes_again(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = await subscribed(running)
        await add_articles(running, 2)
        running.clock.forward(hours=1)
        await ann.say("/digest")
        preview = await ann.reply()
        assert "A preview" in preview.text
        running.clock.forward(hours=23)
        digest = await ann.reply()
        assert quotes(digest) == quotes(preview)
        await ann.say("/digest")
        assert (await ann.reply()).text == digest.text
        await ann.say("/digest now")
        assert "Nothing new" in (await ann.reply()).text


async def test_a_story_whose_headline_was_retracted_stands_on_another_article(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = await subscribed(running)
        for name in ("first", "second"):
            await running.services.editing.add([draft_from({"text": f"{ARTICLE} Said {name}.", "id": name})])
        running.clock.forward(hours=24)
        digest = await ann.reply()
        delivering = running.services.delivering
        last = await delivering.told.last_digest(ann.id, 0)
        assert last is not None
        head = next(i for i in last.content["articles"] if i in {"first", "second"})
        await running.services.editing.retract(head, OPERATOR)
        notice = await ann.reply()
        assert notice.text.startswith("Retracted:")
        number = 1 + last.content["articles"].index(head)
        await ann.press(digest, f"{number}")
        card = await ann.edited()
        assert '"We found rust' in card.text
        await ann.press(card, "↩ Back")
        assert "harbour bridge" in (await ann.edited()).text
        await running.services.editing.retract({"first": "second", "second": "first"}[head], OPERATOR)
        assert (await ann.reply()).text.startswith("Retracted:")
        await ann.quiet(0.5)


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
        assert quotation in quotes(await ann.reply())[0]


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


async def test_who_has_no_digest_is_offered_none_to_stop(running: Running) -> None:
    ann = running.stand.reader("Ann")
    running.clock.forward(days=3)
    await ann.say("/digest now")
    empty = await ann.reply()
    assert empty.text.endswith("Nothing new so far.")
    assert empty.button_texts == ["Digest settings"]
