"""Restrict an open question to the days it asks about, and put newer passages first if it asks what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from retrieval.answers.said_by import remarks
from retrieval.domain.article import Span
from retrieval.domain.period import Period
from retrieval.domain.ports import Library
from retrieval.domain.question import AnswerType, Question
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Reply
from retrieval.questions import search_text
from retrieval.ranking.confidence import HEDGED_FROM, Degree, degree
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN
from retrieval.ranking.recency import matches_period, newer_first, search_bounds
from retrieval.ranking.reranking import Rerank

# From this confidence on, what another time printed is said to be an answer, only not from then.
FROM_ANOTHER_TIME = 0.2
# Passages of any time that are also considered: some print the date asked for, some are undated.
MAX_PASSAGES_OF_ANY_TIME = 8


class OpenAnswerer(Protocol):
    """Answers an open question regardless of time; `only` lists the ids of the passages to search (None: all)."""

    async def __call__(
        self,
        question: Question,
        article: str | None,
        limit: int | None,
        *,
        only: Sequence[int] | None = None,
        history: Sequence[str] = (),
    ) -> Reply: ...


class FilterByTime:
    """Answers an open question from passages of the days it asks about."""

    def __init__(self, library: Library, answer: OpenAnswerer, most: int, rerank: Rerank | None = None) -> None:
        """`most` is how many passages are shown if the caller sets no limit."""
        self._library = library
        self._answer = answer
        self._most = most
        self._rerank = rerank

    async def __call__(
        self, question: Question, article: str | None, limit: int | None, history: Sequence[str] = ()
    ) -> Reply:
        """`history` alternates what reader and bot said."""
        if question.when is None:
            return _ordered(await self._answer(question, article, limit, history=history))
        anytime = await self._answer(question, article, max(MAX_PASSAGES_OF_ANY_TIME, limit or 0), history=history)
        published = await self._published(question, question.when, article, limit, history)
        answers = [reply for reply in (published, anytime) if isinstance(reply, Answer)]
        then = _best_first([e for reply in answers for e in reply.excerpts if matches_period(e, question.when)])
        undated = {e.article.id for e in _shown(anytime) if e.article.published is None} - {e.article.id for e in then}
        notes = remarks({Note.UNDATED_ARTICLES: len(undated)})
        if then:
            # The passages come from two answers: rerank them together, as each answer was.
            order = then if self._rerank is None else await self._rerank(search_text(anytime.question), then)
            shown = tuple(order[: limit or self._most])
            used = [reply for reply in answers if set(_places(reply.excerpts)) & set(_places(shown))]
            surest = max(used or answers, key=lambda reply: reply.confidence)
            if surest is not published:
                # How sure it was may be due to what another time printed.
                then_alone = [reply.confidence for reply in used if reply is published]
                likely = min(surest.confidence, max([HEDGED_FROM, *(e.score for e in shown), *then_alone]))
                surest = replace(surest, confidence=likely, hedged=degree(likely) is not Degree.SURE)
            return _ordered(replace(surest, question=anytime.question, excerpts=shown, ranked=(), remarks=notes))
        if not isinstance(anytime, Answer):
            return anytime
        nearest = anytime.excerpts[:MAX_NEAREST_SHOWN]
        reason = RefusalReason.NOT_THEN if anytime.confidence >= FROM_ANOTHER_TIME else RefusalReason.NOTHING_CLOSE
        return Refusal(question=anytime.question, reason=reason, nearest=nearest, remarks=notes)

    async def _published(
        self, question: Question, when: Period, article: str | None, limit: int | None, history: Sequence[str]
    ) -> Reply | None:
        """Search only the passages published then: in a search of all, nearer ones may crowd them out."""
        ids = await self._library.passages_between(*search_bounds(when))
        if article is not None:
            ids = sorted({*ids} & {*await self._library.passage_ids_within([article])})
        return await self._answer(question, article, limit, only=ids, history=history) if ids else None


def _shown(reply: Reply) -> Sequence[Excerpt]:
    return reply.excerpts if isinstance(reply, Answer) else ()


def _places(excerpts: Sequence[Excerpt]) -> list[tuple[str, Span]]:
    return [(e.article.id, e.span) for e in excerpts]


def _best_first(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Return each place once, the best first."""
    places = {(e.article.id, e.span): e for e in excerpts}
    return sorted(places.values(), key=lambda e: -e.score)


def _ordered(reply: Reply) -> Reply:
    if isinstance(reply, Answer) and reply.question.answer_type is AnswerType.EVENT:
        return replace(reply, excerpts=tuple(newer_first(reply.excerpts)))
    return reply
