"""Fit which of somebody's statements answers a question, and whether one of the first does.

Questions after somebody's words are also asked of another who is quoted in the same article: what that one said is
about something else, which is hard to tell from the passage alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.services import Services
from retrieval.answers.whose_words import FindWhoseWords, WhoseWords
from retrieval.domain.article import StoredStatement
from retrieval.people.linking import FindLinks
from retrieval.people.registry import name_form
from retrieval.people.resolver import PeopleResolver, under_their_names
from retrieval.questions import read_question
from retrieval.ranking.excerpts import words_of
from retrieval.ranking.rank_sentences import RankedSentences, RankSentences
from retrieval.ranking.rank_statements import RankStatements
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.ranking.scoring.statement_scoring import SHOWN, ScoredStatements, scored_statements
from tests.benchmarks.question_weights.asked import (
    NOTHING,
    Booleans,
    Floats,
    Line,
    gives,
    logistic,
    report_confidence,
    say,
    write,
)
from tests.benchmarks.question_weights.sentences import rescored

# How much a question asked of another counts: what that one said may be on it all the same.
OF_ANOTHER = 0.2


@dataclass(frozen=True)
class AskedOf:
    """A question with what was read for it, and the statements of one who may be meant.

    `answerable` is False if it is somebody else; `scored` is what `weighed` made of it.
    """

    line: Line
    ranked: RankedSentences
    topic: Coverage | None
    quoted: Sequence[StoredStatement]
    answerable: bool
    scored: ScoredStatements = field(default_factory=ScoredStatements)

    def rescored(self, weights: Floats) -> AskedOf:
        """Return it with the sentences scored by `weights`, the intercept last."""
        return replace(self, ranked=rescored(self.ranked, weights))

    def weighed(self, weights: Floats) -> AskedOf:
        """Return it with the statements scored by `weights`, the intercept last."""
        return replace(self, scored=scored_statements(self.ranked, self.quoted, self.topic, weights))

    @property
    def right(self) -> Booleans:
        """Return for each statement whether it gives what was asked for."""
        return np.array([self.answerable and _right(self.line, q) for q in self.scored.statements], bool)


def _right(line: Line, quoted: StoredStatement) -> bool:
    return gives(line, quoted.article.id, words_of(quoted))


async def asked_of_people(services: Services, lines: Sequence[Line]) -> list[AskedOf]:
    """Ask every question that names somebody who is quoted, of them, and of one other who is quoted there."""
    library, search = services.library, services.engine.search
    find = PeopleResolver(library, search)
    link = FindLinks(library, search, find)
    rank = RankStatements(search, RankSentences(library, search, link))
    whose_words = FindWhoseWords(search, link)
    asked = []
    for n, line in enumerate(lines):
        if n % 200 == 0:
            say(f"statements: {n} of {len(lines)}")
        if line["kind"] not in {"say", "none", "follow-first"}:
            continue
        whose = await whose_words(read_question(line["question"]), None)
        if whose is None or len(whose.found) != 1 or whose.question.topic is None:
            continue
        names = list(dict.fromkeys(u.name for p in whose.found[0].people for u in p.uses if u.statements))
        quoted = under_their_names(await library.said_by(names), whose.found[0].people, only=True)
        asked.append(AskedOf(line, *await rank.read(whose.question, quoted), quoted, bool(line["answerable"])))
        if line["answerable"] and (other := await _another(services, line, quoted)):
            instead = _of(whose, other[0].statement.speakers[0].name)
            asked.append(AskedOf(line, *await rank.read(instead.question, other), other, answerable=False))
    return asked


async def _another(services: Services, line: Line, quoted: Sequence[StoredStatement]) -> list[StoredStatement]:
    """Return the statements of whoever else is quoted most in the articles that answer, and said nothing of this."""
    theirs = {s.name for q in quoted for s in q.statement.speakers}
    by: dict[str, list[StoredStatement]] = {}
    for q in await services.library.said_in(sorted({g["article"] for g in line["gold"]})):
        if len(q.statement.speakers) == 1 and not theirs & {q.statement.speakers[0].name}:
            by.setdefault(q.statement.speakers[0].name, []).append(q)
    others = [said for said in by.values() if not any(_right(line, q) for q in said)]
    return max(others, key=len, default=[])


def _of(whose: WhoseWords, name: str) -> WhoseWords:
    """Return the question asked of somebody else."""
    asked = whose.question.text.replace(whose.question.speakers[0], name_form(name).last or name)
    return replace(whose, question=replace(whose.question, text=asked))


def fit_statements(asked: Sequence[AskedOf]) -> Floats:
    """Fit whether a statement answers; each question counts the same."""
    usable = [a for a in asked if a.answerable and a.scored.table is not None and a.right.any() and not a.right.all()]
    tables = [a.scored.table for a in usable if a.scored.table is not None]
    counts = [np.full(len(a.right), 1 / len(a.right)) for a in usable]
    return logistic(np.vstack(tables), np.concatenate([a.right for a in usable]), np.concatenate(counts))


def fit_said(asked: Sequence[AskedOf]) -> Floats:
    """Fit whether one of the first statements answers."""
    usable = [a for a in asked if a.scored.answer is not None]
    rows = np.array([a.scored.answer for a in usable])
    counts = np.array([OF_ANOTHER if a.line["answerable"] and not a.answerable else 1.0 for a in usable])
    return logistic(rows, np.array([a.right[:SHOWN].any() for a in usable]), counts)


def report(name: str, asked: Sequence[AskedOf], confidence: Floats) -> None:
    """Print how often the first statements are right, and how the confidence tells."""
    right, able = np.array([a.right[:SHOWN].any() for a in asked]), np.array([a.answerable for a in asked])
    found, first = (np.array([a.right[:n].any() for a in asked]) for n in (None, 1))
    write(
        f"{name}: {len(asked)} asked, of the answerable {100 * found[able].mean():.1f}% found, "
        f"{100 * right[able].mean():.1f}% in the first three, {100 * first[able].mean():.1f}% first"
    )
    rows = [a.scored.answer for a in asked]
    odds = np.array([NOTHING if row is None else row @ confidence[:-1] + confidence[-1] for row in rows])
    report_confidence(odds, able, right)
