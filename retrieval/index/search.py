"""Search passages by meaning and by words: two indexes, each kept in step with the store and trusted on its own.

Encoding is what costs.  So a broken keyword index encodes nothing again, and a broken vector index leaves the other.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, ParamSpec, TypeVar

import numpy as np

from retrieval.domain.errors import StorageError
from retrieval.domain.ports import Encoder, IndexStores, KeywordIndex, PassageSource, VectorIndex, Vectors
from retrieval.domain.stages import Stage, stage
from retrieval.index.index_sync import IndexSynchronizer, Progress
from retrieval.index.threads import RetrievalWorker
from retrieval.index.vector_cache import VectorCache

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")

log = logging.getLogger(__name__)

# A search waits, within its patience, for at most this many missing passages: more would take too long.
MAX_AWAITED_PASSAGES = 64
# Seconds between two looks at how many are still missing.
POLL_INTERVAL = 0.02


@dataclass(frozen=True, slots=True)
class KeywordQuery:
    """What to search by print: words with their weights, phrases, and the words of earlier replies."""

    words: Mapping[str, float]
    phrases: Sequence[str] = ()
    replied: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidates:
    """n passages found by meaning or by words: `ids` (n,), and `cosines` (n, t) to the t texts of the search.

    `vectors` (t, dimension) are those of the texts.  `printed` (n,) are keyword scores for the words and phrases of the
    query, `echoed` (n,) for the words of earlier replies.
    """

    ids: tuple[int, ...]
    vectors: Vectors
    cosines: Vectors
    printed: tuple[float, ...]
    echoed: tuple[float, ...]


class PassageSearch:
    """Searches the passages of a store by meaning and by words."""

    def __init__(
        self,
        source: PassageSource,
        encoder: Encoder,
        worker: RetrievalWorker,
        indexes: IndexStores,
        progress: Progress | None = None,
        *,
        patience: float | None = None,
    ) -> None:
        """`progress` hears how many passages are encoded: after a damaged index, that is all of them.

        `patience` is how many seconds a search waits for the indexes to catch up with the store; then it is answered
        from what they hold while they go on.  None: it waits until they have.
        """
        self.indexes = indexes
        self._source = source
        self._encoder = encoder
        self._worker = worker
        self._vectors = IndexSynchronizer(
            source, worker, indexes.vectors, add=self._encode_and_add,
            wait_for_turn=worker.precedence.wait_for_quiet, progress=progress,
        )  # fmt: skip
        self._keywords = IndexSynchronizer(source, worker.words, indexes.keywords, add=_add_texts)
        self._cache = VectorCache(encoder)
        self._patience = patience
        self._sync_lock, self._open_lock = asyncio.Lock(), asyncio.Lock()
        self._catching_up = 0
        self._background_sync: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Stop following the store: whoever opens it next continues what was begun."""
        if self._background_sync is not None:
            self._background_sync.cancel()
            await asyncio.gather(self._background_sync, return_exceptions=True)

    def asking(self) -> AbstractContextManager[None]:
        """Make intake wait while a question is being answered."""
        return self._worker.precedence.asking()

    @property
    def encoder(self) -> str:
        """Return the fingerprint of the encoder."""
        return self._encoder.fingerprint

    @property
    def is_open(self) -> bool:
        """Return whether both indexes can be searched, however far behind the store."""
        return self._vectors.is_open and self._keywords.is_open

    @property
    def behind(self) -> int:
        """Passages known to be stored that cannot be found by meaning yet."""
        return self._vectors.behind

    async def lag(self) -> int:
        """Return how many stored passages cannot be found by meaning yet.  Raise StorageError."""
        return max(0, await self._source.passage_count() - (len(self._vectors.index) if self._vectors.is_open else 0))

    async def warm(self) -> None:
        """Load the model and the indexes ahead of the first question."""
        await self.vectors(["warm"])
        await self.catch_up()

    async def nearest(self, text: str, k: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return (passage id, cosine), best first; ids may be gone from the store by the time they are looked up."""
        with stage(Stage.RETRIEVE):
            vectors = await self._encode_and_sync([text])
            return await self._worker.run(self._vectors.index.search, vectors[0], k, within)

    async def candidates(
        self, texts: Sequence[str], query: KeywordQuery, k: int, within: Sequence[int] | None = None
    ) -> Candidates:
        """Find the `k` passages nearest to each of the first two `texts`, and the `k` best by keywords.

        Each is compared with all of the texts.  Any text is allowed; ids may be gone from the store by the time they
        are looked up.  Raise ModelUnusable and StorageError.
        """
        with stage(Stage.RETRIEVE):
            return await self._candidates(texts, query, k, within)

    async def _candidates(
        self, texts: Sequence[str], query: KeywordQuery, k: int, within: Sequence[int] | None
    ) -> Candidates:
        vectors = await self._encode_and_sync(texts)
        near, printed = await _both(
            self._worker.run(self._nearest_to_each, vectors[:2], k, within),
            self._search_keywords(query.words, query.phrases, k, within),
        )
        scores = dict(printed)
        # One index may have followed the store since the other was searched: a hit without a vector is left out.
        ids = [*dict.fromkeys([*near, *scores])]
        found = await self._worker.run(self._vectors.index.vectors, ids)
        echoed = dict(await self._search_keywords(query.replied, (), len(found), [*found]))
        own = np.stack([*found.values()]) if found else np.zeros((0, vectors.shape[1]), np.float32)
        return Candidates(
            ids=(*found,), vectors=vectors, cosines=own @ vectors.T,
            printed=tuple(scores.get(i, 0.0) for i in found), echoed=tuple(echoed.get(i, 0.0) for i in found),
        )  # fmt: skip

    async def _encode_and_sync(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of `texts`; meanwhile the indexes are brought into step."""
        vectors, _ = await _both(self.vectors(texts), self._sync_for_search())
        return vectors

    def _nearest_to_each(self, vectors: Vectors, k: int, within: Sequence[int] | None) -> list[int]:
        index = self._vectors.index
        return [i for vector in _without_repeat(vectors) for i, _ in index.search(vector, k, within)]

    async def _search_keywords(
        self, words: Mapping[str, float], phrases: Sequence[str], k: int, within: Sequence[int] | None
    ) -> list[tuple[int, float]]:
        """Search on the keyword index's own thread, so that neither search waits for the other."""
        if not words and not phrases:
            return []
        return await self._worker.words.run(self._keywords.index.search, words, phrases, k, within)

    async def printed_counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many passages each word is printed, in some form."""
        await self._open()
        index = self._keywords.index
        wanted = list(words)
        counts = await self._worker.words.run(lambda: [index.passages_with(word) for word in wanted])
        return dict(zip(wanted, counts, strict=True))

    async def rarities(self, words: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each word, counted in passages; one that none prints is rarest."""
        counts = await self.printed_counts(words)
        total = max([len(self._keywords.index), *counts.values()])
        return {word: math.log1p((total - n + 0.5) / (n + 0.5)) for word, n in counts.items()}

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of shape (len(texts), dimension), rows of length 1.  Raise ModelUnusable."""
        return await self._worker.run(self._cache, texts)

    async def stored_vectors(self, passages: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of passages as the index has them now; those that are not in it are left out."""
        await self._open()
        return await self._worker.run(self._vectors.index.vectors, passages)

    async def compute(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a computation that an answer needs on the search thread: the event loop does not wait for it."""
        return await self._worker.run(work, *args, **kwargs)

    async def catch_up(self, *, save_from: int = 1) -> None:
        """Bring both indexes to one generation of the store, and save each once `save_from` changes are unsaved.

        Raise StorageFull or StorageUnwritable if saving fails; the indexes in memory are right all the same.
        """
        self._catching_up += 1
        try:
            await self._open()
            async with self._sync_lock:
                await self._follow()
                await self._save(save_from)
        finally:
            self._catching_up -= 1

    async def _open(self) -> None:
        async with self._open_lock:
            await self._vectors.open()
            await self._keywords.open()

    async def _follow(self) -> None:
        while True:
            now = await self._source.generation()
            # If something is stored between the two, they reach different generations: go round again.
            if await self._vectors.follow(now) == await self._keywords.follow(now):
                return

    async def _save(self, save_from: int) -> None:
        """Save each index, even if the other cannot be saved."""
        failed: StorageError | None = None
        for synchronizer in (self._vectors, self._keywords):
            try:
                await synchronizer.save(save_from)
            except StorageError as error:
                failed = failed or error
        if failed is not None:
            raise failed

    async def _sync_for_search(self) -> None:
        """Bring the indexes into step as far as patience allows.  Raise StorageError if the store cannot be read."""
        await self._open()
        with self._worker.precedence.waiting():
            if self._patience is None:
                await self._follow_and_save()
            else:
                await self._wait_briefly(self._patience)

    async def _wait_briefly(self, patience: float) -> None:
        """Wait if little is missing.  If much is, the search uses what there is, and the reply says so."""
        if await self._source.generation() == self._vectors.generation == self._keywords.generation:
            return
        # A retracted passage makes room for the next best at once.
        await self._vectors.remove_deleted()
        await self._keywords.remove_deleted()
        # What this process is adding is not reported as stored before it can be found.
        if self._catching_up:
            return
        if self._background_sync is None or self._background_sync.done():
            self._background_sync = asyncio.create_task(self._follow_and_save())
            self._background_sync.add_done_callback(_log_failure)
        # The task itself finds out how much is missing.
        deadline = monotonic() + patience
        while not self._background_sync.done() and self.behind <= MAX_AWAITED_PASSAGES and monotonic() < deadline:
            await asyncio.wait({self._background_sync}, timeout=POLL_INTERVAL)
        if self._background_sync.done():
            self._background_sync.result()

    async def _follow_and_save(self) -> None:
        """Bring the indexes into step for a search."""
        async with self._sync_lock:
            await self._follow()
            try:
                await self._save(save_from=1)
            except StorageError as error:
                # The indexes in memory are right; only the next start will be slower.
                log.warning("%s", error)

    def _encode_and_add(self, index: VectorIndex, ids: list[int], texts: list[str]) -> Iterator[int]:
        """Add one batch per step: no question waits for more."""
        for batch, vectors in self._encoder.batches(texts):
            index.add([ids[i] for i in batch], vectors)
            yield len(batch)


def _log_failure(sync: asyncio.Task[None]) -> None:
    """Log what failed in the background; the next search tries again."""
    if not sync.cancelled() and (error := sync.exception()) is not None:
        log.warning("the indexes could not follow the store: %s", error)


async def _both(first: Coroutine[Any, Any, T], second: Coroutine[Any, Any, U]) -> tuple[T, U]:
    """Run both at once and return their results; if one fails, cancel the other and raise that error."""
    try:
        async with asyncio.TaskGroup() as group:
            one, other = group.create_task(first), group.create_task(second)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return one.result(), other.result()


def _add_texts(index: KeywordIndex, ids: list[int], texts: list[str]) -> Iterator[int]:
    index.add(ids, texts)
    yield len(ids)


def _without_repeat(vectors: Vectors) -> Vectors:
    """Drop the second vector if it equals the first: the same search would cost twice."""
    return vectors[:1] if len(vectors) > 1 and (vectors[0] == vectors[1]).all() else vectors
