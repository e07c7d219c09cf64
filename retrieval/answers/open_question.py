"""Answer an open question with the sentences that answer it, under a caution if that is not sure; or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Refusal, RefusalReason, Reply
from retrieval.followups.conversation import context_label
from retrieval.questions import search_text
from retrieval.ranking.confidence import (
    Degree,
    close_to_the_best,
    confidence_of,
    degree,
    excerpts_of,
    one_of_each_passage,
)
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN
from retrieval.ranking.rank_sentences import MAX_READ, RankSentences
from retrieval.ranking.reranking import MAX_RERANKED, Rerank

# If the caller sets no limit.
MAX_EXCERPTS_SHOWN = 3


class AnswerOpen:
    """Answers questions that ask for nobody's words in particular."""

    def __init__(self, library: Library, rank: RankSentences, rerank: Rerank | None = None) -> None:
        self._library = library
        self._rank = rank
        self._rerank = rerank

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

        With `limit`, read that many passages, and return an excerpt of each in `ranked`, whether or not it answers.
        """
        within = only if article is None or only is not None else await self._library.passage_ids_within([article])
        # All that is to be listed or reordered is read.
        most = max(limit or MAX_READ, MAX_READ if self._rerank is None else MAX_RERANKED)
        every = None if limit is None and self._rerank is None else most
        ranked = await self._rank(search_text(question), history, within, article, every=every)
        context = ranked.retrieved.context
        if context.added:
            label = context_label(context.added)
            question = replace(question, asked=question.text, text=ranked.retrieved.query, understood=label)
        excerpts = excerpts_of(ranked, most)
        passages = one_of_each_passage(ranked, most)
        close = excerpts[: close_to_the_best(ranked)]
        if self._rerank is not None and excerpts:
            excerpts = passages = list(await self._rerank(ranked.retrieved.query, excerpts))
        if not excerpts:
            unread = ranked.retrieved.passages[: limit or MAX_NEAREST_SHOWN]
            nearest = tuple(replace(passage, score=0.0) for passage in unread)
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, nearest=nearest)
        confidence = confidence_of(ranked)
        sure = degree(confidence)
        if sure is Degree.NONE:
            # In one article the nearest may be what was asked for: as many as would be shown as an answer.
            few = MAX_NEAREST_SHOWN if article is None else MAX_EXCERPTS_SHOWN
            nearest = tuple(excerpts[:few] if limit is None else passages[:limit])
            reason = RefusalReason.NOTHING_CLOSE
            return Refusal(question=question, reason=reason, nearest=nearest, confidence=confidence)
        places = {(e.article.id, e.span) for e in close}
        likely = [e for e in excerpts if (e.article.id, e.span) in places]
        shown = likely[: limit or MAX_EXCERPTS_SHOWN]
        return Answer(
            question=question,
            excerpts=tuple(shown),
            ranked=() if limit is None else tuple(passages[:limit]),
            confidence=confidence,
            hedged=sure is Degree.HEDGED,
        )
