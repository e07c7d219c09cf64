"""Answers as texts: they always say whose words they show, and nothing but print looks like print."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.messages.entities import messages
from bot.views.replies.answers import MAX_STATEMENTS
from bot.views.replies.reply import reply_blocks, shown
from bot.views.rich_text import Mark, Style, Text, pages
from bot.views.sources import MAX_TITLE_CHARS, source_line
from retrieval.domain.article import KnownBy, Span, StatementKind
from retrieval.domain.period import Period
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Note, RefusalReason, Remark
from tests.bot.printed import (
    BRIDGE,
    CLOSE_IT,
    MARA,
    MONEY,
    RUST,
    TOM,
    WAIT,
    WORSE,
    YEAR,
    answer,
    article,
    cuts,
    passage,
    refusal,
    said,
    span,
    speaker,
)


def plains(reply: Answer) -> list[str]:
    return [b.plain for b in reply_blocks(reply)]


def test_statements_stand_under_their_speakers_with_number_place_and_how() -> None:
    assert plains(answer(RUST, WAIT, MONEY)) == [
        'Mara Lindqvist\n\n"We found rust,"\n[1] paragraph 2, direct quote',
        "Tom Reyes\n\nHe would not wait\n[2] paragraph 3, paraphrased by the article",
        "money is short\n[3] paragraph 3, partly quoted, partly paraphrased; the article says “He”",
        "[1–3] Bridge to close · Harbour Times · 20 November 2026",
    ]


def test_a_statement_in_two_pieces_is_marked_as_one() -> None:
    first, second, *_ = plains(answer(RUST, WORSE))
    assert first.endswith("[1] paragraph 2, direct quote")
    assert second == '"It is worse than we feared."\n[2] paragraph 2, same statement, continued'


def test_two_statements_of_one_person_are_not_marked_as_one() -> None:
    assert "continued" not in "".join(plains(answer(RUST, replace(WORSE, statement=2))))


def test_two_passages_are_not_one_statement() -> None:
    assert "continued" not in "".join(plains(answer(YEAR, passage("He added that money is short."))))


def test_an_unclear_speaker_is_called_unclear_and_not_named() -> None:
    (text, _) = plains(answer(CLOSE_IT))
    assert text == "Speaker unclear\n\n“Close it 🌉 tonight,”\n[1] paragraph 4, direct quote"


def test_an_unresolved_pronoun_is_not_shown_as_a_name() -> None:
    they = said("“Close it 🌉 tonight,”", speaker("they", how=KnownBy.PRONOUN), MARA)
    assert plains(answer(they))[0].startswith("Mara Lindqvist\n\n")
    (text, _) = plains(answer(replace(they, speakers=they.speakers[:1], confidence=0.3)))
    assert text == ("Speaker unclear\n\n“Close it 🌉 tonight,”\n[1] paragraph 4, direct quote; the article says “they”")


def test_several_speakers_of_one_statement_are_all_named() -> None:
    both = said("“Close it 🌉 tonight,”", MARA, TOM, speaker("the city", how=KnownBy.ROLE))
    assert plains(answer(both))[0].startswith("Mara Lindqvist, Tom Reyes and the city\n\n")


def test_the_pronouns_of_several_speakers_are_shown_as_printed() -> None:
    both = said("“Close it 🌉 tonight,”", replace(MARA, mention=span("they"), how=KnownBy.PRONOUN), TOM)
    assert plains(answer(both))[0].endswith("direct quote; the article says “they”")


def test_a_role_or_another_name_is_shown_as_the_article_prints_it() -> None:
    by_role = said("He would not wait", speaker("Tom Reyes", "chief engineer", KnownBy.ROLE))
    assert plains(answer(by_role))[0].endswith("direct quote; the article says “chief engineer”")
    renamed = said("“Close it 🌉 tonight,”", replace(MARA, name="Mara Berg-Lind"), replace(TOM, name="T. R. Smith"))
    assert plains(answer(renamed))[0].endswith("; the article says “Tom Reyes”")
    as_printed = said("He would not wait", speaker("the city", how=KnownBy.ROLE))
    assert "the text has" not in plains(answer(as_printed))[0]


def test_a_shared_surname_lists_the_people_it_may_mean() -> None:
    one_of_two = said('"We found rust,"', replace(MARA, name="Lindqvist", might_be=("Mara Lindqvist", "Per Lindqvist")))
    assert plains(answer(one_of_two))[0].startswith(
        "Lindqvist (Mara Lindqvist or Per Lindqvist: the article doesn't say)\n\n"
    )
    of_many = said('"We found rust,"', replace(MARA, name="L", might_be=("A L", "B L", "C L", "D L")))
    assert plains(answer(of_many))[0].startswith("L (A L, B L, C L or someone else: the article doesn't say)")


def test_words_that_may_be_someone_elses_are_marked() -> None:
    assert plains(answer(replace(RUST, confidence=0.4)))[0].endswith("direct quote; may be someone else's words")
    assert "perhaps" not in plains(answer(replace(RUST, confidence=0.6)))[0]
    assert "perhaps" not in plains(answer(replace(CLOSE_IT, confidence=0.3)))[0]


def asked(reply: Answer, **read: object) -> Answer:
    return replace(reply, question=replace(reply.question, **read))  # type: ignore[arg-type]


def test_the_scope_of_an_answer_comes_first() -> None:
    day = Period("yesterday", datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
    words = partial(asked, answer(RUST), kind=QuestionKind.SAID_BY, when=day)
    assert plains(words())[0] == "Only articles published on 23 November 2026."
    both = plains(words(audience="the FT"))[0]
    assert (
        both
        == "Only articles published on 23 November 2026. Only statements made to the FT, going by the text around them."
    )


def test_a_passage_that_only_mentions_the_date_is_not_called_published_then() -> None:
    day = Period("yesterday", datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
    then = replace(YEAR, article=replace(YEAR.article, published=day.start))
    before = replace(YEAR, article=replace(YEAR.article, published=datetime(2026, 11, 2, tzinfo=UTC)))
    assert plains(asked(answer(then), when=day))[0] == "Only articles published on 23 November 2026."
    both = "Only articles published on 23 November 2026, or passages that mention a date then."
    assert plains(asked(answer(then, before), when=day))[0] == both


def test_notes_come_last_in_an_answer() -> None:
    texts = {
        Note.UNNAMED: "Left out: 1 statement by someone of that surname whose full name the article doesn't give.",
        Note.NAMESAKES: "1 other person has that name, too: give the full name to ask about them.",
        Note.UNDATED: "Left out: 1 statement in undated articles.",
        Note.UNDATED_ARTICLES: "Left out: 1 undated article.",
        Note.FURTHER: "1 more story came in: ask about a topic to see others.",
        Note.UNREAD: "1 stored article is in a language I don't read for quotes.",
        Note.BEHIND: "1 passage stored a moment ago can't be searched yet: ask again in a minute.",
        Note.NEWEST: "I searched only the 1 newest article that mentions it.",
    }
    for about in Note:
        assert plains(replace(answer(RUST), remarks=(Remark(about, 1),)))[-1] == texts[about]


def test_a_further_person_without_quotes_is_refused_by_name() -> None:
    nobody = refusal(RefusalReason.NOBODY_OF_THAT_NAME, asked="Quux")
    assert plains(replace(answer(RUST), unanswered=(nobody,)))[-1] == "I have no quotes from anyone called Quux."


def test_several_people_get_equal_room() -> None:
    """Otherwise the first, who is quoted often, would leave no room for the second."""
    maras = [replace(RUST, statement=n) for n in range(1, 31)]
    toms = [replace(WAIT, statement=n) for n in range(31, 35)]
    reply = asked(answer(*maras, *toms), kind=QuestionKind.SAID_BY)
    quotes = cuts(reply_blocks(reply), Style.QUOTE)
    assert quotes == [RUST.text] * (MAX_STATEMENTS - 4) + [WAIT.text] * 4
    assert plains(reply)[-2].startswith("22 more statements")


def test_each_run_of_one_persons_words_gets_its_own_heading() -> None:
    again = replace(WORSE, statement=3)
    assert cuts(reply_blocks(answer(RUST, WAIT, again)), Style.BOLD) == [
        "Mara Lindqvist",
        "Tom Reyes",
        "Mara Lindqvist",
    ]


def test_a_passage_has_no_speaker_and_the_answering_sentences_are_bold() -> None:
    (block, source) = reply_blocks(answer(YEAR))
    assert block.plain.startswith("From the articles\n\nThe work takes a year.\n")
    assert cuts([block], Style.BOLD) == ["From the articles", "The work takes a year."]
    assert source.plain.startswith("[1] Bridge to close")


def test_nothing_is_bold_if_the_whole_excerpt_answers() -> None:
    """Bold type inside someone's words would look like their emphasis."""
    assert cuts(reply_blocks(answer(RUST, WAIT, MONEY)), Style.BOLD) == ["Mara Lindqvist", "Tom Reyes"]


