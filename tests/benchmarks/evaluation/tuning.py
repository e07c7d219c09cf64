"""Fit the ranking of passages on the dev halves; print the weights and figures.

    make eval ARGS="--only inscit clapnq"                                      first: stores the passages in .eval
    python -m tests.benchmarks.evaluation.tuning --shared ../shared            some minutes on two cores

The weights go into retrieval/ranking/fusion.py; those of sentences come from tests.benchmarks.question_weights.  Each
figure is printed twice: on the data it was fitted on, and cross-validated over five folds, with each dialogue in one.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bot.composition import open_services
from bot.settings import Settings
from retrieval.ranking.candidates import PassageRetriever, RetrievedPassages
from tests.benchmarks.evaluation.labels import lines_of

Floats = NDArray[np.float64]
FOLDS, ROUNDS = 5, 4


@dataclass(frozen=True)
class RetrievedQuestion:
    """A question with the passages found for it."""

    line: dict[str, Any]
    found: RetrievedPassages

    @property
    def relevant(self) -> NDArray[np.bool_]:
        return np.array([e.article.id in self.line["relevant"] for e in self.found.passages], bool)


async def asked_of(shared: Path, data: Path, name: str) -> list[RetrievedQuestion]:
    """Ask every question of a set, of its passages as `onrecord add` stored them in `data`."""
    services = await open_services(Settings(data=data / name))
    find = PassageRetriever(services.library, services.engine.search)
    lines = lines_of(shared / "data" / name / "questions.jsonl")
    asked = [RetrievedQuestion(line, await find(line["question"], line["history"])) for line in lines]
    await services.close()
    return asked


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def fusion(asked: Sequence[RetrievedQuestion]) -> None:
    """Fit the weights of the signals, so that a passage that answers comes first."""
    usable = [a for a in asked if a.relevant.any()]

    def fitted(some: Sequence[RetrievedQuestion]) -> Floats:
        return _listwise([a.found.table for a in some], [a.relevant for a in some])

    weights = fitted(usable)
    write(f"WEIGHTS = {np.round(weights, 2).tolist()}")
    for name in sorted({_set(a) for a in asked}):
        lost = sum(_set(a) == name and bool(a.line["relevant"]) and not a.relevant.any() for a in asked)
        figures = _ranking_figures([_rank(a, weights) for a in usable if _set(a) == name], lost)
        tried = _cross_validated(usable, fitted, _rank, _dialogue, only=name)
        write(f"{name}: fitted on {figures}; cross-validated {_ranking_figures(tried, lost * ROUNDS)}")


def _set(asked: RetrievedQuestion) -> str:
    return "clapnq" if "sentences" in asked.line else "inscit"


def _dialogue(asked: RetrievedQuestion) -> str:
    return str(asked.line["id"]).partition("/")[0]


def _rank(asked: RetrievedQuestion, weights: Floats) -> float:
    """Return how many articles come before the first relevant one."""
    order = np.argsort(-(asked.found.table @ weights), kind="stable")
    articles = list(dict.fromkeys(asked.found.passages[i].article.id for i in order))
    return next(n for n, a in enumerate(articles) if a in asked.line["relevant"])


def _ranking_figures(ranks: Sequence[float], lost: int) -> str:
    places = np.array([*ranks, *[math.inf] * lost])
    reciprocal = np.where(places < 10, 1 / (places + 1), 0).mean()
    return f"MRR@10 {reciprocal:.3f}, Hit@1 {100 * (places == 0).mean():.1f}"


def _listwise(tables: Sequence[Floats], relevant: Sequence[NDArray[np.bool_]], decay: float = 1e-3) -> Floats:
    """Fit the weights that make relevant rows likeliest, in a softmax over each table."""
    rows = np.vstack(tables)
    middle, width = rows.mean(0), rows.std(0) + 1e-9
    lists = [(torch.tensor((t - middle) / width), torch.tensor(r)) for t, r in zip(tables, relevant, strict=True)]
    weights = torch.zeros(rows.shape[1], dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        each = [torch.logsumexp(t @ weights, 0) - torch.logsumexp((t @ weights)[r], 0) for t, r in lists]
        return torch.stack(each).mean() + decay * (weights**2).sum()

    return np.asarray(_minimised(weights, loss) / width)


def _minimised(weights: torch.Tensor, loss: Callable[[], torch.Tensor]) -> Floats:
    optimiser = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        lost = loss()
        lost.backward()  # type: ignore[no-untyped-call]
        return lost

    optimiser.step(step)  # type: ignore[no-untyped-call]
    return weights.detach().numpy()


def _cross_validated(
    asked: Sequence[RetrievedQuestion],
    fitted: Callable[[Sequence[RetrievedQuestion]], Floats],
    scored: Callable[[RetrievedQuestion, Floats], float],
    group: Callable[[RetrievedQuestion], str],
    only: str | None = None,
) -> list[float]:
    """Return each question's score (of the set `only`) with its own group left out of the fit, in ROUNDS foldings."""
    scores = []
    for number in range(ROUNDS):
        groups = sorted({group(a) for a in asked})
        fold = dict(zip(groups, np.random.default_rng(number).permutation(len(groups)) % FOLDS, strict=True))
        for held_out in range(FOLDS):
            weights = fitted([a for a in asked if fold[group(a)] != held_out])
            scores += [scored(a, weights) for a in asked if fold[group(a)] == held_out and only in {None, _set(a)}]
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.evaluation.tuning",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--data", type=Path, default=Path(".eval"), help="where `make eval` stored clapnq/ and inscit/")
    chosen = parser.parse_args()
    clapnq = asyncio.run(asked_of(chosen.shared, chosen.data, "clapnq"))
    inscit = asyncio.run(asked_of(chosen.shared, chosen.data, "inscit"))
    fusion([*(a for a in clapnq if a.line["answerable"]), *inscit])


if __name__ == "__main__":
    main()
