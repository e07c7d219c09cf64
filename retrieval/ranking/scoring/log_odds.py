"""Turn log-odds into probabilities, and back.  Pure."""

from __future__ import annotations

import math

# Beyond these, exp has no float.
_MOST = 500.0
_LEAST = 1e-4


def probability(log_odds: float) -> float:
    """Return the probability, 0…1, of these log-odds, which may be of any size."""
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, log_odds))))


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, first cut to what four digits can tell from 0 and 1."""
    cut = max(_LEAST, min(1 - _LEAST, probability))
    return math.log(cut / (1 - cut))
