"""Near-duplicates among real articles edited as papers edit them (all: tests/benchmarks/near_duplicates.py)."""

from __future__ import annotations

import pytest

from tests.benchmarks.copies.pairs import NEWS, copies, stories, strangers
from tests.benchmarks.near_duplicates import together


@pytest.mark.skipif(not NEWS.exists(), reason="the news texts do not lie beside the project")
def test_copies_are_told_on_articles_that_nothing_was_tuned_on() -> None:
    held_out = [s for s in stories() if s.held_out][:2500]
    told = together([*copies(held_out, 60), *strangers(held_out, 60)])
    assert told["precision"] >= 0.99, told
    assert told["recall"] >= 0.965, told
