"""Newer comes first among equals; a passage matches a period by its date, or by the date that it prints."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Excerpt
from retrieval.questions.time_expressions import read_when
from retrieval.ranking.recency import matches_period, newer_first

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)


def excerpt(name: str, published: str | None, text: str = "The dam broke.", score: float = 0.6) -> Excerpt:
    moment = None if published is None else datetime.fromisoformat(published).replace(tzinfo=UTC)
    article = Article(id=name, revision=1, text=text, added=NOW, published=moment)
    return Excerpt(article=article, span=Span(0, len(text)), score=score)


def test_better_comes_first_and_among_equals_the_newer() -> None:
    ranked = newer_first(
        [
            excerpt("poor and new", "2026-11-23", score=0.2),
            excerpt("good and old", "2026-01-01", score=0.85),
            excerpt("good and new", "2026-11-01", score=0.7),
            excerpt("undated, in today", None, score=0.7),
        ]
    )
    assert [e.article.id for e in ranked] == ["undated, in today", "good and new", "good and old", "poor and new"]
    assert newer_first([]) == []


@pytest.mark.parametrize(
    ("when", "published", "text", "of_that_time"),
    [
        ("last week", "2026-11-17", "The dam broke.", True),
        ("last week", "2026-11-10", "The dam broke.", False),
        ("last week", "2026-11-10", "The dam broke last week.", False),
        ("last week", None, "The dam broke last week.", False),
        ("in June", "2026-06-30", "The dam broke.", True),
        ("in June", "2026-07-09", "The dam broke.", False),
        ("in June", "2026-07-09", "The dam broke in June.", True),
        ("in June", "2026-05-09", "The dam will break in July.", False),
        ("in June", "2029-07-09", "The dam broke in June.", False),
        ("in June", "2019-06-20", "The dam broke in June.", False),
        ("in May", "2026-04-09", "The fair may be held again.", False),
        ("in May", "2026-04-09", "May fairs are long.", False),
        ("in May", "2026-04-09", "The fair opens in May.", True),
        ("in March", "2026-02-09", "They march on Belgrade.", False),
        ("in March", "2026-02-09", "They meet on 3 March.", True),
        ("in June", None, "The dam broke in June.", False),
        ("in 1944", "2026-03-01", "It was built in 1944.", True),
        ("in 1944", "2026-03-01", "It was built in 1945.", False),
        ("in 1944", None, "It was built long ago.", True),
        ("in May 1944", "2026-03-01", "It was blown up in 1944.", False),
        ("in May 1944", "2026-03-01", "It was blown up on May 5, 1944.", True),
        ("on 5 March", "2026-03-09", "It broke on March 5th.", True),
        ("on 5 March", "2026-03-09", "It broke on 6 March.", False),
        ("since 2020", "2026-03-09", "It broke.", True),
        ("since 2020", "2019-03-09", "It will cost more in 2020.", False),
        ("3 days ago", "2026-11-20", "It has 3 gates.", False),
    ],
)
def test_a_passage_belongs_to_the_days_asked_about(
    when: str, published: str | None, text: str, of_that_time: bool
) -> None:
    period = read_when(when, NOW)
    assert period is not None
    assert matches_period(excerpt("a", published, text), period) is of_that_time
