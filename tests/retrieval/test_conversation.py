"""A conversation is bounded, and can be imported from a history."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.reply import RefusalReason
from retrieval.followups import conversation_from_history
from retrieval.followups.conversation import MAX_CONVERSATION_CHARS, MAX_REPLY_CHARS, MAX_TURNS, Conversation, Turn
from retrieval.questions import MAX_QUESTION_CHARS

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_only_the_newest_turns_are_kept() -> None:
    many = tuple(Turn(f"q{n}", f"q{n}") for n in range(100))
    assert Conversation(many).turns == many[-MAX_TURNS:]
    assert Conversation(many).and_then(Turn("new", "new")).last == Turn("new", "new")


def test_the_characters_of_a_conversation_are_bounded() -> None:
    long = tuple(Turn(f"q{n}", "a" * 1000, "b" * 2000) for n in range(10))
    kept = Conversation(long).turns
    assert kept == long[-3:]
    assert sum(e.characters for e in kept) <= MAX_CONVERSATION_CHARS


@pytest.mark.parametrize("reason", [RefusalReason.WHO_IS_MEANT, RefusalReason.NOTHING_BEFORE])
def test_turns_that_only_asked_back_are_left_out(reason: RefusalReason) -> None:
    first = Turn("what did Hill say?", "what did Hill say?")
    assert Conversation((first, Turn("when?", "when?", reason=reason))).last == first


def test_an_imported_history_is_rewritten_turn_by_turn() -> None:
    conversation = conversation_from_history(
        ["What did Hill say about Ukraine?", "That it matters.", "and about Kosovo?", "Nothing.", "why?"], NOW
    )
    assert [(e.asked, e.understood, e.replied) for e in conversation.turns] == [
        ("What did Hill say about Ukraine?", "What did Hill say about Ukraine?", "That it matters."),
        ("and about Kosovo?", "what did Hill say about Kosovo?", "Nothing."),
        ("why?", "why did Hill say that about Kosovo?", ""),
    ]


@pytest.mark.parametrize("history", [[], [""], ["", "hello"], ["", "", "", ""], [" \n", "?"], ["?!", "what?"], ["…"]])
def test_a_history_without_questions_is_empty(history: list[str]) -> None:
    assert conversation_from_history(history, NOW) == Conversation()


def test_the_newest_of_500_turns_are_kept() -> None:
    conversation = conversation_from_history([f"turn {n}" for n in range(500)], NOW)
    assert [e.asked for e in conversation.turns] == [f"turn {n}" for n in range(500 - 2 * MAX_TURNS, 500, 2)]


@given(st.lists(st.text(max_size=3000), max_size=40))
def test_any_history_is_bounded(history: list[str]) -> None:
    conversation = conversation_from_history(history, NOW)
    assert len(conversation.turns) <= MAX_TURNS
    assert all(len(e.asked) <= MAX_QUESTION_CHARS and len(e.replied) <= MAX_REPLY_CHARS for e in conversation.turns)
