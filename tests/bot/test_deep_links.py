"""Deep links: what fits 64 characters, and comes back as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usecases.asking.deep_links import (
    ArticleLink,
    Named,
    PersonLink,
    QuoteLink,
    SubscribeLink,
    article_payload,
    decoded,
    link_to,
    person_payload,
    quote_payload,
    subscribe_payload,
)
from retrieval.domain.article import Span

ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Any character, lone surrogates too: an id comes from a file.
names = st.text(st.characters(), min_size=1, max_size=120) | st.from_regex(r"[0-9a-f]{12}", fullmatch=True)


@given(names)
def test_a_persons_name_comes_back_whatever_its_letters(name: str) -> None:
    payload = person_payload(name)
    assert ALLOWED.fullmatch(payload)
    link = decoded(payload)
    assert isinstance(link, PersonLink)
    assert link.name.means(name)
    assert not link.name.means(name + "x")


@given(names)
def test_an_articles_id_comes_back(article: str) -> None:
    payload = article_payload(article)
    assert ALLOWED.fullmatch(payload)
    link = decoded(payload)
    assert isinstance(link, ArticleLink)
    assert link.article.means(article)


@given(names, st.text(min_size=1, max_size=300), st.integers(0, 2**30), st.data())
def test_the_place_of_a_quote_comes_back(article: str, words: str, ahead: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(words))))
    payload = quote_payload(article, words, span)
    assert ALLOWED.fullmatch(payload)
    link = decoded(payload)
    assert isinstance(link, QuoteLink)
    assert link.article.means(article)
    assert link.span == span
    assert link.finds(span.cut(words))
    assert not link.finds(span.cut(words) + "!")


@given(st.integers(0, 24 * 60 - 1))
def test_an_hour_comes_back(minute: int) -> None:
    payload = subscribe_payload(minute)
    assert ALLOWED.fullmatch(payload)
    assert decoded(payload) == SubscribeLink(minute)


@pytest.mark.parametrize(
    ("payload", "minute"),
    [("subscribe", None), ("subscribe-8", 480), ("subscribe_0830", 510)],
)
def test_an_hour_may_be_written_by_hand(payload: str, minute: int | None) -> None:
    assert decoded(payload) == SubscribeLink(minute)


@pytest.mark.parametrize(
    "payload", ["", "q", "a", "p", "promo", "article", "subscribe-24", "subscribe-now", "p" * 65, "pAf8", "ё", "q____"]
)
def test_what_is_no_link_of_ours_is_none(payload: str) -> None:
    assert decoded(payload) is None


@given(st.text(st.sampled_from("ABCXYZabcqap0189_-"), max_size=70))
def test_whatever_somebody_makes_up_raises_nothing(payload: str) -> None:
    for made_up in (payload, f"q{payload}", f"a{payload}", f"p{payload}"):
        decoded(made_up)


def test_usual_names_and_ids_are_written_whole() -> None:
    link = decoded(person_payload("Володимир Зеленський"))
    assert link == PersonLink(Named("Володимир Зеленський"))
    assert len(quote_payload("3be8a890d772", "x" * 9_000, Span(8_000, 8_200))) <= 24


def test_a_link_is_a_link_of_telegram() -> None:
    assert link_to("onrecord_bot", "subscribe") == "https://t.me/onrecord_bot?start=subscribe"
