"""One parent process for all commands, and a small store to copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.cheap import quoted, write_lines
from tests.e2e.preloaded import Preloaded, preloaded
from tests.telegram.limits import Limits, Window
from tests.telegram.plugin import stand

__all__ = ["stand"]

FEW = quoted(0, 12)


@pytest.fixture
def limits() -> Limits:
    """Return none to speak of: a bot that was killed cannot know that it was asked to wait."""
    return Limits(overall=Window(1000, 1.0), chat=Window(1000, 1.0), group=Window(1000, 1.0))


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preloaded]:
    with preloaded(tmp_path_factory.mktemp("chaos"), "stand-ins") as parent:
        yield parent


@pytest.fixture(scope="session")
def few(command: Preloaded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with a few articles, for tests to copy."""
    folder = tmp_path_factory.mktemp("few")
    ended = command.run(folder / "data", "add", write_lines(folder / "few.jsonl", FEW))
    assert ended.code == 0, ended.err
    return folder / "data"
