"""Fit which of those whom a question names is asked for words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.services import Services
from retrieval.models.packaged_minilm import FINGERPRINT
from retrieval.people.linking import FindLinks, Link
from retrieval.people.resolver import PeopleResolver, under_their_names
from retrieval.people.speaking import MIN_LOG_ODDS, features, owns_somebody
from retrieval.questions import read_question
from retrieval.questions.words_wanted import words_wanted
from retrieval.ranking.excerpts import words_of
from tests.benchmarks.question_weights.asked import Booleans, Floats, Line, gives, logistic, write


@dataclass(frozen=True)
class Named:
    """A question with the features of those whom it names, and whether their words give what was asked for."""

    line: Line
    table: Floats
    right: Booleans


async def named_in(services: Services, lines: Sequence[Line]) -> list[Named]:
    """Link the words of every question that names anybody who is quoted.

    Questions after words that are not stored are left out: whom they name is asked for all the same.
    """
    library, search = services.library, services.engine.search
    link = FindLinks(library, search, PeopleResolver(library, search))
    named = []
    for line in lines:
        if line["kind"] not in {"say", "open", "brief", "none"} or (line["kind"] == "none" and line.get("speakers")):
            continue
        question = read_question(line["question"])
        links = await link(question.text)
        quoted = sorted((one for one in links if one.quoted), key=lambda one: one.span.start)
        quoted = [one for one in quoted if not owns_somebody(question.text, one)]
        if not quoted:
            named.append(Named(line, np.zeros((0, 0)), np.zeros(0, bool)))
            continue
        (vector,) = await search.vectors([question.text])
        table = features(question, links, quoted, words_wanted(question, vector, FINGERPRINT))
        named.append(Named(line, table, np.array([await _says(services, one, line) for one in quoted])))
    return named


async def _says(services: Services, one: Link, line: Line) -> bool:
    names = list(dict.fromkeys(u.name for p in one.quoted for u in p.uses if u.statements))
    said = under_their_names(await services.library.said_by(names), one.quoted, only=True)
    return bool(line["answerable"]) and any(gives(line, q.article.id, words_of(q)) for q in said)


def fit_speaking(named: Sequence[Named]) -> Floats:
    """Fit whether a link says whose words are asked for."""
    usable = [n for n in named if len(n.right)]
    return logistic(np.vstack([n.table for n in usable]), np.concatenate([n.right for n in usable]))


def report(name: str, named: Sequence[Named], weights: Floats) -> None:
    """Print for each kind of question how often the one chosen is right, wrong, or nobody is, and could be right."""
    for kind in ("say", "open", "none"):
        counts: Counter[str] = Counter()
        for one in named:
            if one.line["kind"] != kind:
                continue
            odds = one.table @ weights[:-1] + weights[-1] if len(one.right) else np.zeros(0)
            chosen = len(odds) > 0 and odds.max() >= MIN_LOG_ODDS
            counts["right" if chosen and one.right[odds.argmax()] else "wrong" if chosen else "nobody"] += 1
            counts["could be right"] += bool(one.right.any())
        write(f"{name}, whose words, {kind}: {sum(n.line['kind'] == kind for n in named)} asked, {dict(counts)}")
