"""Readers follow people and topics: by command, in plain words, and by buttons."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from tests.e2e.conftest import Running
from tests.retrieval.invented import Said, march, printed
from tests.telegram.client import Reader
from tests.telegram.records import Message

ADA = printed(
    "“The tide is out,” said harbour master Ada Brook in Kosovo.", Said("“The tide is out,”", "Ada Brook"),
    name="ada", named=[("Ada Brook", "harbour master")], day=march(2),
)  # fmt: skip
BEN = printed("“The tide is in,” said Ben Brook.", Said("“The tide is in,”", "Ben Brook"), name="ben", day=march(3))


@pytest.fixture
async def ann(running: Running) -> Reader:
    await running.services.library.put([ADA, BEN])
    return running.stand.reader("Ann")


async def said(reader: Reader, text: str) -> Message:
    await reader.say(text)
    return await reader.reply()


async def followed(running: Running, reader: Reader) -> list[str]:
    return [w.name for w in await running.services.delivering.watches.of_chat(reader.chat.id)]


async def test_a_person_is_followed_by_command_and_in_plain_words(running: Running, ann: Reader) -> None:
    assert (await said(ann, "/follow christopher hill")).text == (
        "Following Christopher Hill: I'll write when a new article quotes them."
    )
    assert "Ada Brook" in (await said(ann, "follow Ada Brook")).text
    # Nothing is printed of him but that he speaks.
    assert "quotes them" in (await said(ann, "/follow ben brook")).text
    assert (await said(ann, "/unfollow Ben Brook")).text == "You no longer follow Ben Brook."
    assert await followed(running, ann) == ["Christopher Hill", "Ada Brook"]
    assert (await said(ann, "unfollow Hill")).text == "You no longer follow Christopher Hill."
    assert (await said(ann, "/unfollow Hill")).text == "You don't follow Hill. /following shows what you follow."
    assert await followed(running, ann) == ["Ada Brook"]


async def test_plain_words_stand_for_commands_and_questions_stay_questions(running: Running, ann: Reader) -> None:
    assert "Following Christopher Hill" in (await said(ann, "notify me when Hill speaks")).text
    assert "Following Kosovo" in (await said(ann, "alert me about Kosovo")).text
    await said(ann, "what did Ada Brook say?")
    assert "Following Ada Brook" in (await said(ann, "tell me when she says something")).text
    await said(ann, "subscribe me at 8")
    listed = (await said(ann, "what am I subscribed to?")).text
    assert "• Kosovo, when mentioned\n• Ada Brook, when quoted" in listed
    assert listed.endswith("A digest comes here, too: /subscribe shows when.")
    assert (await said(ann, "stop following everyone")).text == "You no longer follow anything: 3 removed."
    assert (await said(ann, "delete my data")).text.startswith("Erase what I keep about you?")
    assert "I don't speak “french”" in (await said(ann, "speak french")).text
    assert "Christopher Hill" in (await said(ann, "tell me what Hill said")).text
    assert (await said(ann, "auf deutsch bitte")).text.startswith("Ich spreche hier jetzt Deutsch")
    assert await followed(running, ann) == []


async def test_words_are_followed_as_they_are_printed(running: Running, ann: Reader) -> None:
    assert (await said(ann, "/follow kosovo")).text == ("Following Kosovo: I'll write when a new article mentions it.")
    assert (
        await said(ann, "/follow “the tide”")
    ).text == "Following the tide: I'll write when a new article mentions it."
    assert await followed(running, ann) == ["Kosovo", "the tide"]


async def test_a_shared_surname_and_a_typo_offer_names(running: Running, ann: Reader) -> None:
    offered = await said(ann, "/follow Brook")
    assert offered.text == "Several people are called Brook. Whom do you mean?"
    assert sorted(offered.button_texts) == ["Ada Brook", "Ben Brook"]
    await ann.press(offered, "Ben Brook")
    assert "Following Ben Brook" in (await ann.reply()).text
    near = await said(ann, "/follow Adda Brook")
    assert near.text.startswith("I have nothing on Adda Brook yet. Did you mean one of these")
    await ann.press(near, "Ada Brook")
    assert "Following Ada Brook" in (await ann.reply()).text


async def test_several_names_are_followed_each(running: Running, ann: Reader) -> None:
    await ann.say("follow Hill, Ada Brook and Kosovo")
    assert [one.text.split(":")[0] for one in await ann.replies(3)] == [
        "Following Christopher Hill", "Following Ada Brook", "Following Kosovo"
    ]  # fmt: skip
    assert "I have nothing on Hill and Zanzibar yet." in (await said(ann, "/follow Hill and Zanzibar")).text


async def test_what_is_not_stored_yet_is_followed_after_a_confirmation(running: Running, ann: Reader) -> None:
    asked = await said(ann, "/follow Zanzibar")
    assert asked.text.startswith("I have nothing on Zanzibar yet.")
    assert await followed(running, ann) == []
    await ann.press(asked, "When Zanzibar is mentioned")
    assert "Following Zanzibar" in (await ann.reply()).text
    assert await followed(running, ann) == ["Zanzibar"]


async def test_follow_alone_asks_whom_and_offers_those_quoted_most(running: Running, ann: Reader) -> None:
    asked = await said(ann, "/follow")
    assert "Christopher Hill" in asked.button_texts
    await ann.press(asked, "Christopher Hill")
    assert "Following Christopher Hill" in (await ann.reply()).text
    assert "up on" not in (await said(ann, "follow up on Kosovo?")).text.splitlines()[0]
    assert await followed(running, ann) == ["Christopher Hill"]


async def test_the_list_unfollows_and_sets_the_limit(running: Running, ann: Reader) -> None:
    assert (await said(ann, "/following")).text.startswith("You follow nobody and nothing yet.")
    await said(ann, "/follow Hill")
    await said(ann, "/follow Kosovo")
    listed = await said(ann, "/following")
    assert "• Christopher Hill, when quoted\n• Kosovo, when mentioned" in listed.text
    await ann.press(listed, "3 a day")
    assert "At most 3 alerts a day." in (await ann.edited()).text
    await ann.press(listed, "✕ Kosovo")
    assert "Kosovo" not in (await ann.edited()).text
    assert await followed(running, ann) == ["Christopher Hill"]


async def test_the_button_under_an_answer_follows_then_offers_to_stop_and_stops(running: Running, ann: Reader) -> None:
    rated = next(b["callback_data"] for b in (await said(ann, "what did Hill say?")).buttons if "rate" in str(b))
    button = InlineKeyboardButton("🔔 Follow Hill", callback_data=f"follow:{rated.split(':')[1]}")
    await running.app.bot.send_message(ann.id, "An answer", reply_markup=InlineKeyboardMarkup([[button]]))
    answer = await ann.reply()
    for label, names in (
        ("🔔 Follow Hill", ["Christopher Hill"]),
        ("Following ✓", ["Christopher Hill"]),
        ("Unfollow Hill", []),
        ("🔔 Follow Hill", ["Christopher Hill"]),
    ):
        press = await ann.press(answer, label)
        assert "Christopher Hill" in (await press.answered())["text"]
        assert await followed(running, ann) == names
        await ann.edited()


async def test_in_a_group_only_administrators_choose(running: Running, ann: Reader) -> None:
    await running.services.library.put([ADA])
    boss = running.stand.reader("Boss")
    group = running.stand.group("Newsroom", members=[ann, boss], admins=[boss])
    there, chief = ann.at(group), boss.at(group)
    assert (await said(there, "/follow Hill")).text.startswith("Here only administrators choose")
    await chief.say("/follow Hill")
    confirmed = await there.reply()
    press = await there.press(confirmed, "Unfollow Christopher Hill")
    assert "only administrators" in (await press.answered())["text"]
    assert await followed(running, there) == ["Christopher Hill"]
