"""Export, import and bulk loads complete, however often they are killed."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import PIPES, started
from tests.e2e.commands import PATIENCE
from tests.e2e.invented import news, write_lines
from tests.e2e.preloaded import Preloaded, preloaded
from tests.e2e.test_crashes import KILLED, assert_healthy, assert_in_step, query, size

BULK = news(0, 250)
# Fixed, so that a moment that finds a fault can be repeated.
SEED = 20261128


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preloaded]:
    with preloaded(tmp_path_factory.mktemp("preloaded")) as parent:
        yield parent


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write JSON lines to a file whose name does not say so."""
    return write_lines(tmp_path_factory.mktemp("lines") / "news.txt", BULK)


@pytest.fixture(scope="module")
def killed_often(command: Preloaded, lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the store of a bulk load that was killed at random moments until it completed."""
    data = tmp_path_factory.mktemp("bulk") / "data"
    moments = random.Random(SEED)  # noqa: S311  no secret
    stored = 0
    for _ in range(5):
        run = command.start(data, "add", "--jsonl", lines)
        ended = command.kill_when(run, lambda: size(data / "onrecord.db") > 0, moments.uniform(0.3, 1.5))
        assert ended.code in {KILLED, 0}, ended.err
        now = stored_in(data / "onrecord.db")
        assert now >= stored
        stored = now
    ended = command.run(data, "add", "--json", "--jsonl", lines)
    assert ended.code == 0, ended.err
    outcomes = [line["outcome"] for line in ended.lines]
    assert [line["id"] for line in ended.lines] == [article.id for article in BULK], "one line each, in order"
    assert (outcomes.count("unchanged"), outcomes.count("added")) == (stored, len(BULK) - stored)
    return data


def stored_in(database: Path) -> int:
    """Count the articles, after opening the database for writing, which rolls back what a kill left unfinished."""
    with closing(sqlite3.connect(database)) as connection:
        made = connection.execute("select 1 from sqlite_master where name = 'articles'").fetchone()
        return int(connection.execute("select count(*) from articles").fetchone()[0]) if made else 0


def test_a_bulk_load_killed_at_random_moments_has_no_duplicates_and_no_gaps(killed_often: Path) -> None:
    found = query(
        killed_often, "select public_id, text, number, current from articles a join revisions on article_id = a.id"
    )
    assert sorted(found) == sorted((a.id, a.text, 1, 1) for a in BULK)
    assert query(killed_often, "select count(*), count(distinct article_id) from log") == [(len(BULK), len(BULK))]
    assert_in_step(killed_often)


def test_an_import_killed_at_any_moment_is_finished_by_the_same_command(
    command: Preloaded, killed_often: Path, tmp_path: Path
) -> None:
    export = tmp_path / "all.jsonl.gz"
    assert command.run(killed_often, "export", export).code == 0
    data = tmp_path / "new"
    database, index = data / "onrecord.db", data / "index"
    deaths = 0
    for ripe, then in (
        ((data / ".migrating.lock").exists, 0.0),
        (lambda: size(database) > 0, 0.0),
        (lambda: size(data / "onrecord.db-wal") > 200_000, 0.0),
        (lambda: size(database) > 0, 0.3),
        (lambda: size(database) > 250_000, 0.0),
        (lambda: size(database) > 250_000, 0.5),
        (index.exists, 0.0),
    ):
        deaths += command.kill_when(command.start(data, "import", export), ripe, then).code == KILLED
        assert stored_in(database) in {0, len(BULK)}, "half of a store"
    assert deaths >= 4, "most of the commands ended before they were killed"
    ended = command.run(data, "import", "--json", export)
    assert ended.code == 0, ended.err
    assert ended.lines[0]["articles"] == len(BULK)
    assert_in_step(data)
    assert_healthy(command, data)
    again = tmp_path / "again.jsonl.gz"
    assert command.run(data, "export", again).code == 0
    assert again.read_bytes() == export.read_bytes()
    question = ("ask", "--json", BULK[7].question)
    here, there = command.run(killed_often, *question), command.run(data, *question)
    assert here.lines[0]["excerpts"] == there.lines[0]["excerpts"]


def test_a_killed_export_leaves_the_old_file(command: Preloaded, killed_often: Path, tmp_path: Path) -> None:
    export = tmp_path / "all.jsonl"
    export.write_text("the old one")
    partly = lambda: any(tmp_path.glob("all.jsonl.*.tmp"))  # noqa: E731
    ended = command.kill_when(command.start(killed_often, "export", "--force", export), partly)
    assert ended.code == KILLED
    assert export.read_text() == "the old one"
    assert command.run(killed_often, "export", "--force", export).code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["all.jsonl"]


def test_ctrl_c_reports_how_far_a_bulk_load_came_and_lines_are_printed_at_once(lines: Path, tmp_path: Path) -> None:
    with started(tmp_path / "data", "add", "--json", "--jsonl", str(lines), **PIPES) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()
        process.wait(PATIENCE)
    assert first["outcome"] == "added"
    reported = 1 + len(out.splitlines())
    assert process.returncode == 130
    assert err.decode() == f"onrecord: interrupted; {reported} articles are stored; run the same command to continue\n"
    stored = stored_in(tmp_path / "data" / "onrecord.db")
    # The batch that was being committed is stored too, but was not reported.
    assert reported <= stored <= reported + 64
    assert stored < len(BULK)
