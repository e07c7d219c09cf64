"""Who may be alerted of an article: however many follow the same, it is looked for once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import pytest

from bot.usecases.delivering.alerting import alerts
from bot.usecases.delivering.alerting.answering import may_answer
from bot.usecases.delivering.alerting.printed_words import spans_of
from retrieval.domain.article import Span
from retrieval.models.pair_input import stem
from retrieval.text.normalize import words
from storage.ports.watches import NewArticle, Watch, WatchKind
from tests.bot.printed import article

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TOLD = article("The bridge at Millbrook fell, and six people died in the flood.", name="told")
OTHER = article("Millbrook has a flood museum, and a bridge club for six people.", name="other")
QUESTION = "how many people died in the flood at Millbrook?"


def watch(number: int, kind: WatchKind, name: str, key: str, word: str) -> Watch:
    return Watch(number, 0, kind, name, key, word, since=NOW, id=number)


def test_what_many_follow_is_looked_for_once_in_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def found_in(key: str, text: str) -> list[Span]:
        looked.append(key)
        return spans_of(key, text)

    def answers(question: str, stems: Collection[str]) -> bool:
        looked.append(question)
        return may_answer(question, stems)

    monkeypatch.setattr(alerts, "spans_of", found_in)
    monkeypatch.setattr(alerts, "may_answer", answers)
    many = [watch(n, WatchKind.WORDS, "bridge at Millbrook", "bridge at millbrook", "millbrook") for n in range(50)]
    many += [watch(n, WatchKind.QUESTION, QUESTION, "", stem("died")) for n in range(50, 100)]
    news = [NewArticle(a, n) for n, a in enumerate((TOLD, OTHER))]
    printed = {n.number: frozenset(words(n.article.text)) for n in news}
    stems = {number: frozenset(map(stem, own)) for number, own in printed.items()}
    found = alerts.by_article(news, many, printed, stems)
    assert {number: [w.id for w in own] for number, own in found.items()} == {0: [*range(100)]}
    # Once in each text and title that prints the word.
    assert len(looked) <= 4
