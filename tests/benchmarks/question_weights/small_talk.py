"""Fit which messages are small talk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from retrieval.domain.reply import Talk
from retrieval.fitting.asked.own_questions import SMALL_TALK
from retrieval.fitting.json_lines import read_rows
from retrieval.questions.small_talk import KINDS, MIN_PROBABILITY, features
from retrieval.text.normalize import content_words
from tests.benchmarks.question_weights.asked import Booleans, Floats, Line, write


def fit_small_talk(own: Sequence[Line]) -> Floats:
    """Fit it on our messages and on the questions `own`, one row a kind, and print how often it is right."""
    parts = {part: _table(own, part) for part in ("learn", "held_out")}
    model = LogisticRegression(C=5.0, max_iter=3000).fit(*parts["learn"])
    rows, kinds = parts["held_out"]
    shares = model.predict_proba(rows)
    talk, asked = shares[:, 0] <= 1 - MIN_PROBABILITY, kinds == 0
    right = talk & (1 + shares[:, 1:].argmax(1) == kinds)
    write(
        f"small talk, held out: {100 * talk[~asked].mean():.1f}% of {(~asked).sum()} known for small talk, "
        f"{100 * right[~asked].mean():.1f}% in the right kind; {(talk & asked).sum()} of {asked.sum()} questions taken "
        "for it"
    )
    return np.hstack([model.coef_, model.intercept_[:, None]])


# Words of our questions are asked for in these forms, too, which resemble questions about the bot.
FORMS = (
    "{}", "is it {}?", "do you have anything about {}", "what articles do you have about {}", "was {} there",
    "can you help me find {}", "how many articles about {} are there", "what is {}", "who is {}", "stop {}", "and {}?",
)  # fmt: skip


def _table(own: Sequence[Line], part: str) -> tuple[Floats, Booleans]:
    # Some of our unanswerable questions are small talk themselves.
    asked = [(q["question"], 0) for q in own if q["part"] == part and q["answerable"]]
    written = [(r["text"], _number(r["kind"])) for r in read_rows(SMALL_TALK) if r["part"] == part]
    # The last content word of each question, in one of the forms.
    words = [found[-1] for text, _ in asked if (found := content_words(text))]
    formed = [(FORMS[n % len(FORMS)].format(word), 0) for n, word in enumerate(words)]
    both = (*written, *asked, *formed)
    return np.array([features(text) for text, _ in both]), np.array([kind for _, kind in both])


def _number(kind: str) -> int:
    return 0 if kind == "question" else KINDS.index(Talk(kind))
