"""Fit which of the passages found are worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.services import Services
from retrieval.people.linking import FindLinks
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.rank_sentences import MAX_READ, RankSentences
from retrieval.ranking.scoring.passage_order import order_features
from retrieval.text.sentences import sentences
from tests.benchmarks.question_weights.asked import Booleans, Floats, Line, gives, logistic, say, write


@dataclass(frozen=True)
class Candidates:
    """A question's candidates, in the order of retrieval: their features, and whether a sentence of each answers."""

    features: Floats
    right: Booleans


async def candidates_in(services: Services, lines: Sequence[Line]) -> list[Candidates]:
    """Find the candidates for every question that can be answered."""
    library, search = services.library, services.engine.search
    rank = RankSentences(library, search, FindLinks(library, search, PeopleResolver(library, search)))
    asked = []
    for n, line in enumerate(lines):
        if n % 200 == 0:
            say(f"passages: {n} of {len(lines)}")
        if not line["answerable"]:
            continue
        found = await rank.find(line["question"])
        table = order_features(found.retrieved, found.candidates, await rank.asked(line["question"], found))
        right = [any(gives(line, e.article.id, s.cut(e.text)) for s in sentences(e.text)) for e in found.candidates]
        asked.append(Candidates(table, np.array(right, bool)))
    return asked


def fit_passages(asked: Sequence[Candidates]) -> Floats:
    """Fit whether a passage holds an answer; each question counts the same."""
    usable = [a for a in asked if a.right.any() and not a.right.all()]
    counts = np.concatenate([np.full(len(a.right), 1 / len(a.right)) for a in usable])
    return logistic(np.vstack([a.features for a in usable]), np.concatenate([a.right for a in usable]), counts)


def report(name: str, asked: Sequence[Candidates], weights: Floats) -> None:
    """Print how often a passage with an answer is found, and read."""
    as_found = [a.right[:MAX_READ].any() for a in asked]
    orders = [np.argsort(-(a.features @ weights[:-1]), kind="stable")[:MAX_READ] for a in asked]
    ordered = [a.right[order].any() for a, order in zip(asked, orders, strict=True)]
    write(
        f"{name}, passages: an answer is in the candidates of {100 * np.mean([a.right.any() for a in asked]):.1f}%, in "
        f"the first {MAX_READ} as found {100 * np.mean(as_found):.1f}%, ordered {100 * np.mean(ordered):.1f}%"
    )
