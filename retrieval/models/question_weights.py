"""Load the weights that read questions and rank sentences, as tests/benchmarks/question_weights fitted them."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from retrieval.models.packaged_minilm import REINSTALL, verify_weights
from retrieval.weights import FOLDER

WEIGHTS = FOLDER / "questions.safetensors"
# As tests/benchmarks/question_weights printed it.
WEIGHTS_SHA256 = "a1d622e869421a4da8252f2afdf49200b4f03aa33bc66904abdb5d0f2c6ddcaf"


@cache
def question_weights(name: str) -> NDArray[np.float64]:
    """Return the weights of a regression's features, and its intercept last.  Raise ModelUnusable."""
    verify_weights(WEIGHTS, WEIGHTS_SHA256, REINSTALL)
    from safetensors.numpy import load_file  # noqa: PLC0415  paid when a question needs it

    found: NDArray[np.float64] = load_file(str(WEIGHTS))[name].astype(np.float64)
    return found
