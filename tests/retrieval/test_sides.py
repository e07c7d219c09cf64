"""On which side somebody speaks, by their words."""

from __future__ import annotations

import pytest

from retrieval.ranking.scoring.sides import Side, sides_in


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("She backs the plan.", Side.FOR),
        ("He was backing it", Side.FOR),
        ("The union condemned the delay", Side.AGAINST),
        ("their criticism of the bridge", Side.AGAINST),
        ("She does not support it.", None),
        ("We don't agree", None),
        ("The background is a hailstorm at the crossing; the defendant was Bashar.", None),
    ],
)
def test_a_side_is_taken_by_its_words_alone(text: str, side: Side | None) -> None:
    assert sides_in(text).only is side
