"""What papers print differently: side by side on the card, in the terminal, and in JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.views.cards.page import GONE, page_ranges, page_text
from bot.views.cards.replies import card_of
from bot.views.cards.stored import Laid, places, restored, stored
from bot.views.json.answers import AnswerLine
from bot.views.replies.differences import WHOLE_CHARS, shown_part
from bot.views.replies.reply import reply_blocks, shown
from bot.views.rich_text import Style
from retrieval.domain.article import Span
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Difference, DifferenceKind, Excerpt
from tests.bot.printed import NOW, article, span

GAZE = article("At the bridge, 12 people were killed.", name="gaze", publisher="The Gaze", url="https://gaze.example/1")
TIMES = article("On Monday 15 people died at the bridge.", name="times", url=None)
SIDES = (
    Excerpt(article=GAZE, span=span(GAZE.text, GAZE), focus=(span("12 people", GAZE),)),
    Excerpt(article=TIMES, span=span(TIMES.text, TIMES), focus=(span("15 people", TIMES),)),
)
REPLY = Answer(
    question=Question(text="brief me on the bridge", kind=QuestionKind.BRIEFING, topic="the bridge", asked_at=NOW),
    excerpts=(replace(SIDES[0], focus=()),),
    confidence=0.9,
    differences=(Difference(DifferenceKind.FIGURE, SIDES),),
)
SHOWN = (
    "Papers differ:\n"
    "“At the bridge, 12 people were killed.” [1] The Gaze\n"
    "“On Monday 15 people died at the bridge.” Harbour Times"
)


def test_the_first_page_shows_the_words_of_both_papers_with_what_differs_in_bold() -> None:
    card = card_of(REPLY)
    page = page_text(card, page_ranges(card, NOW)[0], NOW)
    assert SHOWN in page.plain
    bold = {page.plain[m.start : m.end] for m in page.marks if m.style is Style.BOLD}
    assert {"12 people", "15 people"} <= bold


def test_the_terminal_shows_the_same_and_its_articles_count_as_shown() -> None:
    assert SHOWN in [block.plain for block in reply_blocks(REPLY)]
    assert {e.article.id for e in shown(REPLY)} == {"gaze", "times"}


def test_a_stored_card_cuts_the_words_again_and_drops_a_difference_whose_article_is_gone() -> None:
    card = card_of(REPLY)
    kept = json.loads(json.dumps(stored(Laid(card, (range(1),)))))
    articles = {(a.id, 1): a for a in (GAZE, TIMES)}
    assert set(places(kept)) == set(articles)
    assert restored(kept, articles, {}).card == card
    later = restored(kept, articles, {"times": GONE}).card
    assert "Papers differ" not in page_text(later, range(1), NOW).plain


def test_json_has_both_sides_with_offsets() -> None:
    (difference,) = AnswerLine.of(REPLY).as_data()["differences"]
    assert difference["kind"] == "figure"
    one, other = difference["sides"]
    assert GAZE.text[one["start"] : one["end"]] == one["text"] == GAZE.text
    assert [TIMES.text[a:b] for a, b in [other["differs"]]] == ["15 people"]
    assert (one["article"]["id"], other["article"]["publisher"]) == ("gaze", "Harbour Times")


@pytest.mark.parametrize("gap", [", ", " "])
def test_of_a_long_sentence_a_part_of_whole_words_around_the_difference_is_shown(gap: str) -> None:
    half = gap.join(["some more words about it all"] * 9)
    text = f"{half}{gap}the blast killed 12 people on the bridge at noon{gap}{half}."
    at = text.index("12 people")
    part = shown_part(text, Span(0, len(text)), Span(at, at + 9))
    words = part.cut(text)
    assert "killed 12 people on" in words
    assert len(words) <= WHOLE_CHARS
    assert f" {words} ".replace(",", "") in f" {text} ".replace(",", "")
