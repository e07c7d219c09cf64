"""Keep an index in step with the store: whatever changed there since the index was made is made up for.

There is one way for a passage into an index, and it asks the store what came and went.  So an article added by another
process, a crash between commit and save, and a rebuild are the same small path.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from retrieval.domain.errors import IndexBroken, StorageError, StorageFull, StorageUnwritable
from retrieval.domain.ports import Generation, PassageSource
from retrieval.index.atomic_store import saved_generation
from retrieval.index.threads import Worker

log = logging.getLogger(__name__)

# Passages read from the store at once; within them, those of like length are encoded together.
LOT = 512

# Passages that are put in between two saves of what is on the way; of a large index more, for each save writes it all.
SOME = 4096

Progress = Callable[[int, int], None]
"""Hears (done, of) in passages."""


class Derived(Protocol):
    """What can be kept in step.  Blocking: it lives on the worker."""

    generation: Generation

    def __len__(self) -> int: ...

    def ids(self) -> set[int]: ...

    def remove(self, ids: Sequence[int]) -> None: ...

    def save(self, folder: Path) -> None: ...


I = TypeVar("I", bound=Derived)  # noqa: E741  an index


async def _at_once() -> None:
    """There is nobody to give way to."""


class IndexSynchronizer(Generic[I]):
    """One index over one store.  Its caller lets one task at a time follow or save."""

    def __init__(
        self,
        source: PassageSource,
        worker: Worker,
        folder: Path,
        *,
        saved: Callable[[], I | None],
        empty: Callable[[], I],
        put: Callable[[I, list[int], list[str]], Iterator[int]],
        quiet: Callable[[], Awaitable[None]] = _at_once,
        progress: Progress | None = None,
    ) -> None:
        """`saved` gives what is on disk, or raises IndexBroken; `put` adds passages, by id and text, to an index.

        It does so in steps, saying how many were added at each, and `quiet` is awaited before each step.
        """
        self._source = source
        self._worker = worker
        self._folder = folder
        self._saved = saved
        self._empty = empty
        self._put = put
        self._quiet = quiet
        self._progress = progress
        self._index: I | None = None
        self._unsaved = 0
        self.behind = 0
        """Passages that are known to be stored and are not in the index yet."""

    @property
    def index(self) -> I:
        if self._index is None:
            raise RuntimeError("following comes before searching")
        return self._index

    @property
    def generation(self) -> Generation:
        return self.index.generation

    async def open(self) -> None:
        """Have an index to search: the saved one where it can be trusted, however old."""
        if self._index is None:
            self._index = await self._trusted()

    async def follow(self, now: Generation) -> Generation:
        """Bring the index, once open, to generation `now` of the store or towards it; returned is how far."""
        if now != self.index.generation:
            await self._make_up(self.index)
            if not await self._agrees(self.index):
                self._index = await self._worker.run(self._empty)
                await self._make_up(self._index)
        return self.index.generation

    async def leave_out(self) -> None:
        """Take out what is gone from the store, at once, however much there is to put in."""
        gone = await self._source.removed(self.generation.number)
        await self._worker.run(self.index.remove, gone)

    async def save(self, save_from: int = 1) -> None:
        """Save the index where `save_from` changes are unsaved.

        Raises StorageFull or StorageUnwritable where that fails; the index in memory is right all the same.
        """
        if self._unsaved < save_from:
            return
        try:
            await self._worker.run(self.index.save, self._folder)
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
                raise StorageUnwritable(
                    f"the index folder {self._folder} cannot be written; check its permissions"
                ) from error
            raise StorageFull(
                f"the index in {self._folder} could not be saved ({error.strerror}); free some space: "
                "nothing is lost, it is rebuilt from the database"
            ) from error
        self._unsaved = 0

    async def _make_up(self, index: I) -> None:
        changes = await self._source.changes(index.generation.number)
        await self._worker.run(index.remove, changes.removed)
        # A catch-up that was cancelled half way has added some of these already.
        present = await self._worker.run(index.ids)
        missing = [i for i in changes.added if i not in present]
        self.behind = len(missing)
        for first in range(0, len(missing), LOT):
            if self.behind > LOT and await self._taken_over(index):
                return
            await self._put_in(index, missing[first : first + LOT], first, len(missing))
            if self._unsaved >= max(SOME, len(index) // 4) and first + LOT < len(missing):
                await self._save_some(index, missing[first + LOT])
        index.generation = changes.to
        # Some may have gone from the store before they were put in.
        self.behind = 0
        self._unsaved += 1

    async def _save_some(self, index: I, following: int) -> None:
        """Save it on the way, so that a kill does not cost all of a rebuild; passage `following` is put in next.

        What it holds is all of an older generation, and a part of newer ones that is not put in again.  Of no
        generation it is not saved: of which store it is could not be told.
        """
        reached = await self._source.generation_before(following)
        if reached.number <= index.generation.number:
            return
        index.generation = reached
        try:
            await self.save()
        except StorageError as error:
            log.warning("%s", error)

    async def _put_in(self, index: I, ids: Sequence[int], done: int, of: int) -> None:
        texts = await self._source.passage_texts(ids)
        steps = self._put(index, list(texts), list(texts.values()))
        while True:
            await self._quiet()
            added = await self._worker.run(next, steps, None)
            if added is None:
                return
            done += added
            self.behind -= added
            self._unsaved += added
            if self._progress is not None:
                self._progress(done, of)

    async def _taken_over(self, index: I) -> bool:
        """Whether the saved index, of another process that stores much, was further: it is this one's now."""
        if await self._worker.run(saved_generation, self._folder) <= index.generation.number:
            return False
        try:
            saved = await self._worker.run(self._saved)
        except IndexBroken:
            return False
        if saved is None or not await self._source.holds(saved.generation):
            return False
        self._index, self._unsaved, self.behind = saved, 0, 0
        return True

    async def _trusted(self) -> I:
        """The saved index if it can be trusted, else an empty one to be filled."""
        try:
            index = await self._worker.run(self._saved)
        except IndexBroken as broken:
            return await self._rebuilt(str(broken))
        if index is None:
            return await self._worker.run(self._empty)
        if not await self._source.holds(index.generation):
            return await self._rebuilt(f"the index in {self._folder} is of another state of the database")
        if not await self._agrees(index):
            why = f"the index in {self._folder} holds {len(index)} passages and the database another number"
            return await self._rebuilt(why)
        return index

    async def _agrees(self, index: I) -> bool:
        """Whether an index of the present generation has the store's number of passages; of an older one, True."""
        count = await self._source.passage_count()
        return await self._source.generation() != index.generation or count == len(index)

    async def _rebuilt(self, why: str) -> I:
        log.warning("%s; it is rebuilt from the database", why)
        self._unsaved += 1
        return await self._worker.run(self._empty)
