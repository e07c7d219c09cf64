"""Pipes, terminals and encodings: what is printed arrives whole, and nothing else with it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.shell import RUST, SAIL, started, terminal
from tests.e2e.commands import PATIENCE, onrecord


@pytest.mark.parametrize("words", [["ask", "what did Lindqvist say?"], ["sources"], ["doctor", "--alive"]])
def test_a_pipe_gets_no_colours(data: Path, words: list[str]) -> None:
    ran = onrecord(data, *words)
    assert "\x1b" not in ran.out + ran.err
    assert ran.out or ran.err


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}])
def test_a_quotation_comes_out_as_printed_whatever_the_encoding(data: Path, env: dict[str, str]) -> None:
    told = onrecord(data, "ask", "what did Lindqvist say?", env=env)
    assert f"> {RUST}\n[" in told.out
    asked = onrecord(data, "ask", "--json", f"who said {RUST}?", env=env)
    assert json.loads(asked.out)["excerpts"][0]["text"] == RUST


@pytest.mark.parametrize(
    "words", [["ask", "what did Lindqvist say?"], ["quotes", "SAID"], ["sources"], ["sources", "--json"], ["--help"]]
)
def test_a_reader_who_has_left_gets_no_trace(data: Path, words: list[str]) -> None:
    """As `| head -1` leaves, but surely before the first line."""
    read, write = os.pipe()
    os.close(read)
    (said := data.parent / "said.txt").write_text(SAIL, "utf-8")
    words = [word.replace("SAID", str(said)) for word in words]
    try:
        with started(data, *words, stdout=write, stderr=subprocess.PIPE) as process:
            _, err = process.communicate(timeout=PATIENCE)
    finally:
        os.close(write)
    assert (process.returncode, err) == (1, b"")


@pytest.mark.parametrize("words", [["quotes", "--json"], ["ask", "--json", "--batch"]])
def test_progress_on_a_terminal_keeps_out_of_a_file(data: Path, tmp_path: Path, words: list[str]) -> None:
    """The bar's console must not swallow what goes to standard output."""
    asked = tmp_path / "news.jsonl"
    line = {"text": SAIL, "question": "what did Reyes say?"}
    asked.write_text("\n".join(json.dumps({"id": str(n), **line}) for n in range(5)), "utf-8")
    with terminal() as (ours, theirs):
        with started(data, *words, str(asked), stdout=subprocess.PIPE, stderr=theirs) as process:
            out, _ = process.communicate(timeout=PATIENCE)
        shown = os.read(ours, 65_536).decode()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["0", "1", "2", "3", "4"]
    assert re.search("Reading|Asking", shown)
    assert "We sail" not in shown


def test_a_reader_who_leaves_in_the_middle_of_doctor_gets_no_trace(data: Path) -> None:
    """As `| head` leaves: the database is open then."""
    with started(data, "doctor", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith(b"database"):
            pass
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (1, b"")
