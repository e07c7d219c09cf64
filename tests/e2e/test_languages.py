"""The bot speaks the language of whoever writes, or the one that was chosen for the chat."""

from __future__ import annotations

import pytest

from tests.e2e.answers import quotes
from tests.e2e.conftest import Running
from tests.e2e.test_conversation import HILL, ask
from tests.e2e.test_editing import ARTICLE

# What Telegram calls each language; the head of an answer; a refusal; the buttons; the beginning of today's date.
SPOKEN = {
    "de-AT": (
        "2 Aussagen · 1 Zeitung",
        "Ich habe keine Zitate von jemandem namens Macron.",
        ["🔍 Kontext", "📄 Quelle"],
        "Heute ist Dienstag, 24. November",
    ),
    "uk": (
        "2 висловлювання · 1 видання",
        "Не маю цитат людини на ім’я Macron.",
        ["🔍 Контекст", "📄 Джерело"],
        "Сьогодні вівторок, 24 листопада",
    ),
    "sr": (
        "2 izjave · 1 list",
        "Nemam nijedan citat osobe po imenu Macron.",
        ["🔍 Kontekst", "📄 Izvor"],
        "Danas je utorak, 24. novembar",
    ),
}


@pytest.mark.parametrize("telegram", SPOKEN)
async def test_the_bots_words_are_the_readers_and_the_excerpt_stays(running: Running, telegram: str) -> None:
    head, refusal, buttons, today = SPOKEN[telegram]
    reader = running.stand.reader("Greta", language=telegram)
    answer = await ask(reader, "what did Hill say?")
    assert answer.text.startswith(f"Christopher Hill, “US Ambassador to Serbia”\n{head}\n\n")
    assert quotes(answer)[:2] == HILL
    assert set(buttons) <= {button["text"] for button in answer.buttons}
    assert (await ask(reader, "What did Macron say?")).text.startswith(refusal)
    assert (await ask(reader, "what day is it?")).text.startswith(today)


async def test_a_language_that_is_chosen_wins_until_it_is_automatic_again(running: Running) -> None:
    greta = running.stand.reader("Greta", language="de")
    for chosen, head in (
        ("uk", "2 висловлювання"),
        ("english", "2 statements"),
        ("sr", "2 izjave"),
        ("auto", "2 Auss"),
    ):
        await ask(greta, f"/language {chosen}")
        answer = await ask(greta, "what did Hill say?")
        assert answer.text.split("\n")[1].startswith(head)
        assert quotes(answer)[:2] == HILL


async def test_a_digest_comes_in_the_language_of_its_chat(running: Running) -> None:
    greta, ann = running.stand.reader("Greta", language="uk"), running.stand.reader("Ann")
    await ask(greta, "/language de")
    for reader in (greta, ann):
        await ask(reader, "/subscribe 08:00 Europe/Belgrade")
    await running.editor.say(f"/add {ARTICLE}")
    await running.editor.reply()
    running.clock.forward(hours=1)
    german, english = await greta.reply(), await ann.reply()
    assert german.text.startswith("On Record, Dienstag, 24. November\n")
    assert english.text.startswith("On Record, Tuesday 24 November\n")


async def test_the_language_of_telegram_is_noted_for_what_is_sent_later(running: Running) -> None:
    greta = running.stand.reader("Greta", language="de-AT")
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


async def test_an_editor_reads_in_their_language_why_something_is_refused(running: Running) -> None:
    await running.editor.say("/language Deutsch")
    await running.editor.reply()
    lines = b'{"title": "no text"}\n{"text": "The bridge is open."}\n'
    for name, content, why in (
        ("a.rtf", b"{\\rtf1 hello}", "a.rtf ist Rich Text (RTF); speichere es als .docx, PDF oder Text"),
        ("b.pdf", b"%PDF-1.4 broken", "b.pdf lässt sich nicht lesen (PDF): Die Datei ist beschädigt oder bösartig"),
        ("c.jsonl", lines, "c.jsonl, line 1 hat kein „text“; ein Artikel ist ein Objekt wie {"),
    ):
        await running.editor.upload(name, content, caption="/add")
        assert (await running.editor.reply()).text == f"Ich lese {name}"
        assert f"• {why}" in (await running.editor.edited()).text
