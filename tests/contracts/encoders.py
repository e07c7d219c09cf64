"""Encoders for tests: a fake that needs no model, and the packaged one, loaded once a session."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np

from retrieval.domain.ports import Vectors
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.text.normalize import words

# Texts in each batch.
BATCH = 64


class FakeEncoder:
    """A hashed bag of words: texts that share words are close, in any order.

    It records the texts it encoded and the threads it was used on.
    """

    def __init__(self, fingerprint: str = "fake", dimension: int = 64) -> None:
        self._fingerprint = fingerprint
        self._dimension = dimension
        self.encoded: list[str] = []
        self.threads: set[str] = set()

    @property
    def fingerprint(self) -> str:
        self.threads.add(threading.current_thread().name)
        return self._fingerprint

    @property
    def dimension(self) -> int:
        self.threads.add(threading.current_thread().name)
        return self._dimension

    def check(self) -> None:
        """It can always be used."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.threads.add(threading.current_thread().name)
        self.encoded += texts
        return np.stack([self._vector(t) for t in texts]) if texts else np.zeros((0, self._dimension), np.float32)

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        for first in range(0, len(texts), BATCH):
            batch = [*range(first, min(first + BATCH, len(texts)))]
            yield batch, self.encode([texts[i] for i in batch])

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self._dimension, np.float32)
        for word in words(text):
            vector[int.from_bytes(blake2b(word.encode(), digest_size=4).digest()) % self._dimension] += 1
        if not vector.any():
            vector[0] = 1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


@functools.cache
def packaged_encoder() -> MiniLMEncoder:
    """Return the encoder that On Record ships with.  Loading takes a second, so all tests share one."""
    return MiniLMEncoder()
