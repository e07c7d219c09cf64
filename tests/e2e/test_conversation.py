"""A reader asks on: follow-ups, replies, selected phrases, undoing; in private chats, groups and topics."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cli import chat
from bot.usecases.asking.conversation import Response
from tests.e2e.answers import quotes
from tests.e2e.conftest import FakeClock, Running, running_bot, two_in_a_group
from tests.e2e.test_editing import ARTICLE
from tests.retrieval.invented import Said as Words
from tests.retrieval.invented import march, printed
from tests.telegram.client import Press, Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand

UNDO = "↩ Not what I meant"
HILL = [
    '"Ukraine is absolutely critical, and we are at a point where everyone needs to be ready,"',
    '"When people are together, relations improve."',
]


async def ask(reader: Reader, text: str, **how: object) -> Message:
    await reader.say(text, **how)  # type: ignore[arg-type]
    return await reader.reply()


def _rate_button(message: Message) -> dict[str, Any]:
    return next(button for button in message.buttons if button["text"] == "👍")


async def press_text(press: Press) -> str:
    return str((await press.answered()).get("text", ""))


async def test_follow_ups_are_understood_and_show_how(running: Running) -> None:
    ann = running.stand.reader("Ann")
    first = await ask(ann, "what did Hill say?")
    assert UNDO not in first.button_texts
    kosovo = await ask(ann, "and about Kosovo?")
    # He spoke next to it, not on it: a caution, and nobody else's words.
    assert kosovo.text.startswith("Hill, on Kosovo\n\nThis may not answer your question:\n\nChristopher Hill")
    assert "Hill, on Kosovo" in kosovo.cuts("italic")
    assert {"👍", "👎", UNDO} <= {*kosovo.button_texts}
    vucic = await ask(ann, "what about Vucic?")
    assert vucic.text.startswith("Vucic, on Kosovo\n\nAleksandar Vucic")
    again = await ask(ann, "when did he say that?")
    assert quotes(again) == quotes(vucic)
    assert "undated" in again.text
    others = await ask(ann, "who else?")
    assert others.text.startswith("people other than Christopher Hill and Aleksandar Vucic, on Kosovo")
    assert "Aleksandar Vucic\n\n" not in others.text
    assert (await ask(ann, "more")).text.startswith("anybody, on Kosovo: more")


async def test_a_reading_of_a_follow_up_is_undone_once(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ask(ann, "what did Hill say?")
    understood = await ask(ann, "and about Kosovo?")
    for button in understood.buttons:
        assert len(button.get("callback_data", "").encode()) <= 64
    first, second = await ann.press(understood, UNDO), await ann.press(understood, UNDO)
    literally = await ann.reply()
    assert "Hill, on Kosovo" not in literally.text
    assert "Kosovo" in " ".join(quotes(literally)), "the words were asked as they are"
    assert literally.button_texts[-2:] == ["👍", "👎"]
    assert UNDO not in literally.button_texts
    assert await press_text(first) == ""
    assert await press_text(second) == "That was undone already, is too old, or is another reader's question."
    await ann.quiet(0.3)
    # The next question follows on from the literal question, not from the undone reading.
    assert "and about Kosovo?: more" not in (await ask(ann, "what did he say about Russia?")).text


async def test_new_and_a_long_pause_start_a_new_conversation(running: Running) -> None:
    ann = running.stand.reader("Ann")
    assert "new" in ann.menu()
    nothing = "I'm not sure what “more” refers to."
    await ask(ann, "what did Hill say?")
    assert (await ask(ann, "/new")).text == "New conversation. Ask me anything."
    assert nothing in (await ask(ann, "more")).text
    await ask(ann, "what did Hill say?")
    running.clock.forward(minutes=29)
    assert nothing not in (await ask(ann, "more")).text
    running.clock.forward(minutes=31)
    assert nothing in (await ask(ann, "more")).text


async def test_a_conversation_outlives_the_process(stand: Stand, tmp_path: Path) -> None:
    clock = FakeClock(datetime.now(UTC))
    async with running_bot(stand, tmp_path, clock):
        ann = stand.reader("Ann")
        shown = await ask(ann, "what did Hill say?")
    async with running_bot(stand, tmp_path, clock):
        assert (await ask(ann, "and about Kosovo?")).text.startswith("Hill, on Kosovo")
        assert await press_text(await ann.press(shown, "👍")) == "👍 Noted, thank you."


async def test_a_reply_asks_about_the_message_replied_to(running: Running) -> None:
    ann = running.stand.reader("Ann")
    hill = await ask(ann, "what did Hill say?")
    await ask(ann, "who said “I am not a fool”?")
    running.clock.forward(days=3)
    reply = await ask(ann, "and about Ukraine?", reply_to=hill)
    assert reply.text.startswith("Hill, on Ukraine")
    assert quotes(reply)[:2] == HILL
    assert (await ask(ann, "and about relations?")).text.startswith("Hill, on relations"), "and from there on"


async def test_a_selected_phrase_is_the_subject(running: Running) -> None:
    ann = running.stand.reader("Ann")
    answer = await ask(ann, "what did Vucic say?")
    who = await ask(ann, "who said this?", reply_to=answer, quote="I am not a fool.")
    assert who.text.startswith("who said “I am not a fool.”\n\nAleksandar Vucic")
    assert any("I am not a fool" in quote for quote in quotes(who))
    russia = await ask(ann, "what did Vucic say about Russia?")
    hill = await ask(ann, "what did Hill say?", reply_to=russia, quote="Russia")
    assert hill.text.startswith("Hill, on Russia")
    about = await ask(ann, "when did he say that?", reply_to=russia, quote="a tightrope")
    assert "Vucic also acknowledged that Serbia is walking" in " ".join(quotes(about))


async def test_a_reply_to_a_stored_article_asks_that_article_first(running: Running) -> None:
    await running.editor.say(f"/add {ARTICLE}")
    stored = await running.editor.reply()
    reply = await ask(running.editor, "Until when will buses take another route?", reply_to=stored)
    assert reply.text.startswith("in Harbour bridge to close for repairs")
    assert UNDO in reply.button_texts
    everywhere = await ask(running.editor, "what did Hill say?", reply_to=stored)
    assert quotes(everywhere)[:2] == HILL
    assert UNDO not in everywhere.button_texts


async def test_a_reply_to_a_digest_asks_about_its_article(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        ann = stand.reader("Ann")
        await ask(ann, "/subscribe 08:00")
        running.clock.forward(hours=24)
        digest = await ann.reply()
        assert "President of Serbia" in digest.text
        await running.editor.say(f"/add {ARTICLE}")
        await running.editor.reply()
        reply = await ask(ann, "what does the article say about the protests?", reply_to=digest)
        assert reply.text.startswith("the protests, in that article")
        assert "the first protests in Serbia broke out" in " ".join(quotes(reply))


async def test_a_reply_to_a_person_asks_about_them(running: Running) -> None:
    ann = running.stand.reader("Ann")
    person = await ask(ann, "/people Hill")
    reply = await ask(ann, "what did he say about Ukraine?", reply_to=person)
    assert reply.text.startswith("Christopher Hill, on Ukraine")


TWO = printed(
    "“The tide is out,” said Adam Brook. “The tide is in,” said Peter Stone.",
    Words("“The tide is out,”", "Adam Brook"), Words("“The tide is in,”", "Peter Stone"), name="two", day=march(2),
)  # fmt: skip


async def test_the_reader_is_asked_who_he_means_and_chooses(running: Running) -> None:
    await running.services.library.put([TWO])
    ann = running.stand.reader("Ann")
    shown = await ask(ann, "who spoke about the tide?")
    one, other = sorted(["Adam Brook", "Peter Stone"], key=shown.text.index)
    question = await ann.say("when did he say that?")
    offered = await ann.reply()
    assert offered.text == f"Who do you mean by “he”: {one} or {other}?"
    assert (offered.button_texts, offered.reply_to) == ([one, other], question.id)
    await ann.press(offered, "Peter Stone")
    stone = await ann.reply()
    assert quotes(stone) == ["“The tide is in,”"]
    assert "2 March 2026" in stone.text
    await ann.press(offered, "Adam Brook")
    assert quotes(await ann.reply()) == ["“The tide is out,”"]


async def test_readers_of_a_group_do_not_mix_unless_they_reply(running: Running) -> None:
    ann, ben = two_in_a_group(running)
    await ann.say("/ask what did Hill say?")
    (hill,) = await ann.replies()
    await ben.say("/ask who said “I am not a fool”?")
    await ann.replies()
    await ann.say("/ask and about Ukraine?")
    (ukraine,) = await ann.replies()
    assert ukraine.text.startswith("Hill, on Ukraine")
    # A reply needs no command, and follows on from the message it replies to.
    await ben.say("and about relations?", reply_to=hill)
    (relations,) = await ann.replies()
    assert relations.text.startswith("Hill, on relations")
    press = await ann.press(relations, UNDO)
    assert "another reader's question" in await press_text(press)
    # The bot leaves alone what people say to each other.
    said = await ann.say("what did Hill say?")
    await ben.say("and about Kosovo?", reply_to=said)
    await ann.quiet(0.5)


async def test_without_privacy_mode_a_reply_among_people_is_still_ignored(running: Running) -> None:
    ann = running.stand.reader("Ann")
    group = running.stand.group("Open", members=[ann])
    group.promote_bot()
    there = ann.at(group)
    said = await there.say("lunch?")
    await there.say("and about Kosovo?", reply_to=said)
    await there.quiet(0.5)


async def test_each_topic_of_a_forum_has_its_own_conversation(running: Running) -> None:
    ann = running.stand.reader("Ann")
    group = running.stand.group("Forum", members=[ann], forum=True)
    serbia, other = ann.at(group, group.topic("Serbia")), ann.at(group, group.topic("Other"))
    await ask(serbia, "/ask what did Hill say?")
    await ask(other, "/ask who said “I am not a fool”?")
    kosovo = await ask(serbia, "/ask and about Ukraine?")
    assert kosovo.text.startswith("Hill, on Ukraine")
    assert kosovo.thread_id == serbia.topic
    await serbia.press(kosovo, UNDO)
    assert (await serbia.reply()).thread_id == serbia.topic


async def test_old_and_forged_buttons_get_one_clear_sentence(running: Running) -> None:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    await ask(ann, "what did Hill say?")
    shown = await ask(ann, "and about Kosovo?")
    theirs = await ask(ben, "what did Vucic say?")
    for data, says in (
        ("rate:999:up", "too old to rate"),
        ("rate:1:up", "too old to rate"),
        ("undo:999", "is too old"),
        (f"undo:{'9' * 18}", "is too old"),
    ):
        _rate_button(theirs)["callback_data"] = data
        ben.chat.messages[theirs.id]["reply_markup"] = theirs.reply_markup
        assert says in await press_text(await ben.press(theirs, "👍"))
    for data in ("whom:1", "whom:1:0", "whom:x:y", "whom:999:0"):
        _rate_button(theirs)["callback_data"] = data
        ben.chat.messages[theirs.id]["reply_markup"] = theirs.reply_markup
        says = await press_text(await ben.press(theirs, "👍"))
        assert says.startswith("I can no longer see that question")
    press = await ann.press(shown, UNDO)
    running.stand.expire([press.id])
    assert "Kosovo" in (await ann.reply()).text


async def test_buttons_under_an_inaccessible_message_work_or_say_why_not(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ask(ann, "what did Hill say?")
    shown = await ask(ann, "and about Kosovo?")
    # What Telegram then gives the bot, plus the keyboard that the person presses.
    unseen = {key: shown.raw[key] for key in ("message_id", "chat", "reply_markup")} | {"date": 0}
    ann.chat.messages[shown.id] = unseen
    assert await press_text(await ann.press(shown, "👎")) == "👎 Noted, thank you."
    await ann.press(shown, UNDO)
    assert "Hill, on Kosovo" not in (await ann.reply()).text
    _rate_button(Message(unseen))["callback_data"] = "whom:404:0"
    assert "can no longer see that question" in await press_text(await ann.press(shown, "👍"))


FOLLOWING = [
    "🌞",
    'AND "',
    "*:",
    "\\",
    "…",
    "и о Косову?",
    "and",
    "and 🌞?",
    "on 31 February 2026?",
    "since 9999-12-31?",
]


async def test_any_follow_up_gets_an_answer(running: Running) -> None:
    ann = running.stand.reader("Ann")
    hill = await ask(ann, "what did Hill say?")
    for text in (*FOLLOWING, "what about " + "x" * 900, "and about \u202eovosoK?", "more " * 800):
        assert "Something went wrong" not in (await ask(ann, text)).text
        assert "Something went wrong" not in (await ask(ann, text, reply_to=hill, quote=HILL[0][1:30])).text


async def test_a_revised_article_in_the_history_causes_no_error(running: Running) -> None:
    await running.services.library.put([TWO])
    ann = running.stand.reader("Ann")
    await ask(ann, "what did Adam Brook say?")
    await running.services.library.put([printed("Nobody spoke here at all.", name="two")])
    for text in ("when did he say that?", "where did he say that?", "more", "who else?", "why?", "and Stone?"):
        assert "went wrong" not in (await ask(ann, text)).text


async def test_in_the_terminal_undo_and_new_work(running: Running) -> None:
    said = Response([])
    seen = {}
    for line in (
        "what did Hill say?",
        "and about Ukraine?",
        "undo",
        "undo",
        "/sources",
        "what did he say?",
        "/new",
        "more",
    ):
        said = await chat.reply(running.services, line, said)
        seen[line] = said.blocks[0].plain
    assert seen["and about Ukraine?"] == "Hill, on Ukraine"
    assert seen["undo"] == "There is nothing to undo: I took your last question as you typed it."
    assert seen["what did he say?"] == "Hill"
    assert seen["/new"] == "New conversation. Ask me anything."
    assert seen["more"].startswith("I'm not sure what “more” refers to")
