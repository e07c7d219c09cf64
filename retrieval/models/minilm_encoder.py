"""Encode texts with the packaged all-MiniLM-L6-v2, run by ONNX Runtime: the same vectors, without torch.

The graph (weights/encoder.onnx) holds the network's shape but no weights; those are the published file's.  A test
compares its vectors with those of sentence-transformers, the reference.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain.ports import Vectors
from retrieval.models.heap import give_back
from retrieval.models.onnx_session import Graph, verified_graph
from retrieval.models.packaged_minilm import (
    FINGERPRINT,
    encoder_weights,
    packaged_folder,
    tokenizer_file,
    verify_weights,
)
from retrieval.models.word_pieces import packaged_tokenizer
from retrieval.weights import FOLDER

if TYPE_CHECKING:
    from tokenizers import Tokenizer

GRAPH = FOLDER / "encoder.onnx"
DIMENSION = 384
# Word pieces that the published model reads of a text, with [CLS] and [SEP] (its sentence_bert_config.json).
MAX_PIECES = 256
# Texts of similar length go together, few enough that a batch stays in the processor's cache; of long ones fewer, since
# attention takes memory by the square of the length.
BATCH = 8
BATCH_PIECES = 1024


class MiniLMEncoder:
    """The packaged encoder.  Nothing is loaded before the first text."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: tuple[Tokenizer, Graph] | None = None

    @property
    def fingerprint(self) -> str:
        return FINGERPRINT

    @property
    def dimension(self) -> int:
        return DIMENSION

    def check(self) -> None:
        verify_weights(packaged_folder() / "model.safetensors")
        tokenizer_file()
        verified_graph(GRAPH)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of shape (len(texts), DIMENSION), float32, rows of length 1.  Raise ModelUnusable."""
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for batch, made in self.batches(texts):
            vectors[batch] = made
        return vectors

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield the same in batches: (positions in `texts`, their rows).  The first step tokenizes all texts."""
        if not texts:
            return
        tokenizer, graph = self._model()
        read = [_cut(found.ids) for found in tokenizer.encode_batch(list(texts))]
        for batch in _batches([len(ids) for ids in read]):
            ids = np.zeros((len(batch), len(read[batch[-1]])), np.int64)
            real = np.zeros(ids.shape, np.bool_)
            for row, i in enumerate(batch):
                ids[row, : len(read[i])] = read[i]
                real[row, : len(read[i])] = True
            yield batch, graph.run({"ids": ids, "real": real})[0]

    def _model(self) -> tuple[Tokenizer, Graph]:
        with self._loading:
            if self._loaded is None:
                graph = Graph(GRAPH, encoder_weights())
                give_back()
                self._loaded = packaged_tokenizer(), graph
            return self._loaded


def _cut(ids: list[int]) -> list[int]:
    """Shorten a text's pieces to what the model reads; the last one is [SEP]."""
    return ids if len(ids) <= MAX_PIECES else [*ids[: MAX_PIECES - 1], ids[-1]]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the positions of all texts, shortest first, in batches."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if len(batch) == BATCH or (len(batch) + 1) * lengths[i] > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(i)
    yield batch
