"""A poller killed between its steps: after the next poll every article is stored once and editors got one report."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.domain.changes import OPERATOR
from storage.database.engine import Database
from storage.feeds.subscriptions import SqlFeeds
from storage.ports.feeds import NewFeed
from tests.bot.feeds.made import Item, rss, text_of, whole
from tests.bot.web.site import Reply, Site, site

ITEMS = [whole("Whole"), *(Item(f"P{n}", f"/p{n}") for n in range(9))]
TEXTS = sorted([text_of("Whole"), *(text_of(f"P{n}") for n in range(9))])


def query(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{data / 'onrecord.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


async def poll(data: Path, where: str = "-", at: int = 1) -> int:
    """Run a poll and return its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.feeds.polled", str(data), where, str(at), stdout=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


async def followed(data: Path, at: Site) -> None:
    database = await Database.open(data)
    await SqlFeeds(database).add([NewFeed(f"{at.base}/feed"), NewFeed(f"{at.base}/gone")], OPERATOR)
    await database.close()


def assert_whole(data: Path) -> None:
    """Assert that each article is stored once, each entry is known, and the dead feed was reported once."""
    assert sorted(str(text) for (text,) in query(data, "select text from revisions where current")) == TEXTS
    assert query(data, "select count(*) from articles") == query(data, "select count(*) from revisions")
    assert query(data, "select count(*) from feed_entries where article is not null") == [(len(ITEMS),)]
    assert query(data, "select count(*), min(state) from deliveries") == [(1, "pending")]
    assert query(data, "select count(*) from log where action = 'feed_paused'") == [(1,)]
    assert query(data, "select count(*) from log where action = 'added'") == [(len(ITEMS),)]


@pytest.mark.parametrize("where", ["after storing", "before record_polls", "after record_polls"])
async def test_a_killed_poll_is_repeated_without_duplicates_or_gaps(tmp_path: Path, where: str) -> None:
    answers = {f"/p{n}": Reply(text_of(f"P{n}").encode()) for n in range(9)}
    async with site({"/feed": Reply(rss(ITEMS)), "/gone": Reply(status=410), **answers}) as at:
        await followed(tmp_path, at)
        # At the first of two batches, or of two feeds, so that part of the work is done.
        assert await poll(tmp_path, where, 1) == -signal.SIGKILL
        assert await poll(tmp_path) == 0
        assert_whole(tmp_path)
        waiting = query(tmp_path, "select url from feeds where paused is null and due < datetime('now')")
        assert waiting == query(tmp_path, "select url from feeds where paused is null and digest is null") == []
