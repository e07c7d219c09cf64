"""The bot speaks the language of whoever writes, or the one that was chosen for the chat."""

from __future__ import annotations

from tests.e2e.conftest import Running
from tests.e2e.test_conversation import ask

GERMAN, UKRAINIAN = "de-AT", "uk"


async def test_the_language_of_telegram_is_noted_for_what_is_sent_later(running: Running) -> None:
    greta = running.stand.reader("Greta", language=GERMAN)
    await ask(greta, "/privacy")
    settings = running.services.chat_settings
    assert (await settings.get(greta.id)).language_for_pushes == "de"
    ann = running.stand.reader("Ann")
    await ask(ann, "/privacy")
    assert (await settings.get(ann.id)).language_for_pushes is None


async def test_a_reader_chooses_a_language_by_button_and_by_name(running: Running) -> None:
    ann = running.stand.reader("Ann")
    question = await ask(ann, "/language")
    assert [b["text"] for b in question.buttons] == ["English", "Srpski", "Українська", "Deutsch", "Automatic"]
    await ann.press(question, "Українська")
    await ann.edited()
    settings = running.services.chat_settings
    assert (await settings.get(ann.id)).language == "uk"
    for words, chosen in (("Deutsch", "de"), ("SR", "sr"), ("english", "en"), ("auto", None)):
        await ask(ann, f"/language {words}")
        assert (await settings.get(ann.id)).language == chosen
    assert "Klingon" in (await ask(ann, "/language Klingon")).text


async def test_in_a_group_only_administrators_choose(running: Running) -> None:
    olga, ben = running.stand.reader("Olga"), running.stand.reader("Ben")
    group = running.stand.group("Harbour", members=[ben], admins=[olga])
    owner, member = olga.at(group), ben.at(group)
    settings = running.services.chat_settings
    await member.say("/language de")
    assert "administrators" in (await member.reply()).text
    await owner.say("/language de")
    # The refusal to Ben, which everybody saw, and then this one.
    await owner.replies(2)
    assert (await settings.get(group.id)).language == "de"
