"""kill -9 at any moment of `onrecord add`: what is stored is whole and cited correctly; a repeat completes it."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from retrieval.index.embedded import keyword_folder
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.tantivy_index import TantivyIndex
from retrieval.ingest.pipeline import BATCH
from tests.e2e.commands import COMMAND, PATIENCE, Ended, environment
from tests.e2e.invented import News, news, write_lines
from tests.e2e.preloaded import Preloaded, preloaded

ALL = news(0, 150)
BY_ID = {article.id: article for article in ALL}
SMALL = 20
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preloaded]:
    with preloaded(tmp_path_factory.mktemp("preloaded")) as parent:
        yield parent


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("lines") / "news.jsonl", ALL)


def query(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{data / 'onrecord.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def assert_whole(data: Path) -> int:
    """Check that each stored article is stored in full, and return how many there are."""
    if not query(data, "select 1 from sqlite_master where name = 'articles'"):
        return 0
    assert query(data, "pragma integrity_check") == [("ok",)]
    assert query(data, "pragma foreign_key_check") == []
    stored = query(
        data, "select public_id, text, number, current from articles join revisions on article_id = articles.id"
    )
    assert {(i, text, n, current) for i, text, n, current in stored} <= {(a.id, a.text, 1, 1) for a in ALL}
    assert len(stored) == len({i for i, *_ in stored}) == query(data, "select count(*) from articles")[0][0]
    bare = "select count(*) from revisions r where not exists (select 1 from {} x where x.revision_id = r.id)"
    for read_out in ("passages", "statements", "names"):
        assert query(data, bare.format(read_out)) == [(0,)], f"articles without {read_out}"
    return len(stored)


def indexed(data: Path) -> list[set[int]]:
    """Load the indexes and return the passages in each; none if it was never saved."""
    indexes = [FaissIndex.load(data / "index"), TantivyIndex.load(keyword_folder(data / "index"))]
    return [index.ids() if index is not None else set() for index in indexes]


def assert_indexes_are_no_more_than_stored(data: Path) -> None:
    """Check that the saved indexes load and hold no passage that the database lacks; they may lag behind."""
    stored = {i for (i,) in query(data, "select id from passages")}
    assert [ids - stored for ids in indexed(data)] == [set(), set()]


def assert_in_step(data: Path) -> None:
    current = {i for (i,) in query(data, "select id from passages where retired is null")}
    assert indexed(data) == [current, current]


def assert_answers(command: Preloaded, data: Path, article: News) -> None:
    """Check that the article is found by meaning, and that every excerpt is cut from the given text."""
    ended = command.run(data, "ask", "--json", article.question)
    assert ended.code == 0, ended.err
    (line,) = ended.lines
    assert not line["abstained"], line
    assert line["excerpts"][0]["article"]["id"] == article.id
    for excerpt in line["excerpts"]:
        assert excerpt["text"] == BY_ID[excerpt["article"]["id"]].text[excerpt["start"] : excerpt["end"]]
    assert_in_step(data)


def assert_healthy(command: Preloaded, data: Path) -> None:
    ended = command.run(data, "doctor")
    assert ended.code == 0, ended.out + ended.err
    assert "FAULT" not in ended.out
    assert " ".join(ended.out.split()).count("up to date with the database") == 2


def assert_completes(command: Preloaded, data: Path, lines: Path, articles: Sequence[News]) -> None:
    stored = assert_whole(data)
    ended = command.run(data, "add", "--json", lines)
    assert ended.code == 0, ended.err
    outcomes = [line["outcome"] for line in ended.lines]
    assert sorted(outcomes) == ["added"] * (len(articles) - stored) + ["unchanged"] * stored
    assert assert_whole(data) == len(articles)
    assert_in_step(data)


def size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


EARLY: list[tuple[str, Callable[[Path], bool], float]] = [
    ("the folder is there", lambda data: data.exists(), 0.0),
    ("the lock is there", lambda data: (data / ".migrating.lock").exists(), 0.0),
    ("the database is there", lambda data: (data / "onrecord.db").exists(), 0.0),
    ("the tables are being made", lambda data: (data / "onrecord.db").exists(), 0.02),
    ("the tables may be made", lambda data: size(data / "onrecord.db") > 4096, 0.0),
]


def test_killed_while_the_folder_is_made(command: Preloaded, lines: Path, tmp_path: Path) -> None:
    """Each in its own folder; then start again in each folder, and kill a little later."""
    for n, (what, ripe, then) in enumerate(EARLY * 2):
        again, folder = divmod(n, len(EARLY))
        data = tmp_path / f"{folder}"
        ended = command.kill_when(command.start(data, "add", lines), partial(ripe, data), then + again * 0.15)
        assert ended.code == KILLED, f"{what}: too late, it ended {ended}"
    for n, (what, *_) in enumerate(EARLY):
        data = tmp_path / f"{n}"
        ended = command.run(data, "sources", "--json")
        if ended.code:
            # Both were killed before there was a database.
            assert ended.sentence.startswith("nothing is stored"), what
            assert not (data / "onrecord.db").exists(), what
        else:
            assert assert_whole(data) in {0, 64, 128, 150}


LATE: list[tuple[str, Callable[[Path], bool], float]] = [
    ("the first batch is being committed", lambda data: size(data / "onrecord.db-wal") > 250_000, 0.0),
    ("the first batch may be committed", lambda data: size(data / "onrecord.db-wal") > 4096, 0.05),
    ("the first batch is being encoded", lambda data: size(data / "onrecord.db-wal") > 4096, 1.0),
    ("more batches are being written", lambda data: size(data / "onrecord.db-wal") > 4096, 1.8),
    ("the index is about to be saved", lambda data: (data / "index").exists(), 0.0),
    ("the index's file is there", lambda data: any((data / "index").glob("passages-*")), 0.0),
    ("the index is there", lambda data: (data / "index" / "manifest.json").exists(), 0.0),
    ("the words are being written", lambda data: any((data / "index").glob("words/words-*")), 0.0),
    ("the words are there", lambda data: (data / "index" / "words" / "manifest.json").exists(), 0.0),
]


def test_killed_while_articles_are_stored_nothing_is_lost_or_duplicated(
    command: Preloaded, lines: Path, tmp_path: Path
) -> None:
    """Run the same command in one folder again and again, killed a little later each time."""
    data = tmp_path / "data"
    stored = deaths = 0
    for what, ripe, then in LATE:
        ended = command.kill_when(command.start(data, "add", lines), partial(ripe, data), then)
        deaths += ended.code == KILLED
        now = assert_whole(data)
        assert now >= stored, f"{what}: {stored} were stored, and {now} are"
        stored = now
        assert_indexes_are_no_more_than_stored(data)
    assert deaths >= 5, "most of the commands ended before they were killed: the test is too slow"
    assert stored > 0, "none of the commands got far enough: the test is too quick"
    assert_answers(command, data, ALL[0])
    assert_healthy(command, data)
    assert_completes(command, data, lines, ALL)
    assert_answers(command, data, ALL[149])


@pytest.fixture(scope="module")
def small(command: Preloaded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a few articles and a saved index, for tests to copy."""
    folder = tmp_path_factory.mktemp("small")
    ended = command.run(folder / "data", "add", write_lines(folder / "small.jsonl", ALL[:SMALL]))
    assert ended.code == 0, ended.err
    return folder / "data"


