"""Fit which given names are women's: a logistic regression on the names in GAP's passages.

In GAP the pronoun may mean either of the two marked names, so its gender is the gender of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.pronouns.features import PRONOUNS, Floats, Gender
from retrieval.quotes.pronouns.given_names import embedding, given_name

# Chosen by cross-validation over names; docs/model-card.md lists what was tried.
RIDGE = 0.3
# Names that go with one gender less often than this are left out.
MIN_ONE_GENDER_SHARE = 0.8
STEPS = 12


def genders(seen: Iterable[tuple[str, str]]) -> dict[str, Gender]:
    """Return the genders of given names, from pairs of a full name and a pronoun that may refer to it."""
    counts: dict[str, Counter[Gender]] = {}
    for name, pronoun in seen:
        given = given_name(name)
        if given and (gender := PRONOUNS.get(pronoun.lower())):
            counts.setdefault(given, Counter())[gender] += 1
    commonest = {given: count.most_common(1)[0] for given, count in counts.items()}
    return {
        given: gender for given, (gender, n) in commonest.items() if n >= MIN_ONE_GENDER_SHARE * counts[given].total()
    }


def fit_given_names(known: Mapping[str, Gender], table: Floats, tokenizer: Tokenizer, ridge: float = RIDGE) -> Floats:
    """Return the direction of women's names, shape (width + 1,), by ridge logistic regression (Newton's method)."""
    rows = [
        (seen, gender) for given, gender in known.items() if (seen := embedding(given, table, tokenizer)) is not None
    ]
    x = np.stack([seen for seen, _ in rows]).astype(np.float64)
    y = np.array([gender is Gender.FEMININE for _, gender in rows], np.float64)
    # The bias is penalised very little.
    penalty = np.append(np.full(x.shape[1] - 1, ridge), ridge / 100)
    found = np.zeros(x.shape[1])
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-x @ found))
        slope = x.T @ (y - odds) - penalty * found
        found += np.linalg.solve(x.T @ (x * (odds * (1 - odds))[:, None]) + np.diag(penalty), slope)
    return found.astype(np.float32)
