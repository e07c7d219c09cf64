"""Near-duplicates in SQL: after any changes, with two processes at once, after kills, and in older stores."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from retrieval.domain.changes import OPERATOR
from retrieval.domain.ports import Library
from retrieval.identity import fingerprint
from retrieval.ingest.pipeline import find_near_duplicates
from storage.database.engine import Database
from storage.database.sqlite.file import FILE
from storage.library import near_duplicates
from storage.library.library import SqlLibrary
from tests.contracts.memory import MemoryLibrary
from tests.contracts.test_near_duplicates import ANOTHER_RIVER, FLOOD, FLOOD_CUT, HARBOUR, read_draft

# Some of these are copies of each other, some copy only one other text, some none.
TEXTS = (
    FLOOD,
    FLOOD_CUT,
    FLOOD.partition("Engineers")[0],
    FLOOD.replace("on Tuesday", "early on Tuesday").replace("had warned", "warned") + "\n\n" + HARBOUR,
    ANOTHER_RIVER,
    ANOTHER_RIVER.partition("More rain")[0],
    HARBOUR,
    HARBOUR.replace("resigned", "stepped down").replace("until spring", "to the spring"),
    "…",
)


async def origins(library: Library) -> dict[str, str | None]:
    return {a.id: a.copy_of for a in await library.newest_between(None, None, 99)}


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_changes_the_copies_are_those_found_from_scratch(library: SqlLibrary, seed: int) -> None:
    """The memory library compares all texts at each change; the store visits only what a change affects."""
    rng, anew = random.Random(seed), MemoryLibrary()  # noqa: S311  the same at each run
    standing: set[str] = set()
    gone: set[str] = set()
    for _ in range(40):
        name = f"a{rng.randrange(8)}"
        if name in gone:
            for one in (library, anew):
                await one.restore(name, OPERATOR)
            gone.discard(name)
        elif name in standing and rng.random() < 0.4:
            for one in (library, anew):
                await one.retract(name, OPERATOR)
            gone.add(name)
        else:
            draft, reading = read_draft(rng.choice(TEXTS), name)
            added = [(await one.put([(draft, reading)]))[0] for one in (library, anew)]
            assert len({(a.outcome, a.article.copy_of) for a in added}) == 1
            standing |= {name} if added[0].retraction is None else set()
        assert await origins(library) == await origins(anew)


async def test_copies_stored_by_two_processes_at_once_are_found(library: SqlLibrary, second: Database) -> None:
    other = SqlLibrary(second)
    one_by_one = [(library if n % 2 else other).put([read_draft(FLOOD, f"a{n}")]) for n in range(10)]
    await asyncio.gather(*one_by_one)
    found = await origins(library)
    (first,) = [name for name, copy_of in found.items() if copy_of is None]
    assert set(found.values()) == {None, first}
    assert len((await other.near_duplicates([first]))[first]) == 9


async def test_a_kill_in_the_middle_leaves_neither_article_nor_copy(
    library: SqlLibrary, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.put([read_draft(FLOOD, "a")])
    monkeypatch.setattr(near_duplicates.CopyUpdates, "_settle", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        await library.put([read_draft(FLOOD, "b")])
    monkeypatch.undo()
    assert await origins(library) == {"a": None}
    (keys,) = await database.rows(text("select count(distinct article_id) from fingerprint_keys"))
    assert tuple(keys) == (1,)
    (again,) = await library.put([read_draft(FLOOD, "b")])
    assert again.article.copy_of == "a"


def forget(connection: Connection) -> None:
    for table in ("fingerprint_keys", "fingerprints"):
        connection.exec_driver_sql(f"delete from {table}")  # noqa: S608  of two known tables


async def test_articles_of_an_older_store_are_compared_a_few_at_a_time(library: SqlLibrary, database: Database) -> None:
    await library.put([read_draft(t, f"a{n}") for n, t in enumerate(TEXTS)])
    whole = await origins(library)
    assert sum(copy_of is not None for copy_of in whole.values()) > 2
    await database.write(forget)
    assert set((await origins(library)).values()) == {None}
    assert await library.near_duplicates_unknown() == len(TEXTS)
    assert await library.find_near_duplicates(2) == 2
    # A kill or a new article in between does no harm.
    (added,) = await library.put([read_draft(FLOOD, "late")])
    assert added.article.copy_of == "a0"
    assert await find_near_duplicates(library) == len(TEXTS) - 2
    assert await origins(library) == {**whole, "late": "a0"}
    assert await library.near_duplicates_unknown() == 0


async def test_an_article_retracted_in_an_older_store_is_compared_when_it_is_restored(
    library: SqlLibrary, database: Database
) -> None:
    """Nothing else would compare it before the next start."""
    await library.put([read_draft(FLOOD, "a"), read_draft(FLOOD, "b")])
    await library.retract("a", OPERATOR)
    await database.write(forget)
    await find_near_duplicates(library)
    await library.restore("a", OPERATOR)
    assert await origins(library) == {"a": None, "b": "a"}
    assert await library.near_duplicates_unknown() == 0


async def test_fingerprints_of_another_version_are_replaced(
    library: SqlLibrary, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.put([read_draft(t, f"a{n}") for n, t in enumerate(TEXTS)])
    whole = await origins(library)

    def older(connection: Connection) -> None:
        connection.exec_driver_sql("update fingerprints set version = '0', packed = x'00', origin_id = article_id")

    await database.write(older)
    assert await library.near_duplicates_unknown() == len(TEXTS)
    await library.retract("a0", OPERATOR)
    await library.restore("a0", OPERATOR)
    # A restored article gets its fingerprint at once.
    assert await find_near_duplicates(library) == len(TEXTS) - 1
    assert await origins(library) == whole
    assert fingerprint.VERSION != "0"


async def test_a_link_is_stored_in_canonical_form(library: SqlLibrary, database: Database) -> None:
    await library.put([read_draft(FLOOD, url="http://www.paper.example/flood/?utm_source=x")])
    (row,) = await database.rows(text("select link from articles"))
    assert row.link == "https://paper.example/flood"


async def test_the_migration_writes_the_last_link_of_each_article(tmp_path: Path) -> None:
    from alembic import command
    from sqlalchemy import URL, create_engine

    from storage.database.migration import alembic_config

    engine = create_engine(URL.create("sqlite", database=str(tmp_path / FILE)))
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0005")
        for number, url in ((1, "https://paper.example/a"), (2, "http://www.paper.example/b/?fbclid=1"), (3, None)):
            connection.exec_driver_sql("insert or ignore into articles (id, public_id) values (1, 'a')")
            connection.exec_driver_sql(
                "insert into revisions (article_id, number, current, digest, text, url, added)"
                " values (1, ?, ?, 'd', 'No.', ?, '2026-01-01')", (number, number == 3, url),
            )  # fmt: skip
    engine.dispose()
    await (await Database.open(tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("select link from articles").fetchall() == [("https://paper.example/b",)]
