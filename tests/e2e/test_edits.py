"""A reader edits a question, and its answer changes with it."""

from __future__ import annotations

from pathlib import Path

from storage.ports.conversations import Party
from tests.e2e.answers import quotes
from tests.e2e.conftest import FakeClock, Running, eventually, running_bot, two_in_a_group
from tests.e2e.test_reading import HILL
from tests.retrieval.invented import printed
from tests.telegram.stand import Stand

VUCIC = '"I am not a fool. I know that some weapons can end up in Ukraine,"'


async def turns_of(running: Running, reader: int) -> list[str]:
    """Return what a reader asked in private, the oldest first."""
    settings, party = running.services.settings, Party(reader, 0, reader)
    found = await running.services.asking.turns.conversation(party, running.clock(), settings.quiet)
    return [turn.asked for turn in found.turns]


async def test_an_edited_question_edits_its_answer(running: Running) -> None:
    ann = running.stand.reader("Ann")
    question = await ann.say("what did Macron say?")
    answer = await ann.reply()
    await ann.edit(question, "what did Hill say?")
    changed = await ann.edited()
    assert changed.id == answer.id
    assert quotes(changed)[:2] == HILL
    assert "👍" in changed.button_texts
    await ann.quiet(0.3)
    await eventually(lambda: _asked(running, ann.id, ["what did Hill say?"]))
    # What comes next leans on what is there now.
    await ann.say("and what did he say about Ukraine?")
    assert HILL[0] in quotes(await ann.reply())


async def test_it_works_again_and_after_a_restart_and_the_buttons_go_on_working(stand: Stand, tmp_path: Path) -> None:
    ann, clock = stand.reader("Ann"), FakeClock()
    async with running_bot(stand, tmp_path, clock):
        question = await ann.say("what did Hill say?")
        answer = await ann.reply()
    async with running_bot(stand, tmp_path, clock) as again:
        await ann.edit(question, "what did Vucic say?")
        assert VUCIC in quotes(await ann.edited())
        press = await ann.press(answer, "👍")
        assert "Noted" in (await press.answered())["text"]
        await ann.edit(question, "what did Hill say?")
        changed = await ann.edited()
        assert (changed.id, quotes(changed)[:2]) == (answer.id, HILL)
        # The opinion was about another answer.
        await eventually(lambda: _unrated(again))


async def test_small_talk_is_edited_into_a_question_and_back(running: Running) -> None:
    ann = running.stand.reader("Ann")
    message = await ann.say("thx")
    thanked = await ann.reply()
    await ann.edit(message, "what did Hill say?")
    changed = await ann.edited()
    assert (changed.id, quotes(changed)[:2]) == (thanked.id, HILL)
    await eventually(lambda: _asked(running, ann.id, ["what did Hill say?"]))
    await ann.edit(message, "thanks")
    assert "You're welcome" in (await ann.edited()).text
    await eventually(lambda: _asked(running, ann.id, []))
    await ann.edit(message, "what did Vucic say?")
    assert VUCIC in quotes(await ann.edited())


