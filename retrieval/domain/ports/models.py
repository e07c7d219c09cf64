"""Ports of the models: texts to vectors, and scores for a question with a passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors.  Blocking: call it on the worker."""

    @property
    def fingerprint(self) -> str:
        """Identifies the weights: two encoders with the same fingerprint give the same vectors."""

    @property
    def dimension(self) -> int: ...

    def check(self) -> None:
        """Raise ModelUnusable if the model cannot be used: called at the start, before any reader asks."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1."""

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield the same in batches of texts of similar length: (positions in `texts`, their rows)."""


class Reranker(Protocol):
    """Reads a question and a passage together, and so ranks a few of them better than vectors do.  Blocking."""

    def check(self) -> None:
        """Raise ModelUnusable if the model cannot be used."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return one score per text, higher for a better answer; only their order means anything.

        Raise ModelUnusable.
        """
