"""The vector index in FAISS: vectors by passage id, on disk.  The only module that imports faiss, and only when used.

On disk it is a manifest (JSON) that names one payload file.  A save writes a new payload, then the manifest, each by
temp file + fsync + rename, so that a kill at any instant leaves the old pair or the new one.  FAISS itself loads a
file with a flipped bit without complaint: hence the checksum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from retrieval.domain.errors import IndexBroken
from retrieval.domain.ports import NO_GENERATION, Generation, Vectors
from retrieval.index import atomic_store

if TYPE_CHECKING:
    import faiss

KIND = "IDMap2,SQfp16"
PREFIX = "passages-"
FORMAT = 1
MAX_DIMENSION = 65_536


@dataclass(frozen=True, slots=True)
class FaissManifest:
    """Describes a saved index.  Raises IndexBroken if another version wrote it."""

    format: int
    kind: str
    encoder: str
    dimension: int
    count: int
    generation: int
    token: str
    payload: str
    sha256: str

    def __post_init__(self) -> None:
        atomic_store.check_types(self)
        if (self.format, self.kind) != (FORMAT, KIND):
            raise IndexBroken(f"the index is {self.kind!r} in format {self.format}, not {KIND!r} in {FORMAT}")
        if not 0 < self.dimension <= MAX_DIMENSION:
            raise ValueError(f"dimension is {self.dimension}")


def _faiss() -> Any:
    import faiss  # noqa: PLC0415  a third of a second, paid when needed

    # Two threads make one query slower (docs/decisions/0002): the worker is one thread anyway.
    faiss.omp_set_num_threads(1)
    return faiss


class FaissIndex:
    """A VectorIndex of unit vectors: exact inner-product search at half precision, saved in one folder."""

    def __init__(self, folder: Path, encoder: str, dimension: int) -> None:
        """Make an empty index.  `encoder` is the fingerprint of the encoder whose vectors of `dimension` it holds."""
        self.encoder = encoder
        self.dimension = dimension
        self.generation = NO_GENERATION
        self._folder = folder
        self._index: faiss.IndexIDMap2 = _faiss().index_factory(dimension, KIND, _faiss().METRIC_INNER_PRODUCT)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> set[int]:
        return set(_faiss().vector_to_array(self._index.id_map).tolist())

    def present(self, ids: Sequence[int]) -> set[int]:
        return self.ids().intersection(ids)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension); the ids must be new to this index."""
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.asarray(ids, np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove passages; unknown ids are ignored."""
        if len(ids):
            self._index.remove_ids(_faiss().IDSelectorBatch(np.asarray(ids, np.int64)))

    def vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return vectors of shape (dimension,) by id, at half precision as stored; unknown ids are left out."""
        wanted = np.asarray(ids, np.int64)
        try:
            return dict(zip(ids, self._index.reconstruct_batch(wanted), strict=True))
        except RuntimeError:
            # FAISS reports a missing id by an exception only, and does not say which.
            there = self.ids()
            return self.vectors([i for i in ids if i in there])

    def search(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return at most `k` (id, cosine), best first; only among the ids `within` if given.

        `vector` has shape (dimension,).
        """
        if not len(self) or k < 1:
            return []
        options = None
        if within is not None:
            selector = _faiss().IDSelectorBatch(np.asarray(within, np.int64))
            options = _faiss().SearchParameters(sel=selector)
        scores, ids = self._index.search(vector.reshape(1, -1), min(k, len(self)), params=options)
        # FAISS fills missing hits with id -1; a short index is not an error.
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i != -1]

    def save(self) -> None:
        """Write the index and its manifest.

        Raise StorageFull or StorageUnwritable; the index saved before then stays.
        """
        payload = _faiss().serialize_index(self._index).tobytes()
        digest = hashlib.sha256(payload).hexdigest()
        manifest = FaissManifest(
            format=FORMAT, kind=KIND, encoder=self.encoder, dimension=self.dimension, count=len(self),
            generation=self.generation.number, token=self.generation.token,
            payload=f"{PREFIX}{self.generation.number}-{uuid4().hex[:8]}.faiss", sha256=digest,
        )  # fmt: skip
        with atomic_store.saving(self._folder):
            try:
                atomic_store.write(self._folder / manifest.payload, payload)
                atomic_store.write_manifest(self._folder, manifest)
            finally:
                # This also deletes what a failed or killed save left.
                atomic_store.sweep(self._folder, FaissManifest, PREFIX, lambda file: file.unlink(missing_ok=True))

    @classmethod
    def load(cls, folder: Path) -> FaissIndex | None:
        """Load the saved index; None if none was saved.  Raise IndexBroken if its files cannot be trusted."""
        try:
            with atomic_store.locked(folder):
                manifest = atomic_store.read_manifest(folder, FaissManifest)
                if manifest is None:
                    return None
                payload = (folder / manifest.payload).read_bytes()
        except OSError as error:
            raise IndexBroken(f"the index in {folder} cannot be read ({error.strerror})") from error
        if hashlib.sha256(payload).hexdigest() != manifest.sha256:
            raise IndexBroken(f"the index file {manifest.payload} is damaged: its checksum differs from the manifest's")
        index = cls(folder, manifest.encoder, manifest.dimension)
        index._index = _faiss().deserialize_index(np.frombuffer(payload, np.uint8))
        index.generation = Generation(manifest.generation, manifest.token)
        if len(index) != manifest.count or index._index.d != manifest.dimension:
            raise IndexBroken(f"the index file {manifest.payload} holds {len(index)} vectors, not {manifest.count}")
        return index
