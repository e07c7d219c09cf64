"""Search passages by meaning and by words: two indexes, each kept in step with the store and trusted by itself.

What costs is encoding.  So a word index that is broken encodes nothing again, and a broken dense one leaves the words.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from retrieval.domain.errors import IndexBroken, StorageError
from retrieval.domain.ports import Encoder, PassageSource, Vectors
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.index_sync import IndexSynchronizer, Progress
from retrieval.index.threads import RetrievalWorker
from retrieval.index.vector_cache import VectorCache

if TYPE_CHECKING:
    from retrieval.index.tantivy_index import TantivyIndex

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")

log = logging.getLogger(__name__)

# Passages that a search waits for, within its patience: more take longer than anybody waits.
FEW = 64
# Seconds after which a search that waits looks again whether they are as few.
GLANCE = 0.02


@dataclass(frozen=True, slots=True)
class KeywordQuery:
    """What is looked for by print: words with their weights, and phrases; and the words of what was replied before."""

    words: Mapping[str, float]
    phrases: Sequence[str] = ()
    replied: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidates:
    """n passages found one way or another: `ids` (n,), `cosines` (n, t) to t texts, and word scores.

    `vectors` (t, dimension) are those of the texts.

    `printed` (n,) are those of what is looked for, `echoed` (n,) those of what was replied before.
    """

    ids: tuple[int, ...]
    vectors: Vectors
    cosines: Vectors
    printed: tuple[float, ...]
    echoed: tuple[float, ...]


class PassageSearch:
    """The passages of a store, by meaning and by words."""

    def __init__(
        self,
        source: PassageSource,
        encoder: Encoder,
        worker: RetrievalWorker,
        folder: Path,
        progress: Progress | None = None,
        *,
        patience: float | None = None,
    ) -> None:
        """`progress` hears of passages being encoded: after a damaged index, all that are stored.

        `patience` is how many seconds a search waits for the indexes to follow the store; they go on following while it
        is answered from what they hold.  None: until they have.
        """
        self._source = source
        self._encoder = encoder
        self._worker = worker
        self._dense = IndexSynchronizer(
            source, worker, folder, progress=progress,
            saved=lambda: saved_dense(folder, encoder), empty=self._empty_dense, put=self._encode,
            quiet=worker.precedence.quiet,
        )  # fmt: skip
        self._memory = VectorCache(encoder)
        words = word_folder(folder)
        self._words = IndexSynchronizer(
            source, worker.words, words, saved=lambda: saved_words(words), empty=_empty_words, put=_add_words
        )
        self._patience = patience
        self._turn, self._opening = asyncio.Lock(), asyncio.Lock()
        self._taking_in = 0
        self._following: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Stop following the store: what was begun is taken up by whoever opens it next."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    def asking(self) -> AbstractContextManager[None]:
        """While a question is being answered, intake gives way to it."""
        return self._worker.precedence.asking()

    @property
    def behind(self) -> int:
        """Passages that are known to be stored, and not found by meaning yet."""
        return self._dense.behind

    async def warm(self) -> None:
        """Load the model and the indexes ahead of the first question."""
        await self.vectors(["warm"])
        await self.catch_up()

    async def nearest(self, text: str, k: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine), best first; ids may be gone from the store by the time they are looked up."""
        vectors = await self._encoded([text])
        return await self._worker.run(self._dense.index.search, vectors[0], k, within)

    async def candidates(
        self, texts: Sequence[str], wording: KeywordQuery, k: int, within: Sequence[int] | None = None
    ) -> Candidates:
        """The `k` nearest passages of each of the first two of t `texts`, and the `k` by words.

        They are compared with all of the texts.  No text is too odd to be asked for; ids may be gone from the store by
        the time they are looked up.  Raises ModelUnusable and StorageError.
        """
        vectors = await self._encoded(texts)
        near, printed = await _together(
            self._worker.run(self._near, vectors[:2], k, within),
            self._print(wording.words, wording.phrases, k, within),
        )
        scores = dict(printed)
        # The one may have followed the store since the other was searched: what has no vector is left out.
        ids = [*dict.fromkeys([*near, *scores])]
        found = await self._worker.run(self._dense.index.vectors, ids)
        echoed = dict(await self._print(wording.replied, (), len(found), [*found]))
        own = np.stack([*found.values()]) if found else np.zeros((0, vectors.shape[1]), np.float32)
        return Candidates(
            ids=(*found,), vectors=vectors, cosines=own @ vectors.T,
            printed=tuple(scores.get(i, 0.0) for i in found), echoed=tuple(echoed.get(i, 0.0) for i in found),
        )  # fmt: skip

    async def _encoded(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, with the indexes in step by then: neither waits for the other."""
        vectors, _ = await _together(self.vectors(texts), self._in_step())
        return vectors

    def _near(self, vectors: Vectors, k: int, within: Sequence[int] | None) -> list[int]:
        dense = self._dense.index
        return [i for vector in _different(vectors) for i, _ in dense.search(vector, k, within)]

    async def _print(
        self, words: Mapping[str, float], phrases: Sequence[str], k: int, within: Sequence[int] | None
    ) -> list[tuple[int, float]]:
        """On the thread of the word index, so that neither search waits for the other."""
        if not words and not phrases:
            return []
        return await self._worker.words.run(self._words.index.search, words, phrases, k, within)

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), rows of length 1.  Raises ModelUnusable."""
        return await self._worker.run(self._memory, texts)

    async def compute(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a computation that belongs to an answer where searching runs: the event loop does not wait for it."""
        return await self._worker.run(work, *args, **kwargs)

    async def catch_up(self, *, save_from: int = 1) -> None:
        """Bring both indexes to one generation of the store, and save each once `save_from` changes are unsaved.

        Raises StorageFull or StorageUnwritable where saving fails; what is in memory is right all the same.
        """
        self._taking_in += 1
        try:
            await self._open()
            async with self._turn:
                await self._follow()
                await self._save(save_from)
        finally:
            self._taking_in -= 1

    async def _open(self) -> None:
        async with self._opening:
            await self._dense.open()
            await self._words.open()

    async def _follow(self) -> None:
        while True:
            now = await self._source.generation()
            # Where something is stored between the two, they are brought together by another round.
            if await self._dense.follow(now) == await self._words.follow(now):
                return

    async def _save(self, save_from: int) -> None:
        """Each of them, although the other cannot be saved."""
        failed: StorageError | None = None
        for follower in (self._dense, self._words):
            try:
                await follower.save(save_from)
            except StorageError as error:
                failed = failed or error
        if failed is not None:
            raise failed

    async def _in_step(self) -> None:
        """Raises StorageError where the store cannot say what there is."""
        await self._open()
        with self._worker.precedence.waiting():
            if self._patience is None:
                await self._followed()
            else:
                await self._briefly(self._patience)

    async def _briefly(self, patience: float) -> None:
        """Wait for what little is missing.  Where much is, the search does with what there is, and says so."""
        if await self._source.generation() == self._dense.generation == self._words.generation:
            return
        # What was taken back makes room for the next best at once.
        await self._dense.leave_out()
        await self._words.leave_out()
        # What is being taken in here is not said to be stored before it is found.
        if self._taking_in:
            return
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._followed())
            self._following.add_done_callback(_tell)
        # How much it is, the task itself finds out.
        deadline = monotonic() + patience
        while not self._following.done() and self.behind <= FEW and monotonic() < deadline:
            await asyncio.wait({self._following}, timeout=GLANCE)
        if self._following.done():
            self._following.result()

    async def _followed(self) -> None:
        """Bring the indexes into step for a search."""
        async with self._turn:
            await self._follow()
            try:
                await self._save(save_from=1)
            except StorageError as error:
                # What is in memory is right; only the next start will be slower.
                log.warning("%s", error)

    def _empty_dense(self) -> FaissIndex:
        """On the worker: an encoder may have to load its model, or read through it, to say what it is."""
        return FaissIndex(self._encoder.fingerprint, self._encoder.dimension)

    def _encode(self, index: FaissIndex, ids: list[int], texts: list[str]) -> Iterator[int]:
        """A batch a step: no question waits for more."""
        for batch, vectors in self._encoder.batches(texts):
            index.add([ids[i] for i in batch], vectors)
            yield len(batch)


def _tell(following: asyncio.Task[None]) -> None:
    """What went wrong while nobody waited for it is in the log; the next search tries again."""
    if not following.cancelled() and (error := following.exception()) is not None:
        log.warning("the indexes could not follow the store: %s", error)


async def _together(first: Coroutine[Any, Any, T], second: Coroutine[Any, Any, U]) -> tuple[T, U]:
    """What both give, begun at once; where one fails, the other is given up and that error raised."""
    try:
        async with asyncio.TaskGroup() as group:
            one, other = group.create_task(first), group.create_task(second)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return one.result(), other.result()


def word_folder(folder: Path) -> Path:
    """Where the word index is, in the folder of the dense one."""
    return folder / "words"


def saved_dense(folder: Path, encoder: Encoder) -> FaissIndex | None:
    """The saved dense index; None where none was saved.  Raises IndexBroken, also where another encoder made it."""
    index = FaissIndex.load(folder)
    if index is not None and index.encoder != encoder.fingerprint:
        raise IndexBroken(f"the index was built with {index.encoder}, not {encoder.fingerprint}")
    return index


def saved_words(folder: Path) -> TantivyIndex | None:
    """The saved word index; None where none was saved.  Raises IndexBroken."""
    from retrieval.index.tantivy_index import TantivyIndex  # noqa: PLC0415  tantivy is loaded when needed

    return TantivyIndex.load(folder)


def _empty_words() -> TantivyIndex:
    from retrieval.index.tantivy_index import TantivyIndex  # noqa: PLC0415  as above

    return TantivyIndex()


def _add_words(index: TantivyIndex, ids: list[int], texts: list[str]) -> Iterator[int]:
    index.add(ids, texts)
    yield len(ids)


def _different(vectors: Vectors) -> Vectors:
    """Without the second where it is the first: the same search costs twice."""
    return vectors[:1] if len(vectors) > 1 and (vectors[0] == vectors[1]).all() else vectors
