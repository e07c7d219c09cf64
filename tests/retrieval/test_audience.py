"""The words around a statement tell who was addressed, or nothing does."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.domain.article import Article, Span, Statement, StatementKind, StoredStatement
from retrieval.quotes.speakers.addressee import is_addressed_to
from tests.retrieval.invented import march
from tests.retrieval.texts import texts


def addressed(text: str, words: str, cue: str | None, to: str) -> bool:
    article = Article(id="a", revision=1, text=text, added=march(1))
    span = None if cue is None else Span(text.index(cue), text.index(cue) + len(cue))
    content = Span(text.index(words), text.index(words) + len(words))
    return is_addressed_to(StoredStatement(article, Statement((content,), StatementKind.INDIRECT, span, (), 0.9)), to)


HILL = "It rained. Hill told the Financial Times on Monday that aid to Kosovo had stopped. Maric told the BBC no."


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("the Financial Times", True),
        ("the FT", True),
        ("FT", True),
        ("Times", True),
        ("the BBC", False),
        ("Kosovo", False),
        ("Monday", False),
        ("Hill", False),
        ("reporters", False),
        ("the", False),
    ],
)
def test_the_hearer_comes_after_told(to: str, says: bool) -> None:
    assert addressed(HILL, "aid to Kosovo had stopped", "told", to) is says


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ('"Never," Hill told reporters in Belgrade.', "reporters"),
        ('In an interview with the Financial Times, Hill said: "Never," and left.', "the FT"),
        ('Speaking to a crowd of supporters, Hill said: "Never," and left.', "supporters"),
        ('"Never," Hill said to Ana Marić.', "Maric"),
        ('"Never," Hill told the FT, a newspaper.', "the Financial Times"),
        ('Hill assured voters: "Never," and left.', "voters"),
        ('US Ambassador to Serbia Hill told the FT: "Never," and left.', "the FT"),
    ],
)
def test_other_ways_of_naming_a_hearer(text: str, to: str) -> None:
    cue = next(c for c in ("told", "assured", "said") if c in text)
    assert addressed(text, '"Never,"', cue, to)


def test_the_statements_own_words_name_no_hearer() -> None:
    assert not addressed('Hill said: "I told the FT never," and left.', '"I told the FT never,"', "said", "the FT")


def test_without_a_cue_there_is_no_hearer() -> None:
    assert not addressed(
        'He told the FT. "Never again will we do this."', '"Never again will we do this."', None, "the FT"
    )


@given(texts, texts)
def test_any_text_gives_an_answer(text: str, to: str) -> None:
    if len(text) > 6:
        article = Article(id="a", revision=1, text=text, added=march(1))
        statement = Statement((Span(4, len(text)),), StatementKind.INDIRECT, Span(0, 3), (), 0.9)
        assert is_addressed_to(StoredStatement(article, statement), to) in {True, False}