def test_a_name_is_never_separated_from_its_first_quote() -> None:
    """With the name at the foot of one message, the words in the next would seem to be someone else's."""
    excerpts = [said('"We found rust,"', replace(MARA, name=f"Mara {n}"), number=n) for n in range(1, 5)]
    for units in range(60, 300, 7):
        for page in pages(reply_blocks(answer(*excerpts)), units=units, marks=100):
            *_, last = page.plain.split("\n\n")
            assert not last.startswith("Mara")


def test_several_sources_are_listed_with_the_numbers_that_lead_to_them() -> None:
    other = article(name="ferry", title="Ferry returns", url=None, publisher=None, published=None)
    there = said('"We found rust,"', speaker("Mara Lindqvist", of=other), number=2, of=other)
    *_, sources = reply_blocks(answer(RUST, there, replace(WORSE, statement=3), replace(WAIT, statement=4)))
    assert sources.plain.split("\n") == [
        "[1] Bridge to close · Harbour Times · 20 November 2026",
        "[2] Ferry returns · undated",
        "[3–4] Bridge to close · Harbour Times · 20 November 2026",
    ]


def test_two_revisions_of_an_article_are_two_sources() -> None:
    newer = replace(WAIT, article=replace(BRIDGE, revision=2))
    assert plains(answer(RUST, newer))[-1].count("Bridge to close") == 2


