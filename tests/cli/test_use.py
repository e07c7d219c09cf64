"""Words, options and settings: what each command takes, and its error if they are wrong."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest

from storage.database.sqlite.file import FILE
from tests.cli.shell import lines
from tests.e2e.commands import as_ordinary_user, onrecord

COMMANDS = [
    "run", "chat", "ask", "feedback", "add", "remove", "restore", "log", "undo", "quotes", "sources", "reindex",
    "doctor", "export", "forget", "import", "schema",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(command: str, tmp_path: Path) -> None:
    ran = onrecord(tmp_path, command, "--help")
    assert ran.code == 0
    assert "Examples:" in ran.out
    assert f"onrecord {command}" in ran.out
    assert "\x1b" not in ran.out


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    ran = onrecord(tmp_path, "--version")
    assert (ran.code, ran.out, ran.err) == (0, f"onrecord {version('onrecord')}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["ask"],
        ["ask", " "],
        ["ask", "-"],
        ["ask", "--batch", "-"],
        ["ask", "--limit", "0", "who?"],
        ["add"],
        ["quotes"],
        ["sources", "x"],
        ["import"],
    ],
)
def test_wrong_use_exits_2_and_says_so_on_standard_error(words: list[str], tmp_path: Path) -> None:
    ran = onrecord(tmp_path / "data", *words)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: onrecord" in ran.err
    assert not (tmp_path / "data").exists()


def test_unreadable_settings_are_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ONRECORD_TIME_ZONE=UTC", "utf-8")
    (tmp_path / ".env").chmod(0)
    with as_ordinary_user() as user:
        ran = onrecord(tmp_path / "data", "sources", user=user)
    why = "onrecord: the file .env cannot be read (Permission denied); check its permissions\n"
    assert (ran.code, ran.out, ran.err) == (1, "", why)


@pytest.mark.parametrize("words", [["sources", "--json"], ["ask", "--json", "what did Reyes say?"]])
def test_the_folder_in_the_command_overrides_the_settings(data: Path, tmp_path: Path, words: list[str]) -> None:
    ran = onrecord(tmp_path / "settings", *words, "--data", str(data))
    assert "Ferry" in ran.out or "Harbour Times" in ran.out
    assert not (tmp_path / "settings").exists()


def test_sources_are_listed_for_programs(data: Path) -> None:
    assert sorted(lines(onrecord(data, "sources", "--json")), key=str) == [
        {"publisher": "Harbour Times", "articles": 1, "copies": 0, "newest": None},
        {"publisher": None, "articles": 1, "copies": 0, "newest": None},
    ]


def test_reindex_reads_articles_of_an_older_version_again(data: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    with closing(sqlite3.connect(folder / FILE)) as database, database:
        database.execute("update revisions set read_by = ''")
        database.execute("delete from statement_speakers")
    assert lines(onrecord(folder, "ask", "--json", "what did Reyes say?"))[0]["abstained"] is True
    # The only test here that loads the model: it rebuilds the index of the fake encoder.
    again = onrecord(folder, "reindex")
    assert (again.code, again.out) == (0, "2 articles read again\n")
    assert "it is rebuilt from the database" in again.err
    (answer,) = lines(onrecord(folder, "ask", "--json", "what did Reyes say?"))
    assert [e["text"] for e in answer["excerpts"]] == ['"We sail,"']
    assert onrecord(folder, "reindex").out == "nothing to do: this version has read every article\n"


@pytest.mark.parametrize("words", [[], ["-"]])
def test_a_question_may_come_from_a_pipe(data: Path, words: list[str]) -> None:
    (answer,) = lines(onrecord(data, "ask", "--json", *words, stdin="what did Reyes say?\n"))
    assert [e["text"] for e in answer["excerpts"]] == ['"We sail,"']


READ_ONLY = [
    ["ask", "who?"], ["sources"], ["log"], ["feedback"], ["export"], ["remove", "x"], ["restore", "x"], ["undo", "1"],
    ["reindex"], ["feeds", "list"], ["feeds", "export"], ["feeds", "poll", "--once"], ["outbox"],
    ["outbox", "--drop", "1"], ["forget", "123"],
]  # fmt: skip


@pytest.mark.parametrize("words", READ_ONLY, ids=lambda words: words[0])
def test_a_mistyped_folder_is_reported_and_not_made(words: list[str], data: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    ran = onrecord(data, *words, "--data", wrong)
    assert (ran.code, ran.out) == (1, "")
    assert ran.sentence == f"nothing is stored in {wrong}; there are articles in {data}: leave out --data"
    assert not wrong.exists()


def test_an_empty_folder_stays_empty(tmp_path: Path) -> None:
    ran = onrecord(tmp_path, "forget", "123")
    assert (ran.code, ran.out, list(tmp_path.iterdir())) == (1, "", [])
    assert ran.sentence.startswith(f"nothing is stored in {tmp_path}; check the spelling of --data")


def test_a_name_is_no_number_of_a_reader(data: Path) -> None:
    ran = onrecord(data, "forget", "@bob")
    assert ran.code == 2
    assert "“@bob” is no number" in ran.err
    assert "/forget" in ran.err


def test_the_doctor_makes_no_folder_either(tmp_path: Path) -> None:
    ran = onrecord(tmp_path / "wrong", "doctor")
    assert "nothing is stored in" in ran.out
    assert list(tmp_path.iterdir()) == []
