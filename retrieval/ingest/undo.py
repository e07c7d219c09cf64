"""Retract and restore articles, and undo recent changes; the indexes follow at once."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from retrieval.domain.article import Draft
from retrieval.domain.changes import Action, Actor, Entry
from retrieval.domain.errors import BadInput, CannotUndo, OnRecordError
from retrieval.domain.invisible_characters import one_line
from retrieval.domain.ports import ChangeStore, EditorStore, FeedStore
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.quotes.article_reader import ArticleReader

log = logging.getLogger(__name__)

# A change can be undone for this long.
UNDO_WINDOW = timedelta(days=1)
# Changes undone before the indexes follow.
BATCH = 64
# A reason is one sentence, shown to readers.
MAX_REASON_CHARS = 300


class RetractArticle:
    """Retracts an article, so that nothing finds it any more, and returns the log entry."""

    def __init__(self, store: ChangeStore, search: PassageSearch) -> None:
        self._store = store
        self._search = search

    async def __call__(self, article: str, by: Actor, reason: str | None = None) -> Entry:
        """If this is cancelled after the commit, the article stays retracted: the index follows before the next answer.

        Raise UnknownArticle, AlreadyInThatState, AlreadyDone and StorageError.
        """
        entry = await self._store.retract(article, by, tidy_reason(reason))
        await _update_indexes(self._search)
        return entry


class RestoreArticle:
    """Restores a retracted article, so that it is found as before, and returns the log entry."""

    def __init__(self, store: ChangeStore, search: PassageSearch) -> None:
        self._store = store
        self._search = search

    async def __call__(self, article: str, by: Actor) -> Entry:
        """Raise UnknownArticle, AlreadyInThatState, AlreadyDone and StorageError."""
        entry = await self._store.restore(article, by)
        await _update_indexes(self._search)
        return entry


class UndoChange:
    """Undoes a change by its number in the log, and returns the entry that undid it."""

    def __init__(
        self,
        store: ChangeStore,
        editors: EditorStore,
        search: PassageSearch,
        *,
        feeds: FeedStore,
        worker: RetrievalWorker,
        reader: ArticleReader,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._editors = editors
        self._feeds = feeds
        self._search = search
        self._worker = worker
        self._reader = reader
        self._now = now

    async def __call__(self, number: int, by: Actor) -> Entry:
        """Retract what was added, bring back the former text of what was revised, restore what was retracted.

        Raise CannotUndo if there is no such entry, it is older than UNDO_WINDOW, or a later change replaced it; raise
        AlreadyDone, ModelUnusable and StorageError.
        """
        undoing = await self._undo(number, by)
        await _update_indexes(self._search)
        return undoing

    async def several(self, numbers: Sequence[int], by: Actor) -> AsyncIterator[Entry | BadInput]:
        """Undo each number in the order given; yield the entry that undid it, or why it cannot be undone.

        If this is interrupted and called again, it continues: an undone change is no longer the newest one.
        """
        # One update undoes them all, so it must not be refused after the first.
        by = replace(by, update=None)
        for first in range(0, len(numbers), BATCH):
            for number in numbers[first : first + BATCH]:
                try:
                    yield await self._undo(number, by)
                except BadInput as error:
                    yield error
            await _update_indexes(self._search)

    async def _undo(self, number: int, by: Actor) -> Entry:
        entry = await self._store.entry(number)
        if entry is None:
            raise CannotUndo("there is no #{number} in the log", number=number)
        require_undoable(entry, await self._store.newest_like(entry), self._now())
        if entry.feed is not None:
            return await self._undo_feed_change(entry, entry.feed, by)
        return await self._undo_change(entry, by)

    async def _undo_change(self, entry: Entry, by: Actor) -> Entry:
        article, editor = entry.article or "", entry.editor or 0
        match entry.action:
            case Action.ADDED:
                return await self._store.retract(article, by, undoes=entry.number)
            case Action.REVISED:
                return await self._revert(entry, article, by)
            case Action.RETRACTED:
                return await self._store.restore(article, by, undoes=entry.number)
            case Action.RESTORED:
                reason = await self._reason_before(entry, article)
                return await self._store.retract(article, by, reason, undoes=entry.number)
            case Action.EDITOR_ADDED:
                return await self._editors.remove(editor, by, undoes=entry.number)
            case Action.EDITOR_REMOVED:
                return await self._editors.add(editor, entry.note, by, undoes=entry.number)
        raise RuntimeError(f"the log's entry {entry.number} is about nothing")

    async def _undo_feed_change(self, entry: Entry, feed: str, by: Actor) -> Entry:
        """Undo a change to a feed.  Articles that came from it stay: each has its own entry."""
        match entry.action:
            case Action.FEED_ADDED:
                return await self._feeds.remove(feed, by, undoes=entry.number)
            case Action.FEED_REMOVED:
                return await self._feeds.put_back(feed, by, undoes=entry.number)
            case Action.FEED_PAUSED:
                return await self._feeds.resume(feed, by, undoes=entry.number)
            case _:
                return await self._feeds.pause(feed, by, entry.note, undoes=entry.number)

    async def _revert(self, entry: Entry, article: str, by: Actor) -> Entry:
        former = await self._store.revision(article, (entry.revision or 0) - 1)
        if former is None:
            raise CannotUndo("what #{number} changed is not stored any more", number=entry.number)
        draft = Draft(
            text=former.text, id=article, title=former.title, url=former.url, publisher=former.publisher,
            author=former.author, published=former.published,
        )  # fmt: skip
        reading = await self._worker.reading.run(self._reader.read, draft.text)
        return await self._store.revert(draft, reading, by, undoes=entry.number)

    async def _reason_before(self, entry: Entry, article: str) -> str | None:
        """Return why the article was retracted before it was restored."""
        (_, *before) = await self._store.entries(2, upto=entry.number, article=article)
        return before[0].note if before else None


async def _update_indexes(search: PassageSearch) -> None:
    """Bring the indexes into step.  The change stands even if that fails: no answer relies on an index alone."""
    try:
        await search.catch_up()
    except OnRecordError as error:
        log.warning("the index will follow before the next answer: %s", error)


def require_undoable(entry: Entry, newest: Entry, now: datetime) -> None:
    """Raise CannotUndo if an entry is too old, or a later one is about the same thing."""
    if newest.number != entry.number:
        this, later = f"#{entry.number}", f"#{newest.number}"
        if newest.undoes == entry.number:
            raise CannotUndo("{this} was undone by {later}; to reverse that, undo {later}", this=this, later=later)
        if entry.article is not None:
            raise CannotUndo(
                "{later} changed the same article after {this}; undo {later} first", this=this, later=later
            )
        if entry.feed is not None:
            raise CannotUndo("{later} changed the same feed after {this}; undo {later} first", this=this, later=later)
        raise CannotUndo("{later} changed the same editor after {this}; undo {later} first", this=this, later=later)
    if now - entry.at > UNDO_WINDOW:
        raise CannotUndo(
            "#{number} is more than a day old; retract, restore or add the article instead", number=entry.number
        )


def tidy_reason(reason: str | None) -> str | None:
    """Put a reason on one line, cut at MAX_REASON_CHARS; None for an empty one."""
    said = one_line(reason or "")
    return (said if len(said) <= MAX_REASON_CHARS else f"{said[:MAX_REASON_CHARS].rstrip()}…") or None
