"""Answer who said a phrase: the statements that contain it, and the sentences that print it as nobody's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from retrieval.domain.article import Article, Span
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.people.resolver import PeopleResolver
from retrieval.quotes.speakers.addressee import is_addressed_to
from retrieval.ranking.deduplication import deduplicated_statements, one_of_each_origin
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN, places_of, statement_excerpts, whole_statements
from retrieval.text.normalize import words
from retrieval.text.sentences import sentences

# An article's own sentence answers less well than a statement with its speaker.
_UNATTRIBUTED_SCORE = 0.5


class AnswerWhoSaid:
    """Who said '…'?"""

    def __init__(
        self,
        library: Library,
        search: PassageSearch,
        find: PeopleResolver,
        answer_open: Callable[[Question, str | None, int | None], Awaitable[Reply]],
        answer_about: Callable[[Question, str | None, int | None], Awaitable[Reply | None]],
    ) -> None:
        """`answer_open` finds the nearest passages if nobody printed the phrase, `answer_about` who spoke about it."""
        self._library = library
        self._search = search
        self._find = find
        self._answer_open = answer_open
        self._answer_about = answer_about

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply:
        phrase = question.phrase or question.text
        candidates = await self._library.articles_printing(words(phrase), article)
        places = await self._search.compute(_places, phrase, candidates)
        if not places:
            if question.guess and (said := await self._in_other_words(question, phrase, article, limit)) is not None:
                return said
            reply = await self._answer_open(question, article, limit)
            near = reply.excerpts if isinstance(reply, Answer) else reply.nearest
            nearest = near[: limit or MAX_NEAREST_SHOWN]
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, nearest=nearest)
        printed = [a for a in candidates if a.id in places]
        if question.when is not None:
            when = question.when
            then = [a for a in printed if a.published is not None and when.holds(a.published)]
            if not then:
                return await self._refusal(question, RefusalReason.NOT_THEN, places, printed)
            printed = then
        excerpts = await self._excerpts(places, printed, question.audience)
        if not excerpts:
            return await self._refusal(question, RefusalReason.NOT_TO_THEM, places, printed)
        return Answer(
            question=question, excerpts=whole_statements(excerpts, limit), confidence=max(e.score for e in excerpts)
        )

    async def _in_other_words(
        self, question: Question, phrase: str, article: str | None, limit: int | None
    ) -> Answer | None:
        """Answer with what people said about it, if that is likely to be meant: never surely."""
        about = replace(question, kind=QuestionKind.ABOUT, topic=phrase, phrase=None)
        reply = await self._answer_about(about, article, limit)
        return replace(reply, hedged=True) if isinstance(reply, Answer) else None

    async def _refusal(
        self,
        question: Question,
        reason: RefusalReason,
        places: Mapping[str, Sequence[Span]],
        printed: Sequence[Article],
    ) -> Refusal:
        nearest = (await self._excerpts(places, printed[:1]))[:MAX_NEAREST_SHOWN]
        return Refusal(question=question, reason=reason, nearest=tuple(nearest))

    async def _excerpts(
        self, places: Mapping[str, Sequence[Span]], articles: Sequence[Article], audience: str | None = None
    ) -> list[Excerpt]:
        """Return the statements that contain the phrase, then the sentences that print it as nobody's words.

        `audience` keeps only statements made to them.
        """
        said = [
            q
            for q in await self._library.said_in([a.id for a in articles])
            if any(c.overlaps(place) for c in q.statement.content for place in places[q.article.id])
            if audience is None or is_addressed_to(q, audience)
        ]
        named = deduplicated_statements((q, 1.0) for q in await self._find.under_their_names(said))
        excerpts = list(statement_excerpts(named, by_person=True))
        attributed = {e.article.origin for e in excerpts}
        for a, _ in one_of_each_origin(articles):
            if a.origin not in attributed and audience is None:
                sentence = await self._search.compute(_sentence_at, places[a.id][0], a.text)
                excerpts.append(Excerpt(article=a, span=sentence, focus=(sentence,), score=_UNATTRIBUTED_SCORE))
        return excerpts


def _places(phrase: str, articles: Sequence[Article]) -> dict[str, list[Span]]:
    """Return where each article prints the phrase, by article id; articles that do not print it are left out."""
    return {a.id: places for a in articles if (places := places_of(phrase, a.text))}


def _sentence_at(place: Span, text: str) -> Span:
    return next((s for s in sentences(text) if s.overlaps(place)), place)
