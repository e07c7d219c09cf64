"""The first minute: /start, /help, menus, commands that are misspelt, and a sign of typing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.languages.catalogues import LANGUAGES
from bot.telegram.menu import handled
from bot.views.guide import commands
from tests.e2e.answers import quotes
from tests.e2e.conftest import FakeClock, Running, eventually, running_bot
from tests.e2e.test_conversation import ask, press_text
from tests.retrieval.invented import Said, printed
from tests.telegram.client import Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand


@pytest.fixture
async def prepared(running: Running) -> Running:
    assert len(await running.services.asking.openers(patience=30)) == 3
    return running


async def test_start_offers_three_questions_that_this_store_answers(prepared: Running) -> None:
    ann = prepared.stand.reader("Ann")
    for greeting in ("/start", "hi"):
        welcome = await ask(ann, greeting)
        assert len(welcome.text.splitlines()) == 2
        assert len(welcome.buttons) == 3
        assert all(len(b["callback_data"]) <= 64 for b in welcome.buttons)
    for question in welcome.button_texts:
        await ann.press(welcome, question)
        shown, answer = await ann.replies(2)
        assert shown.text == f"You asked: {question}"
        assert answer.reply_to == shown.id
        assert quotes(answer)


async def test_the_first_reader_after_a_start_is_offered_questions(running: Running) -> None:
    welcome = await ask(running.stand.reader("Ann"), "/start")
    assert len(welcome.buttons) == 3


async def test_a_question_is_answered_after_a_restart_and_can_be_followed_up(stand: Stand, tmp_path: Path) -> None:
    ann = stand.reader("Ann")
    async with running_bot(stand, tmp_path) as bot:
        await bot.services.asking.openers(patience=30)
        welcome = await ask(ann, "/start")
    async with running_bot(stand, tmp_path):
        await ann.press(welcome, welcome.button_texts[0])
        await ann.replies(2)
        assert "No " not in (await ask(ann, "who else?")).text[:3]


async def test_retracting_the_only_article_takes_its_questions_away(prepared: Running) -> None:
    (article,) = await prepared.services.library.newest(1)
    await ask(prepared.editor, f"/retract {article.id} wrong")
    welcome = await ask(prepared.stand.reader("Ann"), "/start")
    assert welcome.buttons == []
    assert "I have no articles yet" in welcome.text
    assert "/feeds add LINK" in welcome.text


async def test_start_links_what_is_new_today_and_nothing_older(stand: Stand, tmp_path: Path) -> None:
    clock = FakeClock()
    async with running_bot(stand, tmp_path, clock) as bot:
        bridge, old = (
            printed(f"“It is {word},” said Ada Brook.", name=word, day=day, title=f"Bridge {word}")
            for word, day in (("new", clock.now), ("old", datetime(2026, 11, 20, tzinfo=UTC)))
        )
        await bot.services.library.put([bridge, old])
        text = (await ask(stand.reader("Ann"), "/start")).text
    assert "New today\n• Bridge new" in text
    assert text.count("• ") == 1


async def test_the_newest_dated_articles_come_before_the_seed_and_each_question_is_from_another(
    stand: Stand, tmp_path: Path
) -> None:
    # The seed comes in when the store is made: today, by the clock of the machine.
    clock = FakeClock(datetime.now(UTC))
    async with running_bot(stand, tmp_path, clock) as bot:
        names = ("Ada Brook", "Ben Stone", "Cyd Reed")
        await bot.services.library.put([
            printed(f"“The bridge is {n} years old,” said {name}, who lives in the port of Arvel.",
                    Said(f"“The bridge is {n} years old,”", name), name=name, day=clock.now, title=f"Bridge {n}")
            for n, name in enumerate(names, 40)
        ])  # fmt: skip
        assert len(await bot.services.asking.openers(patience=30)) == 3
        welcome = await ask(stand.reader("Ann"), "/start")
    assert welcome.text.count("• Bridge") == 3
    assert all(any(subject in question for subject in (*names, "Arvel")) for question in welcome.button_texts)


async def test_a_misspelt_command_is_done_by_a_button_for_whoever_wrote_it(running: Running) -> None:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    there = running.stand.group("Newsroom", members=[ann, ben])
    offered = await ask(ann, "/folow Christopher Hill")
    assert offered.button_texts == ["/follow Christopher Hill"]
    await ann.press(offered, "/follow Christopher Hill")
    assert (await ann.reply()).text.startswith("Following Christopher Hill")
    asked = await ask(ann.at(there), f"/aks@{running.stand.world.bot.username} what did Hill say?")
    press = await ben.at(there).press(asked, asked.button_texts[0])
    assert "Only the person who asked" in await press_text(press)
    await ann.at(there).press(asked, asked.button_texts[0])
    assert quotes(await ann.at(there).reply())
    # A clause with a link: its place in the text moves with the command.
    offered = await ask(running.editor, "/ad http://127.0.0.9/x")
    await running.editor.press(offered, offered.button_texts[0])
    refused = await running.editor.reply()
    await running.editor.until(lambda: "• http://127.0.0.9/x " in (running.editor.now(refused) or refused).text)


async def test_a_button_and_a_link_that_nobody_knows_are_answered_in_one_line(running: Running) -> None:
    ann = running.stand.reader("Ann")
    page = await ask(ann, "/help")
    press = await ann.press(page, page.button_texts[0], sending="once-upon-a-time:1")
    assert await press_text(press) == "This button is too old. Ask again."
    lines = (await ask(ann, "/start q_broken")).text.split("\n")
    assert lines[0] == "I can't open that link: a part of it is missing, or it isn't one of mine."
    assert "I answer only in words that were printed." in lines


async def test_help_is_short_and_turns_its_pages_in_place(prepared: Running) -> None:
    ann = prepared.stand.reader("Ann")
    page = await ask(ann, "/help")
    assert len(page.text.splitlines()) <= 10
    assert "/add" not in page.text
    assert "For editors" not in page.button_texts
    for button in page.button_texts:
        await ann.press(page, button)
        assert len((await ann.edited()).text.splitlines()) <= 14
        await ann.press(page, "↩ Back")
        assert (await ann.edited()).text == page.text
    assert ann.heard() == [page]


async def test_only_editors_see_their_page_of_help(running: Running) -> None:
    page = await ask(running.editor, "/help")
    await running.editor.press(page, "For editors")
    shown = (await running.editor.edited()).text
    for command in ("/add", "/outbox", "/stats"):
        assert command in shown
    ann = running.stand.reader("Ann").at_message(page)
    # Somebody else's client can press whatever it has seen.
    await running.editor.press(page, "↩ Back")
    await running.editor.edited()
    assert await press_text(await ann.press(page, "For editors")) == "That page is for editors."


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("/subscibe", "Did you mean /subscribe?"),
        ("/subscibe 8am", "Did you mean /subscribe 8am?"),
        ("/Help", "Ask me what someone said."),
        ("help", "Ask me what someone said."),
        ("Privacy.", "What I keep about you"),
        ("/what did Hill say", "Christopher Hill"),
        ("/xyzzy", "I don't know that command."),
        ("/add x", "Only editors can"),
        ("/cancel", "There is nothing to cancel."),
    ],
)
async def test_commands_that_are_nearly_right_are_understood(running: Running, said: str, start: str) -> None:
    assert (await ask(running.stand.reader("Ann"), said)).text.startswith(start)


async def test_a_command_for_another_bot_gets_no_reply(running: Running) -> None:
    ann = running.stand.reader("Ann")
    there = ann.at(running.stand.group("Newsroom", members=[ann]))
    own = running.stand.world.bot.username
    for who, said in ((ann, "/help@OtherBot"), (ann, "/helb@OtherBot"), (there, "/helb"), (there, "/helb@OtherBot")):
        await who.say(said)
    assert (await ask(there, f"/helb@{own}")).text == "Did you mean /help?"
    assert (await ask(ann, "/helb")).text == "Did you mean /help?"


async def test_every_command_in_a_menu_is_handled_in_every_language(running: Running) -> None:
    ann, known = running.stand.reader("Ann"), handled(running.app)
    there = ann.at(running.stand.group("Newsroom", members=[ann]))
    await eventually(lambda: _published(running, ann))
    for who in (ann, there, running.editor):
        for language in LANGUAGES:
            assert who.menu(language)
            assert set(who.menu(language)) <= known
    listed = {*commands.PRIVATE, *commands.GROUP, *commands.ADMINISTRATORS, *commands.EDITORS, *commands.UNLISTED}
    assert known - listed == set(), "in no menu and not said to be unlisted"


async def _published(running: Running, ann: Reader) -> bool:
    await asyncio.sleep(0)
    return "add" in running.editor.menu("de") and "help" in ann.menu("de")


async def test_a_second_start_publishes_nothing_again(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path) as bot:
        await eventually(lambda: _noted(tmp_path))
        assert "forget" in bot.owner.menu()
    before = _calls(stand)
    assert before["setMyDescription"] == before["setMyShortDescription"] == len(LANGUAGES)
    async with running_bot(stand, tmp_path) as bot:
        await ask(bot.owner, "/help")
        assert _calls(stand) == before


async def _noted(data: Path) -> bool:
    return await asyncio.to_thread((data / "published.json").exists)


def _calls(stand: Stand) -> dict[str, int]:
    names = ("setMyCommands", "setMyDescription", "setMyShortDescription")
    return {name: len(stand.calls(name)) for name in names}


async def test_typing_is_shown_while_an_answer_takes_long(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = running.stand.reader("Ann")
    await ask(ann, "what did Hill say?")
    quick = list(ann.chat.actions)
    said_by, began = running.services.library.said_by, asyncio.Event()

    async def slowly(*args: object, **kwargs: object) -> object:
        await began.wait()
        return await said_by(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(type(running.services.library), "said_by", lambda _self, *a, **k: slowly(*a, **k))
    await ann.say("what did Hill say?")
    await ann.until(lambda: len(ann.chat.actions) > len(quick))
    began.set()
    answer: Message = await ann.reply()
    assert "Christopher Hill" in answer.text
    assert set(ann.chat.actions) == {"typing"}
