"""Inline mode: statements to drop into any chat."""

from __future__ import annotations

import asyncio

from retrieval.domain.article import Draft
from retrieval.domain.changes import OPERATOR
from tests.e2e.answers import quotes
from tests.e2e.conftest import Running
from tests.e2e.invented import news
from tests.e2e.test_reading import HILL
from tests.telegram.refusals import Json


def quoted(answer: Json) -> list[str]:
    """Return the quotes in all results; a statement that is printed in two pieces has two."""
    found = []
    for result in answer["results"]:
        units = result["message"]["text"].encode("utf-16-le")
        marks = [mark for mark in result["message"]["entities"] if mark["type"].endswith("blockquote")]
        found += [units[2 * m["offset"] : 2 * (m["offset"] + m["length"])].decode("utf-16-le") for m in marks]
    return found


async def test_statements_are_dropped_into_a_chat_with_their_source_and_a_way_back(running: Running) -> None:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    there = ann.at(running.stand.group("Friends", members=[ann, ben], bot="left"))
    answer = await ann.inline("hill kosovo")
    assert quoted(answer)[:2] == HILL
    first = answer["results"][0]
    assert first["title"].startswith("Christopher Hill")
    assert first["description"].startswith('"Ukraine is absolutely critical, and we are')
    sent = await there.choose(answer)
    assert sent.cuts("bold")[0].startswith("Christopher Hill")
    assert quotes(sent) == HILL
    assert "The Gaze" in sent.text
    (back,) = [e.url for e in sent.entities if e.type == "text_link"]
    assert back is not None
    assert back.startswith("https://t.me/onrecord_test_bot?start=")
    await ben.start(back.partition("=")[2])
    card = await ben.reply()
    assert HILL[0] in quotes(card)[0]
    assert card.cuts("bold")[0].startswith("Christopher Hill")


async def test_the_source_is_linked_and_a_paraphrase_is_called_one(running: Running) -> None:
    ann = running.stand.reader("Ann")
    text = "Mara Lindqvist, the mayor, said that the harbour would close in spring. “It is old,” she said."
    draft = Draft(text=text, url="https://news.example/harbour", title="Harbour", publisher="The Ferryman")
    await running.services.editing.add([draft])
    answer = await ann.inline("what did Lindqvist say?")
    texts = {one["message"]["text"]: one["message"]["entities"] for one in answer["results"]}
    (paraphrase,) = [text for text in texts if "would close in spring" in text]
    assert "Paraphrased by the article" in paraphrase
    urls = [entity.get("url", "") for entity in texts[paraphrase] if entity["type"] == "text_link"]
    assert urls[0] == "https://news.example/harbour"
    assert all(quote in text for quote in quoted(answer))


async def test_the_question_of_an_answer_finds_the_same_statements(running: Running) -> None:
    ann = running.stand.reader("Ann")
    for question in ("what did Hill say?", "What did Vucic say about Ukraine?", "What happened near Mladenovac?"):
        await ann.say(question)
        shown = quotes(await ann.reply())
        found = quoted(await ann.inline(question))
        assert set(shown) <= set(found), question


async def test_a_short_query_shows_the_newest_statements_and_the_way_into_the_private_chat(running: Running) -> None:
    ann = running.stand.reader("Ann")
    for text in ("", "hi", "hello", "?!"):
        answer = await ann.inline(text)
        assert answer["button"] == {"text": "Ask me in private", "start_parameter": "inline"}
        assert len(quoted(answer)) >= 2
    assert answer["cache_time"] > 0
    # Telegram keeps lists for others too, who may read another language and live in another zone.
    assert answer["is_personal"]
    await ann.start(answer["button"]["start_parameter"])
    assert "I answer only in words that were printed." in (await ann.reply()).text


async def test_nothing_found_says_so_and_offers_the_private_chat(running: Running) -> None:
    ann = running.stand.reader("Ann")
    for text in ("Macron", "What did Macron say?", "a" * 256):
        answer = await ann.inline(text)
        assert answer["results"] == []
        assert answer["button"]["text"] == "No quotes for this. Ask me in private"


async def test_many_statements_come_in_pages(running: Running) -> None:
    ann = running.stand.reader("Ann")
    said = " ".join(f"“The bridge has {n} loose bolts,” said Mara Lindqvist. She went on." for n in range(10, 35))
    await running.services.editing.add([Draft(text=said, title="Bolts")])
    seen: list[str] = []
    offset = ""
    for _ in range(9):
        answer = await ann.inline("what did Lindqvist say?", offset=offset)
        seen += quoted(answer)
        if not (offset := answer.get("next_offset") or ""):
            break
    assert len(seen) == len(set(seen)) == 25
    assert all(quote in said for quote in seen)
    assert (await ann.inline("what did Lindqvist say?", offset="9999"))["results"] == []
    assert (await ann.inline("what did Lindqvist say?", offset="no number"))["results"] != []


async def test_the_newest_statements_come_in_pages_too(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await running.services.editing.add([Draft(text=one.text, id=one.id, title=one.title) for one in news(0, 12)])
    first = await ann.inline("")
    assert first["next_offset"]
    second = await ann.inline("", offset=first["next_offset"])
    assert not {r["id"] for r in first["results"]} & {r["id"] for r in second["results"]}


async def test_only_words_that_are_surely_theirs_are_offered(running: Running) -> None:
    ann = running.stand.reader("Ann")
    text = "Mara Lindqvist met Ana Rose. “Bridges rust sooner than they say,” she said. “Who knows?” it was asked."
    await running.services.editing.add([Draft(text=text, title="Rust")])
    for query in ("bridges rust", "who spoke about rust?", ""):
        for result in (await ann.inline(query))["results"]:
            assert "Speaker unclear" not in result["title"]
            assert result["title"] != "she"


async def test_a_statement_from_the_list_is_no_question_to_the_bot(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.choose(await ann.inline("hill"))
    await ann.quiet(0.5)
    # Nothing of it is in a conversation: "he" is nobody.
    await ann.say("what did he say about Kosovo?")
    assert HILL[0] not in quotes(await ann.reply())


async def test_a_retracted_article_is_offered_no_more(running: Running) -> None:
    ann = running.stand.reader("Ann")
    answer = await ann.inline("hill")
    sent = await ann.choose(answer)
    (article,) = await running.services.library.newest(1)
    await running.services.editing.retract(article.id, OPERATOR)
    assert (await ann.inline("hill"))["results"] == []
    (back,) = [e.url for e in sent.entities if e.type == "text_link" and e.url and "t.me" in e.url]
    await ann.start(back.partition("=")[2])
    assert (await ann.reply()).text.startswith("That article is no longer here")


async def test_a_query_that_became_too_old_is_let_go_quietly(running: Running) -> None:
    ann = running.stand.reader("Ann")
    query = ann.type_inline("hill", stale=True)
    assert quoted(await ann.inline("vucic"))
    assert query.answer is None
    await ann.quiet(0.3)


async def test_what_a_reader_has_typed_past_is_not_worked_on(running: Running) -> None:
    ann = running.stand.reader("Ann")
    typed = [ann.type_inline("what did Hill say"[:n]) for n in range(3, 18)]
    answer = await ann.inline("what did Hill say?")
    assert quoted(answer)[:2] == HILL
    await asyncio.sleep(0.2)
    # The first may have begun already; those that waited behind it were passed over.
    assert sum(query.answer is not None for query in typed) <= 2
