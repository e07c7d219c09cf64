"""Give each test a data folder with a few articles, and further articles to add."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.bad.stored import FRESH, STORED
from tests.e2e.commands import onrecord
from tests.e2e.invented import write_lines


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    ended = onrecord(folder / "data", "add", write_lines(folder / "news.jsonl", STORED))
    assert ended.code == 0, ended.err
    return folder / "data"


@pytest.fixture
def data(original: Path, tmp_path: Path) -> Path:
    """Copy a data folder with a few articles and a good index for this test."""
    return shutil.copytree(original, tmp_path / "data")


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "fresh.jsonl", FRESH)
