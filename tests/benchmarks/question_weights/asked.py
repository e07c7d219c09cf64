"""What a question asks for, whether a text gives it, and a logistic regression."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Line = dict[str, Any]

# The share of a text's words that must be shown, as ../shared/eval/score.py counts.
MIN_SHOWN = 0.6
# The log-odds of an answer from nothing.
NOTHING = -9.0
# A reader looks at so many excerpts.
SHOWN = 3


def gives(line: Line, article: str, text: str) -> bool:
    """Return whether an excerpt gives what was asked for."""
    if "sentences" in line:
        wanted = line["answerable"] and article in line["relevant"]
        return wanted and any(_share(s, text) >= MIN_SHOWN for s in line["sentences"])
    return any(g["article"] == article and _share(g["text"], text) >= MIN_SHOWN for g in line["gold"])


def _share(wanted: str, shown: str) -> float:
    own, other = _words(wanted), _words(shown)
    return (own & other).total() / max(1, own.total())


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower().replace("’", "'").replace("‘", "'")))


def logistic(rows: Floats, labels: Booleans, counts: Floats | None = None) -> Floats:
    """Return the weights of the columns and the intercept; `counts` is how much each row counts."""
    middle, width = rows.mean(0), rows.std(0) + 1e-9
    counts = None if counts is None else counts / counts.mean()
    model = LogisticRegression(C=0.1, max_iter=3000).fit((rows - middle) / width, labels, sample_weight=counts)
    weights = model.coef_[0] / width
    return np.array([*weights, model.intercept_[0] - weights @ middle])


def report_confidence(odds: Floats, able: Booleans, right: Booleans) -> None:
    """Print how well the log-odds of an answer tell whether it is `right`; `able` says which questions can be."""
    if able.any() and not able.all():
        yes, no = odds[able], odds[~able]
        write(f"   AUROC of silence {100 * (yes[:, None] > no[None]).mean():.1f}")
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        over = 1 / (1 + np.exp(-odds)) >= least
        write(
            f"   from {least}: {100 * (over & right)[able].mean():.1f}% right of the answerable, "
            f"{100 * over[~able].mean() if (~able).any() else 0:.1f}% of the others shown, "
            f"{100 * right[over].mean():.1f}% of those shown right"
        )


def say(line: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"{line}\n")


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def some_of(lines: Sequence[Line], part: str) -> list[Line]:
    """Return the questions of a part that stand by themselves."""
    return [x for x in lines if x["part"] == part and x["kind"] != "follow"]
