"""What an index is derived from: generations, added and removed passages, and ids that are never reused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from retrieval.domain.article import Draft, Reading, Span
from retrieval.domain.ports import NO_GENERATION, Generation
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from tests.storage.invented import draft, put

MANY = 5_000


async def test_an_empty_store_has_no_generation(library: SqlLibrary) -> None:
    assert await library.generation() == NO_GENERATION
    assert await library.holds(NO_GENERATION)
    changes = await library.changes(0)
    assert (changes.to, changes.added, changes.removed) == (NO_GENERATION, (), ())


async def test_each_call_makes_one_generation(library: SqlLibrary) -> None:
    await library.put([draft("One."), draft("Two."), draft("Three.")])
    first = await library.generation()
    await library.put([draft("Four.")])
    second = await library.generation()
    assert (first.number, second.number) == (1, 2)
    assert first.token != second.token
    assert await library.holds(first)
    assert await library.holds(second)


async def test_a_generation_of_another_history_is_unknown(library: SqlLibrary, tmp_path: Path) -> None:
    """A database restored from a backup and changed since has the same numbers, but other tokens."""
    await put(library, "One.")
    elsewhere = await Database.open(tmp_path / "elsewhere")
    await put(SqlLibrary(elsewhere), "One.")
    theirs = await SqlLibrary(elsewhere).generation()
    await elsewhere.close()
    ours = await library.generation()
    assert theirs.number == ours.number
    assert not await library.holds(theirs)
    assert not await library.holds(Generation(ours.number + 1, ours.token))


async def test_changes_list_added_and_removed_passages(library: SqlLibrary) -> None:
    await put(library, "A one. A two.", id="a")
    await put(library, "B one.", id="b")
    of_a, of_b = await library.passage_ids_within(["a"]), await library.passage_ids_within(["b"])
    await put(library, "A three.", id="a")
    now = await library.passage_ids_within(["a"])

    everything = await library.changes(0)
    assert everything.to == await library.generation()
    assert sorted(everything.added) == sorted(of_b + now), "passages both added and removed since must not be added"
    since_the_first = await library.changes(1)
    assert (sorted(since_the_first.added), sorted(since_the_first.removed)) == (sorted(of_b + now), sorted(of_a))
    since_the_second = await library.changes(2)
    assert (sorted(since_the_second.added), sorted(since_the_second.removed)) == (sorted(now), sorted(of_a))
    none = await library.changes(3)
    assert (none.added, none.removed) == ((), ())
    assert await library.passage_count() == 2


async def test_following_the_changes_leads_to_the_stored_passages(library: SqlLibrary) -> None:
    """Whoever follows each change, or only some, ends with the same passages as whoever asks for all."""
    often = (1, 2, 5)
    held: dict[int, set[int]] = {every: set() for every in often}
    seen = dict.fromkeys(often, 0)
    for step in range(20):
        await put(library, f"Text {step}. More of it.", id=f"article {step % 4}")
        for every in often:
            if step % every == 0 or step == 19:
                changes = await library.changes(seen[every])
                held[every] = (held[every] - set(changes.removed)) | set(changes.added)
                seen[every] = changes.to.number
    stored = {i for n in range(4) for i in await library.passage_ids_within([f"article {n}"])}
    assert held == dict.fromkeys(often, stored)


async def test_changes_come_from_one_snapshot_while_another_writes(library: SqlLibrary, second: Database) -> None:
    """If generation and passages were read separately, an index could miss a passage for good."""
    there = SqlLibrary(second)

    async def keep_writing() -> None:
        for n in range(40):
            await put(there, f"Number {n}.", id=f"{n}")

    writing = asyncio.create_task(keep_writing())
    while not writing.done():
        changes = await library.changes(0)
        assert len(changes.added) == changes.to.number
    await writing
    assert len((await library.changes(0)).added) == 40


async def test_an_id_is_never_reused(database: Database, library: SqlLibrary) -> None:
    await put(library, "One. Two. Three.", id="a")
    last = max(await library.passage_ids_within(["a"]))
    await database.change(text("delete from passages"))
    await put(library, "Four.", id="b")
    assert min(await library.passage_ids_within(["b"])) > last


@pytest.mark.usefixtures("old_sqlite")
async def test_five_thousand_ids_are_looked_up_at_once(library: SqlLibrary) -> None:
    text = "word " * MANY
    cut = tuple(Span(5 * n, 5 * n + 4) for n in range(MANY))
    await library.put([(Draft(text=text, id="long", title="T"), Reading(cut, (), ()))])
    ids = await library.passage_ids_within(["long"])
    assert len(ids) == MANY
    asked = [*ids, *range(10**6, 10**6 + 1000)]
    found = await library.passages(asked)
    assert {i: p.span for i, p in found.items()} == dict(zip(ids, cut, strict=True))
    assert set((await library.passage_texts(asked)).values()) == {"T\nword"}
    assert await library.passages([]) == {}
