"""Refusals as texts: each gives its facts, and claims no more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.views.replies.reply import choices, reply_blocks
from bot.views.rich_text import Style
from retrieval.domain.period import Period
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Note, Refusal, RefusalReason, Remark
from tests.bot.printed import RUST, WAIT, WORSE, YEAR, cuts, passage, refusal

TWO = ("Benny Hill", "Christopher Hill")
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (
            refusal(RefusalReason.NOTHING_STORED),
            "I have no articles to quote yet. Editors add articles with /add, operators with “onrecord add”.",
        ),
        (refusal(RefusalReason.NOBODY_OF_THAT_NAME, speaker="Hill"), "I have no quotes from anyone called Hill."),
        (
            refusal(RefusalReason.NOBODY_OF_THAT_NAME, asked="Hill", people=("Ana Maric",), kind=QuestionKind.WHO_IS),
            "I have nothing on anyone called Hill. I have quotes from Ana Maric.",
        ),
        (
            refusal(RefusalReason.NOBODY_OF_THAT_NAME, speaker="Hill", people=("Ana Maric", "Tom Reyes", "the city")),
            "I have no quotes from anyone called Hill. I have quotes from Ana Maric, Tom Reyes and the city.",
        ),
        (refusal(RefusalReason.NEVER_QUOTED, speaker="Hill"), "Hill is mentioned, but no quote is clearly theirs."),
        (
            refusal(RefusalReason.NEVER_QUOTED, speaker="Hill", people=("Ana Maric",)),
            "Hill is mentioned, but no quote is clearly theirs. The same articles quote Ana Maric.",
        ),
        (
            refusal(RefusalReason.SEVERAL_OF_THAT_NAME, speaker="Hill", people=TWO),
            "Several people called Hill are quoted: Benny Hill and Christopher Hill. Please use the full name.",
        ),
        (
            refusal(RefusalReason.NOT_ON_THIS, speaker="hill", people=TWO[:1], topic="Mars"),
            "I have quotes from Benny Hill, but not on “Mars”.",
        ),
        (
            refusal(RefusalReason.NOT_ON_THIS, speaker="hill", people=TWO, topic="Mars"),
            "I have quotes from Benny Hill and Christopher Hill, but not on “Mars”.",
        ),
        (refusal(RefusalReason.NOT_ON_THIS, speaker="Hill"), "I have quotes from Hill, but not on this."),
        (
            refusal(RefusalReason.NOT_ON_THIS, people=TWO[:1], topic="Mars", topics=("Rust", "Venus")),
            "I have quotes from Benny Hill, but not on “Mars”. Their quotes mention Rust and Venus.",
        ),
        (
            refusal(RefusalReason.NOT_ON_THIS, people=TWO[:1], phrase="we found Mars"),
            "I have quotes from Benny Hill, but not with the words “we found Mars”.",
        ),
        (
            refusal(RefusalReason.DID_YOU_MEAN, asked="Hil", people=TWO),
            "I have no quotes from anyone called Hil. Did you mean Benny Hill or Christopher Hill?",
        ),
        (
            refusal(RefusalReason.SEVERAL_OF_THAT_NAME, asked="Hill", people=TWO, kind=QuestionKind.ABOUT),
            "Several people called Hill are mentioned: Benny Hill and Christopher Hill. Please use the full name.",
        ),
        (
            refusal(RefusalReason.NEVER_QUOTED, asked="Reyes", speaker="Hill and Reyes"),
            "Reyes is mentioned, but no quote is clearly theirs.",
        ),
        (
            refusal(RefusalReason.NOT_TO_THEM, people=TWO[:1], audience="the FT"),
            "I have quotes from Benny Hill, but none clearly said to the FT.",
        ),
        (
            refusal(RefusalReason.NOT_THEN, people=("Ann Hill", "Ben Hill"), when=Period("in March", MARCH, APRIL)),
            "I have quotes from Ann Hill and Ben Hill, but none published from 1 March 2026 to 31 March 2026.",
        ),
        (
            refusal(RefusalReason.NOT_THEN, kind=QuestionKind.WHO_SAID, when=Period("since March", MARCH)),
            "I have articles with those words, but none published since 1 March 2026.",
        ),
        (
            refusal(
                RefusalReason.NOT_THEN, kind=QuestionKind.ABOUT, topic="Mars", when=Period("before March", None, MARCH)
            ),
            "I have quotes on “Mars”, but none published up to 28 February 2026.",
        ),
        (refusal(RefusalReason.NOBODY_ON_THIS, topic="Mars"), "I have no quotes on “Mars”."),
        (refusal(RefusalReason.NOTHING_CLOSE), "No stored article answers that."),
        (refusal(RefusalReason.NOTHING_MORE), "You've seen everything I have on that."),
        (refusal(RefusalReason.NOBODY_ELSE), "I have no quotes from anyone else on that."),
        (
            refusal(RefusalReason.WHO_IS_MEANT, asked="he", people=TWO),
            "Who do you mean by “he”: Benny Hill or Christopher Hill?",
        ),
        (
            refusal(RefusalReason.WHO_IS_MEANT, asked="her"),
            "I'm not sure who you mean by “her”. Please use the name.",
        ),
        (refusal(RefusalReason.NOTHING_CLOSE, kind=QuestionKind.WHO_SAID), "No stored article has those words."),
    ],
)
def test_each_refusal_gives_its_reason_and_its_facts(reason: Refusal, says: str) -> None:
    assert [b.plain for b in reply_blocks(reason)] == [says]


def test_every_refusal_reason_has_a_text() -> None:
    for reason in RefusalReason:
        (block,) = reply_blocks(refusal(reason))
        assert block.plain.endswith((".", "?"))
        assert "None" not in block.plain


def test_someone_only_mentioned_is_not_shown_as_having_spoken() -> None:
    """What is said about someone was not said by them."""
    named = passage("He would not wait, Tom Reyes told the council.")
    blocks = reply_blocks(refusal(RefusalReason.NEVER_QUOTED, speaker="Reyes", nearest=[named]))
    assert [b.plain for b in blocks] == [
        "Reyes is mentioned, but no quote is clearly theirs.",
        "What the articles say about them\n\nHe would not wait, Tom Reyes told the council.\n[1] paragraph 3",
        "[1] Bridge to close · Harbour Times · 20 November 2026",
    ]
    assert cuts(blocks, Style.QUOTE) == [named.text]


def test_someone_who_said_nothing_on_this_is_shown_on_other_topics() -> None:
    blocks = reply_blocks(
        refusal(RefusalReason.NOT_ON_THIS, people=["Mara Lindqvist"], topic="Mars", nearest=[RUST, WORSE])
    )
    assert [b.plain for b in blocks][1:3] == [
        'Mara Lindqvist, on other topics\n\n"We found rust,"\n[1] paragraph 2, direct quote',
        '"It is worse than we feared."\n[2] paragraph 2, same statement, continued',
    ]


def test_each_of_several_who_said_nothing_on_this_keeps_their_words() -> None:
    """Under one heading for all, a reader could not tell whose words they are."""
    blocks = reply_blocks(
        refusal(RefusalReason.NOT_ON_THIS, people=["Mara Lindqvist", "Tom Reyes"], nearest=[RUST, WAIT])
    )
    assert cuts(blocks[1:], Style.BOLD) == ["Mara Lindqvist, on other topics", "Tom Reyes, on other topics"]


@pytest.mark.parametrize(
    ("reason", "heading"),
    [
        (RefusalReason.NOT_THEN, "Mara Lindqvist, at another time"),
        (RefusalReason.NOT_TO_THEM, "Mara Lindqvist, not clearly to them"),
    ],
)
def test_words_of_another_time_or_to_others_have_a_heading_that_says_so(reason: RefusalReason, heading: str) -> None:
    blocks = reply_blocks(refusal(reason, people=["Mara Lindqvist"], audience="the FT", nearest=[RUST]))
    assert cuts(blocks[1:], Style.BOLD) == [heading]


def test_words_without_a_date_are_not_said_to_be_of_another_time() -> None:
    undated = replace(RUST, article=replace(RUST.article, published=None))
    blocks = reply_blocks(refusal(RefusalReason.NOT_THEN, people=["Mara Lindqvist"], nearest=[undated]))
    assert cuts(blocks[1:], Style.BOLD) == ["Mara Lindqvist, undated"]


def test_notes_come_after_a_refusal() -> None:
    reason = refusal(RefusalReason.NEVER_QUOTED, asked="Reyes", nearest=[passage("He would not wait, Tom Reyes told")])
    *_, last = reply_blocks(replace(reason, remarks=(Remark(Note.UNREAD, 2),)))
    assert last.plain == "2 stored articles are in a language I don't read for quotes."


def test_each_of_several_asked_about_is_refused_by_name() -> None:
    other = refusal(RefusalReason.NOBODY_OF_THAT_NAME, asked="Quux")
    blocks = reply_blocks(replace(refusal(RefusalReason.NEVER_QUOTED, asked="Reyes"), unanswered=(other,)))
    assert [b.plain for b in blocks] == [
        "Reyes is mentioned, but no quote is clearly theirs.",
        "I have no quotes from anyone called Quux.",
    ]


def test_the_reader_chooses_among_people_and_nothing_else() -> None:
    for reason in RefusalReason:
        offered = choices(refusal(reason, people=TWO))
        choosing = {RefusalReason.SEVERAL_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN, RefusalReason.WHO_IS_MEANT}
        assert offered == (TWO if reason in choosing else ())


def test_the_nearest_article_is_named_and_not_quoted() -> None:
    blocks = reply_blocks(refusal(RefusalReason.NOTHING_CLOSE, nearest=[YEAR]))
    assert [b.plain for b in blocks][1:] == [
        "The closest article, which may be about something else: Bridge to close · Harbour Times · 20 November 2026"
    ]
    assert cuts(blocks, Style.QUOTE) == []


def test_a_nearest_article_that_has_nothing_to_do_with_the_question_is_left_out() -> None:
    blocks = reply_blocks(replace(refusal(RefusalReason.NOTHING_CLOSE, nearest=[YEAR]), far=True))
    assert len(blocks) == 1
