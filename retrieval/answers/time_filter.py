"""Keep an open question to its words of time, and put the newer first where that is what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from retrieval.answers.open_question import search_text
from retrieval.answers.said_by import remarks
from retrieval.domain.period import Period
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, Wanted
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Reply
from retrieval.ranking.recency import around, matches_period, newer_first
from retrieval.ranking.reranking import Rerank

# Passages of any time that are looked at: what prints the date asked for, and what has none.
LOOKED_AT = 8
NEAREST = 2


class Open(Protocol):
    """Answers an open question, of whatever time; `only` are the passages among which it looks (None: all)."""

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
    """An open question, kept to its days."""

    def __init__(self, library: Library, answer: Open, most: int, rerank: Rerank | None = None) -> None:
        """`most` is how many passages are shown where the caller sets no limit."""
        self._library = library
        self._answer = answer
        self._most = most
        self._rerank = rerank

    async def __call__(
        self, question: Question, article: str | None, limit: int | None, history: Sequence[str] = ()
    ) -> Reply:
        """`history` is what reader and bot said in turn before."""
        if question.when is None:
            return _ordered(await self._answer(question, article, limit, history=history))
        anytime = await self._answer(question, article, max(LOOKED_AT, limit or 0), history=history)
        found = [*await self._published(question, question.when, article, limit, history), *_shown(anytime)]
        then = _best([e for e in found if matches_period(e, question.when)])
        undated = {e.article.id for e in _shown(anytime) if e.article.published is None} - {e.article.id for e in then}
        beside = remarks({Note.UNDATED_ARTICLES: len(undated)})
        if then:
            # Two answers become one here, and only what both were ordered by can order it.
            order = then if self._rerank is None else await self._rerank(search_text(anytime.question), then)
            shown = tuple(order[: limit or self._most])
            answered = Answer(question=anytime.question, excerpts=shown, confidence=_sure(then), remarks=beside)
            return _ordered(answered)
        if isinstance(anytime, Answer):
            nearest = anytime.excerpts[:NEAREST]
            return Refusal(question=anytime.question, reason=RefusalReason.NOT_THEN, nearest=nearest, remarks=beside)
        return anytime

    async def _published(
        self, question: Question, when: Period, article: str | None, limit: int | None, history: Sequence[str]
    ) -> Sequence[Excerpt]:
        """What answers among the passages of that time alone: others may be nearer, and hide them."""
        ids = await self._library.passages_between(*around(when))
        if article is not None:
            ids = sorted({*ids} & {*await self._library.passage_ids_of(article)})
        return _shown(await self._answer(question, article, limit, only=ids, history=history)) if ids else ()


def _shown(reply: Reply) -> Sequence[Excerpt]:
    return reply.excerpts if isinstance(reply, Answer) else ()


def _best(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Each place once, the best first."""
    places = {(e.article.id, e.span): e for e in excerpts}
    return sorted(places.values(), key=lambda e: -e.score)


def _sure(excerpts: Sequence[Excerpt]) -> float:
    return max(0.0, min(1.0, max(e.score for e in excerpts)))


def _ordered(reply: Reply) -> Reply:
    if isinstance(reply, Answer) and reply.question.wanted is Wanted.EVENT:
        return replace(reply, excerpts=tuple(newer_first(reply.excerpts)))
    return reply
