"""Undoing: how each kind of change is undone, when it is too late, and that a retracted article is not found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.answers.digests.making import MakeDigest
from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Draft
from retrieval.domain.changes import OPERATOR, Action, Actor, Entry
from retrieval.domain.errors import CannotUndo
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.ingest.pipeline import AddArticles
from retrieval.ingest.undo import MAX_REASON_CHARS, RestoreArticle, RetractArticle, UndoChange, require_undoable
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.reading import READER

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class NoEditors:
    """An EditorStore that must not be used: this suite does not test editors."""

    async def add(self, user: int, name: str | None, by: Actor, *, undoes: int | None = None) -> Entry:
        raise AssertionError(f"{user} is made an editor")

    async def remove(self, user: int, by: Actor, *, undoes: int | None = None) -> Entry:
        raise AssertionError(f"{user} is removed as an editor")


class NoFeeds:
    """A FeedStore that must not be used either."""

    async def remove(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry:
        raise AssertionError(f"{feed} is removed")

    async def put_back(self, feed: str, by: Actor, *, undoes: int) -> Entry:
        raise AssertionError(f"{feed} is put back")

    async def pause(self, feed: str, by: Actor, why: str | None = None, *, undoes: int | None = None) -> Entry:
        raise AssertionError(f"{feed} is paused")

    async def resume(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry:
        raise AssertionError(f"{feed} is resumed")


@pytest.fixture
def undo(library: MemoryLibrary, search: PassageSearch, worker: RetrievalWorker) -> UndoChange:
    return UndoChange(library, NoEditors(), search, feeds=NoFeeds(), worker=worker, reader=READER, now=library.now)


def entry(number: int, at: datetime, undoes: int | None = None) -> Entry:
    return Entry(number=number, at=at, action=Action.ADDED, by=OPERATOR, article="a", undoes=undoes)


def test_a_change_can_be_undone_for_a_day_and_while_it_is_the_newest() -> None:
    one = entry(1, NOON)
    require_undoable(one, one, NOON + timedelta(days=1))
    with pytest.raises(CannotUndo, match="more than a day old"):
        require_undoable(one, one, NOON + timedelta(days=1, seconds=1))
    with pytest.raises(CannotUndo, match="#4 changed the same article after #1; undo #4 first"):
        require_undoable(one, entry(4, NOON), NOON)
    with pytest.raises(CannotUndo, match="#1 was undone by #4; to reverse that, undo #4"):
        require_undoable(one, entry(4, NOON, undoes=1), NOON)


async def test_an_addition_is_undone_by_retracting_and_that_by_restoring(
    library: MemoryLibrary, add: AddArticles, undo: UndoChange
) -> None:
    await add([Draft(text=HILL, id="hill")])
    undone = await undo(1, OPERATOR)
    assert (undone.number, undone.action, undone.undoes) == (2, Action.RETRACTED, 1)
    assert await library.article("hill") is None
    again = await undo(2, OPERATOR)
    assert (again.action, again.undoes) == (Action.RESTORED, 2)
    assert await library.article("hill") is not None


async def test_undoing_a_restoration_brings_back_the_reason(
    library: MemoryLibrary, search: PassageSearch, add: AddArticles, undo: UndoChange
) -> None:
    await add([Draft(text=HILL, id="hill")])
    await RetractArticle(library, search)("hill", OPERATOR, "  a\nhoax ")
    await RestoreArticle(library, search)("hill", OPERATOR)
    assert (await undo(3, OPERATOR)).note == "a hoax"
    status = await library.status("hill")
    assert status is not None
    assert status.retraction is not None
    assert status.retraction.reason == "a hoax"


async def test_undoing_a_revision_reads_the_former_text_again(
    library: MemoryLibrary, add: AddArticles, undo: UndoChange, answer: AnswerQuestion
) -> None:
    await add([Draft(text=HILL, id="hill", url="https://a.example")])
    await add([Draft(text=MARIC, id="hill", title="The river")])
    undone = await undo(2, OPERATOR)
    assert (undone.action, undone.revision, undone.undoes) == (Action.REVISED, 3, 2)
    article = await library.article("hill")
    assert article is not None
    assert (article.text, article.title, article.url) == (HILL, None, "https://a.example")
    reply = await answer("what did Hill say?")
    assert isinstance(reply, Answer)
    assert {e.article.revision for e in reply.excerpts} == {3}
    assert isinstance(await answer("what did Maric say?"), Refusal)


async def test_an_unknown_entry_cannot_be_undone(undo: UndoChange) -> None:
    with pytest.raises(CannotUndo, match="no #7"):
        await undo(7, OPERATOR)


async def test_a_retracted_article_is_in_no_answer_and_no_digest(
    library: MemoryLibrary, search: PassageSearch, add: AddArticles, answer: AnswerQuestion
) -> None:
    await add([Draft(text=HILL_ON_BRIDGES, id="bridges"), Draft(text=MARIC, id="maric")])
    questions = ("what did Hill say?", "who said “The bridge must be closed tonight”?", "must the bridge be closed?")
    for question in questions:
        assert "bridges" in {e.article.id for e in _shown(await answer(question))}
    await RetractArticle(library, search)("bridges", OPERATOR)
    for question in questions:
        assert "bridges" not in {e.article.id for e in _shown(await answer(question))}
    now = library.now()
    digest = await MakeDigest(library)(now - timedelta(hours=1), now)
    assert [s.head.id for s in digest.stories] == ["maric"]
    await RetractArticle(library, search)("maric", OPERATOR)
    reply = await answer("what did Maric say?")
    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.NOTHING_STORED


def _shown(reply: Answer | Refusal) -> list[Excerpt]:
    return [*reply.excerpts, *reply.ranked] if isinstance(reply, Answer) else [*reply.nearest]


async def test_a_reason_is_one_line_and_is_cut(library: MemoryLibrary, search: PassageSearch, add: AddArticles) -> None:
    await add([Draft(text=HILL, id="hill")])
    retracted = await RetractArticle(library, search)("hill", OPERATOR, "why " * 1000)
    assert retracted.note is not None
    assert len(retracted.note) <= MAX_REASON_CHARS + 1
    await RestoreArticle(library, search)("hill", OPERATOR)
    assert (await RetractArticle(library, search)("hill", replace(OPERATOR), " \n")).note is None


async def test_several_changes_are_undone_one_by_one_and_a_second_call_changes_nothing(
    library: MemoryLibrary, add: AddArticles, undo: UndoChange
) -> None:
    by = Actor(name="Edith", user=7, update=5)
    await add([Draft(text=HILL, id="hill"), Draft(text=MARIC, id="maric")])
    await add([Draft(text=HILL_ON_BRIDGES, id="hill")])
    became = [one async for one in undo.several([3, 2, 1, 9], by)]
    assert [one.undoes if isinstance(one, Entry) else str(one)[:39] for one in became] == [
        3, 2, "#4 changed the same article after #1; u", "there is no #9 in the log"
    ]  # fmt: skip
    article = await library.article("hill")
    assert article is not None
    assert article.text == HILL
    assert await library.article("maric") is None
    before = await library.generation()
    assert not [one async for one in undo.several([3, 2, 1, 9], by) if isinstance(one, Entry)]
    assert await library.generation() == before
