"""Commands remove articles at once, restore them, and log who did what."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.commands import onrecord

BRIDGE = {"id": "bridge", "title": "Bridge", "text": '"We found rust," said Mara Lindqvist. The bridge was shut.'}
FERRY = {"id": "a ferry", "text": '"We sail on," said Tom Reyes. The ferry was late.'}


def added(data: Path, *articles: dict[str, str]) -> Path:
    data.parent.mkdir(exist_ok=True)
    file = data.parent / "news.jsonl"
    file.write_text("\n".join(map(json.dumps, articles)), "utf-8")
    assert onrecord(data, "add", file).code == 0
    return file


def test_a_removed_article_is_gone_until_it_is_restored_by_id(tmp_path: Path) -> None:
    data = tmp_path / "data"
    file = added(data, BRIDGE, FERRY)
    removed = onrecord(data, "remove", "--json", "bridge", "--reason", "a hoax")
    (line,) = removed.lines
    assert (removed.code, line["what"], line["n"], line["note"]) == (0, "retracted", 3, "a hoax")
    assert (line["article"], line["revision"]) == ({"id": "bridge", "title": "Bridge"}, 1)
    (asked,) = onrecord(data, "ask", "--json", "what did Lindqvist say?").lines
    assert (asked["abstained"], asked["reason"]) == (True, "nobody_of_that_name")
    assert [line["articles"] for line in onrecord(data, "sources", "--json").lines] == [1]
    again = onrecord(data, "add", file)
    assert again.code == 1
    assert again.sentence.startswith("bridge was retracted on ")
    assert again.sentence.endswith(
        "from the command line (a hoax); `onrecord restore bridge` brings it back; the rest is stored"
    )
    repeated = onrecord(data, "add", "--json", file)
    assert [line["outcome"] for line in repeated.lines] == ["retracted", "unchanged"]
    assert "a hoax" in repeated.lines[0]["reason"]
    assert onrecord(data, "restore", "bridge").out.startswith("Restored: Bridge bridge.")
    (asked,) = onrecord(data, "ask", "--json", "what did Lindqvist say?").lines
    assert [e["text"] for e in asked["excerpts"]] == ['"We found rust,"']
    assert onrecord(data, "doctor").out.count("FAULT") == 0


def test_articles_that_cannot_be_removed_are_reported_and_the_rest_are_removed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    added(data, BRIDGE, FERRY)
    ended = onrecord(data, "remove", "nobody", "a ferry")
    assert ended.code == 1
    assert ended.sentence.startswith("no article has the id 'nobody'")
    assert ended.sentence.endswith("; the rest is done")
    ended = onrecord(data, "remove", "--json", "nobody", "a ferry", "bridge")
    assert [line.get("error", line.get("what")) is not None for line in ended.lines] == [True] * 3
    assert [line.get("what") for line in ended.lines] == [None, None, "retracted"]
    assert ended.code == 1
    assert onrecord(data, "restore", "nobody").code == 1
    assert onrecord(data, "remove").code == 2


def test_the_log_lists_each_change_and_undo_reverses_the_newest(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert onrecord(data, "log").sentence.startswith("nothing is stored in")
    file = added(data, BRIDGE)
    assert onrecord(data, "log", "--article", "nobody").sentence.startswith("no article has the id 'nobody'")
    added(data, {**BRIDGE, "text": '"We found nothing," said Mara Lindqvist.'})
    (revised, first) = onrecord(data, "log", "--json").lines
    assert [(line["n"], line["what"], line["revision"]) for line in (revised, first)] == [
        (2, "revised", 2),
        (1, "added", 1),
    ]
    assert (first["who"], first["user"], first["from"]) == ("command line", None, f"{file}, line 1")
    assert first["at"].endswith("+00:00")
    assert onrecord(data, "undo", "1").sentence == "#2 changed the same article after #1; undo #2 first"
    (undone,) = onrecord(data, "undo", "--json", "2").lines
    assert (undone["n"], undone["what"], undone["revision"], undone["undoes"]) == (3, "revised", 3, 2)
    (asked,) = onrecord(data, "ask", "--json", "what did Lindqvist say?").lines
    assert [e["text"] for e in asked["excerpts"]] == ['"We found rust,"']
    assert onrecord(data, "undo", "2").sentence.startswith("#2 was undone by #3")
    assert onrecord(data, "undo", "9").sentence == "there is no #9 in the log"
    assert onrecord(data, "undo", "0").code == 2
    assert [line["n"] for line in onrecord(data, "log", "--json", "--limit", "1").lines] == [3]
    assert onrecord(data, "log", "--json", "--article", "ferry").lines == []
    assert onrecord(data, "log").out.startswith("#3 revised Bridge bridge (revision 3), undoing #2\n")


def test_many_changes_are_undone_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in "abc":
        added(data, {**BRIDGE, "id": name, "text": f'"We found rust in {name}," said Mara Lindqvist.'})
    onrecord(data, "remove", "b")
    ended = onrecord(data, "undo", "1-#3", "--json")
    assert [(line.get("undoes"), line.get("id")) for line in ended.lines] == [(3, None), (None, "2"), (1, None)]
    assert ended.sentence == "#4 changed the same article after #2; undo #4 first; the rest is done"
    assert onrecord(data, "sources", "--json").out.count("Bridge bridge") == 0
    assert onrecord(data, "undo", "80-90").sentence.startswith("no articles were changed from #80 to #90")
    assert onrecord(data, "undo", "1-").code == 2


def test_a_removed_seed_does_not_come_back_with_the_next_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert "Adding the seed article" in onrecord(data, "chat", stdin=b"hello\n").err
    (seed,) = onrecord(data, "log", "--json").lines
    assert (seed["who"], seed["from"]) == ("On Record", "the packaged seed")
    assert onrecord(data, "remove", seed["article"]["id"]).code == 0
    asked = onrecord(data, "chat", stdin=b"what did Hill say?\n")
    assert "I have no articles to quote yet" in asked.out
    assert "Adding" not in asked.err
    assert len(onrecord(data, "log", "--json").lines) == 2
