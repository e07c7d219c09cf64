"""A reader asks the real bot on the stand."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from tests.e2e.answers import quotes
from tests.e2e.conftest import Running

HILL = [
    '"Ukraine is absolutely critical, and we are at a point where everyone needs to be ready,"',
    '"When people are together, relations improve."',
]


async def test_hills_words_come_verbatim_and_numbered(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("what did Hill say?")
    answer = await ann.reply()
    article = (await running.services.library.newest(1))[0]
    assert quotes(answer)[:2] == HILL
    assert all(quote in article.text for quote in quotes(answer))
    assert "[1]" in answer.text
    assert answer.text.startswith("Christopher Hill, “US Ambassador to Serbia”\n2 statements in 1 paper\n\n")
    assert "[3] The Gaze · paraphrased" in answer.text
    assert "undated" not in answer.text
    assert "Vucic" not in answer.text


async def test_for_someone_who_is_not_in_the_news_there_are_no_quotes(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("What did Macron say?")
    answer = await ann.reply()
    assert answer.text.startswith("I have no quotes from anyone called Macron.")
    assert quotes(answer) == []


async def test_someone_mentioned_but_never_quoted_is_shown_where_mentioned(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("what did Putin say?")
    answer = await ann.reply()
    assert "Putin is mentioned, but no quote is clearly theirs." in answer.text
    assert "What the articles say about them" in answer.text


async def test_an_open_question_gets_a_passage_with_the_answer_in_bold(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("/ask What happened near Mladenovac?")
    answer = await ann.reply()
    first = quotes(answer)[0]
    assert "17 people were shot dead" in first
    assert any(bold in first and bold != first for bold in answer.cuts("bold"))


async def test_small_talk_is_answered_in_kind(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("Hello!")
    assert "answer only in words that were printed" in (await ann.reply()).text
    await ann.say("thanks a lot")
    assert (await ann.reply()).text.startswith("You're welcome.")


async def test_a_question_too_long_or_empty_gets_one_kind_sentence(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("a" * 4096)
    assert "4,096 characters" in (await ann.reply()).text
    await ann.say("/ask")
    assert (await ann.reply()).text.startswith("What would you like to know?")
    await ann.say("?!")
    assert "question is empty" in (await ann.reply()).text


async def test_start_help_and_sources_show_what_there_is(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.start()
    assert "in words that were printed" in (await ann.reply()).text
    await ann.say("/help")
    assert "/add" not in (await ann.reply()).text
    await ann.say("/sources")
    assert "The Gaze: 1" in (await ann.reply()).text
    await ann.say("/nonsense")
    assert "don't know that command" in (await ann.reply()).text
    await ann.upload("cat.png", b"\x89PNG", mime_type="image/png")
    assert "Only editors can send me documents to add" in (await ann.reply()).text


async def test_readers_and_editors_see_their_own_menus(running: Running) -> None:
    ann = running.stand.reader("Ann")
    assert "subscribe" in ann.menu()
    assert "add" not in ann.menu()
    assert "add" in running.editor.menu()


async def test_a_group_is_answered_when_it_asks_by_command(running: Running) -> None:
    ann = running.stand.reader("Ann")
    group = running.stand.group("Newsroom", members=[ann])
    there = ann.at(group)
    await there.say("what did Hill say?")
    await there.say("/ask what did Hill say?")
    (answer,) = await there.replies()
    assert quotes(answer)[:2] == HILL
    await there.quiet(0.5)


async def test_each_chat_is_answered_in_its_order(running: Running) -> None:
    readers = [running.stand.reader(f"Reader {n}") for n in range(5)]
    for reader in readers:
        await reader.say("what did Hill say?")
        await reader.say("What did Macron say?")
    for reader in readers:
        first, second = await reader.replies(2)
        assert quotes(first)[:2] == HILL
        assert second.text.startswith("I have no quotes from anyone called Macron")


async def test_an_internal_error_gets_one_kind_sentence_without_details(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("what did Hill say?")
    await ann.reply()
    # A table goes away under the bot: the query fails for real.
    with contextlib.closing(sqlite3.connect(running.services.store.where, timeout=15)) as other:
        other.execute("ALTER TABLE statements RENAME TO elsewhere")
    await ann.say("what did Hill say?")
    assert (
        await ann.reply()
    ).text == "Something went wrong on my side, and I've logged it. Please try again in a moment."
    assert "a handler failed" in caplog.text
    assert running.stand.token not in caplog.text
