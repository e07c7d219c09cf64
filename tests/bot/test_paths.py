"""A folder and a pattern stand for files; what cannot be added among them is told one by one."""

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


def test_a_folder_is_all_that_is_in_it_but_what_is_hidden(folder: Path) -> None:
    assert names(str(folder), folder) == ["a.md", "b.txt", "sub/d.jsonl", "sub/deep/c.txt"]
    assert names(str(folder / ".hidden.txt"), folder) == [".hidden.txt"]


def test_a_pattern_is_what_it_matches_and_none_twice(folder: Path) -> None:
    assert names(f"{folder}/*.txt", folder) == ["b.txt"]
    assert names(f"{folder}/**/*.txt", folder) == ["b.txt", "sub/deep/c.txt"]
    assert sorted(names(f"{folder}/**", folder)) == ["a.md", "b.txt", "sub/d.jsonl", "sub/deep/c.txt"]


def test_a_name_that_only_looks_like_a_pattern_is_the_file(folder: Path) -> None:
    (folder / "what [1]?.txt").write_text("Hill said no.")
    assert names(f"{folder}/what [1]?.txt", folder) == ["what [1]?.txt"]


def test_no_link_leads_in_a_circle_and_no_pipe_is_waited_for(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    assert names(str(folder), folder) == ["a.md", "b.txt", "sub/d.jsonl", "sub/deep/c.txt"]


def test_where_nothing_is_it_says_so(tmp_path: Path) -> None:
    assert list(files_at(str(tmp_path))) == [Refused(str(tmp_path), "has no files in it; name another folder")]
    (nothing,) = files_at(f"{tmp_path}/*.txt")
    assert nothing == Refused(f"{tmp_path}/*.txt", "matches no file; check the spelling")


async def test_what_cannot_be_added_is_refused_and_the_rest_goes_on(folder: Path) -> None:
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
