"""Once an owner has removed an editor, no transaction of that editor's jobs changes anything any more."""

from __future__ import annotations

import pytest

from retrieval.domain.changes import Actor
from retrieval.domain.errors import NoLongerEditor
from storage.chats.editors import SqlEditors
from storage.database.engine import Database
from storage.feeds.subscriptions import SqlFeeds
from storage.library.library import SqlLibrary
from storage.ports.feeds import NewFeed
from tests.contracts.drafts import HILL, MARIC, pair

OWNER = Actor(name="Olga", user=1)
EDITOR = Actor(name="Edith", user=2, removable=True)


async def test_every_kind_of_change_is_refused_from_then_on_and_leaves_nothing(
    database: Database, library: SqlLibrary
) -> None:
    editors, feeds = SqlEditors(database), SqlFeeds(database)
    await editors.add(2, "Edith", OWNER)
    (added,) = await library.put([pair(HILL)], EDITOR)
    await editors.remove(2, OWNER)
    before = await library.entries(20), await library.generation()
    for change in (
        library.put([pair(MARIC)], EDITOR),
        library.put([pair(HILL.replace("Hill", "Hall"), added.article.id)], EDITOR),
        library.retract(added.article.id, EDITOR),
        feeds.add([NewFeed("https://harbour.example/feed")], EDITOR),
    ):
        with pytest.raises(NoLongerEditor, match="Edith is no longer an editor"):
            await change
    assert (await library.entries(20), await library.generation()) == before
    assert await library.article_count() == 1
    assert await feeds.all() == []


async def test_an_editor_of_the_settings_or_the_command_line_is_no_such_case(library: SqlLibrary) -> None:
    await library.put([pair(HILL)], Actor(name="Olga", user=1))
    await library.put([pair(MARIC)])
    assert await library.article_count() == 2
