"""Copies of a passage count as one; passages about one event in other words do not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Excerpt
from retrieval.ranking.deduplication import MIN_OVERLAP, deduplicated, overlap, shingles
from retrieval.ranking.mmr import MmrCandidate, select_diverse
from tests.contracts.encoders import packaged_encoder
from tests.retrieval.texts import texts

STORY = "The Orlen dam broke on Thursday night after three days of rain, and fourteen people died in the valley below."
COPY = (
    "VALLEY (AP) — The Orlen dam broke on Thursday night after three days of rain; fourteen people died in the valley."
)
SHORTER = "The Orlen dam broke on Thursday night after three days of rain."
RETOLD = "Fourteen villagers lost their lives when water burst through the old wall above the Orlen valley this week."


def passage(name: str, text: str, score: float = 1.0) -> Excerpt:
    article = Article(id=name, revision=1, text=text, added=datetime(2026, 3, 1, tzinfo=UTC))
    return Excerpt(article=article, span=Span(0, len(text)), score=score)


@pytest.mark.parametrize("copy", [STORY, STORY.upper(), COPY])
def test_a_copy_is_shown_once_and_lists_where_else(copy: str) -> None:
    (shown,) = deduplicated([passage("first", STORY), passage("second", copy), passage("third", copy)])
    assert shown.article.id == "first"
    assert [a.id for a in shown.also] == ["second", "third"]


@pytest.mark.parametrize(
    "part", [SHORTER, STORY.replace("fourteen", "14"), COPY.replace("fourteen people", "40 people")]
)
def test_an_article_with_a_part_of_it_or_another_number_is_not_listed(part: str) -> None:
    (shown,) = deduplicated([passage("first", STORY.replace("fourteen", "12")), passage("second", part)])
    assert (shown.article.id, shown.also) == ("first", ())


def test_an_article_that_prints_all_of_it_in_several_places_is_listed() -> None:
    whole = passage("second", f"{SHORTER} Fourteen people died in the valley below, and snow fell in the hills.")
    sentence = Excerpt(article=whole.article, span=Span(0, len(SHORTER)))
    (shown,) = deduplicated([passage("first", STORY), sentence])
    assert [a.id for a in shown.also] == ["second"]


def test_the_same_news_in_other_words_is_not_a_copy() -> None:
    assert len(deduplicated([passage("first", STORY), passage("second", RETOLD)])) == 2


def test_repetitions_within_one_article_are_kept() -> None:
    twice = passage("first", f"{STORY}\n{STORY}")
    places = [Span(0, len(STORY)), Span(len(STORY) + 1, 2 * len(STORY) + 1)]
    assert len(deduplicated([Excerpt(article=twice.article, span=p) for p in places])) == 2


def test_copies_do_not_count_towards_the_limit() -> None:
    several = [passage("a", STORY), passage("b", COPY), passage("c", RETOLD), passage("d", "Snow fell in the hills.")]
    assert [e.article.id for e in deduplicated(several, 2)] == ["a", "c"]
    assert [e.article.id for e in deduplicated(several, 3)] == ["a", "c", "d"]
    assert deduplicated([], 3) == []


@given(texts, texts)
def test_overlap_is_a_share_and_symmetric(one: str, other: str) -> None:
    a, b = shingles(one), shingles(other)
    assert overlap(a, b) == overlap(b, a)
    assert 0 <= overlap(a, b) <= 1
    assert overlap(a, a) == (1.0 if a else 0.0)
    assert 0 < MIN_OVERLAP < 1


def test_diverse_texts_are_about_different_things_and_spread_over_groups() -> None:
    said = [STORY, COPY, "The government will rebuild the dam.", "Parliament opens an inquiry.", "A choir sang."]
    candidates = [MmrCandidate(t, 1.0 - n / 10, ("a" if n < 4 else "b", "all")) for n, t in enumerate(said)]
    vectors = packaged_encoder().encode(said)
    assert select_diverse(candidates, vectors, 9, {})[0] == 0
    assert sorted(select_diverse(candidates, vectors, 9, {})) == [0, 2, 3, 4]
    assert sum("a" in candidates[n].groups for n in select_diverse(candidates, vectors, 9, {"a": 2, "b": 2})) == 2
    assert len(select_diverse(candidates, vectors, 9, {"a": 2, "all": 3})) == 3
    assert len(select_diverse(candidates, vectors, 2, {})) == 2
    assert select_diverse([], vectors[:0], 3, {}) == []
