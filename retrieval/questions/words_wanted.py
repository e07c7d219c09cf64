"""Tell from a whole question whether it asks for somebody's words: "X slams Y quote", but not "how old is X".

A logistic regression on the question's vector and on its function words, fitted on our own questions
(tests/benchmarks/question_weights).
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from retrieval.domain.ports import Vectors
from retrieval.domain.question import Question, QuestionKind
from retrieval.models.packaged_minilm import FINGERPRINT
from retrieval.models.question_weights import question_weights
from retrieval.text.normalize import fold

# The vector's weight among the features, as in the fit.
VECTOR_SCALE = 3.0
# Words that tell what is wanted, each as present and as first.
FUNCTION_WORDS = tuple(
    sorted(
        """say said says saying tell told tells think thinks quote quotes quoted on about view views take reaction react
        response respond comment comments statement opinion how many much when where who which what why did does do is
        are was were has s to of in for with from according want wants slam slams slammed criticise criticize attack
        claim claims argue plan plans call calls news latest brief anything update whats going new""".split()
    )
)
_PLACE = {word: n for n, word in enumerate(FUNCTION_WORDS)}


def features(question: Question, vector: Vectors) -> NDArray[np.float64]:
    """Return the features, shape (dimension + 2 * function words + 1,)."""
    spoken = re.findall(r"[^\s?.,!]+", re.sub(r"['’]s\b", " s", fold(question.text)))
    present, first = np.zeros(len(FUNCTION_WORDS)), np.zeros(len(FUNCTION_WORDS))
    for word in spoken:
        if word in _PLACE:
            present[_PLACE[word]] = 1
    if spoken and spoken[0] in _PLACE:
        first[_PLACE[spoken[0]]] = 1
    said = float(question.kind is QuestionKind.SAID_BY)
    return np.concatenate([vector * VECTOR_SCALE, present, first, [said]]).astype(np.float64)


def words_wanted(question: Question, vector: Vectors, encoder: str) -> float:
    """Return the log-odds that a question asks for somebody's words; `vector` (dimension,) is that of its text.

    `encoder` is the fingerprint of whose vector it is.  Another one than the packaged has other vectors: then only the
    words count.
    """
    weights = question_weights("words_wanted")
    row = features(question, vector)
    if encoder != FINGERPRINT:
        own = row[len(vector) :]
        return float(own @ weights[-1 - len(own) : -1] + weights[-1])
    return float(row @ weights[:-1] + weights[-1])
