"""Which statements match a topic or phrase, and in which order their excerpts are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from retrieval.domain.article import Article, KnownBy, Span, Speaker, Statement, StatementKind, StoredStatement
from retrieval.ranking.excerpts import places_of, shares_words, statement_excerpts, statements_printing
from tests.retrieval.texts import texts

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def article(text: str, name: str = "a", title: str | None = None) -> Article:
    return Article(id=name, revision=1, text=text, added=NOW, title=title)


def quoted(text: str, kind: StatementKind = StatementKind.DIRECT, name: str = "a", *pieces: Span) -> StoredStatement:
    speaker = Speaker("Ana Maric", KnownBy.NAME)
    return StoredStatement(article(text, name), Statement(pieces or (Span(0, len(text)),), kind, None, (speaker,), 0.9))


def test_direct_words_come_first_and_the_given_order_of_articles_is_kept() -> None:
    given_order = [
        (quoted("reported", StatementKind.INDIRECT, "new"), 1.0),
        (quoted('"direct"', StatementKind.DIRECT, "new"), 1.0),
        (quoted('"old"', StatementKind.DIRECT, "old"), 1.0),
    ]
    assert [e.text for e in statement_excerpts(given_order)] == ['"direct"', "reported", '"old"']


def test_a_split_statement_is_two_excerpts_with_one_number() -> None:
    text = '"One," Maric said. "Two."'
    both = [(quoted(text, StatementKind.DIRECT, "a", Span(0, 6), Span(19, 25)), 1.0), (quoted('"Three"'), 1.0)]
    assert [(e.text, e.statement) for e in statement_excerpts(both)] == [('"One,"', 1), ('"Two."', 1), ('"Three"', 2)]


def test_reported_words_that_are_no_clause_are_shown_by_their_sentence() -> None:
    text = "It rained. Maric ruled out a lower tax on bread or on milk. Maric said that rain helps."
    tax, milk, rain = (
        Span(at := text.index(w), at + len(w)) for w in ("a lower tax on bread", "on milk", "rain helps")
    )
    phrases = quoted(text, StatementKind.INDIRECT, "a", tax, milk)
    (shown,) = statement_excerpts([(phrases, 1.0)])
    assert (shown.text, shown.focus) == ("Maric ruled out a lower tax on bread or on milk.", (tax, milk))
    (clause,) = statement_excerpts([(quoted(text, StatementKind.INDIRECT, "a", rain), 1.0)])
    assert clause.text == "rain helps"


def test_a_limit_cuts_between_statements_and_never_inside_one() -> None:
    text = '"One," Maric said. "Two."'
    both = [(quoted(text, StatementKind.DIRECT, "a", Span(0, 6), Span(19, 25)), 1.0), (quoted('"Three"'), 1.0)]
    assert [e.text for e in statement_excerpts(both, 1)] == ['"One,"', '"Two."']
    assert [e.text for e in statement_excerpts(both, 2)] == ['"One,"', '"Two."']
    assert len(statement_excerpts(both, 3)) == 3


@pytest.mark.parametrize(
    ("topic", "text", "share"),
    [
        ("Russia", "the Russian army", 1.0),
        ("the river", "rivers rose", 1.0),
        ("river and bridge", "the river", 0.5),
        ("cat", "category", 0.0),
        ("Ukraine", "nothing of the kind", 0.0),
        ("the", "the", 0.0),
        ("Kosovo", "KOSOVO’S", 1.0),
    ],
)
def test_topics_are_matched_by_their_words(topic: str, text: str, share: float) -> None:
    assert shares_words(topic, text) == share


def test_the_statements_that_print_most_of_the_topic_are_taken() -> None:
    river, bridge, both = quoted("the river"), quoted("the bridge"), quoted("the river and the bridge")
    assert statements_printing("river bridge", [river, bridge, both]) == [(both, 1.0)]
    assert statements_printing("snow", [river, bridge, both]) == []


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("it is over", "“It is — over!”", ["It is — over"]),
        ("VUCIC", "Vučić, Vuc\u030cic\u0301", ["Vučić", "Vuc\u030cic\u0301"]),
        ("I don't know", "I don’t know", ["I don’t know"]),
        ("over it", "it is over", []),
        ("cat", "category", []),
        ("…", "…", []),
        ("a a", "a a a", ["a a", "a a"]),
    ],
)
def test_a_phrase_is_found_where_its_words_are_printed_in_order(phrase: str, text: str, found: list[str]) -> None:
    assert [p.cut(text) for p in places_of(phrase, text)] == found


@given(texts, texts)
def test_places_are_inside_the_text(phrase: str, text: str) -> None:
    assert all(p.end <= len(text) for p in places_of(phrase, text))
