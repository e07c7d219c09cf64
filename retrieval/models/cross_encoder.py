"""Score passages for a question with a cross-encoder of sentence-transformers, which reads the two together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain.ports import Reranker
from retrieval.models.sentence_transformers_models import ModelName, cross_encoder

if TYPE_CHECKING:
    from retrieval.models.sentence_transformers_models import CrossEncoder

# Longer than any passage: a model that cannot read or truncate it fails at once.
PROBE = ("Does it score?", "It scores. " * 500)


def reranker_of(name: str | None) -> Reranker | None:
    """Make the reranker of this name; None for no name.  Nothing is loaded or fetched yet."""
    return None if name is None else CrossEncoderReranker(name)


class CrossEncoderReranker:
    """A Reranker by sentence-transformers.  Nothing is loaded before the first use."""

    def __init__(self, name: str) -> None:
        """`name` is a sentence-transformers name or folder of a cross-encoder that gives a pair one score."""
        self._name = ModelName(name, "reranker")
        self._loaded: CrossEncoder | None = None
        self._loading = threading.Lock()

    def check(self) -> None:
        self._model()

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        return self._predicted(self._model(), [(question, text) for text in texts])

    def _model(self) -> CrossEncoder:
        with self._loading:
            if self._loaded is None:
                model = cross_encoder(self._name.name)
                self._predicted(model, [PROBE])
                self._loaded = model
            return self._loaded

    def _predicted(self, model: CrossEncoder, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
        if not pairs:
            return []
        try:
            found = np.asarray(model.predict([*pairs], show_progress_bar=False), np.float64)
        except Exception as error:
            raise self._name.failed("run", error) from error
        if found.shape != (len(pairs),) or not np.isfinite(found).all():
            raise self._name.unusable(f"gives no number for a pair; check {self._name.setting}")
        scores: list[float] = found.tolist()
        return scores
