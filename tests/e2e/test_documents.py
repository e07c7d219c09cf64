"""`onrecord add` with documents, a folder and a pipe: their text is stored once, and found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.documents.made import column, docx, pdf
from tests.e2e.commands import onrecord

BRIDGE = "“The bridge is sound,” said Mara Lindqvist, who had looked at it."
FERRY = "“The ferry is late,” said Tom Reyes, who had waited for it."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "more").mkdir(parents=True)
    (tmp_path / "in" / "bridge.pdf").write_bytes(pdf([column(BRIDGE)], Title="Bridge to stay"))
    (tmp_path / "in" / "more" / "ferry.docx").write_bytes(docx(FERRY, title="Ferry late"))
    (tmp_path / "in" / "more" / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "in" / "news.jsonl").write_text(json.dumps({"text": "It rained.", "title": "Rain"}))
    return tmp_path / "in"


def test_a_folder_is_stored_except_for_refused_files_and_adding_it_again_changes_nothing(
    folder: Path, tmp_path: Path
) -> None:
    first = onrecord(tmp_path / "data", "add", "--json", folder)
    assert first.code == 1
    assert [(line.get("title"), line["outcome"]) for line in first.lines] == [
        ("Bridge to stay", "added"), ("Rain", "added"), ("Ferry late", "added"), (None, "refused"),
    ]  # fmt: skip
    assert first.lines[-1]["where"] == str(folder / "more" / "photo.png")
    assert "photo.png is an image" in first.sentence
    again = onrecord(tmp_path / "data", "add", "--json", f"{folder}/**/*")
    assert [line["outcome"] for line in again.lines[:3]] == ["unchanged"] * 3
    assert {line["id"] for line in again.lines[:3]} == {line["id"] for line in first.lines[:3]}
    asked = onrecord(tmp_path / "data", "ask", "--json", "what did Lindqvist say?")
    assert asked.lines[0]["excerpts"][0]["text"] == "“The bridge is sound,”"


def test_a_document_can_come_from_a_pipe(folder: Path, tmp_path: Path) -> None:
    read = onrecord(tmp_path / "data", "quotes", "--json", "-", stdin=(folder / "bridge.pdf").read_bytes())
    assert (read.code, read.err) == (0, "")
    assert read.lines[0]["quotes"][0]["speaker"]["name"] == "Mara Lindqvist"
    assert not (tmp_path / "data").exists()


def test_if_everything_is_refused_no_data_folder_is_created(folder: Path, tmp_path: Path) -> None:
    ended = onrecord(tmp_path / "data", "add", folder / "more" / "photo.png")
    assert ended.code == 1
    assert not (tmp_path / "data").exists()
