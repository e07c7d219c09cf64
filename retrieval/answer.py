"""Answer a question from the store: cited excerpts, or silence of a kind with the nearest real thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from retrieval.audience import is_told
from retrieval.conversation import NOTHING_BEFORE, Conversation
from retrieval.dense import DenseSearch
from retrieval.folding import words
from retrieval.following import AnswerFollowUp
from retrieval.followups import Unclear, Understood, has_pronoun, people_of, the_article, understood
from retrieval.model import (
    Answer,
    Article,
    Beside,
    Excerpt,
    Question,
    QuestionKind,
    Refusal,
    Reply,
    Silence,
    Span,
)
from retrieval.ports import Library
from retrieval.questions import read_question
from retrieval.quotes.pronoun_network import genders_of
from retrieval.ranking import enough, places_of, statement_excerpts, weigh, whole_statements
from retrieval.said_about import SaidAbout
from retrieval.said_by import SaidBy, remarks
from retrieval.sentences import sentences
from retrieval.whom import FindPeople

# Passages shown where the caller sets no limit.
PASSAGES = 3
# Fetched before deciding: some hits may be gone from the store.
FETCHED = 30
# Passages whose sentences are looked at before deciding.
CONSIDERED = 5
NEAREST = 2

Clock = Callable[[], datetime]


class AnswerQuestion:
    """One question in, one reply out."""

    def __init__(self, library: Library, search: DenseSearch, clock: Clock = lambda: datetime.now(UTC)) -> None:
        """`clock` gives the time, aware: what "yesterday" is counted from, and in which zone."""
        self._library = library
        self._search = search
        self._clock = clock
        self._find = FindPeople(library, search)
        self._said_by = SaidBy(library, search, self._find)
        self._said_about = SaidAbout(library, search, self._find)
        self._follow = AnswerFollowUp(library, search, self._whole)

    async def __call__(
        self,
        text: str,
        *,
        conversation: Conversation = NOTHING_BEFORE,
        article: str | None = None,
        limit: int | None = None,
        literally: bool = False,
    ) -> Reply:
        """`article` asks one article only; `limit` is the most excerpts to give (None: all statements, a few passages).

        A follow-up is answered as the whole question that it stands for in `conversation`; the reply's question says
        how it was understood.  `literally`: nothing is read into it.  Raises UnusableQuestion.
        """
        question = read_question(text, self._clock())
        if not await self._library.article_count():
            return Refusal(question=question, silence=Silence.NOTHING_STORED)
        if literally:
            return await self._whole(text, article, limit)
        read = await self._understood(text, conversation)
        if isinstance(read, Unclear):
            return Refusal(question=question, silence=read.silence, asked=read.asked, people=read.people)
        if read is not None:
            return await self._follow(question.text, read, conversation, article, limit)
        if article is None and (pointed := await self._pointed_at(question, conversation)) is not None:
            reply = await self._whole(text, pointed.id, limit, conversation)
            if isinstance(reply, Answer):
                label = f"in {pointed.label}"
                return replace(reply, question=replace(reply.question, asked=question.text, understood=label))
        return await self._whole(text, article, limit, conversation)

    async def _understood(self, text: str, conversation: Conversation) -> Understood | Unclear | None:
        now = self._clock()
        genders = {}
        if has_pronoun(text) and (people := people_of(conversation, now)):
            genders = await self._search.apart(genders_of, people)
        return understood(text, conversation, now, genders)

    async def _pointed_at(self, question: Question, conversation: Conversation) -> Article | None:
        """The one article of a message that a whole question replies to.

        Who replies to an answer with somebody's name asks what they said anywhere.
        """
        about = conversation.about
        if about is None or (about.answered and question.kind is not QuestionKind.OPEN):
            return None
        the_one = the_article(conversation)
        return None if the_one is None else await self._library.article(the_one)

    async def _whole(
        self, text: str, article: str | None, limit: int | None, conversation: Conversation = NOTHING_BEFORE
    ) -> Reply:
        """A question as it stands; only where it is open does `conversation` matter."""
        question = read_question(text, self._clock())
        reply: Reply | None = None
        if question.kind is QuestionKind.SAID_BY:
            reply = await self._said_by(question, article, limit)
        elif question.kind is QuestionKind.WHO_SAID and question.phrase is not None:
            reply = await self._who_said(question, question.phrase, article, limit)
        elif question.kind is QuestionKind.ABOUT:
            reply = await self._said_about(question, article, limit)
        if reply is None:
            return await self._open(Question(text=question.text), article, limit, conversation)
        if isinstance(reply, Refusal) and reply.silence in {Silence.NOBODY_ON_THIS, Silence.NOTHING_CLOSE}:
            return replace(reply, remarks=remarks({Beside.UNREAD: await self._library.unread(article)}))
        return reply

    async def _who_said(self, question: Question, phrase: str, article: str | None, limit: int | None) -> Reply:
        candidates = await self._library.articles_printing(words(phrase), article)
        places = await self._search.apart(_places, phrase, candidates)
        if not places:
            return await self._open(question, article, limit, verbatim=True)
        printed = [a for a in candidates if a.id in places]
        if question.when is not None:
            when = question.when
            then = [a for a in printed if a.published is not None and when.holds(a.published)]
            if not then:
                shown = (await self._printed(phrase, places, printed[:1]))[:NEAREST]
                return Refusal(question=question, silence=Silence.NOT_THEN, nearest=tuple(shown))
            printed = then
        excerpts = await self._printed(phrase, places, printed, question.audience)
        if not excerpts:
            shown = (await self._printed(phrase, places, printed[:1]))[:NEAREST]
            return Refusal(question=question, silence=Silence.NOT_TO_THEM, nearest=tuple(shown))
        return Answer(
            question=question, excerpts=whole_statements(excerpts, limit), confidence=max(e.score for e in excerpts)
        )

    async def _printed(
        self, phrase: str, places: dict[str, list[Span]], articles: Sequence[Article], audience: str | None = None
    ) -> list[Excerpt]:
        """The statements that hold a phrase, and the sentences that print it as nobody's words, naming nobody."""
        said = [
            q
            for q in await self._library.said_in([a.id for a in articles])
            if any(c.overlaps(place) for c in q.statement.content for place in places[q.article.id])
            if audience is None or is_told(q, audience)
        ]
        excerpts = list(
            statement_excerpts([(q, 1.0) for q in await self._find.under_their_names(said)], by_person=True)
        )
        attributed = {e.article.id for e in excerpts}
        for a in articles:
            if a.id not in attributed and audience is None:
                around = await self._search.apart(_sentence_at, places[a.id][0], a.text)
                excerpts.append(Excerpt(article=a, span=around, focus=(around,), score=0.5))
        return excerpts

    async def _open(
        self,
        question: Question,
        article: str | None,
        limit: int | None,
        conversation: Conversation = NOTHING_BEFORE,
        *,
        verbatim: bool = False,
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


def _sentence_at(place: Span, text: str) -> Span:
    return next((s for s in sentences(text) if s.overlaps(place)), place)
