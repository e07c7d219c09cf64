"""Only editors add articles by command."""

from __future__ import annotations

from tests.e2e.answers import quotes
from tests.e2e.conftest import Running

ARTICLE = """Harbour bridge to close for repairs
The harbour bridge will close on Monday, the city said.
"We found rust where nobody had looked," said chief engineer Mara Lindqvist.
Buses will take another route until October."""


async def test_an_article_can_be_asked_about_at_once(running: Running) -> None:
    await running.editor.say(f"/add {ARTICLE}")
    stored = await running.editor.reply()
    assert stored.text.startswith("Stored: Harbour bridge to close for repairs")
    assert "Mara Lindqvist" in stored.text
    ann = running.stand.reader("Ann")
    await ann.say("what did Lindqvist say?")
    answer = await ann.reply()
    assert quotes(answer) == ['"We found rust where nobody had looked,"']
    assert "[1] Harbour bridge to close for repairs" in answer.text
    await ann.say("Until when will buses take another route?")
    assert "Buses will take another route until October." in (await ann.reply()).text


async def test_an_article_in_another_language_is_not_read_for_quotes_and_the_reply_says_so(running: Running) -> None:
    await running.editor.say(
        "/add Мост се затвара\nГрадска управа је саопштила да ће се мост затворити у понедељак због радова. "
        "„Нашли смо рђу тамо где нико није гледао“, рекла је главна инжењерка Мара Линдквист."
    )
    reply = (await running.editor.reply()).text
    assert reply.startswith("Stored: Мост се затвара")
    assert "I don't read it for quotes" in reply
    assert "It quotes nobody" not in reply


async def test_the_same_article_again_changes_nothing(running: Running) -> None:
    for expected in ("Stored: ", "Already stored: "):
        await running.editor.say(f"/add {ARTICLE}")
        assert (await running.editor.reply()).text.startswith(expected)
    assert await running.services.library.article_count() == 2


async def test_a_reply_stores_the_message_replied_to_with_its_publisher(running: Running) -> None:
    channel = running.stand.channel("Harbour Times")
    post = channel.post(ARTICLE)
    forwarded = await running.editor.forward(post)
    # The bot takes the forwarded post for a question and replies; the command follows.
    await running.editor.reply()
    await running.editor.say("/add", reply_to=forwarded)
    assert (await running.editor.reply()).text.startswith("Stored: Harbour bridge")
    newest = await running.services.library.newest(5)
    (article,) = [a for a in newest if a.publisher == "Harbour Times"]
    assert article.text == ARTICLE.partition("\n")[2]
    assert article.published is not None


async def test_a_strangers_add_is_refused_and_stores_nothing(running: Running) -> None:
    stranger = running.stand.reader("Stranger")
    await stranger.say(f"/add {ARTICLE}")
    assert (await stranger.reply()).text.startswith("Only editors can add articles.")
    assert await running.services.library.article_count() == 1


async def test_an_editors_name_does_not_make_an_editor(running: Running) -> None:
    namesake = running.stand.reader("Edith ", username="edith")
    await namesake.say(f"/add {ARTICLE}")
    assert (await namesake.reply()).text.startswith("Only editors can add articles.")


async def test_the_bots_own_words_are_never_stored(running: Running) -> None:
    await running.editor.say("what did Hill say?")
    answer = await running.editor.reply()
    await running.editor.say("/add", reply_to=answer)
    assert (await running.editor.reply()).text.startswith("That's one of my own messages")
    assert await running.services.library.article_count() == 1


async def test_an_add_without_anything_asks_for_it(running: Running) -> None:
    await running.editor.say("/add")
    assert (await running.editor.reply()).text == "Send me the text, the links or the files to add, or /cancel."
