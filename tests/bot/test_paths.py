"""Folders and patterns name files; those that cannot be added are refused one by one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.intake.base.refusal import Refused
from bot.intake.sources.files_on_disk import files_at
from bot.intake.sources.inputs import drafts_in, number_in
from retrieval.domain.article import Draft


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "sub/deep/c.txt", "sub/d.jsonl", ".hidden.txt", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('{"text": "One."}\n{"text": "Two."}' if name.endswith("jsonl") else f"In {name}.")
    return tmp_path


def names(path: str, folder: Path) -> list[str]:
    return [str(found.relative_to(folder)) for found in files_at(path) if isinstance(found, Path)]


def test_a_folder_names_all_its_files_except_hidden_ones(folder: Path) -> None:
    assert names(str(folder), folder) == ["a.md", "b.txt", "sub/d.jsonl", "sub/deep/c.txt"]
    assert names(str(folder / ".hidden.txt"), folder) == [".hidden.txt"]


def test_a_pattern_names_each_match_once(folder: Path) -> None:
    assert names(f"{folder}/*.txt", folder) == ["b.txt"]
    assert names(f"{folder}/**/*.txt", folder) == ["b.txt", "sub/deep/c.txt"]
    assert sorted(names(f"{folder}/**", folder)) == ["a.md", "b.txt", "sub/d.jsonl", "sub/deep/c.txt"]


def test_an_existing_file_wins_over_a_pattern(folder: Path) -> None:
    (folder / "what [1]?.txt").write_text("Hill said no.")
    assert names(f"{folder}/what [1]?.txt", folder) == ["what [1]?.txt"]


def test_links_to_folders_and_pipes_are_skipped(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    assert names(str(folder), folder) == ["a.md", "b.txt", "sub/d.jsonl", "sub/deep/c.txt"]


def test_an_empty_folder_and_a_pattern_without_matches_are_refused(tmp_path: Path) -> None:
    assert list(files_at(str(tmp_path))) == [Refused(str(tmp_path), "has no files in it; name another folder")]
    (nothing,) = files_at(f"{tmp_path}/*.txt")
    assert nothing == Refused(f"{tmp_path}/*.txt", "matches no file; check the spelling")


async def test_refused_files_do_not_stop_the_rest(folder: Path) -> None:
    (folder / "data.csv").write_text("a,b")
    (folder / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = [item async for item in drafts_in(str(folder))]
    assert [item.text for item in found if isinstance(item, Draft)] == [
        "In a.md.",
        "In b.txt.",
        "One.",
        "Two.",
        "In sub/deep/c.txt.",
    ]
    assert [Path(item.where).name for item in found if isinstance(item, Refused)] == ["b.png", "data.csv"]
    assert number_in([str(folder)]) == len(found)
