"""Fit the ranking of passages and the confidence of answers on the dev halves; print constants and figures.

    make eval ARGS="--only inscit clapnq"                                      first: stores the passages in .eval
    python -m tests.benchmarks.evaluation.tuning --shared ../shared            some minutes on two cores
    python -m tests.benchmarks.evaluation.tuning --only confidence --plot docs/calibration.svg

The constants go into retrieval/ranking/fusion.py and retrieval/ranking/confidence.py.  Each figure is printed twice: on
the data it was fitted on, and cross-validated over five folds, with each dialogue in one fold only.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bot.composition import open_services
from bot.settings import Settings
from retrieval.domain.article import Span
from retrieval.ranking.candidates import PassageRetriever, RetrievedPassages
from retrieval.ranking.confidence import MIN_LOG_ODDS, answering_sentences
from retrieval.ranking.deduplication import deduplicated
from retrieval.ranking.passage_scoring import DECIDING_PASSAGES, PassageScorer, ScoredPassages, SentenceScores
from tests.benchmarks.evaluation.calibration import plot
from tests.benchmarks.evaluation.labels import lines_of

Floats = NDArray[np.float64]
FOLDS, ROUNDS = 5, 4


@dataclass(frozen=True)
class RetrievedQuestion:
    """A question with the passages found for it."""

    line: dict[str, Any]
    found: RetrievedPassages
    scored: ScoredPassages
    neighbours: Sequence[SentenceScores]

    @property
    def relevant(self) -> NDArray[np.bool_]:
        return np.array([e.article.id in self.line["relevant"] for e in self.found.passages], bool)


async def asked_of(shared: Path, data: Path, name: str, *, read: bool) -> list[RetrievedQuestion]:
    """Ask every question of a set, of its passages as `onrecord add` stored them in `data`."""
    services = await open_services(Settings(data=data / name))
    find, score = PassageRetriever(services.library, services.engine.search), PassageScorer(services.engine.search)
    asked = []
    for line in lines_of(shared / "data" / name / "questions.jsonl"):
        found = await find(line["question"], line["history"])
        scored = (
            await score(found.query, found, deduplicated(found.passages, DECIDING_PASSAGES))
            if read
            else ScoredPassages()
        )
        neighbours = await score.neighbours(found, scored.passages[0]) if scored.passages else ()
        asked.append(RetrievedQuestion(line, found, scored, neighbours))
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


def _answerable(asked: RetrievedQuestion, _: Floats) -> float:
    return float(asked.line["answerable"])


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


def confidence(asked: Sequence[RetrievedQuestion], plotted: Path | None) -> None:
    """Fit the log-odds that the passages answer, by their nearness and the passage reader's score of the first."""
    read = [a for a in asked if a.scored.passages]
    write(f"scored the passages of {100 * len(read) / len(asked):.1f}% of the questions")
    answerable = np.array([a.line["answerable"] for a in read])

    def signals(some: Sequence[RetrievedQuestion]) -> Floats:
        return np.array([[a.scored.similarity, a.scored.reader_log_odds, 1.0] for a in some])

    def fitted(some: Sequence[RetrievedQuestion]) -> Floats:
        return _logistic(signals(some), np.array([a.line["answerable"] for a in some]))

    def odds(one: RetrievedQuestion, weights: Floats) -> float:
        return float((signals([one]) @ weights)[0])

    weights = fitted(read)
    write(f"SIMILARITY_COEFFICIENT, READER_COEFFICIENT, INTERCEPT = {np.round(weights, 3).tolist()}")
    own = signals(read) @ weights
    write(f"fitted on: {_separation(own, answerable)}")
    tried = np.array(_cross_validated(read, fitted, odds, _dialogue))
    # The questions come in a different order in each round.
    labels = np.array(_cross_validated(read, fitted, _answerable, _dialogue)) > 0
    write(f"cross-validated: {_separation(tried, labels)}")
    if plotted is not None:
        plotted.write_text(plot(1 / (1 + np.exp(-tried)), labels), encoding="utf-8")


