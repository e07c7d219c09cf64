"""Pipes, terminals and encodings: the output arrives whole, and nothing else with it."""

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
def test_a_quotation_is_printed_verbatim_in_every_encoding(data: Path, env: dict[str, str]) -> None:
    answer = onrecord(data, "ask", "what did Lindqvist say?", env=env)
    assert f"> {RUST}\n[" in answer.out
    asked = onrecord(data, "ask", "--json", f"who said {RUST}?", env=env)
    assert json.loads(asked.out)["excerpts"][0]["text"] == RUST


@pytest.mark.parametrize(
    "words", [["ask", "what did Lindqvist say?"], ["quotes", "SAID"], ["sources"], ["sources", "--json"], ["--help"]]
)
def test_output_into_a_closed_pipe_prints_no_traceback(data: Path, words: list[str]) -> None:
    """Like `| head -1`, except that the pipe is surely closed before the first line."""
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
def test_progress_on_a_terminal_stays_out_of_a_file(data: Path, tmp_path: Path, words: list[str]) -> None:
    """The progress bar's console must not swallow standard output."""
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


def test_a_pipe_closed_in_the_middle_of_doctor_prints_no_traceback(data: Path) -> None:
    """Like `| head`: the database is open at that moment."""
    with started(data, "doctor", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith(b"database"):
            pass
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (1, b"")
