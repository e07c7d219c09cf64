"""Decide which answer to a follow-up is likelier to be meant, and how sure one of the articles shown is.  Pure.

The weights are fitted as tests/benchmarks/question_weights/following.py does, on the part `learn` of our own
conversations, and on questions about something else that break into them.
"""

from __future__ import annotations

from retrieval.followups.leaning import Leaning
from retrieval.ranking.scoring.log_odds import log_odds, probability

# Weights of the log-odds of the answers here and anywhere; of going on, pointing, few words, those printed; intercept.
HERE = (1.73, -0.62, -1.56, 2.6, 1.72, 1.74, 2.0)
RIGHT_HERE = (1.07, -0.25, -0.03, 0.38, 0.64, -0.63, 1.47)
# What has no answer at all is as unlikely as this.
NO_ANSWER = 0.01


def probability_here(lean: Leaning, here: float, anywhere: float) -> float:
    """Return how likely, 0…1, the answer from the articles shown is the one of the two that is meant.

    `here` and `anywhere` are the confidences of the answers.
    """
    return _probability(HERE, lean, here, anywhere)


def probability_right_here(lean: Leaning, here: float, anywhere: float) -> float:
    """Return how likely, 0…1, the answer from the articles shown is right."""
    return _probability(RIGHT_HERE, lean, here, anywhere)


def features(lean: Leaning, here: float, anywhere: float) -> tuple[float, ...]:
    """Return what the weights are for, without the intercept."""
    odds = (log_odds(min(max(p, NO_ANSWER), 1 - NO_ANSWER)) for p in (here, anywhere))
    # A long question is about what it says, whether or not those articles print some of it.
    return (*odds, float(lean.goes_on), float(lean.points), float(lean.few), lean.printed * lean.few)


def _probability(weights: tuple[float, ...], lean: Leaning, here: float, anywhere: float) -> float:
    row = (*features(lean, here, anywhere), 1.0)
    return probability(sum(w * x for w, x in zip(weights, row, strict=True)))
