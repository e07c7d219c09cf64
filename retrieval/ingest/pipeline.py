"""Add articles: read each once, store it, and index it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from retrieval.domain.article import AddResult, Draft, Reading
from retrieval.domain.changes import OPERATOR, Actor
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.ports import ArticleStore, StoryStore
from retrieval.domain.wording import Quantity
from retrieval.identity.corrections import replacing
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.quotes.article_reader import ArticleReader
from retrieval.quotes.reading_version import reading_version

# A long book has about this many characters; anything longer is a dump, not an article.
MAX_ARTICLE_CHARS = 2_000_000
# Articles per transaction: a kill, or the removal of the editor who adds them, loses at most these.
BATCH = 16
# Articles compared with others per transaction: nothing is read for it, so these are many.
COMPARED_BATCH = 64
# During a bulk load, the index is saved once this many passages are unsaved: each save writes all of it.
SAVE_EVERY = 2000
# Articles that may be stored before the indexes must catch up; encoding many at once pairs texts of similar length.
MAX_ARTICLES_AHEAD = 256
# Articles read again per transaction: few, so that progress is visible.
REREAD_BATCH = 8

Progress = Callable[[int], None]
"""Called with how many more drafts are stored."""
OnStored = Callable[[Sequence[AddResult]], None]
"""Called with the results for some drafts as soon as they are committed."""


class Store(ArticleStore, StoryStore, Protocol):
    """Where articles go: with their copies and their stories."""


def check_length(draft: Draft) -> None:
    """Raise UnusableArticle if a draft is too long to be an article."""
    if len(draft.text) > MAX_ARTICLE_CHARS:
        raise UnusableArticle(
            "the article has {count} characters; the most is {most}: split it into its parts",
            count=Quantity(len(draft.text)),
            most=Quantity(MAX_ARTICLE_CHARS),
        )


class _Reads:
    """Reads texts when no question is being answered."""

    def __init__(self, store: Store, search: PassageSearch, worker: RetrievalWorker, reader: ArticleReader) -> None:
        self._store = store
        self._search = search
        self._worker = worker
        self._reader = reader

    async def _read(self, text: str) -> Reading:
        await self._worker.precedence.wait_for_quiet()
        return await self._worker.reading.run(self._reader.read, text)


class AddArticles(_Reads):
    """Stores and indexes drafts; the same drafts again change nothing."""

    _compared_all = False

    async def __call__(
        self,
        drafts: Sequence[Draft],
        progress: Progress | None = None,
        *,
        by: Actor = OPERATOR,
        stored: OnStored | None = None,
        replaces_before: datetime | None = None,
    ) -> list[AddResult]:
        """Store `drafts` in their order; the log names `by`.

        A draft that is a near-copy of an article added before `replaces_before` becomes a revision of it, if it is
        clear which one is meant; None: near-copies are articles of their own.

        If this is cancelled or killed, what was committed stays and can be found: the index catches up later.  Raise
        UnusableArticle before anything is stored, and StorageError.
        """
        for draft in drafts:
            check_length(draft)
        if not self._compared_all:
            # Once is enough: this covers all stored articles, and new ones are compared as they are stored.
            await find_near_duplicates(self._store)
            await place_in_stories(self._store)
            self._compared_all = True
        added: list[AddResult] = []
        async with _IndexUpdates(self._search) as updates:
            for batch in _batches(drafts):
                done = await self._store_batch(await self._replacing(batch, replaces_before), by)
                added += done
                if stored is not None:
                    stored(done)
                await updates.follow(len(batch))
                if progress is not None:
                    progress(len(batch))
        return added

    async def _replacing(self, batch: Sequence[Draft], before: datetime | None) -> Sequence[Draft]:
        """Return the drafts as revisions of the articles that they correct, where that is clear."""
        if before is None:
            return batch
        found = []
        for draft in batch:
            if draft.id is None and await self._store.same(draft) is None:
                copied = [article for article in await self._store.copied_by(draft) if article.added < before]
                found.append(replacing(draft, copied))
            else:
                found.append(draft)
        return found

    async def _store_batch(self, batch: Sequence[Draft], by: Actor) -> list[AddResult]:
        known = [await self._store.same(draft) for draft in batch]
        fresh = [draft for draft, same in zip(batch, known, strict=True) if same is None]
        readings = [(draft, await self._read(draft.text)) for draft in fresh]
        stored = iter(await self._store.put(readings, by) if readings else [])
        results = [same if same is not None else next(stored) for same in known]
        return [replace(result, notes=draft.notes) for result, draft in zip(results, batch, strict=True)]


class _IndexUpdates:
    """Updates the indexes in the background while more is being read; on leaving, they hold everything stored."""

    def __init__(self, search: PassageSearch) -> None:
        self._search = search
        self._task: asyncio.Task[None] | None = None
        self._ahead = 0

    async def __aenter__(self) -> _IndexUpdates:
        return self

    async def follow(self, stored: int) -> None:
        """Index `stored` more articles; wait if the indexes are too far behind."""
        if self._task is not None and (self._task.done() or self._ahead >= MAX_ARTICLES_AHEAD):
            await self._task
            self._task = None
        if self._task is None:
            self._ahead = 0
            self._task = asyncio.create_task(self._search.catch_up(save_from=SAVE_EVERY))
        self._ahead += stored

    async def __aexit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            if self._task is not None:
                await self._task
            await self._search.catch_up()
        elif self._task is not None:
            self._task.cancel()
            # Report only the first error.
            await asyncio.gather(self._task, return_exceptions=True)


class ReadAgain(_Reads):
    """Reads stored texts again that another version has read: after an upgrade, who said what may change."""

    async def waiting(self) -> int:
        """Count the articles to be read again."""
        return await self._store.count_outdated_readings(reading_version())

    async def __call__(self, progress: Progress | None = None) -> int:
        """Read them and return how many.  After a kill or cancellation, the next call continues from there.

        Raise ModelUnusable and StorageError.
        """
        # List them only once: two versions working on one store would replace each other's readings forever.
        todo = await self._store.ids_of_outdated_readings(reading_version())
        for first in range(0, len(todo), REREAD_BATCH):
            ids = todo[first : first + REREAD_BATCH]
            batch = [a for i in ids if (a := await self._store.article(i)) is not None]
            readings = [(article, await self._read(article.text)) for article in batch]
            await self._store.replace_readings(readings)
            if progress is not None:
                progress(len(ids))
        await find_near_duplicates(self._store)
        await place_in_stories(self._store)
        await self._search.catch_up()
        return len(todo)


async def find_near_duplicates(store: ArticleStore) -> int:
    """Search near-duplicates among articles that this version has not searched; return how many it searched.

    After a kill or cancellation, the next call continues from there.
    """
    searched = 0
    while found := await store.find_near_duplicates(COMPARED_BATCH):
        searched += found
    return searched


async def place_in_stories(store: StoryStore) -> int:
    """Place the articles in stories that this version has not placed; return how many.

    After a kill or cancellation, the next call continues from there.
    """
    placed = 0
    while found := await store.place_in_stories(COMPARED_BATCH):
        placed += found
    return placed


def _batches(drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    for first in range(0, len(drafts), BATCH):
        yield drafts[first : first + BATCH]
