"""`onrecord ask --batch`: one answer per question, in order, each with its own history."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import ARTICLES, PIPES, RUST, started
from tests.e2e.commands import PATIENCE, Ended, onrecord

QUESTIONS: list[dict[str, Any]] = [
    {"id": "b", "question": "what did Reyes say?", "history": ["Hello?", "Ask me."], "difficulty": 3},
    {"id": 2, "question": "what did Lindqvist say?", "article": "ferry"},
    {"question": "what did Lindqvist say?", "article": "bridge"},
    {"id": "a", "question": "what did Macron say?", "history": []},
]


def answered(ended: Ended) -> list[dict[str, Any]]:
    """Return the lines of a batch.  Standard error may say that the fake index is rebuilt by the real encoder."""
    assert ended.code == 0
    return ended.lines


def test_a_batch_gets_one_answer_per_question_in_order(data: Path, tmp_path: Path) -> None:
    asked = tmp_path / "questions.jsonl"
    asked.write_text("\ufeff" + "\n\n".join(map(json.dumps, QUESTIONS)) + "\n", "utf-8")
    answers = answered(onrecord(data, "ask", "--json", "--batch", str(asked)))
    assert [line["id"] for line in answers] == ["b", 2, None, "a"]
    assert [line["question"] for line in answers] == [q["question"] for q in QUESTIONS]
    assert [[e["text"] for e in line["excerpts"]] for line in answers] == [
        ['"We sail,"'], ['"We always sail,"'], [RUST], [],
    ]  # fmt: skip
    assert [line["reason"] for line in answers] == [None, None, None, "nobody_of_that_name"]
    for line in answers:
        for excerpt in line["excerpts"]:
            text = next(a["text"] for a in ARTICLES if a["id"] == excerpt["article"]["id"])
            assert text[excerpt["start"] : excerpt["end"]] == excerpt["text"]


def asked_after(data: Path, *histories: Any) -> list[dict[str, Any]]:
    questions = [{"question": "what did he say?", "history": history} for history in histories]
    return onrecord(data, "ask", "--json", "--batch", "-", stdin="\n".join(map(json.dumps, questions))).lines


def test_a_question_of_a_batch_may_lean_on_its_history(data: Path) -> None:
    asks, replies = "what did Tom Reyes say?", "We sail."
    after = [
        [asks, replies],
        [asks, replies, "and about sailing?"],
        ["hello", "", *[asks, replies] * 250],
        [None, None, asks],
    ]
    for line in asked_after(data, *after):
        assert line["understood"]["question"].startswith("what did Tom Reyes say"), line
        assert line["question"] == "what did he say?"
        assert [e["text"] for e in line["excerpts"]] == ['"We sail,"']


def test_a_history_without_a_question_counts_as_none(data: Path) -> None:
    for line in asked_after(data, None, [], [""], ["", None, "?"], [" ", "We sail."], ["\ud800"][:0]):
        assert (line["understood"], line["reason"], line["excerpts"]) == (None, "whom_you_mean", [])


@pytest.mark.parametrize("history", ["text", {"a": 1}, 3, True, [1], [["a"]], [{}], ["a", 2.5], ["\ud800"]], ids=str)
def test_an_invalid_history_is_reported_in_its_line(data: Path, history: Any) -> None:
    (line,) = asked_after(data, history)
    assert line["error"].startswith('a "history" ')
    assert line["abstained"]


def test_a_batch_comes_from_standard_input_too(data: Path) -> None:
    answers = answered(onrecord(data, "ask", "--json", "--batch", "-", stdin="\n".join(map(json.dumps, QUESTIONS))))
    assert [line["id"] for line in answers] == ["b", 2, None, "a"]


def test_ctrl_c_ends_a_batch_quietly(data: Path, tmp_path: Path) -> None:
    asked = tmp_path / "questions.jsonl"
    asked.write_text("\n".join([json.dumps(QUESTIONS[0])] * 20_000), "utf-8")
    with started(data, "ask", "--json", "--batch", str(asked), **PIPES) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["id"] == "b"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, b"")
    assert len(out.splitlines()) < 19_999
