"""A conversation is bounded, and a history of other make becomes one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.reply import RefusalReason
from retrieval.followups import retold
from retrieval.followups.conversation import CHARACTERS, MAX_TURNS, SHOWN, Conversation, Turn
from retrieval.questions import LONGEST

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_only_the_newest_turns_are_kept() -> None:
    many = tuple(Turn(f"q{n}", f"q{n}") for n in range(100))
    assert Conversation(many).turns == many[-MAX_TURNS:]
    assert Conversation(many).and_then(Turn("new", "new")).last == Turn("new", "new")


def test_only_so_many_characters_are_kept() -> None:
    long = tuple(Turn(f"q{n}", "a" * 1000, "b" * 2000) for n in range(10))
    kept = Conversation(long).turns
    assert kept == long[-3:]
    assert sum(e.characters for e in kept) <= CHARACTERS


@pytest.mark.parametrize("reason", [RefusalReason.WHOM_YOU_MEAN, RefusalReason.NOTHING_BEFORE])
def test_nothing_leans_on_what_only_asked_back(reason: RefusalReason) -> None:
    first = Turn("what did Hill say?", "what did Hill say?")
    assert Conversation((first, Turn("when?", "when?", reason=reason))).last == first


def test_a_history_is_made_whole_turn_by_turn() -> None:
    told = retold(
        ["What did Hill say about Ukraine?", "That it matters.", "and about Kosovo?", "Nothing.", "why?"], NOW
    )
    assert [(e.asked, e.understood, e.replied) for e in told.turns] == [
        ("What did Hill say about Ukraine?", "What did Hill say about Ukraine?", "That it matters."),
        ("and about Kosovo?", "what did Hill say about Kosovo?", "Nothing."),
        ("why?", "why did Hill say that about Kosovo?", ""),
    ]


@pytest.mark.parametrize("history", [[], [""], ["", "hello"], ["", "", "", ""], [" \n", "?"], ["?!", "what?"], ["…"]])
def test_a_history_without_questions_is_none(history: list[str]) -> None:
    assert retold(history, NOW) == Conversation()


def test_of_500_turns_the_newest_are_kept() -> None:
    told = retold([f"turn {n}" for n in range(500)], NOW)
    assert [e.asked for e in told.turns] == [f"turn {n}" for n in range(500 - 2 * MAX_TURNS, 500, 2)]


@given(st.lists(st.text(max_size=3000), max_size=40))
def test_any_history_is_bounded(history: list[str]) -> None:
    told = retold(history, NOW)
    assert len(told.turns) <= MAX_TURNS
    assert all(len(e.asked) <= LONGEST and len(e.replied) <= SHOWN for e in told.turns)
