"""Score the sentences of the first passages for a question: read by the passage reader, and by the question's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.models.pair_input import stem
from retrieval.models.passage_reader import PassageReader, PassageScores
from retrieval.models.question_weights import question_weights
from retrieval.questions import read_question
from retrieval.questions.words_wanted import words_wanted
from retrieval.ranking.candidates import RetrievedPassages
from retrieval.ranking.excerpts import same_stem
from retrieval.ranking.fusion import Table
from retrieval.ranking.log_odds import probability
from retrieval.text.chunking import leading_context
from retrieval.text.normalize import content_words

# A shorter sentence says little by itself.
SHORT_CHARS = 50
# What is known about a sentence, in the order of the weights: the share of the question's words that it prints, and its
# square; whether it opens the article, and is short; the reader's log-odds of the place of an answer, and of its begin;
# how surely one of those named says it, whether anyone does, and the first by how likely words are wanted; then about
# its passage: the reader's log-odds, the cosine to the question, the article's best cosine, the shares of the words
# asked with that passage, article and title print, the place in the article, and how far it ranks below the first.
FEATURES = 17
# The reader's log-odds are cut here, then divided by ten.
_LOWEST, _HIGHEST = -20.0, 10.0

Linked = Mapping[str, Sequence[tuple[Span, float]]]
"""By article id: what the people that the question names say there, with how surely they are meant (people.linking)."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage, with the log-odds that it answers; `passage` is the passage's place among those read."""

    article: Article
    span: Span
    passage: int
    score: float


@dataclass(frozen=True)
class ScoredSentences:
    """The sentences of the passages read, in reading order within each passage; `table` (n, f) are their features."""

    sentences: tuple[ScoredSentence, ...] = ()
    table: Table | None = None


class SentenceScorer:
    """Scores sentences.  Reading a passage costs tens of milliseconds, so only a few are read."""

    def __init__(self, search: PassageSearch) -> None:
        self._search = search
        self._reader = PassageReader()

    async def __call__(
        self, text: str, retrieved: RetrievedPassages, passages: Sequence[Excerpt], linked: Linked
    ) -> ScoredSentences:
        """Score the sentences of `passages`, which are among those `retrieved` for the question `text`.

        Raise ModelUnusable.
        """
        if not passages or not text.strip():
            return ScoredSentences()
        wanted = probability(words_wanted(read_question(text), retrieved.vector))
        rarity = await self._search.rarities(dict.fromkeys(content_words(text)))
        return await self._search.compute(self._scored, retrieved, passages, rarity, linked, wanted)

    def _scored(
        self,
        retrieved: RetrievedPassages,
        passages: Sequence[Excerpt],
        rarity: Mapping[str, float],
        linked: Linked,
        wanted: float,
    ) -> ScoredSentences:
        framed = [(leading_context(e.article.title or "", e.article.text, e.span), e.text) for e in passages]
        read = self._reader(retrieved.query, framed)
        coverage = Coverage(rarity)
        rows, found = [], []
        for n, (excerpt, scores) in enumerate(zip(passages, read, strict=True)):
            around = [max(scores.answers, _LOWEST) / 10, *_passage_features(retrieved, excerpt, coverage)]
            for i, span in enumerate(scores.spans):
                own = Span(excerpt.span.start + span.start, excerpt.span.start + span.end)
                said = _linked_strength(linked.get(excerpt.article.id, ()), own)
                rows.append(
                    [
                        *_sentence_features(excerpt, own, coverage),
                        *_read_features(scores, i),
                        said,
                        float(said > 0),
                        said * wanted,
                        *around,
                    ]
                )
                found.append((excerpt.article, own, n))
        if not rows:
            return ScoredSentences()
        table = np.array(rows, np.float64)
        weights = question_weights("sentence")
        odds = (table @ weights[:-1] + weights[-1]).tolist()
        return ScoredSentences(
            tuple(ScoredSentence(a, s, n, z) for (a, s, n), z in zip(found, odds, strict=True)), table
        )


class Coverage:
    """How much of a question's words a text prints: each word counts by its rarity."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        self._rarity: dict[str, float] = {}
        for word, value in rarity.items():
            self._rarity[stem(word)] = max(value, self._rarity.get(stem(word), 0.0))
        self._total = sum(self._rarity.values())
        self._asked = tuple(rarity)
        self._texts: dict[str, frozenset[str]] = {}

    def __call__(self, text: str) -> float:
        """Return the share, 0…1."""
        if text not in self._texts:
            self._texts[text] = frozenset(stem(w) for w in content_words(text))
        printed = self._texts[text]
        return sum(r for s, r in self._rarity.items() if s in printed) / self._total if self._total else 0.0

    def prints_all(self, text: str) -> bool:
        """Return whether a text prints each of the words in some form, by a stricter rule than the share's."""
        printed = set(content_words(text))
        return bool(self._asked) and all(any(same_stem(w, p) for p in printed) for w in self._asked)


def _sentence_features(excerpt: Excerpt, span: Span, coverage: Coverage) -> list[float]:
    text = excerpt.article.text
    share = coverage(span.cut(text))
    return [share, share**2, float(not text[: span.start].strip()), float(len(span) < SHORT_CHARS)]


def _read_features(scores: PassageScores, i: int) -> list[float]:
    begins, ends = max(scores.begins[i], _LOWEST), max(scores.ends[i], _LOWEST)
    return [float(np.clip(value, _LOWEST, _HIGHEST)) / 10 for value in (begins + ends, begins)]


def _passage_features(retrieved: RetrievedPassages, excerpt: Excerpt, coverage: Coverage) -> list[float]:
    article = excerpt.article
    of_article = {
        e.span: c for e, c in zip(retrieved.passages, retrieved.cosines, strict=True) if e.article.id == article.id
    }
    own = of_article.get(excerpt.span, 0.0)
    title = article.title or ""
    return [
        own,
        max(of_article.values(), default=own),
        coverage(f"{title}\n{excerpt.text}"),
        coverage(f"{title}\n{article.text}"),
        coverage(title),
        min(1.0, excerpt.span.start / 4000),
        excerpt.score - retrieved.passages[0].score,
    ]


def _linked_strength(said: Sequence[tuple[Span, float]], sentence: Span) -> float:
    return max((strength for span, strength in said if span.overlaps(sentence)), default=0.0)
