"""Real news keeps the promises too, if the shared collection is available; none of it is copied here."""

from __future__ import annotations

import gzip
import json
from itertools import islice, pairwise
from pathlib import Path

import pytest

from retrieval.domain.article import StatementKind
from retrieval.text.chunking import TARGET_CHARS, passages
from tests.retrieval.reading import READER

NEWS = Path(__file__).parents[3] / "shared" / "data" / "news" / "bbc.jsonl.gz"


@pytest.fixture(scope="module")
def articles() -> list[str]:
    if not NEWS.exists():
        pytest.skip(f"the news collection {NEWS} is not on this machine")
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line).get("text") for line in islice(lines, 300)]
    return [t for t in texts if t and t.strip()]


def test_the_passages_of_an_article_cover_it(articles: list[str]) -> None:
    for text in articles:
        found = passages(text)
        assert "".join("".join(p.cut(text).split()) for p in found) == "".join(text.split())
        assert all(len(p) <= TARGET_CHARS for p in found)


def test_no_directly_quoted_word_is_in_two_statements(articles: list[str]) -> None:
    direct = 0
    for text in articles:
        pieces = sorted(c for s in READER.read(text).statements if s.kind is StatementKind.DIRECT for c in s.content)
        assert all(a.end <= b.start for a, b in pairwise(pieces))
        direct += len(pieces)
    assert direct > len(articles)
