"""The Editors port: who was made an editor, each change once and in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retrieval.domain.changes import OPERATOR, Action, Actor
from retrieval.domain.errors import AlreadyDone, AlreadyInThatState, CannotUndo
from storage.ports.editors import Editor
from tests.contracts.stores import NOON, Clock, Stores

OWEN = Actor(name="Owen", user=1, place="Telegram chat 1, message 1", update=100)


async def test_editors_are_listed_in_the_order_in_which_they_were_added(stores: Stores, clock: Clock) -> None:
    editors = stores.editors
    await editors.add(9, "Edith", OPERATOR)
    clock.now += timedelta(minutes=1)
    await editors.add(8, None, OPERATOR)
    assert await editors.all() == [Editor(9, "Edith", NOON), Editor(8, None, clock.now)]
    assert await editors.is_editor(8)
    assert not await editors.is_editor(7)


async def test_who_added_and_removed_an_editor_is_in_the_log(stores: Stores) -> None:
    added = await stores.editors.add(9, "Edith", OWEN)
    removed = await stores.editors.remove(9, OPERATOR, undoes=added.number)
    assert (added.action, added.editor, added.note, added.by) == (Action.EDITOR_ADDED, 9, "Edith", OWEN)
    assert (removed.action, removed.editor, removed.note) == (Action.EDITOR_REMOVED, 9, "Edith")
    assert removed.undoes == added.number
    assert await stores.library.entries(9) == [removed, added]
    assert not await stores.editors.is_editor(9)


async def test_adding_or_removing_twice_is_refused_and_leaves_no_entry(stores: Stores) -> None:
    editors = stores.editors
    with pytest.raises(AlreadyInThatState):
        await editors.remove(9, OPERATOR)
    added = await editors.add(9, "Edith", OPERATOR)
    with pytest.raises(AlreadyInThatState):
        await editors.add(9, "Edith", OPERATOR)
    assert await stores.library.entries(9) == [added]


async def test_a_repeated_update_changes_nothing(stores: Stores) -> None:
    editors = stores.editors
    await editors.add(9, "Edith", OWEN)
    for again in (editors.add(9, "Edith", OWEN), editors.add(8, "Ben", OWEN), editors.remove(9, OWEN)):
        with pytest.raises(AlreadyDone):
            await again
    assert [e.user for e in await editors.all()] == [9]


async def test_only_the_newest_change_of_an_editor_is_undone(stores: Stores) -> None:
    editors = stores.editors
    first = await editors.add(9, "Edith", OPERATOR)
    await editors.remove(9, replace(OWEN, update=101))
    await editors.add(9, "Edith", OPERATOR)
    with pytest.raises(CannotUndo):
        await editors.remove(9, OPERATOR, undoes=first.number)
    assert await editors.is_editor(9)
