"""Answer an open question by the passages that tell it, or be silent with the nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.closer_look import CloserLook, Weighed
from retrieval.duplicates import once
from retrieval.enough import SURE, confidence, telling
from retrieval.finding import FindPassages
from retrieval.model import Answer, Excerpt, Question, Refusal, Reply, Silence, Span, names
from retrieval.passages import passages
from retrieval.ports import Library
from retrieval.search import PassageSearch

# Passages shown where the caller sets no limit, and those that are read before deciding.
PASSAGES = 3
READ = 3
NEAREST = 2


class AnswerOpen:
    """What nobody in particular said: the passages that answer."""

    def __init__(self, library: Library, search: PassageSearch) -> None:
        self._library = library
        self._search = search
        self._find = FindPassages(library, search)
        self._look = CloserLook(search)

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

        With `limit` as many passages are given as there are, the nearest of them where they do not answer.
        """
        within = only if article is None or only is not None else await self._library.passage_ids_of(article)
        found = await self._find(question.phrase or question.text, history, within)
        if found.leaning.carried:
            label = f"with {names(found.leaning.carried)}"
            question = replace(question, asked=question.text, text=found.asked, understood=label)
        different = once(found.passages, max(READ, limit or PASSAGES))
        read = await self._look(found.asked, found, different[:READ])
        sure = confidence(max(w.near for w in read), read[0].look.answers) if read else 0.0
        if sure < SURE:
            nearest = tuple(different[: limit or NEAREST])
            return Refusal(question=question, silence=Silence.NOTHING_CLOSE, nearest=nearest, confidence=sure)
        others = [_marked(w) for w in read[1:] if limit is not None or w.sure >= SURE]
        shown = [await self._whole(found.asked, read[0]), *others, *(different[READ:] if limit is not None else ())]
        return Answer(question=question, excerpts=_apart(shown)[: limit or PASSAGES], confidence=sure)

    async def _whole(self, asked: str, first: Weighed) -> Excerpt:
        """The first passage with the sentences of its neighbours that belong to the answer."""
        excerpt, text = first.excerpt, first.excerpt.article.text
        beside = await self._search.apart(_neighbours, excerpt.span, text)
        title = excerpt.article.title or ""
        looks = await self._look.read(asked, [(title, s.cut(text)) for s in beside])
        spans = [*_placed(first), *(_moved(s, by) for by, look in zip(beside, looks, strict=True) for s in look.spans)]
        odds = [o for look in (first.look, *looks) for o in look.sentences]
        told = telling(spans, odds, text)
        span = Span(min(excerpt.span.start, told[0].start), max(excerpt.span.end, told[-1].end))
        return replace(excerpt, span=span, focus=told)


def _marked(weighed: Weighed) -> Excerpt:
    excerpt, look = weighed.excerpt, weighed.look
    return replace(excerpt, focus=telling(_placed(weighed), look.sentences, excerpt.article.text))


def _placed(weighed: Weighed) -> list[Span]:
    """The sentences of a passage, in its article."""
    return [_moved(s, weighed.excerpt.span) for s in weighed.look.spans]


def _moved(span: Span, within: Span) -> Span:
    return Span(within.start + span.start, within.start + span.end)


def _neighbours(span: Span, text: str) -> list[Span]:
    """The passages before and after."""
    cut = passages(text)
    here = [n for n, s in enumerate(cut) if s.overlaps(span)]
    return [cut[n] for n in (here[0] - 1, here[-1] + 1) if 0 <= n < len(cut)] if here else []


def _apart(excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Without those of which an earlier one shows all."""
    kept: list[Excerpt] = []
    for excerpt in excerpts:
        if not any(k.article.id == excerpt.article.id and k.span.holds(excerpt.span) for k in kept):
            kept.append(excerpt)
    return tuple(kept)
