"""Choose the moments to kill at, and check what no kill may break."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from retrieval.index.embedded import keyword_folder
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.tantivy_index import TantivyIndex
from tests.chaos.cheap import Quoted
from tests.e2e.commands import Ended
from tests.e2e.preloaded import Preloaded

# `make slow` has more of them.  A failure prints its seed: CHAOS_SEED=… repeats the same choices.
KILLS = int(os.environ.get("CHAOS_KILLS", "100"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10**6))
KILLED = -signal.SIGKILL
# A command that outlives so many attempts to kill it is too quick to be killed.
ATTEMPTS = 20


def share(percent: int) -> int:
    """Return how many of the kills a test has."""
    return max(1, KILLS * percent // 100)


def chance(name: str) -> random.Random:
    """Return the choices of a test, and print how to repeat them."""
    print(f"CHAOS_SEED={SEED} CHAOS_KILLS={KILLS}")  # noqa: T201  pytest shows it if the test fails
    return random.Random(f"{SEED} {name}")  # noqa: S311


def killed(
    command: Preloaded, draw: random.Random, steps: int, seconds: float, data: Path, *words: str | Path
) -> Ended:
    """Run a command and kill it: half the times at one of its first `steps` steps, else within so many `seconds`."""
    for _ in range(ATTEMPTS):
        if draw.random() < 0.5:
            ended = command.end(command.start(data, *words, die_at=draw.randint(1, steps)))
        else:
            run = command.start(data, *words)
            time.sleep(draw.uniform(0, seconds))
            ended = command.kill(run)
        if ended.code == KILLED:
            return ended
        assert ended.code == 0, ended.err
    raise AssertionError(f"{words[0]} always ended before it was killed: fewer steps or seconds")


def query(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{data / 'onrecord.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def assert_sound(data: Path) -> None:
    """Assert that the database is whole in itself."""
    assert query(data, "pragma integrity_check") == [("ok",)]
    assert query(data, "pragma foreign_key_check") == []


def has_tables(data: Path) -> bool:
    """Return whether the database is there, and more than the empty file with which it begins."""
    exists = (data / "onrecord.db").exists()
    return exists and bool(query(data, "select 1 from sqlite_master where name = 'articles'"))


def stored(data: Path, known: Sequence[Quoted]) -> set[str]:
    """Return the ids of the stored articles, after asserting that each is whole and there once."""
    if not has_tables(data):
        return set()
    assert_sound(data)
    rows = query(data, "select public_id, text from articles join revisions on article_id = articles.id")
    texts = {a.news.id: a.news.text for a in known}
    assert all(texts[str(i)] == text for i, text in rows)
    assert len(rows) == len({i for i, _ in rows})
    for part in ("passages", "statements", "names"):
        bare = "select count(*) from revisions r where not exists (select 1 from {} x where x.revision_id = r.id)"
        assert query(data, bare.format(part)) == [(0,)], f"articles without {part}"
    assert query(data, "select count(*) from log where action = 'added'") == [(len(rows),)]
    return {str(i) for i, _ in rows}


def assert_indexes_lag_at_most(data: Path) -> None:
    """Assert that the saved indexes load, and hold no passage that the database lacks."""
    there = {i for (i,) in query(data, "select id from passages")} if has_tables(data) else set()
    assert all(index <= there for index in _indexed(data))


def assert_indexes_agree(data: Path) -> None:
    """Assert that both indexes hold exactly what is stored."""
    current = {i for (i,) in query(data, "select id from passages where retired is null")}
    assert all(index == current for index in _indexed(data))


def _indexed(data: Path) -> Iterator[set[int]]:
    for index in (FaissIndex.load(data / "index"), TantivyIndex.load(keyword_folder(data / "index"))):
        yield index.ids() if index is not None else set()
