"""Answer an open question by the passages that tell it, or be silent with the nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.article import Span
from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.followups.conversation import carried_label
from retrieval.index.search import PassageSearch
from retrieval.questions import time_words_in
from retrieval.ranking.candidates import PassageRetriever, RetrievedPassages
from retrieval.ranking.confidence import ANSWER_THRESHOLD, answering_sentences
from retrieval.ranking.deduplication import deduplicated
from retrieval.ranking.passage_scoring import DECIDING_PASSAGES, PassageScorer, ScoredPassage
from retrieval.ranking.reranking import MAX_RERANKED, Rerank

# Passages shown where the caller sets no limit.
PASSAGES = 3
NEAREST = 2


class AnswerOpen:
    """What nobody in particular said: the passages that answer."""

    def __init__(self, library: Library, search: PassageSearch, rerank: Rerank | None = None) -> None:
        self._library = library
        self._search = search
        self._find = PassageRetriever(library, search)
        self._look = PassageScorer(search, rerank)
        self._least = DECIDING_PASSAGES if rerank is None else MAX_RERANKED

    async def __call__(
        self,
        question: Question,
        article: str | None,
        limit: int | None,
        *,
        only: Sequence[int] | None = None,
        history: Sequence[str] = (),
    ) -> Reply:
        """`only` are the passages among which it looks; `history` is what reader and bot said in turn before.

        With `limit` so many passages are read, and told where they do not answer.
        """
        within = only if article is None or only is not None else await self._library.passage_ids_of(article)
        found = await self._find(search_text(question), history, within)
        if found.leaning.carried:
            label = carried_label(found.leaning.carried)
            question = replace(question, asked=question.text, text=found.asked, understood=label)
        most = limit or PASSAGES
        near = await self._search.apart(deduplicated, found.passages, max(self._least, most))
        looked = await self._look(found.asked, found, near, max(DECIDING_PASSAGES, most))
        if not looked.passages:
            nearest = await self._search.apart(deduplicated, found.passages, limit or NEAREST)
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, nearest=tuple(nearest))
        first = await self._whole(found, looked.passages[0])
        rest = _apart([first, *map(_marked, looked.passages[1:])])[1:]
        if looked.sure < ANSWER_THRESHOLD:
            nearest = [first, *rest][: limit or NEAREST]
            reason = RefusalReason.NOTHING_CLOSE
            return Refusal(question=question, reason=reason, nearest=tuple(nearest), confidence=looked.sure)
        answering = [first, *(e for e in rest if e.score >= ANSWER_THRESHOLD)][:most]
        ranked = [first, *rest][:limit] if limit is not None else []
        return Answer(question=question, excerpts=tuple(answering), ranked=tuple(ranked), confidence=looked.sure)

    async def _whole(self, found: RetrievedPassages, first: ScoredPassage) -> Excerpt:
        """The first passage with the sentences of its neighbours that belong to the answer."""
        excerpt, parts = first.excerpt, [first.told, *await self._look.around(found, first)]
        told = answering_sentences(
            [s for p in parts for s in p.spans], [c for p in parts for c in p.chances], excerpt.article.text
        )
        span = Span(min(excerpt.span.start, told[0].start), max(excerpt.span.end, told[-1].end))
        return replace(excerpt, span=span, focus=told, score=round(first.sure, 4))


def search_text(question: Question) -> str:
    """What passages are to tell.

    Without words of time: a passage need not print when it is of, and that is looked at apart (FilterByTime).
    """
    if question.phrase:
        return question.phrase
    text, when = question.text, time_words_in(question, question.text)
    return text if when is None else " ".join(f"{text[: when.start]} {text[when.end :]}".split())


def _marked(weighed: ScoredPassage) -> Excerpt:
    told = weighed.told
    focus = answering_sentences(told.spans, told.chances, weighed.excerpt.article.text)
    return replace(weighed.excerpt, focus=focus, score=round(weighed.sure, 4))


def _apart(excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Without those of which an earlier one shows all."""
    kept: list[Excerpt] = []
    for excerpt in excerpts:
        if not any(k.article.id == excerpt.article.id and k.span.holds(excerpt.span) for k in kept):
            kept.append(excerpt)
    return tuple(kept)
