"""Take articles in: read each once, store it, and make it findable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

from retrieval.domain.article import AddResult, Draft, Reading
from retrieval.domain.changes import OPERATOR, Actor
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.ports import ArticleStore
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.quotes.article_reader import ArticleReader, version

# A long book has about this many characters; what is longer is a dump, and nobody's article.
MAX_ARTICLE_CHARS = 2_000_000
# Articles a transaction: a kill loses at most these, and the same command then adds them.
BATCH = 64
# In bulk the index is saved once this many passages are unsaved: each save writes all of it.
SAVE_EVERY = 2000
# Articles that are stored before the indexes must have followed: encoding goes on meanwhile, of texts of like length.
MAX_ARTICLES_AHEAD = 256
# Articles read again a transaction: few, so that progress is seen.
REREAD_BATCH = 8

Progress = Callable[[int], None]
"""Hears how many more drafts are stored and findable."""
Stored = Callable[[Sequence[AddResult]], None]
"""Hears what became of some drafts, as soon as that is committed."""


def check_length(draft: Draft) -> None:
    """Raises UnusableArticle where a draft is too long to be an article."""
    if len(draft.text) > MAX_ARTICLE_CHARS:
        raise UnusableArticle(
            f"the article has {len(draft.text):,} characters; the most is {MAX_ARTICLE_CHARS:,}: "
            "split it into its parts"
        )


class _Intake:
    """What reading into the store stands on."""

    def __init__(
        self, store: ArticleStore, search: PassageSearch, worker: RetrievalWorker, reader: ArticleReader
    ) -> None:
        self._store = store
        self._search = search
        self._worker = worker
        self._reader = reader

    async def _read(self, text: str) -> Reading:
        await self._worker.precedence.wait_for_quiet()
        return await self._worker.reading.run(self._reader.read, text)


class AddArticles(_Intake):
    """Drafts in, stored and searchable articles out; the same drafts again change nothing."""

    _looked = False

    async def __call__(
        self,
        drafts: Sequence[Draft],
        progress: Progress | None = None,
        *,
        by: Actor = OPERATOR,
        stored: Stored | None = None,
    ) -> list[AddResult]:
        """Store `drafts` in their order; `by` stands in the log.

        What is committed stays committed when this is cancelled or killed, and is then found all the same: the index
        catches up.  Raises UnusableArticle, before anything is stored, and StorageError.
        """
        for draft in drafts:
            check_length(draft)
        if not self._looked:
            # Once: it goes through all that is stored, and what comes in later has its siblings.
            await find_near_duplicates(self._store)
            self._looked = True
        added: list[AddResult] = []
        async with _Followed(self._search) as followed:
            for batch in _batches(drafts):
                done = await self._store_batch(batch, by)
                added += done
                if stored is not None:
                    stored(done)
                await followed.by(len(batch))
                if progress is not None:
                    progress(len(batch))
        return added

    async def _store_batch(self, batch: Sequence[Draft], by: Actor) -> list[AddResult]:
        known = [await self._store.same(draft) for draft in batch]
        fresh = [draft for draft, same in zip(batch, known, strict=True) if same is None]
        readings = [(draft, await self._read(draft.text)) for draft in fresh]
        stored = iter(await self._store.put(readings, by) if readings else [])
        return [same if same is not None else next(stored) for same in known]


class _Followed:
    """The indexes follow what is stored while more is being read; on leaving they have followed all of it."""

    def __init__(self, search: PassageSearch) -> None:
        self._search = search
        self._following: asyncio.Task[None] | None = None
        self._ahead = 0

    async def __aenter__(self) -> _Followed:
        return self

    async def by(self, stored: int) -> None:
        """So many more articles are stored; waits where the indexes are too far behind."""
        if self._following is not None and (self._following.done() or self._ahead >= MAX_ARTICLES_AHEAD):
            await self._following
            self._following = None
        if self._following is None:
            self._ahead = 0
            self._following = asyncio.create_task(self._search.catch_up(save_from=SAVE_EVERY))
        self._ahead += stored

    async def __aexit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            if self._following is not None:
                await self._following
            await self._search.catch_up()
        elif self._following is not None:
            self._following.cancel()
            # What went wrong first is what is told.
            await asyncio.gather(self._following, return_exceptions=True)


class ReadAgain(_Intake):
    """Reads what another version has read: after an upgrade, who said what is found out anew, from the stored texts."""

    async def waiting(self) -> int:
        """How many articles there are to be read again."""
        return await self._store.count_outdated_readings(version())

    async def __call__(self, progress: Progress | None = None) -> int:
        """Read them; returns how many.  Cancelled or killed, it goes on from there when called again.

        Raises ModelUnusable and StorageError.
        """
        # Asked once: two versions at work on one store would undo each other's readings without end.
        todo = await self._store.ids_of_outdated_readings(version())
        for first in range(0, len(todo), REREAD_BATCH):
            ids = todo[first : first + REREAD_BATCH]
            batch = [a for i in ids if (a := await self._store.article(i)) is not None]
            readings = [(article, await self._read(article.text)) for article in batch]
            await self._store.replace_readings(readings)
            if progress is not None:
                progress(len(ids))
        await find_near_duplicates(self._store)
        await self._search.catch_up()
        return len(todo)


async def find_near_duplicates(store: ArticleStore) -> int:
    """Find the copies among what was stored before this version told any; returns how many articles were looked at.

    Cancelled or killed, it goes on from there when called again.
    """
    looked_at = 0
    while found := await store.find_near_duplicates(BATCH):
        looked_at += found
    return looked_at


def _batches(drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    for first in range(0, len(drafts), BATCH):
        yield drafts[first : first + BATCH]