def _logistic(rows: Floats, labels: NDArray[np.bool_], decay: float = 0.003) -> Floats:
    """Return the weights of the columns; the last column is the constant."""
    middle, width = rows[:, :-1].mean(0), rows[:, :-1].std(0) + 1e-9
    table, wanted = torch.tensor((rows[:, :-1] - middle) / width), torch.tensor(labels, dtype=torch.float64)
    weights = torch.zeros(rows.shape[1], dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        made = table @ weights[:-1] + weights[-1]
        lost = torch.nn.functional.binary_cross_entropy_with_logits(made, wanted)
        return lost + decay * (weights[:-1] ** 2).sum()

    found = _minimised(weights, loss)
    scaled = found[:-1] / width
    return np.array([*scaled, found[-1] - scaled @ middle])


def _separation(odds: Floats, answerable: NDArray[np.bool_]) -> str:
    yes, no = odds[answerable], odds[~answerable]
    above = (yes[:, None] > no[None]).mean() + (yes[:, None] == no[None]).mean() / 2
    return (
        f"AUROC {100 * above:.1f}; answered {100 * (yes >= 0).mean():.1f}% of the answerable, "
        f"refused {100 * (no < 0).mean():.1f}% of the others"
    )


def focus(asked: Sequence[RetrievedQuestion]) -> None:
    """Fit the log-odds that a sentence holds the answer, by its cosine and the scores of begin and end."""
    answered = [a for a in asked if a.line["answerable"] and a.scored.passages]

    def fitted(some: Sequence[RetrievedQuestion]) -> Floats:
        return _logistic(np.vstack([_sentences(a)[0] for a in some]), np.concatenate([_sentences(a)[1] for a in some]))

    def shown(one: RetrievedQuestion, weights: Floats) -> float:
        rows, _, spans = _sentences(one)
        text = one.scored.passages[0].excerpt.article.text
        chances = 1 / (1 + np.exp(-(rows @ weights)))
        words = " ".join(s.cut(text) for s in answering_sentences(spans, chances.tolist(), text))
        return word_f1(words, " ".join(one.line["sentences"]))

    weights = fitted(answered)
    rounded = np.round(weights, 3).tolist()
    write(f"SENTENCE_COSINE_COEFFICIENT, SENTENCE_READER_COEFFICIENT, SENTENCE_INTERCEPT = {rounded}")
    write(f"fitted on: F1 {np.mean([shown(a, weights) for a in answered]):.1f}")
    write(f"cross-validated: F1 {np.mean(_cross_validated(answered, fitted, shown, _dialogue)):.1f}")


def _sentences(asked: RetrievedQuestion) -> tuple[Floats, NDArray[np.bool_], list[Span]]:
    """Return the sentences of the first passage and its neighbours: signals (n, 3), labels (n,) and spans."""
    first = asked.scored.passages[0]
    rows, marked, spans = [], [], []
    wanted = _words(" ".join(asked.line["sentences"]))
    for part in (first.sentences, *asked.neighbours):
        for span, cosine, begins, ends in zip(
            part.spans, part.cosines, part.reader.begins, part.reader.ends, strict=True
        ):
            own = _words(span.cut(first.excerpt.article.text))
            rows.append([cosine, max(begins, MIN_LOG_ODDS) + max(ends, MIN_LOG_ODDS), 1.0])
            # The labels differ in white space.
            marked.append((own & wanted).total() > 0.9 * own.total())
            spans.append(span)
    return np.array(rows), np.array(marked), spans


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def word_f1(shown: str, wanted: str) -> float:
    """Return the F1 of words, as ../shared/eval/score.py counts it."""
    own, theirs = _words(shown), _words(wanted)
    return 200 * (own & theirs).total() / max(1, own.total() + theirs.total())


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.evaluation.tuning",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--data", type=Path, default=Path(".eval"), help="where `make eval` stored clapnq/ and inscit/")
    parser.add_argument("--only", choices=["fusion", "confidence", "focus"])
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the calibration")
    chosen = parser.parse_args()
    clapnq = asyncio.run(asked_of(chosen.shared, chosen.data, "clapnq", read=chosen.only != "fusion"))
    if chosen.only in {None, "fusion"}:
        inscit = asyncio.run(asked_of(chosen.shared, chosen.data, "inscit", read=False))
        fusion([*(a for a in clapnq if a.line["answerable"]), *inscit])
    if chosen.only in {None, "focus"}:
        focus(clapnq)
    if chosen.only in {None, "confidence"}:
        confidence(clapnq, chosen.plot)


if __name__ == "__main__":
    main()
