"""Tell from the encoder's word embeddings whether a given name is a woman's or a man's; None if that is unclear.

In GAP's passages everybody has the pronoun's gender, so a resolver fitted on them does not learn that "her" cannot be
Vladimir.  T. Bolukbasi and others ("Man is to computer programmer as woman is to homemaker?", NIPS 2016) showed how
clearly word embeddings separate genders; here that is used for given names only.
"""

from __future__ import annotations

import numpy as np

from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.pronouns.features import Floats, Gender
from retrieval.text.normalize import fold

# In log-odds.  Of given names unseen in the fit, 58% reach it, and 99.3% of those rightly (docs/model-card.md).
MIN_GENDER_LOG_ODDS = 2.0
# From here on a word counts as a given name of either gender: 72% reach it, and 97.8% of those rightly.
MIN_GIVEN_NAME_LOG_ODDS = 1.5
# Initials and single letters show no gender.
MIN_GIVEN_NAME_LETTERS = 3
# The encoder's [UNK].
UNKNOWN_PIECE = 100


class GivenNames:
    """A linear classifier on the mean of a name's word-piece embeddings."""

    def __init__(self, table: Floats, direction: Floats, tokenizer: Tokenizer) -> None:
        """Take the encoder's embeddings (pieces, width) and the women's `direction` (width + 1,), its bias last."""
        self._table = table
        self._direction = direction.astype(np.float32)
        self._tokenizer = tokenizer

    def __call__(self, name: str) -> Gender | None:
        """Return the gender of a full name's first word; None for a single word, which may be a surname."""
        odds = self._odds(name)
        if abs(odds) < MIN_GENDER_LOG_ODDS:
            return None
        return Gender.FEMININE if odds > 0 else Gender.MASCULINE

    def is_person(self, name: str) -> bool:
        """Return whether a full name begins with a given name: "Tom Reyes" does, "Rio Tinto" does not."""
        return abs(self._odds(name)) >= MIN_GIVEN_NAME_LOG_ODDS

    def _odds(self, name: str) -> float:
        given = given_name(name)
        x = embedding(given, self._table, self._tokenizer) if given else None
        return float(x @ self._direction) if x is not None else 0.0


def given_name(name: str) -> str | None:
    """Return the folded first word of a full name; None for a single word, initials and the like."""
    given, *rest = fold(name).split() or [""]
    return given if rest and given.isalpha() and len(given) >= MIN_GIVEN_NAME_LETTERS else None


def embedding(given: str, table: Floats, tokenizer: Tokenizer) -> Floats | None:
    """Return the classifier's input, shape (width + 1,): the pieces' mean scaled to length 1, and a 1 for the bias.

    None if the encoder knows no piece of the word.
    """
    pieces = [piece for piece in tokenizer(given)[0] if piece != UNKNOWN_PIECE]
    if not pieces:
        return None
    mean = table[pieces].mean(0)
    return np.append(mean / np.linalg.norm(mean), 1).astype(np.float32)
