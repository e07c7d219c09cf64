"""Whether a given name is a woman's or a man's, by where the encoder's table of words has it; None where that wavers.

A resolver that was taught by passages in which everybody is of the pronoun's gender, as GAP's are, does not learn that
"her" is no Vladimir.  T. Bolukbasi and others ("Man is to computer programmer as woman is to homemaker?", NIPS 2016)
found how plainly such tables tell genders apart; here that is used on given names alone.
"""

from __future__ import annotations

import numpy as np

from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.pronouns.features import Floats, Gender
from retrieval.text.normalize import fold

# In log-odds.  Of given names that the fit had not seen, 58% pass it, and of those 99.3% rightly (docs/model-card.md).
PLAIN = 2.0
# What passes this is a given name, be it a woman's or a man's: 72% do, and 97.8% of them rightly.
GIVEN = 1.5
# Initials and single letters name nobody's gender.
SHORTEST = 3
# The encoder's [UNK].
UNKNOWN = 100


class GivenNames:
    """A linear classifier on the mean of a name's rows in the encoder's table of words."""

    def __init__(self, table: Floats, direction: Floats, tokenizer: Tokenizer) -> None:
        """`table` (words, width) of the encoder; `direction` (width + 1,), towards women, the last its bias."""
        self._table = table
        self._direction = direction.astype(np.float32)
        self._tokenizer = tokenizer

    def __call__(self, name: str) -> Gender | None:
        """The gender of a full name's first word; None of a single word: it may be a surname."""
        odds = self._odds(name)
        if abs(odds) < PLAIN:
            return None
        return Gender.FEMININE if odds > 0 else Gender.MASCULINE

    def is_a_persons(self, name: str) -> bool:
        """Whether a full name begins with a given name, as "Tom Reyes" does and "Rio Tinto" does not."""
        return abs(self._odds(name)) >= GIVEN

    def _odds(self, name: str) -> float:
        given = given_name(name)
        seen = row(given, self._table, self._tokenizer) if given else None
        return float(seen @ self._direction) if seen is not None else 0.0


def given_name(name: str) -> str | None:
    """The folded first word of a full name, where it can tell anything."""
    given, *rest = fold(name).split() or [""]
    return given if rest and given.isalpha() and len(given) >= SHORTEST else None


def row(given: str, table: Floats, tokenizer: Tokenizer) -> Floats | None:
    """What is classified: shape (width + 1,), the mean of the word's pieces at length 1, and a 1 for the bias.

    None where the encoder knows no piece of the word.
    """
    pieces = [piece for piece in tokenizer(given)[0] if piece != UNKNOWN]
    if not pieces:
        return None
    mean = table[pieces].mean(0)
    return np.append(mean / np.linalg.norm(mean), 1).astype(np.float32)
