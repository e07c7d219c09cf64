"""Subscribing in words and by buttons, on the stand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.intake.base.draft_builder import draft_from
from retrieval.domain.interests import Interests
from storage.ports.subscriptions import Schedule, Subscription
from tests.e2e.conftest import FakeClock, Running, eventually, running_bot
from tests.telegram import faults
from tests.telegram.client import Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand


async def digest_of(running: Running, chat: int, topic: int = 0) -> Subscription | None:
    return await running.services.delivering.subscriptions.get(chat, topic)


async def set_for(running: Running, reader: Reader, words: str) -> Message:
    await reader.say(words)
    return await reader.reply()


async def pressed(reader: Reader, message: Message, button: str) -> Message:
    """Press a button of a panel, and return the panel as it is then."""
    await (await reader.press(message, button)).answered()
    return await reader.edited()


async def test_subscribe_alone_offers_hours_and_one_tap_subscribes(running: Running) -> None:
    ann = running.stand.reader("Ann")
    offered = await set_for(running, ann, "/subscribe")
    assert offered.text == "No digest comes here yet. At what hour do you want it?"
    panel = await pressed(ann, offered, "08:00")
    assert panel.text.startswith("The digest comes every day at 08:00.\nTime zone: UTC\nAbout: everything new")
    assert panel.text.endswith("Next: Tuesday 24 November")
    assert panel.button_texts == [
        "Hours", "Days", "Time zone", "Topics", "Skip the next", "Pause", "More settings", "Stop the digest",
    ]  # fmt: skip


async def test_the_panel_changes_in_place(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await running.services.editing.add([draft_from({"text": "“Rust,” said Mara Lindqvist.", "id": "rust"})])
    panel = await set_for(running, ann, "/subscribe 8am")
    hours = await pressed(ann, panel, "Hours")
    assert len(hours.button_texts) == 26
    assert "✓ 08" in hours.button_texts
    panel = await pressed(ann, hours, "19")
    assert "every day at 19:00" in panel.text
    days = await pressed(ann, panel, "Days")
    panel = await pressed(ann, days, "Monday to Friday")
    assert "Monday to Friday at 19:00" in panel.text
    days = await pressed(ann, panel, "Days")
    days = await pressed(ann, days, "✓ Wed")
    assert "✓ Thu" in days.button_texts
    assert "Wed" in days.button_texts
    panel = await pressed(ann, days, "↩ Back")
    assert "at 19:00 on these days: Mon, Tue, Thu, Fri." in panel.text
    zones = await pressed(ann, panel, "Time zone")
    panel = await pressed(ann, zones, "digest:z:Europe/Kyiv")
    assert "Time zone: Kyiv (Europe/Kyiv)" in panel.text
    topics = await pressed(ann, panel, "Topics")
    topics = await pressed(ann, topics, "Mara Lindqvist")
    assert "✓ Mara Lindqvist" in topics.button_texts
    topics = await pressed(ann, topics, "Everything new")
    assert "About: everything new" in topics.text
    digest = await digest_of(running, ann.id)
    assert digest is not None
    assert (digest.schedule, digest.interests) == (Schedule((1140,), "Europe/Kyiv", "1245"), Interests())
    stopped = await pressed(ann, topics, "↩ Back")
    stopped = await pressed(ann, stopped, "Stop the digest")
    assert stopped.text == "Digests stopped. /subscribe starts them again."
    assert await digest_of(running, ann.id) is None


async def test_several_hours_and_what_is_more_are_switched_in_place(running: Running) -> None:
    ann = running.stand.reader("Ann")
    panel = await set_for(running, ann, "/subscribe 8am")
    several = await pressed(ann, await pressed(ann, panel, "Hours"), "Several a day")
    several = await pressed(ann, several, "18")
    answer = await (await ann.press(await pressed(ann, several, "✓ 08"), "✓ 18")).answered()
    assert answer["text"].startswith("It needs at least one hour.")
    panel = await pressed(ann, await pressed(ann, several, "08"), "↩ Back")
    assert panel.text.startswith("The digest comes every day at 08:00 and 18:00.")
    assert panel.text.endswith("Next: Tuesday 24 November, 08:00")
    more = await pressed(ann, await pressed(ann, panel, "More settings"), "Short")
    more = await pressed(ann, more, "Nothing new: stay silent")
    quiet = await pressed(ann, await pressed(ann, more, "Quiet hours"), "22:00–07:00")
    assert quiet.text.startswith("No alerts from 22:00 to 07:00")
    panel = await pressed(ann, await pressed(ann, await pressed(ann, quiet, "↩ Back"), "↩ Back"), "Skip the next")
    for line in ("Length: short", "With nothing new, nothing comes.", "No alerts from 22:00 to 07:00"):
        assert line in panel.text.splitlines()
    assert panel.text.endswith("Skipped: Tuesday 24 November, 08:00\nNext: Tuesday 24 November, 18:00")
    panel = await pressed(ann, panel, "Resume")
    panel = await pressed(ann, await pressed(ann, panel, "Pause"), "Until I resume it")
    assert panel.text.endswith("Paused until you resume it.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pause", "Paused until you resume it."),
        ("pause for a week", "Skipped: Tuesday 24 November to Monday 30 November\nNext: Tuesday 1 December"),
        ("skip tomorrow", "Skipped: Wednesday 25 November, 08:00\nNext: Tuesday 24 November"),
        ("tomorrow", "Skipped: Tuesday 24 November, 08:00\nNext: Wednesday 25 November"),
        ("weekly on Friday 17h", "Next: Friday 27 November"),
        ("8:30 Serbia, Kosovo weekdays", "About: Serbia, Kosovo\nComes to: this chat\nNext: Tuesday 24 November"),
        ("short", "Length: short\nComes to: this chat\nNext: Tuesday 24 November"),
        ("pause until 30 February", "Write for example /subscribe skip tomorrow"),
        ("quiet from 22 to 7", "What comes in meanwhile reaches you at 07:00."),
        ("monthly", "/subscribe skip tomorrow"),
    ],
)
async def test_a_wish_about_a_digest_that_comes_is_answered(running: Running, words: str, said: str) -> None:
    ann = running.stand.reader("Ann")
    await set_for(running, ann, "/subscribe 8am")
    assert (await set_for(running, ann, f"/subscribe {words}")).text.endswith(said)


async def test_what_was_skipped_or_paused_does_not_come_and_the_next_one_does(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await set_for(running, ann, "/subscribe 8am")
    await set_for(running, ann, "/subscribe skip")
    running.clock.forward(hours=24)
    await ann.quiet(0.5)
    await set_for(running, ann, "/subscribe pause")
    running.clock.forward(hours=72)
    await ann.quiet(0.5)
    assert "Next:" in (await set_for(running, ann, "/subscribe resume")).text
    running.clock.forward(hours=24)
    assert (await ann.reply()).text.startswith("On Record")
    assert (await set_for(running, ann, "/unsubscribe")).text.startswith("Digests stopped.")
    assert (await set_for(running, ann, "/subscribe resume")).text == "No digest comes here. /subscribe starts one."


async def test_the_last_day_stays(running: Running) -> None:
    ann = running.stand.reader("Ann")
    panel = await set_for(running, ann, "/subscribe 8am on Mondays")
    days = await pressed(ann, panel, "Days")
    answer = await (await ann.press(days, "✓ Mon")).answered()
    assert answer["text"].startswith("It needs at least one day.")


@pytest.mark.parametrize(
    "data", ["digest:d:9", "digest:x:8", "digest:h:9999", "digest:z:No/Where", "digest:h:", "digest:o"]
)
async def test_a_press_of_no_button_changes_nothing(running: Running, data: str) -> None:
    ann = running.stand.reader("Ann")
    panel = await set_for(running, ann, "/subscribe 8am")
    before = await digest_of(running, ann.id)
    answer = await (await ann.press(panel, "Hours", sending=data)).answered()
    assert answer["text"]
    assert await digest_of(running, ann.id) == before


async def test_a_very_long_wish_gets_an_example_at_once(running: Running) -> None:
    ann = running.stand.reader("Ann")
    reply = await set_for(running, ann, "/subscribe " + "wombat " * 550)
    assert reply.text.startswith("I didn't understand")
    assert await digest_of(running, ann.id) is None


async def test_buttons_outlive_a_restart_and_a_stale_one_is_answered(stand: Stand, tmp_path: Path) -> None:
    ann = stand.reader("Ann")
    async with running_bot(stand, tmp_path, FakeClock()) as running:
        panel = await set_for(running, ann, "/subscribe 8am")
        offered = await set_for(running, ann, "/subscribe 9am Portland")
    async with running_bot(stand, tmp_path, FakeClock()) as running:
        assert "At what hour?" in (await pressed(ann, panel, "Hours")).text
        assert "Time zone: New York" in (await pressed(ann, offered, "Portland, Maine")).text
        await set_for(running, ann, "/unsubscribe")
        answer = await (await ann.press(panel, "↩ Back")).answered()
        assert answer["text"] == "No digest comes here any more. /subscribe starts it again."


async def test_words_change_only_what_they_name(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await set_for(running, ann, "/subscribe 8am weekdays Kyiv about Serbia, Kosovo")
    panel = await set_for(running, ann, "/subscribe 20h30")
    assert panel.text.splitlines() == [
        "The digest comes Monday to Friday at 20:30.",
        "Time zone: Kyiv (Europe/Kyiv)",
        "About: Serbia, Kosovo",
        "Comes to: this chat",
        "Next: Tuesday 24 November",
    ]


async def test_an_ambiguous_place_asks_and_the_rest_of_the_wish_is_kept(running: Running) -> None:
    ann = running.stand.reader("Ann")
    asked = await set_for(running, ann, "/subscribe 7:30 weekdays Portland")
    assert asked.text == "Which one do you mean?"
    assert await digest_of(running, ann.id) is None
    panel = await pressed(ann, asked, "Portland, Oregon")
    assert panel.text.startswith("The digest comes Monday to Friday at 07:30.\nTime zone: Los Angeles")


async def test_a_place_that_may_be_a_topic_asks(running: Running) -> None:
    ann = running.stand.reader("Ann")
    asked = await set_for(running, ann, "/subscribe 8am, Serbia")
    assert asked.button_texts == ["My time zone", "A topic"]
    assert "About: Serbia" in (await pressed(ann, asked, "A topic")).text


async def test_a_misspelt_place_offers_the_right_one(running: Running) -> None:
    ann = running.stand.reader("Ann")
    asked = await set_for(running, ann, "/subscribe 8am Belgrdae")
    assert asked.button_texts == ["Yes, only that", "Belgrade, Serbia"]
    assert "Time zone: Belgrade" in (await pressed(ann, asked, "Belgrade, Serbia")).text


async def test_topics_first_ask_for_the_hour(running: Running) -> None:
    ann = running.stand.reader("Ann")
    asked = await set_for(running, ann, "/subscribe Serbia, Kosovo")
    assert asked.text == "Understood. At what hour?"
    more = await pressed(ann, asked, "Another hour")
    panel = await pressed(ann, more, "06")
    assert "every day at 06:00" in panel.text
    assert "About: Serbia, Kosovo" in panel.text


async def test_a_fixed_offset_says_that_it_ignores_summer_time(running: Running) -> None:
    ann = running.stand.reader("Ann")
    panel = await set_for(running, ann, "/subscribe 9:00 +02:00")
    assert "UTC+02:00 never changes for summer time." in panel.text


async def test_plain_text_subscribes_and_stops(running: Running) -> None:
    ann = running.stand.reader("Ann")
    panel = await set_for(running, ann, "subscribe me at 8")
    assert "every day at 08:00" in panel.text
    panel = await set_for(running, ann, "send me the digest at 7am on weekdays")
    assert "Monday to Friday at 07:00" in panel.text
    assert (await set_for(running, ann, "unsubscribe")).text.startswith("Digests stopped.")
    answer = await set_for(running, ann, "who subscribed to the treaty at 8?")
    assert "digest" not in answer.text.lower()
    assert await digest_of(running, ann.id) is None


async def test_a_shared_location_gives_the_zone_and_is_not_kept(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.send("location", more={"location": {"latitude": 50.45, "longitude": 30.52}})
    offered = await ann.reply()
    assert offered.text.startswith("That's in the time zone Kyiv (Europe/Kyiv)")
    assert await running.services.delivering.subscriptions.get(ann.id) is None
    asked = await pressed(ann, offered, "Set it as my time zone")
    assert asked.text == "Understood. At what hour, in the time zone Kyiv (Europe/Kyiv)?"
    panel = await pressed(ann, asked, "08:00")
    assert "Time zone: Kyiv (Europe/Kyiv)" in panel.text
    await pressed(ann, panel, "Time zone")
    await ann.send("location", more={"location": {"latitude": 40.71, "longitude": -74.0}})
    assert "Time zone: New York (America/New_York)" in (await ann.reply()).text


async def test_in_a_group_only_administrators_change_the_digest(running: Running) -> None:
    owner, ben = running.stand.reader("Owner"), running.stand.reader("Ben")
    group = running.stand.group("Newsroom", members=[ben], admins=[owner])
    member = ben.at(group)
    refused = await set_for(running, member, "/subscribe 8am")
    assert refused.text == "Only the group's administrators can change its digest."
    assert (await set_for(running, member, "/unsubscribe")).text == refused.text
    panel = await set_for(running, owner.at(group), "/subscribe 8am")
    answer = await (await member.press(panel, "Stop the digest")).answered()
    assert answer["text"] == refused.text
    assert await digest_of(running, group.id) is not None
    anonymous = group.anonymous()
    assert "at 09:00" in (await set_for(running, anonymous, "/subscribe 9am")).text


async def test_a_topics_digest_stays_in_its_topic(running: Running) -> None:
    owner = running.stand.reader("Owner")
    forum = running.stand.group("Forum", admins=[owner], forum=True)
    thread = forum.topic("News")
    there = owner.at(forum, thread)
    panel = await set_for(running, there, "/subscribe 7am")
    assert "Comes to: this topic" in panel.text
    assert await digest_of(running, forum.id) is None
    running.clock.forward(hours=2)
    digest = await there.reply()
    assert digest.thread_id == thread
    assert digest.button_texts == ["Digest settings", "Stop the digest"]


async def test_a_deleted_topic_pauses_only_its_digest(running: Running) -> None:
    owner = running.stand.reader("Owner")
    forum = running.stand.group("Forum", admins=[owner], forum=True)
    there, general = owner.at(forum, forum.topic("News")), owner.at(forum)
    # Whoever reads the general topic on the stand hears the others too.
    await set_for(running, general, "/subscribe 9am")
    await set_for(running, there, "/subscribe 7am")
    running.stand.fault("sendMessage", faults.Refuse("Bad Request: message thread not found"), chat=forum.id)
    running.clock.forward(hours=2)
    told = await running.editor.reply()
    assert "topic is closed or gone" in told.text

    async def only_the_chats_runs() -> bool:
        far = datetime(2100, 1, 1, tzinfo=UTC)
        return [d.topic for d in await running.services.delivering.subscriptions.due(far)] == [0]

    await eventually(only_the_chats_runs)


async def test_a_closed_general_topic_pauses_only_its_digest(running: Running) -> None:
    owner = running.stand.reader("Owner")
    forum = running.stand.group("Forum", admins=[owner], forum=True)
    there, general = owner.at(forum, forum.topic("News")), owner.at(forum)
    await set_for(running, general, "/subscribe 9am")
    await set_for(running, there, "/subscribe 7am")
    running.stand.fault("sendMessage", faults.Refuse("Bad Request: TOPIC_CLOSED"), chat=forum.id)
    await general.say("/ask what did Hill say?")
    assert "topic is closed or gone" in (await running.editor.reply()).text
    far = datetime(2100, 1, 1, tzinfo=UTC)
    left = await running.services.delivering.subscriptions.due(far)
    assert [d.topic for d in left] == [there.topic]


async def test_a_digest_on_topics_holds_only_these_and_its_buttons_work(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = stand.reader("Ann")
        await set_for(running, ann, "/subscribe 08:00 about Kosovo, Hill")
        for n, text in enumerate(("“Talks in Kosovo’s north go on,” said Ann Hill.", "“It rains,” said Bo Berg.")):
            await running.services.editing.add([draft_from({"text": text, "id": f"a{n}", "title": f"Title {n}"})])
        running.clock.forward(hours=24)
        digest = await ann.reply()
        assert "Talks in Kosovo" in digest.text
        assert "It rains" not in digest.text
        running.clock.forward(hours=24)
        empty = await ann.reply()
        assert "Nothing new on your topics since the last digest: Kosovo, Hill." in empty.text
        await ann.press(empty, "Digest settings")
        assert "About: Kosovo, Hill" in (await ann.reply()).text
        await ann.press(empty, "Stop the digest")
        assert (await ann.reply()).text.startswith("Digests stopped.")


async def test_a_digest_sounds_once_and_is_turned_without_a_sound(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = stand.reader("Ann")
        await set_for(running, ann, "/subscribe 08:00")
        draft = {"text": "“The bridge is rusty,” said Mara Lindqvist.", "id": "b", "title": "Bridge"}
        await running.services.editing.add([draft_from(draft)])
        before = len(stand.calls("sendMessage"))
        running.clock.forward(hours=24)
        digest = await ann.reply()
        await ann.press(digest, "1")
        await ann.edited()
        (sent,) = stand.calls("sendMessage")[before:]
        assert not sent.params.get("disable_notification")


async def test_the_hour_that_is_asked_for_may_be_typed(running: Running) -> None:
    ann = running.stand.reader("Ann")
    asked = await set_for(running, ann, "/subscribe about trams, flood")
    assert "At what hour" in asked.text
    assert "at what hour" not in (await set_for(running, ann, "what did Hill say?")).text.lower()
    panel = await set_for(running, ann, "quarter past 6 please")
    assert panel.text.startswith("The digest comes every day at 06:15.")
    digest = await digest_of(running, ann.id)
    assert digest is not None
    assert digest.interests.topics == ("trams", "flood")
    # Nothing is asked for any more: it is a question.
    assert "06" not in (await set_for(running, ann, "8")).text
