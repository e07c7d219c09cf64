"""Answer a question from the store: cited excerpts, or silence of a kind with the nearest real thing."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.dense import DenseSearch
from retrieval.folding import fold, words
from retrieval.model import (
    Answer,
    Article,
    Excerpt,
    Question,
    QuestionKind,
    Quoted,
    Refusal,
    Reply,
    Silence,
    Span,
)
from retrieval.ports import Library
from retrieval.questions import read_question
from retrieval.quotes.names import is_role, last_part
from retrieval.ranking import (
    close_in_meaning,
    enough,
    places_of,
    printing,
    statement_excerpts,
    weigh,
    whole_statements,
    words_of,
)
from retrieval.sentences import sentences

# Passages shown where the caller sets no limit.
PASSAGES = 3
# Fetched before deciding: some hits may be gone from the store.
FETCHED = 30
# Passages whose sentences are looked at before deciding.
CONSIDERED = 5
NEAREST = 2
OFFERED = 8


class AnswerQuestion:
    """One question in, one reply out."""

    def __init__(self, library: Library, search: DenseSearch) -> None:
        self._library = library
        self._search = search

    async def __call__(self, text: str, *, article: str | None = None, limit: int | None = None) -> Reply:
        """`article` asks one article only; `limit` is the most excerpts to give (None: all statements, a few passages).

        Raises UnusableQuestion.
        """
        question = read_question(text)
        if not await self._library.article_count():
            return Refusal(question=question, silence=Silence.NOTHING_STORED)
        if question.kind is QuestionKind.SAID_BY and question.speaker is not None:
            return await self._said_by(question, question.speaker, article, limit)
        if question.kind is QuestionKind.WHO_SAID and question.phrase is not None:
            return await self._who_said(question, question.phrase, article, limit)
        return await self._open(question, article, limit)

    async def _said_by(self, question: Question, speaker: str, article: str | None, limit: int | None) -> Reply:
        called = await self._library.speakers_called(fold(speaker), article)
        people = [p for p in called if fold(p) == fold(speaker) or not is_role(p)]
        if not people:
            return await self._nobody(question, speaker, article)
        full = [p for p in people if fold(p) != last_part(speaker)] or people
        if len(full) > 1 and fold(speaker) not in map(fold, full):
            return Refusal(question=question, silence=Silence.SEVERAL_OF_THAT_NAME, people=tuple(full))
        quoted = await self._library.said_by(people, article)
        scored = await self._on_topic(question.topic, quoted)
        if not scored:
            nearest = statement_excerpts([(q, 1.0) for q in quoted], NEAREST)
            return Refusal(question=question, silence=Silence.NOT_ON_THIS, people=tuple(full), nearest=nearest)
        confidence = max(q.statement.confidence for q, _ in scored)
        return Answer(question=question, excerpts=statement_excerpts(scored, limit), confidence=confidence)

    async def _on_topic(self, topic: str | None, quoted: Sequence[Quoted]) -> list[tuple[Quoted, float]]:
        if topic is None:
            return [(q, 1.0) for q in quoted]
        if printed := printing(topic, quoted):
            return printed
        vectors = await self._search.vectors([topic, *map(words_of, quoted)])
        return close_in_meaning(quoted, vectors[1:] @ vectors[0])

    async def _nobody(self, question: Question, speaker: str, article: str | None) -> Refusal:
        named = await self._library.people_called(fold(speaker), article)
        if named:
            beside = await self._library.quoted_beside(named[0], article)
            nearest = await self._where_named(named[0], article)
            return Refusal(
                question=question, silence=Silence.NEVER_QUOTED, people=tuple(beside[:OFFERED]), nearest=nearest
            )
        # "Benny Hill" is nobody here, but a Hill is: worth offering, never worth answering with.
        offered = await self._library.speakers_called(last_part(speaker), article)
        offered = offered or await self._library.quoted_people(OFFERED, article)
        return Refusal(question=question, silence=Silence.NOBODY_OF_THAT_NAME, people=tuple(offered[:OFFERED]))

    async def _where_named(self, name: str, article: str | None) -> tuple[Excerpt, ...]:
        """The sentences that name somebody: what is printed about them, not by them."""
        naming = await self._library.articles_printing(words(name), article)
        found = [(a, await self._search.apart(_sentence_with, name, a.text)) for a in naming[:NEAREST]]
        return tuple(Excerpt(article=a, span=span, score=0.0) for a, span in found if span is not None)

    async def _who_said(self, question: Question, phrase: str, article: str | None, limit: int | None) -> Reply:
        candidates = await self._library.articles_printing(words(phrase), article)
        places = await self._search.apart(_places, phrase, candidates)
        if not places:
            return await self._open(question, article, limit, verbatim=True)
        quoted = [
            q
            for q in await self._library.said_in(list(places))
            if any(c.overlaps(place) for c in q.statement.content for place in places.get(q.article.id, ()))
        ]
        excerpts = list(statement_excerpts([(q, 1.0) for q in quoted]))
        attributed = {e.article.id for e in excerpts}
        for a in candidates:
            if a.id in places and a.id not in attributed:
                # Printed, but as nobody's words: show where, and name nobody.
                around = await self._search.apart(_sentence_at, places[a.id][0], a.text)
                excerpts.append(Excerpt(article=a, span=around, focus=(around,), score=0.5))
        return Answer(
            question=question, excerpts=whole_statements(excerpts, limit), confidence=max(e.score for e in excerpts)
        )

    async def _open(
        self, question: Question, article: str | None, limit: int | None, *, verbatim: bool = False
    ) -> Reply:
        within = None if article is None else await self._library.passage_ids_of(article)
        asked = question.phrase or question.text
        wanted = limit or PASSAGES
        hits = await self._search.nearest(asked, FETCHED, within)
        found = await self._library.passages([i for i, _ in hits])
        # The store has the last word on what there is: a hit that it does not hold is not shown.
        near = [Excerpt(article=found[i].article, span=found[i].span, score=s) for i, s in hits if i in found]
        weighed = await self._weighed(asked, near[: max(CONSIDERED, wanted)])
        best = max(0.0, min(1.0, weighed[0].score)) if weighed else 0.0
        chosen = () if verbatim else enough(question.text, weighed, wanted)
        if chosen:
            return Answer(question=question, excerpts=chosen, confidence=best)
        nearest = tuple(weighed[:NEAREST])
        return Refusal(question=question, silence=Silence.NOTHING_CLOSE, nearest=nearest, confidence=best)

    async def _weighed(self, asked: str, near: Sequence[Excerpt]) -> list[Excerpt]:
        """The passages weighed by their sentences too, which are marked, best first."""
        cut = [[Span(e.span.start + s.start, e.span.start + s.end) for s in sentences(e.text)] for e in near]
        texts = [s.cut(e.article.text) for e, spans in zip(near, cut, strict=True) for s in spans]
        vectors = await self._search.vectors([asked, *texts])
        closeness = iter((vectors[1:] @ vectors[0]).tolist())
        weighed = [weigh(e, spans, [next(closeness) for _ in spans]) for e, spans in zip(near, cut, strict=True)]
        return sorted(weighed, key=lambda e: -e.score)


def _places(phrase: str, articles: Sequence[Article]) -> dict[str, list[Span]]:
    """Where each article prints the phrase; those that do not are left out."""
    return {a.id: places for a in articles if (places := places_of(phrase, a.text))}


def _sentence_with(name: str, text: str) -> Span | None:
    return next((s for s in sentences(text) if places_of(name, s.cut(text))), None)


def _sentence_at(place: Span, text: str) -> Span:
    return next((s for s in sentences(text) if s.overlaps(place)), place)
