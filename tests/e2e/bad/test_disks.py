"""Data folders that are damaged, full, read-only or of another version."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.disks import small_disk
from tests.e2e.bad.stored import FRESH, STORED, TITLE_OF_ONE, assert_indexed, assert_stored, dump, refused
from tests.e2e.commands import as_ordinary_user, onrecord


def spoil(file: Path, share: float = 0.5) -> None:
    """Flip the bits of a few bytes in the middle."""
    content = bytearray(file.read_bytes())
    middle = int(len(content) * share)
    content[middle : middle + 8] = bytes(byte ^ 0xFF for byte in content[middle : middle + 8])
    file.write_bytes(content)


@pytest.mark.parametrize(
    "what",
    ["passages-*.faiss", "manifest.json", "words/manifest.json", "words/words-*/*.idx", "words/words-*/meta.json"],
)
def test_a_corrupt_index_is_rebuilt_and_the_question_answered(data: Path, what: str) -> None:
    before = dump(data)
    (file,) = (data / "index").glob(what)
    spoil(file)
    ended = onrecord(data, "ask", "--json", TITLE_OF_ONE)
    assert ended.code == 0
    assert len(ended.err.splitlines()) == 1, ended.err
    assert "it is rebuilt from the database" in ended.err
    (line,) = ended.lines
    assert line["excerpts"][0]["article"]["id"] == STORED[2].id
    assert dump(data) == before
    assert_indexed(data, len(STORED))


@pytest.mark.parametrize("where", ["index", "index/words"])
def test_an_index_that_cannot_be_written_is_still_used(data: Path, fresh: Path, where: str) -> None:
    """What it holds is not encoded again, and new passages are found without saving."""
    folders = [folder for folder in [data / where, *(data / where).rglob("*")] if folder.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    with as_ordinary_user() as user:
        asked = onrecord(data, "ask", "--json", TITLE_OF_ONE, user=user)
        added = onrecord(data, "add", fresh, user=user)
        again = onrecord(data, "ask", "--json", FRESH[0].question, user=user)
    for folder in folders:
        folder.chmod(0o755)
    assert (asked.code, asked.err) == (0, "")
    assert asked.lines[0]["excerpts"][0]["article"]["id"] == STORED[2].id
    refused(added, str(data / where), "cannot be written; check its permissions")
    assert again.code == 0
    assert again.lines[0]["excerpts"][0]["article"]["id"] == FRESH[0].id
    assert onrecord(data, "add", fresh).code == 0
    assert_indexed(data, len(STORED) + len(FRESH))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", kilobytes=3000) as mounted:
        yield mounted


def test_a_disk_that_fills_up_says_so_and_keeps_what_it_has(disk: Path, original: Path, tmp_path: Path) -> None:
    data = shutil.copytree(original, disk / "data")
    before = dump(data)
    # Not in English, so that it fills the disk without being read for quotes first.
    text = "За ово више нема места. " * 30_000
    (tmp_path / "large.jsonl").write_text("".join(json.dumps({"text": f"{n} {text}"}) + "\n" for n in range(3)))
    refused(onrecord(data, "add", tmp_path / "large.jsonl"), "no space is left", "free some and run the command again")
    assert dump(data) == before


def test_a_full_disk_says_so_and_the_same_command_completes_when_there_is_space(
    disk: Path, original: Path, fresh: Path
) -> None:
    data = shutil.copytree(original, disk / "data")
    before = dump(data)
    filler = disk / "filler"
    fill(filler)
    ended = onrecord(data, "add", fresh)
    refused(ended, "free some")
    filler.unlink()
    assert dump(data) == before
    assert onrecord(data, "add", fresh).code == 0
    assert_stored(data, [*STORED, *FRESH])


def fill(file: Path) -> None:
    """Fill the disk to the last byte."""
    with file.open("wb", buffering=0) as opened:
        try:
            while opened.write(b"\0" * 1024):
                pass
        except OSError:
            return


def words(command: str, fresh: Path) -> list[str | Path]:
    further: dict[str, list[str | Path]] = {"add": [fresh], "ask": [TITLE_OF_ONE]}
    return [command, *further.get(command, [])]


@pytest.mark.parametrize("command", ["add", "ask", "sources"])
def test_a_read_only_data_folder_is_refused(data: Path, fresh: Path, command: str) -> None:
    before = dump(data)
    for path in [data, *data.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    with as_ordinary_user() as user:
        ended = onrecord(data, *words(command, fresh), user=user)
    for path in [data, *data.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    refused(ended, str(data), "check its permissions, or choose another folder with --data")
    assert dump(data) == before


@pytest.mark.parametrize("command", ["add", "ask", "sources", "doctor"])
def test_a_database_of_a_newer_version_is_refused(data: Path, fresh: Path, command: str) -> None:
    with closing(sqlite3.connect(data / "onrecord.db")) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    before = (data / "onrecord.db").read_bytes()
    ended = onrecord(data, *words(command, fresh))
    assert ended.code == 1
    message = ended.sentence if command != "doctor" else " ".join(ended.out.split())
    assert "was written by a newer On Record" in message
    assert "update On Record, or choose another data folder" in message
    assert (data / "onrecord.db").read_bytes() == before


def test_a_file_that_is_not_a_database_is_refused(data: Path, fresh: Path) -> None:
    (data / "onrecord.db").write_bytes(b"Dear diary, " * 500)
    for command in ("add", "ask"):
        refused(onrecord(data, *words(command, fresh)), "restore it from a backup")
    assert (data / "onrecord.db").read_bytes() == b"Dear diary, " * 500
