"""`onrecord feeds`: import and export lists, change feeds, refuse.  tests/bot/feeds polls feeds on the web."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import lines
from tests.e2e.commands import onrecord

OPML = (
    '<opml version="2.0"><body><outline text="Harbour &amp; Co" xmlUrl="https://a.example/feed"/>'
    '<outline xmlUrl="https://b.example/feed"/><outline xmlUrl="ftp://c.example/"/></body></opml>'
)


@pytest.mark.parametrize("command", ["add", "list", "pause", "resume", "remove", "import", "export", "poll"])
def test_help_shows_examples(command: str, tmp_path: Path) -> None:
    ran = onrecord(tmp_path, "feeds", command, "--help")
    assert (ran.code, f"onrecord feeds {command}" in ran.out, "Examples:" in ran.out) == (0, True, True)


def test_feeds_are_imported_changed_and_exported(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "feeds.opml"
    file.write_text(OPML, "utf-8")
    imported = lines(onrecord(data, "feeds", "import", str(file), "--json"))
    assert [(one.get("what"), one.get("feed"), one.get("where")) for one in imported] == [
        ("feed_added", "https://a.example/feed", None), ("feed_added", "https://b.example/feed", None),
        (None, None, "ftp://c.example/"),
    ]  # fmt: skip
    paused = lines(onrecord(data, "feeds", "pause", "1", "--reason", "rumours", "--json"))
    assert [(one["n"], one["what"], one["note"], one["who"]) for one in paused] == [
        (3, "feed_paused", "rumours", "command line")
    ]
    removed = onrecord(data, "feeds", "remove", "https://b.example/feed")
    assert removed.out.startswith("Removed the feed: https://b.example/feed.")
    assert onrecord(data, "undo", "4").out.startswith("Added the feed: https://b.example/feed.")
    first, second = lines(onrecord(data, "feeds", "list", "--json"))
    assert (first["n"], first["url"], first["title"]) == (1, "https://a.example/feed", "Harbour & Co")
    assert (first["paused"]["by"], first["paused"]["why"], second["paused"]) == ("command line", "rumours", None)
    assert (second["polled"], second["new"], second["failures"], second["refused"]["count"]) == (None, 0, 0, 0)
    listed = onrecord(data, "feeds", "list").out
    assert "#1 Harbour & Co\nhttps://a.example/feed\npaused on " in listed
    assert "from the command line (rumours) · not polled yet · 0 new in 7 days" in listed
    exported = onrecord(data, "feeds", "export").out
    again = onrecord(tmp_path / "other", "feeds", "import", "-", stdin=exported)
    assert again.out == "2 feeds added, 0 already followed.\n"


def test_a_refused_list_is_named_by_where_it_came_from(tmp_path: Path) -> None:
    ran = onrecord(tmp_path / "data", "feeds", "import", "-", stdin="no list")
    assert ran.sentence.startswith("standard input is not a list of feeds in OPML")


def test_each_refusal_is_one_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "bomb.opml").write_text('<!DOCTYPE o [<!ENTITY a "b">]><opml/>', "utf-8")
    for words, why in (
        (["list"], "nothing is stored in"),
        (["pause", "9"], "nothing is stored in"),
        (["import", str(tmp_path / "none.opml")], "cannot be read (No such file or directory)"),
        (["import", str(tmp_path / "bomb.opml")], "declares entities, which no feed needs"),
        (["add", "http://127.0.0.1/feed"], "is not public"),
        (["add", "ftp://a.example/feed"], "is not a link to a web page"),
    ):
        ran = onrecord(data, "feeds", *words)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), ran.err
        assert why in ran.err
    assert lines(onrecord(data, "feeds", "list", "--json")) == []
    nine = onrecord(data, "feeds", "pause", "9")
    why = "no feed has the address or number '9'; `onrecord feeds list` shows all with their numbers"
    assert (nine.code, nine.sentence) == (1, why)
    assert onrecord(data, "feeds", "list").out == "No feeds are followed yet. Follow one: onrecord feeds add URL\n"


def test_a_failed_poll_also_fails_the_command(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "own.opml").write_text('<opml version="2.0"><body><outline xmlUrl="http://127.0.0.1/f"/></body></opml>')
    assert onrecord(data, "feeds", "import", str(tmp_path / "own.opml")).code == 0
    ran = onrecord(data, "feeds", "poll", "--once")
    assert (ran.code, ran.err) == (1, "onrecord: the feed could not be polled; `onrecord feeds list` says why\n")
    assert "is not public" in ran.out
