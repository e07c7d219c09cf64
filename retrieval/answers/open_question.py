"""Answer an open question with the passages that answer it, or refuse with the nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.article import Span
from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.followups.conversation import context_label
from retrieval.index.search import PassageSearch
from retrieval.questions import time_words_in
from retrieval.ranking.candidates import PassageRetriever, RetrievedPassages
from retrieval.ranking.confidence import ANSWER_THRESHOLD, answering_sentences
from retrieval.ranking.deduplication import deduplicated
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN
from retrieval.ranking.passage_scoring import DECIDING_PASSAGES, PassageScorer, ScoredPassage
from retrieval.ranking.reranking import MAX_RERANKED, Rerank

# If the caller sets no limit.
MAX_PASSAGES_SHOWN = 3


class AnswerOpen:
    """Answers questions that ask for nobody's words in particular."""

    def __init__(self, library: Library, search: PassageSearch, rerank: Rerank | None = None) -> None:
        self._library = library
        self._search = search
        self._retrieve = PassageRetriever(library, search)
        self._score = PassageScorer(search, rerank)
        self._min_candidates = DECIDING_PASSAGES if rerank is None else MAX_RERANKED

    async def __call__(
        self,
        question: Question,
        article: str | None,
        limit: int | None,
        *,
        only: Sequence[int] | None = None,
        history: Sequence[str] = (),
    ) -> Reply:
        """`only` lists the ids of the passages to search; `history` alternates what reader and bot said.

        With `limit`, score that many passages, and return them all in `ranked`, whether or not they answer.
        """
        within = only if article is None or only is not None else await self._library.passage_ids_of(article)
        retrieved = await self._retrieve(search_text(question), history, within)
        if retrieved.context.added:
            label = context_label(retrieved.context.added)
            question = replace(question, asked=question.text, text=retrieved.query, understood=label)
        most = limit or MAX_PASSAGES_SHOWN
        candidates = await self._search.compute(deduplicated, retrieved.passages, max(self._min_candidates, most))
        scored = await self._score(retrieved.query, retrieved, candidates, max(DECIDING_PASSAGES, most))
        if not scored.passages:
            nearest = await self._search.compute(deduplicated, retrieved.passages, limit or MAX_NEAREST_SHOWN)
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, nearest=tuple(nearest))
        first = await self._widened(retrieved, scored.passages[0])
        rest = _without_contained([first, *map(_marked, scored.passages[1:])])[1:]
        if scored.confidence < ANSWER_THRESHOLD:
            nearest = [first, *rest][: limit or MAX_NEAREST_SHOWN]
            reason = RefusalReason.NOTHING_CLOSE
            return Refusal(question=question, reason=reason, nearest=tuple(nearest), confidence=scored.confidence)
        answering = [first, *(e for e in rest if e.score >= ANSWER_THRESHOLD)][:most]
        ranked = [first, *rest][:limit] if limit is not None else []
        return Answer(question=question, excerpts=tuple(answering), ranked=tuple(ranked), confidence=scored.confidence)

    async def _widened(self, retrieved: RetrievedPassages, first: ScoredPassage) -> Excerpt:
        """Return the first passage, with the sentences of its neighbours that belong to the answer."""
        excerpt = first.excerpt
        parts = [first.sentences, *await self._score.neighbours(retrieved, first)]
        spans, probabilities = [s for p in parts for s in p.spans], [c for p in parts for c in p.probabilities]
        focus = answering_sentences(spans, probabilities, excerpt.article.text)
        span = Span(min(excerpt.span.start, focus[0].start), max(excerpt.span.end, focus[-1].end))
        return replace(excerpt, span=span, focus=focus, score=round(first.confidence, 4))


def search_text(question: Question) -> str:
    """Return the text to search passages for: the question without its time expression.

    A passage need not print its own date; FilterByTime compares the dates.
    """
    if question.phrase:
        return question.phrase
    text, when = question.text, time_words_in(question, question.text)
    return text if when is None else " ".join(f"{text[: when.start]} {text[when.end :]}".split())


def _marked(passage: ScoredPassage) -> Excerpt:
    sentences = passage.sentences
    focus = answering_sentences(sentences.spans, sentences.probabilities, passage.excerpt.article.text)
    return replace(passage.excerpt, focus=focus, score=round(passage.confidence, 4))


def _without_contained(excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Leave out the excerpts that an earlier one contains."""
    kept: list[Excerpt] = []
    for excerpt in excerpts:
        if not any(k.article.id == excerpt.article.id and k.span.holds(excerpt.span) for k in kept):
            kept.append(excerpt)
    return tuple(kept)
