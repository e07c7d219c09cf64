"""Pages of a card: what is printed is whole and verbatim on them, and Telegram takes each as one message."""

from __future__ import annotations

from dataclasses import replace

import pytest
import telegram
from hypothesis import given, settings

from bot.telegram.messages.entities import MAX_ENTITIES, entities
from bot.views.cards.buttons import citation_to_copy
from bot.views.cards.items import MAX_STATEMENTS
from bot.views.cards.page import FOLDED_CHARS, MAX_OPEN, PAGE_UNITS
from bot.views.rich_text import Style, Text, utf16_length
from retrieval.domain.reply import Answer
from tests.bot.cards.invented import answers, pages_of, printed_on
from tests.bot.printed import BRIDGE, MARA, MONEY, RUST, TOM, WAIT, WORSE, answer, article, cuts, said, speaker
from tests.telegram import texts
from tests.telegram.limits import Limits
from tests.telegram.plugin import stand
from tests.telegram.stand import Stand

__all__ = ["stand"]


@pytest.fixture
def limits() -> Limits:
    return Limits.none()


def plain(reply: Answer) -> str:
    return pages_of(reply)[1][0].plain


@given(answers())
@settings(max_examples=25, deadline=None)
def test_every_page_is_one_message_that_telegram_takes_as_it_is(reply: Answer) -> None:
    for page in pages_of(reply)[1]:
        raw = [entity.to_dict() for entity in entities(page)]
        assert utf16_length(page.plain) <= texts.TEXT_UNITS
        assert len(raw) <= MAX_ENTITIES
        taken = texts.formatted(page.plain, raw, limit=texts.TEXT_UNITS)
        assert (taken.text, taken.remarks) == (page.plain, ())


@given(answers())
@settings(max_examples=25, deadline=None)
def test_the_pages_print_every_excerpt_whole_verbatim_and_once(reply: Answer) -> None:
    card, pages = pages_of(reply)
    printed = [words for page in pages for words in printed_on(page)]
    assert printed == [item.words for item in card.items]
    kept = {(e.article.id, e.span.start): e for e in reply.excerpts}
    for item in card.items:
        assert any(e.span.holds(item.span) for e in kept.values() if e.article == item.article)
    whole = "".join(printed)
    statements = list(dict.fromkeys(e.statement if e.kind else n for n, e in enumerate(reply.excerpts)))
    if len(statements) <= MAX_STATEMENTS:
        assert sorted(whole) == sorted("".join(e.text for e in reply.excerpts))


@given(answers())
@settings(max_examples=20, deadline=None)
def test_no_excerpt_is_in_italics_and_every_line_of_the_bot_inside_a_quote_is(reply: Answer) -> None:
    card, pages = pages_of(reply)
    for page in pages:
        lines = [
            page.plain[m.start : m.end] for m in page.marks if m.style is Style.ITALIC and _is_quoted(page, m.start)
        ]
        assert all(line.startswith("[") and "\n" not in line for line in lines)
    assert len(card.items) == sum(len(printed_on(page)) for page in pages)


def _is_quoted(page: Text, at: int) -> bool:
    return any(m.start <= at < m.end for m in page.marks if m.style is Style.QUOTE)


async def test_the_stand_takes_a_page_as_a_strict_server_would(stand: Stand) -> None:
    _, pages = pages_of(answer(*[replace(RUST, statement=n) for n in range(300)]))
    ann = stand.reader("Ann")
    async with telegram.Bot(stand.token, base_url=stand.base_url, base_file_url=stand.base_file_url) as bot:
        for page in pages[:2]:
            await bot.send_message(ann.id, page.plain, entities=entities(page))
    for page, message in zip(pages, await ann.replies(2), strict=False):
        assert (message.text, message.units) == (page.plain, utf16_length(page.plain))
        assert message.cuts("expandable_blockquote")
        assert len(message.cuts("blockquote")) == MAX_OPEN
    assert stand.violations == []


