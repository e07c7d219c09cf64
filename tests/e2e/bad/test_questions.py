"""Questions that cannot be asked are refused, alone or on their line of a batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.bad.stored import STORED, dump, refused
from tests.e2e.commands import onrecord


@pytest.mark.parametrize(
    ("question", "advice"),
    [
        ("?!…", "the question is empty"),
        ("why " * 1024, "characters; ask in at most 1,000"),
        ("w" * 4096, "4,096 characters; ask in at most 1,000"),
        (b"what did \xff say?", "type it again"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(data: Path, question: str | bytes, advice: str) -> None:
    before = dump(data)
    refused(onrecord(data, "ask", question), advice)
    refused(onrecord(data, "ask", "--json", question), advice)
    assert dump(data) == before


@pytest.mark.parametrize("question", ["", " \t "])
def test_an_empty_question_is_wrong_use(data: Path, question: str) -> None:
    for ended in (onrecord(data, "ask", question), onrecord(data, "ask", "--json", question)):
        assert ended.code == 2
        assert "give a question, like" in ended.err


@pytest.mark.parametrize("article", ["nothing-of-this-id", "", "%", b"\xff"])
def test_an_unknown_article_is_refused(data: Path, article: str | bytes) -> None:
    refused(onrecord(data, "ask", "--article", article, "what did Olin say?"), "`onrecord sources` lists the newest")


@pytest.mark.parametrize("path", ["missing.jsonl", ".", "photo.png"])
def test_questions_that_cannot_be_read_are_refused(data: Path, path: str) -> None:
    (data.parent / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    refused(onrecord(data, "ask", "--json", "--batch", path), f"the questions in {path} cannot be read")


def test_a_bad_line_of_a_batch_gets_the_reason_and_the_rest_are_answered_in_order(data: Path, tmp_path: Path) -> None:
    who = "what did Marta Olin say?"
    lines = [
        f'\ufeff{{"id": 1, "question": "{who}"}}', "{", '["a list"]', '{"id": 4}', '{"id": 5, "question": ""}',
        f'{{"id": 6, "question": "{who}", "article": ["x"]}}', f'{{"id": 7, "question": "{who}", "article": "gone"}}',
        '{"id": 8, "question": "half \\ud83d a pair"}', "[" * 100_000, f'{{"id": 10, "question": "{"w" * 4096}"}}',
        f'{{"id": 11, "question": "{who}", "article": "{STORED[0].id}"}}',
    ]  # fmt: skip
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ended = onrecord(data, "ask", "--json", "--batch", tmp_path / "questions.jsonl")
    assert ended.code == 1
    assert "9 of 11 questions could not be asked; their lines say why" in ended.sentence
    assert [line["id"] for line in ended.lines] == [1, None, None, 4, 5, 6, 7, 8, None, 10, 11]
    assert ["error" in line for line in ended.lines] == [False, *[True] * 9, False]
    assert ended.lines[0]["excerpts"][0]["speaker"]["name"] == "Marta Olin"
