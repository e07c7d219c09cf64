"""Near-duplicates among real articles, edited as papers do (in full: tests/benchmarks/near_duplicates.py)."""

from __future__ import annotations

import pytest

from tests.benchmarks.copies.pairs import NEWS, copies, stories, strangers
from tests.benchmarks.near_duplicates import together


@pytest.mark.skipif(not NEWS.exists(), reason="the news texts are not next to the project")
def test_copies_are_recognised_among_articles_that_nothing_was_tuned_on() -> None:
    held_out = [s for s in stories() if s.held_out][:2500]
    figures = together([*copies(held_out, 60), *strangers(held_out, 60)])
    assert figures["precision"] >= 0.99, figures
    assert figures["recall"] >= 0.965, figures