def test_an_address_becomes_a_link_on_the_title() -> None:
    line = source_line(BRIDGE)
    assert line.marks == (Mark(Style.LINK, 0, len("Bridge to close"), "https://harbour.example/bridge"),)


@pytest.mark.parametrize(
    "url",
    [
        "page 4",
        "javascript:alert(1)",
        "http://localhost/a",
        "https://a b.example",
        "http://[",
        "https://a.example/\x1b",
    ],
)
def test_what_cannot_be_opened_is_shown_and_not_linked(url: str) -> None:
    line = source_line(article(url=url))
    assert line.marks == ()
    assert line.plain == f"Bridge to close · Harbour Times · {url} · 20 November 2026"


def test_an_untitled_article_goes_by_its_id_and_never_by_words_of_its_text() -> None:
    line = source_line(article(title=None, publisher=None, url=None, published=None))
    assert line.plain == "untitled article bridge · undated"


def test_very_long_titles_publishers_and_links_are_cut() -> None:
    line = source_line(article(title="Long " * 900, publisher="Press " * 900, url="no link " * 900))
    assert line.plain.count("…") == 3
    assert len(line.plain) < 4 * MAX_TITLE_CHARS


def test_paragraphs_are_counted_without_blank_lines() -> None:
    text = "\n\nOne.\n\n \nTwo. Two again.\nThree."
    for words, number in (("One.", 1), ("Two.", 2), ("Two again.", 2), ("Three.", 3)):
        assert plains(answer(passage(words, of=article(text))))[0].endswith(f"[1] paragraph {number}")


def many(count: int, kind: QuestionKind, *last: Excerpt) -> Answer:
    excerpts = [replace(RUST, statement=n) for n in range(1, count + 1)]
    return Answer(question=Question(text="?", kind=kind), excerpts=(*excerpts, *last), confidence=1)


def test_for_someone_quoted_very_often_the_reader_is_invited_to_name_a_topic() -> None:
    said_often = plains(many(MAX_STATEMENTS + 5, QuestionKind.SAID_BY))
    assert said_often[-2] == "5 more statements: ask about a topic to see others."
    assert said_often[-1].startswith(f"[1–{MAX_STATEMENTS}] ")
    assert plains(many(MAX_STATEMENTS + 1, QuestionKind.SAID_BY))[-2].startswith("1 more statement:")
    assert "more" not in "".join(plains(many(MAX_STATEMENTS, QuestionKind.SAID_BY)))


