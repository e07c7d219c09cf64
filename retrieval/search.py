"""Search by meaning, in step with the store: whatever changed there since the index was made is made up for here.

There is one way for a passage into the index: `catch_up`, which asks the store what came and went.  So an article
added by another process, a crash between commit and save, and a rebuild are the same small path.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

from retrieval.errors import IndexBroken, StorageError, StorageFull, StorageUnwritable
from retrieval.index import DenseIndex
from retrieval.ports import Encoder, PassageSource, Vectors
from retrieval.worker import RetrievalWorker

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

# Passages encoded as one piece of work.
BATCH = 64

Progress = Callable[[int, int], None]
"""Hears (done, of) in passages."""


class PassageSearch:
    """The passages of a store by meaning."""

    def __init__(
        self,
        source: PassageSource,
        encoder: Encoder,
        worker: RetrievalWorker,
        folder: Path,
        progress: Progress | None = None,
    ) -> None:
        """`progress` hears of every catch-up: one after a damaged index encodes all that is stored."""
        self._source = source
        self._encoder = encoder
        self._worker = worker
        self._folder = folder
        self._progress = progress
        self._index: DenseIndex | None = None
        self._unsaved = 0
        self._turn = asyncio.Lock()

    async def warm(self) -> None:
        """Load the model and the index ahead of the first question."""
        await self._worker.run(self._encoder.encode, ["warm"])
        await self.catch_up()

    async def nearest(self, text: str, k: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine), best first; ids may be gone from the store by the time they are looked up."""
        try:
            await self.catch_up()
        except StorageError as error:
            # What is in memory is right; only the next start will be slower.
            log.warning("%s", error)
        vector = (await self._worker.run(self._encoder.encode, [text]))[0]
        return await self._worker.run(self._opened().search, vector, k, within)

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), rows of length 1."""
        return await self._worker.run(self._encoder.encode, texts)

    async def apart(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a computation that belongs to an answer where searching runs: the event loop does not wait for it."""
        return await self._worker.run(work, *args, **kwargs)

    async def catch_up(self, *, save_from: int = 1) -> None:
        """Bring the index to the store's generation, and save it once `save_from` changes are unsaved.

        Raises StorageFull or StorageUnwritable where saving fails; the index in memory is right all the same.
        """
        async with self._turn:
            if self._index is None:
                self._index = await self._trusted()
            if await self._source.generation() != self._index.generation:
                await self._follow(self._index)
                if not await self._agrees(self._index):
                    self._index = await self._worker.run(self._empty)
                    await self._follow(self._index)
            if self._unsaved >= save_from:
                await self._save(self._index)

    async def _follow(self, index: DenseIndex) -> None:
        changes = await self._source.changes(index.generation.number)
        await self._worker.run(index.remove, changes.removed)
        # A catch-up that was cancelled half way has added some of these already.
        present = await self._worker.run(index.ids)
        missing = [i for i in changes.added if i not in present]
        for first in range(0, len(missing), BATCH):
            texts = await self._source.passage_texts(missing[first : first + BATCH])
            await self._worker.run(self._encode_and_add, index, list(texts), list(texts.values()))
            self._unsaved += len(texts)
            if self._progress is not None:
                self._progress(min(first + BATCH, len(missing)), len(missing))
        index.generation = changes.to
        self._unsaved += 1

    def _encode_and_add(self, index: DenseIndex, ids: list[int], texts: list[str]) -> None:
        index.add(ids, self._encoder.encode(texts))

    async def _save(self, index: DenseIndex) -> None:
        try:
            await self._worker.run(index.save, self._folder)
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

    def _empty(self) -> DenseIndex:
        """On the worker: an encoder may have to load its model, or read through it, to say what it is."""
        return DenseIndex(self._encoder.fingerprint, self._encoder.dimension)

    async def _trusted(self) -> DenseIndex:
        """The saved index if it can be trusted, else an empty one to be filled."""
        try:
            index = await self._worker.run(DenseIndex.load, self._folder)
        except IndexBroken as broken:
            return await self._rebuilt(str(broken))
        empty = await self._worker.run(self._empty)
        if index is None:
            return empty
        if index.encoder != empty.encoder:
            return await self._rebuilt(f"the index was built with {index.encoder}, not {empty.encoder}")
        if not await self._source.holds(index.generation):
            return await self._rebuilt("the index is of another state of the database")
        if not await self._agrees(index):
            return await self._rebuilt(f"the index holds {len(index)} passages and the database another number")
        return index

    async def _agrees(self, index: DenseIndex) -> bool:
        """Whether an index of the present generation has the store's number of passages; of an older one, True."""
        count = await self._source.passage_count()
        return await self._source.generation() != index.generation or count == len(index)

    async def _rebuilt(self, why: str) -> DenseIndex:
        log.warning("%s; it is rebuilt from the database", why)
        self._unsaved += 1
        return await self._worker.run(self._empty)

    def _opened(self) -> DenseIndex:
        if self._index is None:
            raise RuntimeError("catch_up comes before searching")
        return self._index
