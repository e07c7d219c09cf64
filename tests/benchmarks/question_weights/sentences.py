"""Fit which sentence answers a question, and whether one of the first excerpts does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.services import Services
from retrieval.people.linking import FindLinks
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.confidence import confidence_features, excerpts_of
from retrieval.ranking.rank_sentences import RankedSentences, RankSentences
from retrieval.ranking.scoring.sentence_scoring import ScoredSentences
from tests.benchmarks.question_weights.asked import (
    NOTHING,
    SHOWN,
    Booleans,
    Floats,
    Line,
    gives,
    logistic,
    report_confidence,
    say,
    write,
)


@dataclass(frozen=True)
class Asked:
    """A question with the sentences found for it; `answerable` is False if its articles were left out."""

    line: Line
    ranked: RankedSentences
    answerable: bool

    @property
    def right(self) -> Booleans:
        """Return for each sentence whether it gives what was asked for."""
        found = self.ranked.scored.sentences
        return np.array([gives(self.line, s.article.id, s.span.cut(s.article.text)) for s in found], bool)

    def rescored(self, weights: Floats) -> Asked:
        """Return it with the sentences scored by `weights`, the intercept last."""
        return replace(self, ranked=rescored(self.ranked, weights))

    @property
    def shown_right(self) -> bool:
        return any(gives(self.line, e.article.id, e.text) for e in excerpts_of(self.ranked, SHOWN))

    @property
    def features(self) -> Floats | None:
        table = self.ranked.scored.table
        return None if table is None else confidence_features(table, self.ranked.scored.sentences)


def rescored(ranked: RankedSentences, weights: Floats) -> RankedSentences:
    """Return the sentences scored by `weights`, the intercept last."""
    if (table := ranked.scored.table) is None:
        return ranked
    odds = (table @ weights[:-1] + weights[-1]).tolist()
    new = tuple(replace(s, score=z) for s, z in zip(ranked.scored.sentences, odds, strict=True))
    return replace(ranked, scored=ScoredSentences(new, table))


async def asked_in(services: Services, lines: Sequence[Line], *, unanswerable_too: int = 0) -> list[Asked]:
    """Ask every question; every `unanswerable_too`-th also of the articles that do not answer it (0: none)."""
    library, search = services.library, services.engine.search
    rank = RankSentences(library, search, FindLinks(library, search, PeopleResolver(library, search)))
    ids = {a.id for a in await library.newest_between(None, None, 10**6)} if unanswerable_too else set()
    asked = []
    for n, line in enumerate(lines):
        asked.append(Asked(line, await rank(line["question"]), bool(line["answerable"])))
        if unanswerable_too and line["answerable"] and n % unanswerable_too == 0:
            others = await library.passage_ids_within(ids - {g["article"] for g in line["gold"]})
            asked.append(Asked(line, await rank(line["question"], within=others), answerable=False))
        if n % 200 == 0:
            say(f"sentences: {n} of {len(lines)}")
    return asked


def fit_sentences(asked: Sequence[Asked]) -> Floats:
    """Fit whether a sentence answers; each question counts the same."""
    tables, labels, counts = [], [], []
    for one in asked:
        if one.ranked.scored.table is not None and (right := one.right).any():
            tables.append(one.ranked.scored.table)
            labels.append(right)
            counts.append(np.full(len(right), 1 / len(right)))
    return logistic(np.vstack(tables), np.concatenate(labels), np.concatenate(counts))


def fit_confidence(asked: Sequence[Asked]) -> Floats:
    """Fit whether one of the first excerpts answers."""
    usable = [(row, a.shown_right) for a in asked if (row := a.features) is not None]
    return logistic(np.array([row for row, _ in usable]), np.array([right for _, right in usable]))


def report(name: str, asked: Sequence[Asked], confidence: Floats) -> tuple[Floats, Booleans]:
    """Print how often an answer is right, and how the confidence tells; return its log-odds and what is right."""
    kinds: dict[str, list[bool]] = {}
    for one in asked:
        if one.answerable:
            kinds.setdefault(one.line.get("kind", "all"), []).append(one.shown_right)
    write(f"{name}: right " + ", ".join(f"{k} {100 * np.mean(v):.1f}" for k, v in kinds.items()))
    odds = np.array([NOTHING if (row := a.features) is None else row @ confidence[:-1] + confidence[-1] for a in asked])
    right = np.array([a.shown_right for a in asked])
    report_confidence(odds, np.array([a.answerable for a in asked]), right)
    return odds, right
