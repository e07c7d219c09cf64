"""Fit whether a question asks for somebody's words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.questions import read_question
from retrieval.questions.words_wanted import features
from tests.benchmarks.question_weights.asked import Booleans, Floats, Line, write


def fit_words_wanted(lines: Sequence[Line]) -> Floats:
    """Fit it, and print how often it is right."""
    encoder = MiniLMEncoder()

    def table(some: Sequence[Line]) -> tuple[Floats, Booleans]:
        usable = [x for x in some if x["kind"] in {"say", "open", "brief"}]
        vectors = encoder.encode([x["question"] for x in usable])
        rows = [features(read_question(x["question"]), v) for x, v in zip(usable, vectors, strict=True)]
        return np.array(rows), np.array([x["kind"] == "say" for x in usable])

    parts = {part: table([x for x in lines if x["part"] == part]) for part in ("learn", "held_out")}
    model = LogisticRegression(C=0.1, max_iter=3000).fit(*parts["learn"])
    write("words wanted: " + ", ".join(f"{p} {100 * model.score(*t):.1f}% right" for p, t in parts.items()))
    return np.array([*model.coef_[0], model.intercept_[0]])
