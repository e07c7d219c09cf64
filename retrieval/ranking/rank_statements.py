"""Rank somebody's statements by how well they answer a question, each as part of the passage that prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import StoredStatement
from retrieval.domain.question import Question
from retrieval.index.search import PassageSearch
from retrieval.people.linking import FULL_NAME
from retrieval.questions import search_text
from retrieval.questions.shorthand import spelled_out
from retrieval.ranking.deduplication import deduplicated
from retrieval.ranking.excerpts import statements_printing
from retrieval.ranking.rank_sentences import (
    MAX_ARTICLES_SEARCHED,
    MAX_CANDIDATES,
    MAX_READ,
    FoundPassages,
    RankedSentences,
    RankSentences,
    speaks_in,
)
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.ranking.scoring.log_odds import probability
from retrieval.ranking.scoring.statement_scoring import PRINTS_TOPIC, scored_statements
from retrieval.text.normalize import content_words

# Statements whose log-odds are at most this much lower than the best one's are shown with it, up to so many.
MARGIN, MAX_STATEMENTS = 2.5, 6
# A topic need not stand in the words that are on it: so many are shown in any case if they may answer at all.  If the
# best prints the topic, those that do not must be likelier by all else.
WANTED_STATEMENTS, WANTED_FROM = 3, -3.0


@dataclass(frozen=True, slots=True)
class RankedStatements:
    """The statements that answer best, with the probability (0…1) of each; `confidence` is that one of them answers."""

    best: tuple[tuple[StoredStatement, float], ...]
    confidence: float


class RankStatements:
    """Ranks statements."""

    def __init__(self, search: PassageSearch, rank: RankSentences) -> None:
        self._search = search
        self._rank = rank

    async def __call__(self, question: Question, quoted: Sequence[StoredStatement]) -> RankedStatements:
        """Rank the statements for a question, which are all by whom it asks about.  Raise ModelUnusable."""
        ranked, topic = await self.read(question, quoted)
        return await self._search.compute(_best_of, ranked, quoted, topic)

    async def read(
        self, question: Question, quoted: Sequence[StoredStatement], most: int = MAX_CANDIDATES, read: int = MAX_READ
    ) -> tuple[RankedSentences, Coverage | None]:
        """Read the passages of the statements that are nearest to the question; the second tells what is on its topic.

        Of the `most` nearest passages the likeliest are `read`.  The second is None if the question names no topic.
        """
        text = await self._rank.respelt(search_text(question))
        topic = await self._rank.respelt(spelled_out(question.topic or ""))
        printing = await self._search.compute(statements_printing, topic, quoted, 1.0) if topic else []
        both = (*(q for q, _ in printing), *quoted)
        articles = list(dict.fromkeys(q.article.id for q in both))[:MAX_ARTICLES_SEARCHED]
        retrieved = await self._rank.among(text, articles)
        own = [e for e in retrieved.passages if speaks_in(quoted, e)]
        candidates = await self._search.compute(deduplicated, own, most)
        linked = {
            i: [(c, FULL_NAME) for q in quoted if q.article.id == i for c in q.statement.content] for i in articles
        }
        found = FoundPassages(retrieved, tuple(candidates), linked=linked)
        rarity = await self._search.rarities(dict.fromkeys(content_words(topic)))
        return await self._rank.of(text, found, read), Coverage(rarity) if rarity else None


def _best_of(ranked: RankedSentences, quoted: Sequence[StoredStatement], topic: Coverage | None) -> RankedStatements:
    scored = scored_statements(ranked, quoted, topic)
    if not scored.statements:
        return RankedStatements((), 0.0)
    # Whoever asks by a word that some of their words print wants those, all of them, and hardly any others.
    first, printed = scored.odds[0], scored.prints_topic[0]
    least = first - PRINTS_TOPIC if printed else WANTED_FROM
    found = zip(scored.statements, scored.odds, scored.prints_topic, strict=True)
    best = [
        (q, probability(z))
        for n, (q, z, prints) in enumerate(found)
        if prints or (n < WANTED_STATEMENTS and z >= least) or (not printed and z >= first - MARGIN)
    ]
    return RankedStatements(tuple(best[:MAX_STATEMENTS]), scored.confidence)
