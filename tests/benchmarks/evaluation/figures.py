"""List every figure: its target, what others reach, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.evaluation.seed import EXPECTED, SeedCheck

GAP_TRACKER, TEXTACY, CITRON, NEAREST = "Gender Gap Tracker", "textacy", "BBC Citron", "nearest name"
PEERS = (GAP_TRACKER, TEXTACY, CITRON, NEAREST)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.  `got` is None if it was not measured; `asked` is None if it has no target."""

    part: str
    name: str
    got: float | None
    asked: float | None = None
    at_most: bool = False
    peers: Mapping[str, str] = field(default_factory=dict)
    others: str = ""
    places: int = 1

    @property
    def reached(self) -> bool | None:
        if self.got is None or self.asked is None:
            return None
        return self.got <= self.asked if self.at_most else self.got >= self.asked

    def shown(self) -> str:
        return "not measured" if self.got is None else f"{self.got:.{self.places}f}"

    def shown_asked(self) -> str:
        return "" if self.asked is None else f"{'≤' if self.at_most else '≥'} {self.asked:g}"

    def verdict(self) -> str:
        return {True: "yes", False: "no", None: ""}[self.reached]


def _peers(*by_peer: str) -> dict[str, str]:
    """Return the peers' figures on dev, with those on the sister set, which nobody tunes on, in brackets."""
    return {peer: one for peer, one in zip(PEERS, by_peer, strict=True) if one}


def quotes_figures(scored: Mapping[str, Any]) -> list[Figure]:
    part = "statements"
    direct, exact = scored["direct quotes to the right speaker"], scored["all quotes, exact content spans"]
    letters = scored["all quotes, content characters"]
    trial = "trial of issue 4: {}"
    return [
        Figure(part, "direct quotes to the right speaker, P", direct["P"], 95, others=trial.format("90.6"),
               peers=_peers("89.8 (93.3)", "80.9 (84.7)", "(85.5)", "(41.5)")),
        Figure(part, "direct quotes to the right speaker, R", direct["R"], 94, others=trial.format("91.4"),
               peers=_peers("54.9 (61.6)", "38.7 (50.5)", "(49.3)", "(41.5)")),
        Figure(part, "direct quotes to the right speaker, F1", direct["F1"], 95,
               others=trial.format("91.0") + "; people: 92.3",
               peers=_peers("68.1 (74.2)", "52.4 (63.3)", "(62.6)", "41.4 (41.5)")),
        Figure(part, "direct quotes found", scored["direct quotes found, recall"]),
        Figure(part, "all quotes, content characters, F1", letters["F1"], 91, others=trial.format("89.4"),
               peers=_peers("67.2 (68.9)", "35.1 (38.7)", "(58.1)", "(57.2)")),
        Figure(part, "all quotes, exact spans, F1", exact["F1"], 66, others=trial.format("62.9"),
               peers=_peers("43.2 (47.6)", "18.1 (23.3)", "(35.6)", "(33.2)")),
    ]  # fmt: skip


def questions_figures(scored: Mapping[str, Any], labels: Mapping[str, Any]) -> list[Figure]:
    """Return the figures; `labels` are the scores of answers from the labels themselves (ceiling.py)."""
    part, best = "what did X say?", "best peer {}; the labels themselves {}"
    excerpts, unquoted = scored["excerpts"], scored["unquoted people"]
    own = (labels["excerpts"]["precision"], labels["recall of statements"], labels["recall of direct quotes"])
    return [
        Figure(part, "precision of excerpts", excerpts["precision"], 98, others=best.format("83.7", own[0])),
        Figure(part, "statements recalled", scored["recall of statements"], 82, others=best.format("47.2", own[1])),
        Figure(
            part, "direct quotes recalled", scored["recall of direct quotes"], 94, others=best.format("63.4", own[2])
        ),
        Figure(part, "questions on quoted people answered", scored["answered"]),
        Figure(part, "excerpts neither right nor another's, share", excerpts["share neither"]),
        Figure(part, "unquoted people: abstained", unquoted["abstained"], 95),
        Figure(part, "unquoted people: given another's words", unquoted["given another's words"], 2, at_most=True),
    ]


def inscit_figures(scored: Mapping[str, Any]) -> list[Figure]:
    """Return the figures.  Fused is MiniLM with BM25 on the last question; the mixture adds earlier turns, weighted."""
    part, mixed = "follow-ups (INSCIT)", "fused: {}; best fixed mixture: {}"
    return [
        Figure(part, "MRR@10", scored["MRR@10"], 0.78, others=mixed.format(".714", ".740"), places=3),
        Figure(part, "Hit@1", scored["Hit@1"], 67, others=mixed.format("59.6", "62.5")),
        Figure(part, "Hit@10", scored["Hit@10"]),
    ]


def clapnq_figures(scored: Mapping[str, Any]) -> list[Figure]:
    """Return the figures.  AUROC is of the confidence; answered and refused are at the product's own threshold."""
    part, plain = "answer or silence (ClapNQ)", "MiniLM: {}"
    return [
        Figure(part, "MRR@10", scored["MRR@10"], 0.993, others=plain.format(".993"), places=3),
        Figure(part, "Hit@1", scored["Hit@1"], others=plain.format("98.6")),
        Figure(part, "AUROC of the confidence", scored["AUROC of confidence"], 91, others="MiniLM's cosine: 87.6"),
        Figure(part, "answerable questions answered", scored["of them answered"], 83),
        Figure(part, "unanswerable questions refused", scored["of them refused"], 83),
        Figure(part, "words of the sentences shown, F1", scored["words of the sentences shown, F1"], 69,
               others="three nearest sentences: 65.5"),
    ]  # fmt: skip


def pronouns_figures(scored: Mapping[str, Any] | None) -> list[Figure]:
    part = "pronouns (GAP)"
    got = (lambda *keys: None) if scored is None else (lambda *keys: _dig(scored, keys))
    rules = "best rules: ({})"
    return [
        Figure(part, "F1", got("all", "F1"), 72, peers={NEAREST: "45.1"}, others=rules.format("66.9")),
        Figure(part, "feminine / masculine", got("feminine / masculine"), 0.97, others=rules.format(".93"), places=3),
    ]


def _dig(scored: Mapping[str, Any], keys: Sequence[str]) -> float:
    found: Any = scored
    for key in keys:
        found = found[key]
    return float(found)


def reading_figures(measured: Mapping[str, float | None]) -> list[Figure]:
    part = "cost of reading"
    return [
        Figure(part, "against bare encoder and bare spaCy together", measured["reading_cost_ratio"], 1.25,
               at_most=True, places=2),
        # Four times the text in four times the time, plus a tenth for measurement noise.
        Figure(part, "four times the text takes, times", measured["reading_growth_4n"], 4.4, at_most=True, places=2),
    ]  # fmt: skip


def seed_figures(seed: SeedCheck) -> list[Figure]:
    part = "the seed"
    return [
        Figure(part, "statements", seed.statements, 15, places=0),
        Figure(part, "words of Vucic, Hill and the Janes analysts right", seed.right, len(EXPECTED), places=0),
        Figure(part, "of these missing, or others given to them", len(seed.wrong), 0, at_most=True, places=0),
        Figure(part, "“Serbia Against Violence” taken for a statement", seed.slogan, 0, at_most=True, places=0),
    ]
