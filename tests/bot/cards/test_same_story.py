"""How an answer says that several papers tell its story, which is not that they print its words."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.views.cards.buttons import card_buttons
from bot.views.cards.context import also_text, sources_text
from bot.views.cards.page import page_ranges, page_text
from bot.views.cards.replies import card_of
from bot.views.cards.stored import Laid, restored, stored
from bot.views.replies.reply import reply_blocks
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt
from retrieval.domain.story import Story
from retrieval.followups.conversation import turn_of
from tests.bot.printed import NOW, article, span

GAZE = article("Twelve people died at the bridge.", name="gaze", publisher="The Gaze", url="https://gaze.example/1")
COPY = article("Twelve people died at the bridge.", name="copy", publisher="Wire", url=None)
ECHO = article("The bridge fell, and a dozen are dead.", name="echo", publisher="Echo", url="https://echo.example/2")
POST = article("A bridge is gone.", name="post", publisher="Post", url=None)
TOLD = Excerpt(
    article=GAZE, span=span(GAZE.text, GAZE), also=(COPY,), story=Story(7, (GAZE, COPY, ECHO, POST)), score=0.9
)


def reply(*excerpts: Excerpt, kind: QuestionKind = QuestionKind.OPEN) -> Answer:
    return Answer(question=Question(text="how many died?", kind=kind, asked_at=NOW), excerpts=excerpts, confidence=0.9)


def card_lines(answer: Answer) -> str:
    card = card_of(answer)
    return page_text(card, page_ranges(card, NOW)[0], NOW).plain


def test_the_terminal_names_the_papers_apart_from_those_that_print_the_words() -> None:
    lines = "\n".join(block.plain for block in reply_blocks(reply(TOLD))).splitlines()
    assert any(line.startswith("also in ") and "Wire" in line for line in lines)
    assert "the same story in 4 papers: Echo, Post" in lines


def test_it_is_said_once_a_story_and_not_of_copies_alone() -> None:
    of_echo = replace(TOLD, article=ECHO, span=span(ECHO.text, ECHO), also=())
    assert card_lines(reply(TOLD, of_echo)).count("the same story in 4 papers") == 1
    copies = replace(TOLD, story=Story(7, (GAZE, COPY)))
    assert "paper" not in card_lines(reply(copies))
    assert "the same story" not in "\n".join(block.plain for block in reply_blocks(reply(copies)))


def test_news_has_the_headline_and_the_number_of_papers() -> None:
    answer = reply(TOLD, kind=QuestionKind.NEWS)
    assert GAZE.title is not None
    assert GAZE.title in card_lines(answer)
    assert "4 papers" in card_lines(answer)
    assert "4 papers" in reply_blocks(answer)[0].plain


def test_what_a_page_cites_or_is_a_copy_of_that_is_in_no_other_words() -> None:
    articles = {a.id: a for a in (GAZE, COPY, ECHO, POST)}
    of_echo = replace(TOLD, article=ECHO, span=span(ECHO.text, ECHO), also=())
    card = card_of(reply(TOLD, of_echo))
    for text, shown in ((sources_text, ["Gaze", "Wire", "Echo", "Post"]), (also_text, ["Wire", "Post"])):
        lines = text(card, range(2), articles, NOW).plain.splitlines()
        assert [name for line in lines for name in ("Gaze", "Wire", "Echo", "Post") if name in line] == shown


def test_no_button_leads_to_a_list_of_nothing() -> None:
    story = Story(7, (GAZE, ECHO))
    gaze = replace(TOLD, also=(), story=story)
    answer = reply(gaze, replace(gaze, article=ECHO, span=span(ECHO.text, ECHO)))
    turn = turn_of("how many died?", answer, answer.excerpts)
    rows = card_buttons(Laid(card_of(answer), (range(2),)), 0, 5, turn, can_share=False, can_rate=False, can_undo=False)
    assert "📰 Same story" not in [button.label for row in rows for button in row]


def test_a_button_lists_both_kinds_under_headings_of_their_own() -> None:
    articles = {a.id: a for a in (GAZE, COPY, ECHO, POST)}
    for excerpt, label in ((TOLD, "📰 Also in"), (replace(TOLD, also=()), "📰 Same story")):
        answer = reply(excerpt)
        laid = Laid(card_of(answer), (range(1),))
        kept = restored(json.loads(json.dumps(stored(laid))), {(GAZE.id, 1): GAZE}, {})
        turn = turn_of("how many died?", answer, answer.excerpts)
        rows = card_buttons(kept, 0, 5, turn, can_share=False, can_rate=False, can_undo=False)
        assert label in [button.label for row in rows for button in row]
    lines = also_text(card_of(reply(TOLD)), range(1), articles, NOW).plain.splitlines()
    assert [line.split(" · ")[1] if "·" in line else line for line in lines] == [
        "The same words are also in", "Wire", "The same story in other words", "Echo", "Post",
    ]  # fmt: skip
