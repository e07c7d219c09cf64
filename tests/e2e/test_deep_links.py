"""A link t.me/BOT?start=… opens what it leads to, and says so politely if that is gone."""

from __future__ import annotations

import pytest

from bot.usecases.asking.deep_links import article_payload, person_payload, quote_payload
from retrieval.domain.article import Article, Draft, Span
from retrieval.domain.changes import OPERATOR
from tests.e2e.answers import quotes
from tests.e2e.conftest import Running
from tests.e2e.test_reading import HILL

CONTEXT = "The town council met in the evening. “We found rust,” said Mara Lindqvist, an engineer. All went home."
OLD_BRIDGE = f"Bridge\n\n{CONTEXT}"
NEW_BRIDGE = OLD_BRIDGE.replace("rust", "much rust")
MOVED_BRIDGE = OLD_BRIDGE.replace("The town", "On Monday, the town")
LONG_ID = "https://news.example/2026/11/24/the-bridge-of-the-town-is-to-stay-open-until-spring"


async def stored(running: Running, text: str, article_id: str = "bridge") -> Article:
    draft = Draft(text=text, id=article_id, title="Bridge", url="https://news.example/bridge", publisher="The Ferryman")
    (added,) = await running.services.editing.add([draft])
    return added.article


def link_to_words(article: Article, words: str) -> str:
    start = article.text.index(words)
    return quote_payload(article.id, article.text, Span(start, start + len(words)))


async def test_a_link_to_a_statement_shows_it_in_its_context(running: Running) -> None:
    ann = running.stand.reader("Ann")
    article = await stored(running, OLD_BRIDGE)
    await ann.start(link_to_words(article, "“We found rust,”"))
    card = await ann.reply()
    assert card.cuts("bold")[0] == "Mara Lindqvist, “an engineer”"
    assert quotes(card) == [CONTEXT]
    assert "“We found rust,”" in card.cuts("bold")
    assert [e.url for e in card.entities if e.type == "text_link"] == ["https://news.example/bridge"]
    assert "The Ferryman" in card.text
    # It is about the article: a reply to it asks about that.
    await ann.say("what did she say?", reply_to=card)
    assert "“We found rust,”" in (await ann.reply()).text


async def test_words_that_moved_are_found_and_words_that_changed_are_not(running: Running) -> None:
    ann = running.stand.reader("Ann")
    link = link_to_words(await stored(running, OLD_BRIDGE), "“We found rust,”")
    await stored(running, MOVED_BRIDGE)
    await ann.start(link)
    assert "“We found rust,”" in (await ann.reply()).cuts("bold")
    await stored(running, NEW_BRIDGE)
    await ann.start(link)
    changed = await ann.reply()
    assert changed.text.startswith("That article has been corrected since, and no longer prints those words.")
    assert "Bridge · The Ferryman" in changed.text
    assert quotes(changed) == []


@pytest.mark.parametrize("article_id", ["bridge", LONG_ID])
async def test_a_link_to_an_article_shows_what_it_prints_until_it_is_retracted(
    running: Running, article_id: str
) -> None:
    ann = running.stand.reader("Ann")
    article = await stored(running, OLD_BRIDGE, article_id)
    await ann.start(article_payload(article_id))
    card = await ann.reply()
    assert card.text.startswith("Bridge · The Ferryman")
    assert all(quote in article.text for quote in quotes(card))
    assert "• Mara Lindqvist: 1" in card.text
    await running.services.editing.retract(article_id, OPERATOR)
    for payload in (article_payload(article_id), link_to_words(article, "“We found rust,”")):
        await ann.start(payload)
        assert (await ann.reply()).text.startswith("That article is no longer here: it was retracted")


async def test_a_link_to_a_person_asks_what_they_said(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.start(person_payload("Christopher Hill"))
    assert quotes(await ann.reply())[:2] == HILL
    await ann.start(person_payload("Nobody Atall, who owes you money: write to me at once, please, at"))
    gone = await ann.reply()
    assert gone.text.startswith("I have no quotes from that person any more.")


async def test_a_link_to_the_subscription_opens_it(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.start("subscribe-0715")
    assert "07:15" in (await ann.reply()).text
    await ann.start("subscribe")
    await ann.reply()


async def test_a_malformed_payload_is_an_ordinary_start(running: Running) -> None:
    ann = running.stand.reader("Ann")
    for payload in ("spring-sale", "q", "pAAAA", "subscribe-99"):
        await ann.start(payload)
        assert "I answer only in words that were printed." in (await ann.reply()).text
