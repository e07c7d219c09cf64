"""Cache the vectors of texts: a conversation returns to the same texts, and readers ask about the same passages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from retrieval.domain.ports import Encoder, Vectors

# Texts; with their vectors they take some 4 MB.
CACHED_TEXTS = 2048


class VectorCache:
    """Encodes the texts that it does not hold.  Blocking: it lives on the worker."""

    def __init__(self, encoder: Encoder, size: int = CACHED_TEXTS) -> None:
        """It holds `size` texts, those used last."""
        self._encoder = encoder
        self._size = size
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of shape (len(texts), dimension), rows of length 1.  Raise ModelUnusable."""
        if not texts:
            return np.zeros((0, self._encoder.dimension), np.float32)
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        made = dict(zip(new, self._encoder.encode(new), strict=True)) if new else {}
        vectors = np.stack([made[text] if text in made else self._known[text] for text in texts])
        for text in dict.fromkeys(texts):
            # Copy it: a view of one row would keep the whole batch in memory.
            self._known[text] = made[text].copy() if text in made else self._known[text]
            self._known.move_to_end(text)
        while len(self._known) > self._size:
            self._known.popitem(last=False)
        return vectors
