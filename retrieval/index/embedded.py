"""The embedded indexes: FAISS for vectors and tantivy for keywords, kept as files in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.domain.errors import IndexBroken
from retrieval.domain.ports import Encoder, IndexStores
from retrieval.index.atomic_store import saved_generation
from retrieval.index.faiss_index import FaissIndex

if TYPE_CHECKING:
    from retrieval.index.tantivy_index import TantivyIndex


def embedded_indexes(folder: Path, encoder: Encoder) -> IndexStores:
    """Keep both indexes under `folder`, with vectors by `encoder`.  Nothing is loaded or written yet."""
    return IndexStores(vectors=FaissStore(folder, encoder), keywords=TantivyStore(keyword_folder(folder)))


def keyword_folder(folder: Path) -> Path:
    """Return the folder of the keyword index, inside that of the vector index."""
    return folder / "words"


class FaissStore:
    """An IndexStore of vectors in a folder."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder = folder
        self._encoder = encoder

    @property
    def location(self) -> str:
        return str(self._folder)

    def empty(self) -> FaissIndex:
        # An encoder may have to load its model, or hash its files, to give these two.
        return FaissIndex(self._folder, self._encoder.fingerprint, self._encoder.dimension)

    def load(self) -> FaissIndex | None:
        """Load the saved index; None if none was saved.  Raise IndexBroken, also if another encoder made it."""
        index = FaissIndex.load(self._folder)
        if index is not None and index.encoder != self._encoder.fingerprint:
            raise IndexBroken(f"the index was built with {index.encoder}, not {self._encoder.fingerprint}")
        return index

    def saved_generation(self) -> int:
        return saved_generation(self._folder)


class TantivyStore:
    """An IndexStore of keywords in a folder.  It imports tantivy when it first loads or makes an index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def location(self) -> str:
        return str(self._folder)

    def empty(self) -> TantivyIndex:
        from retrieval.index.tantivy_index import TantivyIndex  # noqa: PLC0415  as said above

        return TantivyIndex(self._folder)

    def load(self) -> TantivyIndex | None:
        """Load the saved index; None if none was saved.  Raise IndexBroken."""
        from retrieval.index.tantivy_index import TantivyIndex  # noqa: PLC0415  as said above

        return TantivyIndex.load(self._folder)

    def saved_generation(self) -> int:
        return saved_generation(self._folder)
