"""Many questions at once: an answer a line, in order, each with its own history."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import ARTICLES, PIPES, RUST, lines, started
from tests.e2e.commands import PATIENCE, onrecord

QUESTIONS: list[dict[str, Any]] = [
    {"id": "b", "question": "what did Reyes say?", "history": ["Hello?", "Ask me."], "difficulty": 3},
    {"id": 2, "question": "what did Lindqvist say?", "article": "ferry"},
    {"question": "what did Lindqvist say?", "article": "bridge"},
    {"id": "a", "question": "what did Macron say?", "history": []},
]


def test_a_batch_is_answered_a_line_a_question_in_order(data: Path, tmp_path: Path) -> None:
    asked = tmp_path / "questions.jsonl"
    asked.write_text("\ufeff" + "\n\n".join(map(json.dumps, QUESTIONS)) + "\n", "utf-8")
    told = lines(onrecord(data, "ask", "--json", "--batch", str(asked)))
    assert [line["id"] for line in told] == ["b", 2, None, "a"]
    assert [line["question"] for line in told] == [q["question"] for q in QUESTIONS]
    assert [[e["text"] for e in line["excerpts"]] for line in told] == [
        ['"We sail,"'], ['"We always sail,"'], [RUST], [],
    ]  # fmt: skip
    assert [line["reason"] for line in told] == [None, None, None, "nobody_of_that_name"]
    for line in told:
        for excerpt in line["excerpts"]:
            text = next(a["text"] for a in ARTICLES if a["id"] == excerpt["article"]["id"])
            assert text[excerpt["start"] : excerpt["end"]] == excerpt["text"]


def asked_after(data: Path, *histories: Any) -> list[dict[str, Any]]:
    told = [{"question": "what did he say?", "history": history} for history in histories]
    return onrecord(data, "ask", "--json", "--batch", "-", stdin="\n".join(map(json.dumps, told))).lines


def test_a_line_of_a_batch_leans_on_its_history(data: Path) -> None:
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


def test_a_history_that_tells_nothing_is_none(data: Path) -> None:
    for line in asked_after(data, None, [], [""], ["", None, "?"], [" ", "We sail."], ["\ud800"][:0]):
        assert (line["understood"], line["reason"], line["excerpts"]) == (None, "whom_you_mean", [])


@pytest.mark.parametrize("history", ["text", {"a": 1}, 3, True, [1], [["a"]], [{}], ["a", 2.5], ["\ud800"]], ids=str)
def test_a_history_that_is_none_is_told_in_its_line(data: Path, history: Any) -> None:
    (line,) = asked_after(data, history)
    assert line["error"].startswith('a "history" ')
    assert line["abstained"]


def test_a_batch_comes_from_standard_input_too(data: Path) -> None:
    told = lines(onrecord(data, "ask", "--json", "--batch", "-", stdin="\n".join(map(json.dumps, QUESTIONS))))
    assert [line["id"] for line in told] == ["b", 2, None, "a"]


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