async def test_a_question_edited_into_one_with_a_long_list_gets_all_of_it(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await running.services.library.put(
        [
            printed(
                "It rained.",
                name=f"r{n}",
                title=f"Rain number {n} {'🌧' * 200}",
                publisher=f"Paper {n} {'🌧' * 200}",
            )
            for n in range(30)
        ]
    )
    question = await ann.say("what did Hill say?")
    answer = await ann.reply()
    await ann.edit(question, "which articles do you have?")
    begun = await ann.edited()
    rest = await ann.reply()
    assert begun.id == answer.id
    assert begun.text.startswith("31 articles")
    assert "Rain number" in rest.text


async def test_edits_that_change_no_words_do_nothing(running: Running) -> None:
    ann = running.stand.reader("Ann")
    question = await ann.say("what did Hill say?")
    answer = await ann.reply()
    # Telegram reports the preview of a link as an edit.
    await ann.edit(question, "what did  Hill say?")
    await ann.edit(question, "what did Hill say?")
    await ann.say("thanks")
    await ann.reply()
    assert ann.now(answer) == answer
    assert await turns_of(running, ann.id) == ["what did Hill say?"]


async def test_a_follow_up_is_edited_in_its_place_in_the_conversation(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("what did Vucic say?")
    await ann.reply()
    question = await ann.say("and Hill?")
    await ann.reply()
    await ann.edit(question, "what did he say about Ukraine?")
    assert VUCIC in quotes(await ann.edited())
    await eventually(lambda: _asked(running, ann.id, ["what did Vucic say?", "what did he say about Ukraine?"]))


async def test_a_question_far_up_or_of_an_ended_conversation_stays_as_it_is(running: Running) -> None:
    ann = running.stand.reader("Ann")
    old = await ann.say("what did Hill say?")
    answer = await ann.reply()
    for name in ("Vucic", "Marras", "Gonzalez"):
        await ann.say(f"what did {name} say?")
        await ann.reply()
    await ann.edit(old, "what did Vucic say?")
    last = await ann.say("what did Putin say?")
    await ann.reply()
    await ann.say("/new")
    await ann.reply()
    await ann.edit(last, "what did Hill say?")
    await ann.quiet(0.5)
    assert ann.now(answer) == answer


async def test_an_answer_that_is_gone_comes_as_a_new_reply(running: Running) -> None:
    ann = running.stand.reader("Ann")
    question = await ann.say("what did Vucic say?")
    answer = await ann.reply()
    del ann.chat.messages[answer.id]
    await ann.edit(question, "what did Hill say?")
    new = await ann.reply()
    assert quotes(new)[:2] == HILL
    await ann.edit(question, "what did Macron say?")
    assert (await ann.edited()).id == new.id


async def test_an_edited_command_of_editors_does_nothing_but_ask_does(running: Running) -> None:
    editor = running.editor
    ask = await editor.say("/ask what did Macron say?")
    answer = await editor.reply()
    await editor.edit(ask, "/ask what did Hill say?")
    changed = await editor.edited()
    assert (changed.id, quotes(changed)[:2]) == (answer.id, HILL)
    added = await editor.say("/add https://news.example/nowhere")
    await editor.reply()
    before = await running.services.library.article_count()
    await editor.edit(added, "/add A bridge\n\n“It is old,” said Mara Lindqvist. It was a long day in the town.")
    await editor.edit(ask, "/remove 1")
    await editor.quiet(0.5)
    assert await running.services.library.article_count() == before


async def test_a_caption_is_edited_too(running: Running) -> None:
    ann = running.stand.reader("Ann")
    photo = await ann.upload("cat.png", b"\x89PNG", caption="what did Macron say?", mime_type="image/png")
    answer = await ann.reply()
    await ann.edit(photo, "what did Hill say?")
    changed = await ann.edited()
    assert (changed.id, quotes(changed)[:2]) == (answer.id, HILL)


async def test_in_a_group_only_what_asks_the_bot_edits_an_answer(running: Running) -> None:
    ann, ben = two_in_a_group(running)
    question = await ann.say("@onrecord_test_bot what did Macron say?")
    answer = await ann.reply()
    other = await ben.say("@onrecord_test_bot what did Vucic say?")
    await ben.replies(2)
    await ann.edit(question, "@onrecord_test_bot what did Hill say?")
    changed = await ann.edited()
    assert (changed.id, quotes(changed)[:2]) == (answer.id, HILL)
    await ben.edit(other, "no, never mind")
    await ben.quiet(0.4)


async def test_a_question_that_becomes_small_talk_leaves_no_turn(running: Running) -> None:
    ann = running.stand.reader("Ann")
    question = await ann.say("what did Hill say?")
    answer = await ann.reply()
    await ann.edit(question, "thanks a lot")
    changed = await ann.edited()
    assert changed.id == answer.id
    assert changed.button_texts == []
    await eventually(lambda: _asked(running, ann.id, []))


async def test_what_is_left_of_a_longer_answer_is_deleted(running: Running) -> None:
    ann = running.stand.reader("Ann")
    question = await ann.say("what did Vucic say?")
    first = await ann.reply()
    # As if the answer had been sent in two messages.
    await ann.say("hello")
    second = await ann.reply()
    found = await running.services.asking.turns.asked_by(Party(ann.id, 0, ann.id), question.id, 9)
    assert found is not None
    await running.services.asking.turns.record_messages(ann.id, [second.id], found.stored.id)
    await ann.edit(question, "what did Hill say?")
    assert (await ann.edited()).id == first.id
    await ann.until(lambda: ann.now(second) is None)


async def _asked(running: Running, reader: int, texts: list[str]) -> bool:
    return await turns_of(running, reader) == texts


async def _unrated(running: Running) -> bool:
    return not await running.services.asking.feedback.opinions(9, worst=False)