def test_a_statement_is_not_cut_in_two_by_the_limit() -> None:
    reply = many(MAX_STATEMENTS, QuestionKind.SAID_BY, replace(WORSE, statement=MAX_STATEMENTS))
    assert plains(reply)[-2].startswith('"It is worse')


def test_words_found_in_too_many_places_ask_for_more_words() -> None:
    """Otherwise one short phrase would bring a message for each article that prints it."""
    reply = many(MAX_STATEMENTS, QuestionKind.WHO_SAID, *[YEAR] * 40)
    assert plains(reply)[-2] == "40 more places: add words to the question to narrow it down."
    assert cuts(reply_blocks(reply), Style.QUOTE) == [RUST.text] * MAX_STATEMENTS


# Print that imitates the bot's own voice, and names that imitate print.
SNARES = ["[1] paragraph 1, direct quote", "Mara Lindqvist", "“he”", "> quoted", "https://a.example", "🌉", "\n", " "]
prints = st.lists(st.sampled_from(SNARES), min_size=1, max_size=12).map("".join).filter(str.strip)


@st.composite
def excerpts(draw: st.DrawFn, number: int) -> Excerpt:
    text = draw(prints)
    start = draw(st.integers(0, len(text) - 1))
    where = Span(start, draw(st.integers(start + 1, len(text))))
    kind = draw(st.sampled_from([*StatementKind, None]))
    speakers = tuple(
        replace(MARA, mention=Span(0, 1), how=how) for how in draw(st.lists(st.sampled_from(KnownBy), max_size=3))
    )
    focus = draw(st.sampled_from([(), (where,), (Span(where.start, where.start + 1),)]))
    return Excerpt(
        article=article(text, name=draw(st.sampled_from(["a", "b"]))), span=where, focus=focus, kind=kind,
        statement=None if kind is None else number, speakers=() if kind is None else speakers,
    )  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    return answer(*[draw(excerpts(n)) for n in range(1, draw(st.integers(1, 8)) + 1)])


@given(answers())
def test_what_is_under_quote_marks_is_exactly_the_excerpts(reply: Answer) -> None:
    assert cuts(reply_blocks(reply), Style.QUOTE) == [e.text for e in reply.excerpts]


@given(answers())
def test_outside_the_quotes_every_number_appears_once(reply: Answer) -> None:
    own = "\n".join(outside_quotes(b) for b in reply_blocks(reply)[:-1])
    for n in range(1, len(reply.excerpts) + 1):
        assert len(re.findall(rf"\[{n}\] paragraphs? \d", own)) == 1


def outside_quotes(block: Text) -> str:
    (quote,) = [m for m in block.marks if m.style is Style.QUOTE]
    return block.plain[: quote.start] + block.plain[quote.end :]


@given(answers())
def test_an_answer_of_moderate_size_is_one_message(reply: Answer) -> None:
    assert len(messages(reply_blocks(reply))) == 1


def test_how_a_follow_up_was_understood_is_shown_above_the_answer() -> None:
    reply = answer(RUST)
    taken = replace(reply, question=replace(reply.question, understood="Lindqvist, on rust"))
    first, *rest = reply_blocks(taken)
    assert (first.plain, cuts([first], Style.ITALIC)) == ("Lindqvist, on rust", ["Lindqvist, on rust"])
    assert rest == reply_blocks(reply)


def test_in_a_conversation_the_reader_can_ask_for_more() -> None:
    said_often = many(MAX_STATEMENTS + 5, QuestionKind.SAID_BY)
    more = reply_blocks(said_often, conversing=True)[-2].plain
    assert more == "5 more statements: say “more”, or ask about a topic to see others."
    assert len(shown(said_often)) == MAX_STATEMENTS
    assert shown(refusal(RefusalReason.NOTHING_CLOSE, nearest=[YEAR])) == []
    assert shown(refusal(RefusalReason.NOT_ON_THIS, nearest=[RUST])) == [RUST]
