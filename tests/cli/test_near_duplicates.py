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
    assert "1 of them is a copy of others" in onrecord(data, "sources").out
    (removed,) = lines(onrecord(data, "remove", "--json", "post"))
    assert removed["copies"] == ["times"]
    assert "copies" not in lines(onrecord(data, "restore", "--json", "post"))[0]
    assert "1 copy of it is still shown:\ntimes Harbour Times" in onrecord(data, "remove", "post").out
    assert "copies" not in lines(onrecord(data, "remove", "--json", "times"))[0]
