"""Commands killed at any moment: what was stored stays, once and whole, and the same command completes the rest."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from storage.migrations import HEAD
from tests.chaos.cheap import quoted, write_lines
from tests.chaos.conftest import FEW
from tests.chaos.kills import (
    assert_indexes_agree,
    assert_indexes_lag_at_most,
    assert_sound,
    chance,
    killed,
    query,
    share,
    stored,
)
from tests.e2e.preloaded import Preloaded
from tests.storage.databases import connected
from tests.storage.exports import kept

# Kills in one folder, one after another, before the command may complete.
IN_A_ROW = 6
MANY = quoted(0, 40)


def test_add(command: Preloaded, tmp_path: Path) -> None:
    """Stores every article once, however often it is killed."""
    draw, lines = chance("add"), write_lines(tmp_path / "many.jsonl", MANY)
    for first in range(0, share(30), IN_A_ROW):
        data, before = tmp_path / f"{first}", set[str]()
        for _ in range(min(IN_A_ROW, share(30) - first)):
            killed(command, draw, 60, 0.5, data, "add", lines)
            now = stored(data, MANY)
            assert now >= before, "a stored article was lost"
            assert_indexes_lag_at_most(data)
            before = now
        ended = command.run(data, "add", "--json", lines)
        assert ended.code == 0, ended.err
        outcomes = [line["outcome"] for line in ended.lines]
        assert sorted(outcomes) == ["added"] * (len(MANY) - len(before)) + ["unchanged"] * len(before)
        assert stored(data, MANY) == {a.news.id for a in MANY}
        assert_indexes_agree(data)
        asked = draw.choice(MANY)
        assert asked.words in command.run(data, "ask", asked.question).out


def test_migrate(command: Preloaded, few: Path, tmp_path: Path) -> None:
    """The first command after an upgrade makes the tables of this version out of the old ones, or leaves those."""
    draw = chance("migrate")
    old = _of_an_older_version(few, tmp_path / "old")
    for first in range(0, share(15), IN_A_ROW):
        data = Path(shutil.copytree(old, tmp_path / f"{first}"))
        for _ in range(min(IN_A_ROW, share(15) - first)):
            if query(data, "select version_num from alembic_version") == [(HEAD,)]:
                shutil.rmtree(data)
                shutil.copytree(old, data)
            killed(command, draw, 4, 0.25, data, "sources", "--json")
            # Only a writer may play back the journal of the killed one, as the next command does.
            assert _playing_back(data) in {OLD, HEAD}
        ended = command.run(data, "sources", "--json")
        assert ended.code == 0, ended.err
        assert query(data, "select version_num from alembic_version") == [(HEAD,)]
        assert stored(data, FEW) == {a.news.id for a in FEW}
        assert _without_stories(data) == _without_stories(few)


def _without_stories(data: Path) -> list[str]:
    """Return what is kept but for stories: after an upgrade they are made later, a few at a time."""
    return [row for row in kept(data) if not re.match("stor(y|ies)|sqlite_sequence.*'stories'", row)]


def test_export_and_import(command: Preloaded, few: Path, tmp_path: Path) -> None:
    """An export is whole or not there, and so is what an import stores."""
    draw = chance("export")
    data, export = Path(shutil.copytree(few, tmp_path / "data")), tmp_path / "out" / "export.jsonl"
    export.parent.mkdir()
    assert command.run(data, "export", "--force", export).code == 0
    whole = export.read_bytes()
    for _ in range(share(8)):
        if draw.random() < 0.5:
            export.unlink(missing_ok=True)
        there = export.exists()
        killed(command, draw, 8, 0.2, data, "export", "--force", export)
        assert export.read_bytes() == whole if export.exists() else not there
        assert_sound(data)
    assert command.run(data, "export", "--force", export).code == 0
    assert [file.name for file in export.parent.iterdir() if not file.name.startswith(".")] == [export.name]
    assert export.read_bytes() == whole
    for number in range(share(7)):
        into = tmp_path / f"into-{number}"
        killed(command, draw, 20, 0.3, into, "import", export)
        assert stored(into, FEW) in (set(), {a.news.id for a in FEW})
        ended = command.run(into, "import", export)
        assert ended.code == 0, ended.err
        assert stored(into, FEW) == {a.news.id for a in FEW}
        assert_indexes_agree(into)


OLD = "0009"


def _of_an_older_version(store: Path, to: Path) -> Path:
    """Copy a store, and take its tables back to an older version."""
    from alembic import command as alembic

    from storage.database.migration import alembic_config

    shutil.copytree(store, to)
    with connected(to / "onrecord.db") as connection:
        alembic.downgrade(alembic_config(connection), OLD)
    return to


def _playing_back(data: Path) -> str:
    with connected(data / "onrecord.db") as connection:
        version: str = connection.exec_driver_sql("select version_num from alembic_version").scalar_one()
    return version
