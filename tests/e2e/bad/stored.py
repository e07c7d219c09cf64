"""Articles stored before something goes wrong, and checks for afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from retrieval.index.embedded import keyword_folder
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.tantivy_index import TantivyIndex
from tests.e2e.commands import Ended
from tests.e2e.invented import News, news

STORED = news(0, 6)
FRESH = news(10, 12)
TITLE_OF_ONE = STORED[2].question


def refused(ended: Ended, *advice: str) -> None:
    assert (ended.code, ended.out) == (1, "")
    for words in advice:
        assert words in ended.sentence


def dump(data: Path) -> list[str]:
    """Return every table, row by row."""
    with closing(sqlite3.connect(f"file:{data / 'onrecord.db'}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def assert_indexed(data: Path, passages: int) -> None:
    for index in (FaissIndex.load(data / "index"), TantivyIndex.load(keyword_folder(data / "index"))):
        assert index is not None
        assert len(index) == passages


def assert_stored(data: Path, articles: list[News]) -> None:
    with closing(sqlite3.connect(data / "onrecord.db")) as connection:
        found = connection.execute("select public_id, text from articles join revisions on article_id = articles.id")
        assert set(found) == {(a.id, a.text) for a in articles}
    assert_indexed(data, len(articles))