def test_a_page_names_the_person_the_count_and_below_each_quote_its_source() -> None:
    assert plain(answer(RUST, replace(WORSE, statement=2))) == (
        "Mara Lindqvist\n2 statements in 1 paper\n\n"
        '"We found rust,"\n[1] Harbour Times · 4 days ago\n\n'
        '"It is worse than we feared."\n[2] Harbour Times · 4 days ago'
    )


def test_several_people_are_each_named_above_their_words() -> None:
    _, (page,) = pages_of(answer(RUST, WAIT, MONEY))
    assert cuts([page], Style.BOLD) == ["Mara Lindqvist", "Tom Reyes"]
    assert "3 statements by 2 people in 1 paper" in page.plain
    assert "\n[2] Harbour Times · 4 days ago · paraphrased\n" in page.plain
    assert page.plain.endswith("· partly quoted · the article says “He”")


def test_inside_the_fold_each_line_says_whose_words_stand_above_it() -> None:
    _, (page, *_) = pages_of(answer(RUST, WAIT, *[replace(WORSE, statement=n) for n in range(5, 9)]))
    folded = [cut for cut in cuts([page], Style.ITALIC) if cut.startswith("[")]
    assert folded
    assert all("Mara Lindqvist · Harbour Times" in line for line in folded)


def test_a_statement_in_two_pieces_is_marked_as_one_and_stays_on_one_page() -> None:
    assert "[2] Harbour Times · 4 days ago · same statement" in plain(answer(RUST, WORSE))
    long = article("\n".join(f"{n} {'long ' * 60}" for n in range(9)))
    pieces = [
        said(line.strip(), replace(MARA, mention=None), number=n // 2, of=long)
        for n, line in enumerate(long.text.split("\n"))
    ]
    card, pages = pages_of(answer(*pieces))
    for page in pages:
        assert (len(printed_on(page)) % 2 == 0) or page is pages[-1]
    assert len(card.items) == 9


def test_an_excerpt_longer_than_a_screen_is_folded_and_whole() -> None:
    long = article("word " * (FOLDED_CHARS // 4) + "end.")
    _, (page,) = pages_of(answer(said(long.text, replace(MARA, mention=None), of=long)))
    assert cuts([page], Style.QUOTE) == [long.text]


def test_a_page_grows_to_about_one_screen() -> None:
    _, pages = pages_of(answer(*[replace(RUST, statement=n) for n in range(40)]))
    assert all(utf16_length(page.plain) <= PAGE_UNITS for page in pages)
    assert len(pages) > 2


def test_nothing_is_said_about_a_date_that_is_not_printed() -> None:
    undated = article(published=None, url=None)
    page = plain(answer(said('"We found rust,"', speaker("Mara Lindqvist", of=undated), of=undated)))
    assert page.endswith('"We found rust,"\n[1] Harbour Times')


def test_a_name_that_is_not_printed_and_unsure_words_are_marked() -> None:
    they = said("“Close it 🌉 tonight,”", replace(TOM, mention=None))
    assert "may be someone else's words" in plain(answer(replace(they, confidence=0.3)))
    shared = said('"We found rust,"', replace(MARA, name="Lindqvist", might_be=("Mara Lindqvist", "Per Lindqvist")))
    assert plain(answer(shared)).startswith("Lindqvist (Mara Lindqvist or Per Lindqvist: the article doesn't say)")


def test_the_number_links_to_the_article() -> None:
    _, (page,) = pages_of(answer(RUST))
    (link,) = [m for m in page.marks if m.style is Style.LINK]
    assert (page.plain[link.start : link.end], link.url) == ("[1]", BRIDGE.url)


def test_a_citation_to_copy_leaves_out_who_sent_the_reader() -> None:
    url = "https://paper.example/hill?id=7&utm_source=rss&utm_campaign=world"
    card, _ = pages_of(answer(said('"We found rust,"', MARA, of=article(url=url))))
    assert citation_to_copy(card.items[0]).endswith(", https://paper.example/hill?id=7")
