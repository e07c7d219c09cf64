"""Keep an index in step with the store: apply whatever changed there since the index was made.

There is one way for a passage into an index: ask the store what came and went.  So an article added by another
process, a crash between commit and save, and a rebuild all take the same short path.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Generic, TypeVar

from retrieval.domain.errors import IndexBroken, StorageError
from retrieval.domain.ports import NO_GENERATION, Generation, IndexStore, PassageIndex, PassageSource
from retrieval.index.threads import Worker

log = logging.getLogger(__name__)

# Passages read from the store at once; among these, texts of similar length are encoded together.
PASSAGES_PER_READ = 512

# Passages added between two saves during a long update.  A large index saves less often: each save writes all of it.
PASSAGES_PER_SAVE = 4096

Progress = Callable[[int, int], None]
"""Called with (passages done, passages in all)."""

I = TypeVar("I", bound=PassageIndex)  # noqa: E741  an index


async def _no_wait() -> None:
    """Wait for nobody."""


class IndexSynchronizer(Generic[I]):
    """Keeps one index in step with one store.  The caller lets one task at a time follow or save."""

    def __init__(
        self,
        source: PassageSource,
        worker: Worker,
        store: IndexStore[I],
        *,
        add: Callable[[I, list[int], list[str]], Iterator[int]],
        wait_for_turn: Callable[[], Awaitable[None]] = _no_wait,
        progress: Progress | None = None,
    ) -> None:
        """`add` puts passages, by id and text, into an index, step by step: it yields how many each step added.

        `wait_for_turn` is awaited before each step.
        """
        self._source = source
        self._worker = worker
        self._store = store
        self._add = add
        self._wait_for_turn = wait_for_turn
        self._progress = progress
        self._index: I | None = None
        self._unsaved = 0
        self.behind = 0
        """Passages known to be stored that are not in the index yet."""

    @property
    def index(self) -> I:
        if self._index is None:
            raise RuntimeError("open the index before searching it")
        return self._index

    @property
    def is_open(self) -> bool:
        return self._index is not None

    @property
    def generation(self) -> Generation:
        return self.index.generation

    async def open(self) -> None:
        """Have an index to search: the saved one if it can be trusted, however old, else an empty one."""
        if self._index is None:
            self._index = await self._load_or_rebuild()

    async def follow(self, now: Generation) -> Generation:
        """Bring the opened index to generation `now` of the store, or towards it; return the one reached."""
        if now != self.index.generation:
            await self._apply_changes(self.index)
            if not await self._count_agrees(self.index) and not await self._mended(self.index):
                self._index = await self._worker.run(self._store.empty)
                await self._apply_changes(self._index)
        return self.index.generation

    async def remove_deleted(self) -> None:
        """Remove at once what is gone from the store, however much there is to add."""
        gone = await self._source.removed(self.generation.number)
        await self._worker.run(self.index.remove, gone)

    async def save(self, save_from: int = 1) -> None:
        """Save the index if `save_from` changes are unsaved.

        Raise StorageError if that fails; the index in memory is right all the same.
        """
        if self._unsaved < save_from:
            return
        await self._worker.run(self.index.save)
        self._unsaved = 0

    async def _apply_changes(self, index: I) -> None:
        changes = await self._source.changes(index.generation.number)
        await self._worker.run(index.remove, changes.removed)
        # An update that was cancelled half way has added some of these already.
        present = await self._worker.run(index.present, changes.added)
        missing = [i for i in changes.added if i not in present]
        self.behind = len(missing)
        for first in range(0, len(missing), PASSAGES_PER_READ):
            if self.behind > PASSAGES_PER_READ and await self._switched_to_saved(index):
                return
            await self._add_passages(index, missing[first : first + PASSAGES_PER_READ], first, len(missing))
            enough = self._unsaved >= max(PASSAGES_PER_SAVE, len(index) // 4)
            if enough and first + PASSAGES_PER_READ < len(missing):
                await self._save_midway(index, missing[first + PASSAGES_PER_READ])
        index.generation = changes.to
        # Some passages may have left the store before they were added.
        self.behind = 0
        self._unsaved += 1

    async def _save_midway(self, index: I, following: int) -> None:
        """Save during a long update, so that a kill does not cost all of it; passage `following` is added next.

        The saved index holds one complete generation, plus parts of newer ones; those parts are not added twice.
        Before the first complete generation it is not saved: nothing would tell which store it belongs to.
        """
        reached = await self._source.generation_before(following)
        if reached.number <= index.generation.number:
            return
        index.generation = reached
        try:
            await self.save()
        except StorageError as error:
            log.warning("%s", error)

    async def _add_passages(self, index: I, ids: Sequence[int], done: int, of: int) -> None:
        texts = await self._source.passage_texts(ids)
        steps = self._add(index, list(texts), list(texts.values()))
        while True:
            await self._wait_for_turn()
            added = await self._worker.run(next, steps, None)
            if added is None:
                return
            done += added
            self.behind -= added
            self._unsaved += added
            if self._progress is not None:
                self._progress(done, of)

    async def _switched_to_saved(self, index: I) -> bool:
        """Use the saved index instead if another process has brought it further; return whether it has."""
        if await self._worker.run(self._store.saved_generation) <= index.generation.number:
            return False
        try:
            saved = await self._worker.run(self._store.load)
        except IndexBroken:
            return False
        if saved is None or not await self._source.holds(saved.generation):
            return False
        self._index, self._unsaved, self.behind = saved, 0, 0
        return True

    async def _load_or_rebuild(self) -> I:
        """Return the saved index if it can be trusted, else an empty one to be filled."""
        where = self._store.location
        try:
            index = await self._worker.run(self._store.load)
        except IndexBroken as broken:
            return await self._rebuild(str(broken))
        if index is None:
            return await self._worker.run(self._store.empty)
        if not await self._source.holds(index.generation):
            return await self._rebuild(f"the index in {where} was made from another state of the database")
        if not await self._count_agrees(index):
            count = f"has {len(index)} passages, which is not how many the database has"
            return await self._rebuild(f"the index in {where} {count}")
        return index

    async def _count_agrees(self, index: I) -> bool:
        """Return whether an index of this generation has the store's count of passages; True for an older one."""
        count = await self._source.passage_count()
        # Asked last: if the store has gone on meanwhile, so may have an index that others add to.
        agrees = count == await self._worker.run(len, index)
        return agrees or await self._source.generation() != index.generation

    async def _mended(self, index: I) -> bool:
        """Make an index hold what the store has; return whether it now has as many.

        An index that several processes share may hold what one of them added after another removed it.
        """
        stored = (await self._source.changes(0)).added
        extra = await self._worker.run(lambda: index.ids().difference(stored))
        await self._worker.run(index.remove, [*extra])
        index.generation = NO_GENERATION
        await self._apply_changes(index)
        return await self._count_agrees(index)

    async def _rebuild(self, why: str) -> I:
        log.warning("%s; it is rebuilt from the database", why)
        self._unsaved += 1
        return await self._worker.run(self._store.empty)
