"""Choose the encoder: any model of sentence-transformers, or the packaged one."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain.errors import ModelUnusable
from retrieval.domain.ports import Encoder, Vectors
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.models.sentence_transformers_models import sentence_transformer

if TYPE_CHECKING:
    from retrieval.models.sentence_transformers_models import SentenceTransformer

# Batches are small and sorted by length: padding a large batch to one long text costs several times the work.
BATCH = 32


def encoder_of(name: str | None) -> Encoder:
    """Make the encoder of this name; None is the packaged one, which needs no torch."""
    return MiniLMEncoder() if name is None else SentenceEncoder(name)


class SentenceEncoder:
    """An Encoder by sentence-transformers.  Nothing is loaded before the first use."""

    def __init__(self, name: str) -> None:
        """`name` is any sentence-transformers name or folder."""
        self._name = name
        self._loaded: SentenceTransformer | None = None
        self._loading = threading.Lock()

    @property
    def fingerprint(self) -> str:
        if not Path(self._name).is_dir():
            return self._name
        return f"{Path(self._name).name} {_digest_of_folder(self._name)[:16]}"

    @property
    def dimension(self) -> int:
        model = self._model()
        # The method was renamed within the versions we take; the old name warns.
        get_dimension = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        dimension: int | None = get_dimension()
        if dimension is None:
            raise ModelUnusable(f"the encoder {self._name!r} does not say how long its vectors are; choose another")
        return dimension

    def check(self) -> None:
        self._model()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of shape (len(texts), dimension), float32, rows of length 1."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch, made in self.batches(texts):
            vectors[batch] = made
        return vectors

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield the same in batches: (positions in `texts`, their rows)."""
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for first in range(0, len(texts), BATCH):
            batch = by_length[first : first + BATCH]
            made: Vectors = self._model().encode(
                [texts[i] for i in batch],
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            yield batch, made

    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = sentence_transformer(self._name)
            return self._loaded


def _digest_of_folder(folder: str) -> str:
    digest = hashlib.sha256()
    for file in sorted(Path(folder).rglob("*.safetensors")):
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()
