"""The command line reports copies: when one is stored, and when their first article is retracted."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.shell import lines
from tests.contracts.test_near_duplicates import FLOOD, FLOOD_CUT
from tests.e2e.commands import onrecord


def test_a_copy_is_reported_when_it_is_stored_and_when_the_first_is_retracted(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "news.jsonl"
    drafts = [{"id": "post", "text": FLOOD}, {"id": "times", "text": FLOOD_CUT, "publisher": "Harbour Times"}]
    file.write_text("".join(json.dumps(d) + "\n" for d in drafts), "utf-8")
    added = lines(onrecord(data, "add", "--json", str(file)))
    assert [(a["id"], a.get("copy_of")) for a in added] == [("post", None), ("times", "post")]
    assert "copy_of" not in added[0]
    assert ", a near-copy of post\n" in onrecord(data, "add", str(file)).out
    assert "1 of them is a copy of another" in onrecord(data, "sources").out
    (removed,) = lines(onrecord(data, "remove", "--json", "post"))
    assert removed["copies"] == ["times"]
    assert "copies" not in lines(onrecord(data, "restore", "--json", "post"))[0]
    assert "1 copy of it is still shown:\ntimes Harbour Times" in onrecord(data, "remove", "post").out
    assert "copies" not in lines(onrecord(data, "remove", "--json", "times"))[0]


def test_a_corrected_file_replaces_the_article_that_it_corrects(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "flood.txt"
    file.write_text(f"---\nurl: https://a.example/flood\npublisher: Post\n---\n{FLOOD}", "utf-8")
    (first,) = lines(onrecord(data, "add", "--json", file))
    file.write_text(FLOOD.replace("two hours", "three hours"), "utf-8")
    offered = onrecord(data, "add", file).out
    assert f", a near-copy of {first['id']}\n          if it corrects that article, replace it:" in offered
    # What was stored as an article of its own goes, and later corrections never become one.
    for correction in ("three hours", "four hours"):
        file.write_text(FLOOD.replace("two hours", correction), "utf-8")
        (revised,) = lines(onrecord(data, "add", "--json", "--replace", file))
        assert (revised["id"], revised["outcome"]) == (first["id"], "revised")
    (line,) = lines(onrecord(data, "export", "--articles"))
    assert (line["url"], line["publisher"]) == ("https://a.example/flood", "Post")
    assert "four hours" in line["text"]
    (again,) = lines(onrecord(data, "add", "--json", "--replace", file))
    assert (again["id"], again["outcome"], again["revision"]) == (first["id"], "unchanged", 3)


def test_a_correction_that_was_added_in_one_command_with_its_article_can_still_replace_it(tmp_path: Path) -> None:
    data, file, corrected = tmp_path / "data", tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text(FLOOD, "utf-8")
    corrected.write_text(FLOOD.replace("two hours", "three hours"), "utf-8")
    first, copy = lines(onrecord(data, "add", "--json", file, corrected))
    assert copy["copy_of"] == first["id"]
    (revised,) = lines(onrecord(data, "add", "--json", "--replace", corrected))
    assert (revised["id"], revised["outcome"]) == (first["id"], "revised")


def test_a_bulk_load_lists_near_copies_and_what_was_not_used(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    drafts = [{"id": f"n{n}", "text": f"The council met for the {n}th time, said Hill.", "tags": 1} for n in range(30)]
    copies = [{"id": "post", "text": FLOOD}, {"id": "times", "text": FLOOD_CUT, "title": "A river leaves its bed"}]
    file.write_text("".join(json.dumps(d) + "\n" for d in drafts + copies), "utf-8")
    shown = onrecord(tmp_path / "data", "add", file).out
    assert "\n  times  A river leaves its bed, of post\n" in shown
    assert "\nnote, 30 articles: not used: tags\n" in shown
