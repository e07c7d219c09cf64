"""`onrecord quotes`: print the statements of texts for people and for programs, and store nothing."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path
from typing import Any

from tests.cli.shell import PIPES, SAIL, lines, started
from tests.e2e.commands import PATIENCE, onrecord


def test_quotes_are_read_and_nothing_is_stored(tmp_path: Path) -> None:
    given: list[dict[str, Any]] = [
        {"id": "b", "text": f"č 🌉 {SAIL}", "title": "x"},
        {"text": "Nobody spoke."},
        {"id": 2, "text": SAIL},
    ]
    found = lines(onrecord(tmp_path / "none", "quotes", "--json", "-", stdin="\n".join(map(json.dumps, given))))
    assert [line["id"] for line in found] == ["b", "e6db07ba4106", "2"]
    assert [len(line["quotes"]) for line in found] == [1, 0, 1]
    (quote,) = found[0]["quotes"]
    assert sorted(quote) == ["confidence", "content", "cue", "kind", "speaker"]
    assert [given[0]["text"][a:b] for a, b in quote["content"]] == ['"We sail,"']
    assert quote["speaker"] == {"name": "Tom Reyes", "mention": [15, 24], "how": "named"}
    assert not (tmp_path / "none").exists()


def test_a_bad_line_is_reported_in_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"id": 1, "text": SAIL}) + "\n{\n\n" + json.dumps({"id": 3, "text": SAIL}), "utf-8")
    ran = onrecord(tmp_path, "quotes", "--json", str(news))
    found = ran.lines
    assert [line["id"] for line in found] == ["1", None, "3"]
    assert found[1]["error"].startswith(f"{news}, line 2 is not JSON")
    assert ran.code == 1
    assert re.fullmatch(r"onrecord: .*, line 2 is not JSON .*; the rest is read\n", ran.err)


def test_a_missing_file_is_reported_in_one_sentence(tmp_path: Path) -> None:
    ran = onrecord(tmp_path, "quotes", str(tmp_path / "none.txt"))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"onrecord: {tmp_path}/none.txt does not exist; check the spelling\n"


def test_quotes_are_plain_in_a_pipe_and_coloured_on_request(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    said.write_text(SAIL, "utf-8")
    plain = onrecord(tmp_path, "quotes", str(said), str(said))
    assert plain.out.count('Tom Reyes\n> "We sail,"\nparagraph 1, direct quote\n') == 2
    assert "\x1b" not in plain.out
    coloured = onrecord(tmp_path, "quotes", str(said), env={"FORCE_COLOR": "1", "COLUMNS": "100"})
    assert re.search(r'\x1b\[[0-9;]+m"We sail,"\x1b\[0m', coloured.out)
    assert (plain.code, coloured.code) == (0, 0)


def test_each_article_is_printed_as_soon_as_it_is_read(tmp_path: Path) -> None:
    with started(tmp_path, "quotes", "--json", "-", **PIPES) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for n in range(3):
            process.stdin.write(json.dumps({"id": str(n), "text": SAIL}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == str(n)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, b"")
