"""Remember the vectors of texts: a conversation goes on from the same ones, and readers ask about the same passages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from retrieval.domain.ports import Encoder, Vectors

# Texts: some 4 MB with their vectors.
REMEMBERED = 2048


class VectorCache:
    """Encodes what it does not remember.  Blocking: it lives on the worker."""

    def __init__(self, encoder: Encoder, most: int = REMEMBERED) -> None:
        """`most` texts are remembered, those that were last asked for."""
        self._encoder = encoder
        self._most = most
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), rows of length 1.  Raises ModelUnusable."""
        if not texts:
            return np.zeros((0, self._encoder.dimension), np.float32)
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        made = dict(zip(new, self._encoder.encode(new), strict=True)) if new else {}
        vectors = np.stack([made[text] if text in made else self._known[text] for text in texts])
        for text in dict.fromkeys(texts):
            # A row of a batch would keep all of it.
            self._known[text] = made[text].copy() if text in made else self._known[text]
            self._known.move_to_end(text)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return vectors
