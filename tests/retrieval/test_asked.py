"""Our own questions keep what is held out apart from what is learnt from, article by article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "retrieval/fitting/asked/questions.jsonl").read_text("utf-8").splitlines()
]


def of_part(part: str, key: str) -> set[str]:
    """Return the articles with an answer, or the conversations, of a part's questions."""
    rows = [row for row in ROWS if row["part"] == part]
    if key == "article":
        return {place["article"] for row in rows for place in row.get("gold", ())}
    return {row[key] for row in rows if key in row}


@pytest.mark.parametrize("key", ["article", "conversation", "id"])
def test_nothing_held_out_is_learnt_from(key: str) -> None:
    learnt, held_out = of_part("learn", key), of_part("held_out", key)
    assert len(held_out) > 10
    assert not learnt & held_out


def test_a_question_has_places_exactly_if_it_can_be_answered() -> None:
    assert [row["id"] for row in ROWS if row["answerable"] is not bool(row.get("gold"))] == []
    assert all(0 <= place["start"] < place["end"] for row in ROWS for place in row.get("gold", ()))