# Saving the dense index syncs and renames a file, then syncs the folder: twice.  Saving the words links the six
# files of the old payload, syncs its folder, and saves its manifest likewise.  Each step counts before and after.
STEPS = 12 + 12 + 2 + 6


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_killed_at_any_step_of_saving_the_indexes_the_next_question_repairs_them(
    command: Preloaded, small: Path, tmp_path: Path, step: int
) -> None:
    data = tmp_path / "data"
    shutil.copytree(small, data)
    more = write_lines(tmp_path / "more.jsonl", ALL[: SMALL + 3])
    ended = command.end(command.start(data, "add", more, die_at=step))
    assert ended.code == KILLED
    assert assert_whole(data) == SMALL + 3
    assert_indexes_are_no_more_than_stored(data)
    assert_answers(command, data, ALL[SMALL + 2])
    # The old file may outlive its successor until the next save; more would pile up at every kill.
    for payloads in ("passages-*", "words/words-*"):
        assert len(list((data / "index").glob(payloads))) <= 2


def test_a_save_has_no_steps_that_were_not_tried(command: Preloaded, small: Path, tmp_path: Path) -> None:
    """Otherwise some moments would not be tried."""
    data = tmp_path / "data"
    shutil.copytree(small, data)
    more = write_lines(tmp_path / "more.jsonl", ALL[: SMALL + 3])
    assert command.end(command.start(data, "add", more, die_at=STEPS + 1)).code == 0
    assert_healthy(command, data)


def test_a_separate_process_is_killed_and_completes(command: Preloaded, lines: Path, tmp_path: Path) -> None:
    """As a user runs it, imports included."""
    data = tmp_path / "data"
    process = subprocess.Popen(
        [COMMAND, "add", lines], env=environment(data), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until = time.monotonic() + PATIENCE
    while size(data / "onrecord.db-wal") < 250_000 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    process.kill()
    output = process.communicate(timeout=PATIENCE)
    assert process.returncode == KILLED, f"it ended before it was killed: {output}"
    assert assert_whole(data) % BATCH == 0, "a batch was stored in part"
    assert_completes(command, data, lines, ALL)
    assert_answers(command, data, ALL[100])


def test_of_two_commands_at_once_one_is_killed(command: Preloaded, lines: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    one, other = command.start(data, "add", lines), command.start(data, "add", lines)
    ended: Ended = command.kill_when(one, lambda: size(data / "onrecord.db-wal") > 250_000)
    assert ended.code == KILLED
    survivor = command.end(other)
    assert survivor.code == 0, survivor.err
    assert assert_whole(data) == len(ALL)
    assert_answers(command, data, ALL[75])
