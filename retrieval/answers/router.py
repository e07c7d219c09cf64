"""Answer a question from the store: cited excerpts, or silence of a kind with the nearest real thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from retrieval.answers.briefing import AnswerBriefing
from retrieval.answers.comparison import AnswerComparison
from retrieval.answers.follow_up import AnswerFollowUp, Scope
from retrieval.answers.news import AnswerNews
from retrieval.answers.open_question import PASSAGES, AnswerOpen
from retrieval.answers.said_about import AnswerSaidAbout
from retrieval.answers.said_by import AnswerSaidBy, remarks
from retrieval.answers.time_filter import FilterByTime
from retrieval.answers.who_is import AnswerWhoIs, only_of_the_office
from retrieval.domain.article import Article, Span
from retrieval.domain.ports import Library, Reranker
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Remark, Reply
from retrieval.followups import (
    CONTEXT_SEPARATOR,
    Genders,
    RewrittenQuestion,
    UnclearReference,
    has_pronoun,
    is_more,
    people_of,
    rewrite_follow_up,
    the_article,
)
from retrieval.followups.conversation import EMPTY_CONVERSATION, Conversation, history_of
from retrieval.followups.speaker_gender import FindGenders
from retrieval.index.search import PassageSearch
from retrieval.people.registry import is_described
from retrieval.people.resolver import PeopleResolver
from retrieval.questions import MAX_QUESTION_CHARS, as_open, read_question
from retrieval.quotes.addressee import is_told
from retrieval.ranking.deduplication import deduplicated_statements, one_of_each_origin, printed_in
from retrieval.ranking.excerpts import places_of, statement_excerpts, whole_statements
from retrieval.ranking.reranking import Rerank
from retrieval.text.chunking import passages
from retrieval.text.normalize import words
from retrieval.text.sentences import sentences
from retrieval.topics.topic_sentences import FindTopicSentences

NEAREST = 2

Clock = Callable[[], datetime]
Kind = Callable[[Question, str | None, int | None], Awaitable[Reply | None]]
"""Answers one kind of question: (question, article, limit); None where it is none of that kind after all."""


class AnswerQuestion:
    """One question in, one reply out."""

    def __init__(
        self,
        library: Library,
        search: PassageSearch,
        clock: Clock = lambda: datetime.now(UTC),
        reranker: Reranker | None = None,
    ) -> None:
        """`clock` gives the time, aware: what "yesterday" is counted from, and in which zone.

        `reranker` orders the first passages for an open question (None: they stay as they were found and read).
        """
        self._library = library
        self._search = search
        self._clock = clock
        self._stored = False
        self._find = PeopleResolver(library, search)
        said_by, gather = AnswerSaidBy(library, search, self._find), FindTopicSentences(library, search, self._find)
        brief = AnswerBriefing(search, gather)
        self._kinds: Mapping[QuestionKind, Kind] = {
            QuestionKind.SAID_BY: said_by,
            QuestionKind.WHO_SAID: self._who_said,
            QuestionKind.ABOUT: AnswerSaidAbout(library, search, self._find),
            QuestionKind.COMPARISON: AnswerComparison(said_by),
            QuestionKind.BRIEFING: brief,
            QuestionKind.TIMELINE: brief,
            QuestionKind.NEWS: AnswerNews(library, search, gather),
            QuestionKind.WHO_IS: AnswerWhoIs(library, search, self._find),
        }
        rerank = None if reranker is None else Rerank(search, reranker)
        self._open = AnswerOpen(library, search, rerank)
        self._in_time = FilterByTime(library, self._open, PASSAGES, rerank)
        self._follow = AnswerFollowUp(library, search, self._whole)
        self._genders = FindGenders(library, search, self._find)

    async def __call__(
        self,
        text: str,
        *,
        conversation: Conversation = EMPTY_CONVERSATION,
        article: str | None = None,
        limit: int | None = None,
        now: datetime | None = None,
        literally: bool = False,
    ) -> Reply:
        """`article` asks one article only; `limit` is the most excerpts to give (None: all statements, a few passages).

        A follow-up is answered as the whole question that it stands for in `conversation`; the reply's question says
        how it was understood.  `literally`: nothing is read into it.  `now`, aware and in the reader's zone, takes the
        place of the clock.  Raises UnusableQuestion.
        """
        scope = Scope(now or self._clock(), article, limit)
        ask = partial(self._asked, text, conversation, scope, literally=literally)
        with self._search.asking():
            return self._searched(await self._with_near_duplicates(await self._replied(ask, text, scope)))

    async def _with_near_duplicates(self, reply: Reply) -> Reply:
        """A reply whose excerpts say in which articles they are printed too, copies of their own and others, as shown.

        What they were found to print before may be less: an excerpt was widened since.
        """
        shown = (*reply.excerpts, *reply.ranked) if isinstance(reply, Answer) else reply.nearest
        near_duplicates = await self._library.near_duplicates({e.article.id for e in shown})
        if not near_duplicates and not any(e.also for e in shown):
            return reply

        def told(excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
            return tuple(
                printed_in(replace(e, also=()), (*e.also, *near_duplicates.get(e.article.id, ()))) for e in excerpts
            )

        if isinstance(reply, Refusal):
            return replace(reply, nearest=await self._search.apart(told, reply.nearest))
        excerpts, ranked = await self._search.apart(lambda: (told(reply.excerpts), told(reply.ranked)))
        return replace(reply, excerpts=excerpts, ranked=ranked)

    def _searched(self, reply: Reply) -> Reply:
        """Silence on what nobody is near says so where not all is searched yet."""
        if not self._search.behind or isinstance(reply, Answer) or reply.reason not in _OF_WHAT_IS_SEARCHED:
            return reply
        return replace(reply, remarks=(*reply.remarks, Remark(Note.BEHIND, self._search.behind)))

    async def _replied(self, ask: Callable[[], Awaitable[Reply]], text: str, scope: Scope) -> Reply:
        reply = await ask() if self._stored else None
        if isinstance(reply, Answer):
            return reply
        # Counted only where nothing is known to be stored, or what was may have gone since.
        self._stored = await self._library.article_count() > 0
        if not self._stored:
            return Refusal(question=read_question(text, scope.now), reason=RefusalReason.NOTHING_STORED)
        return reply or await ask()

    async def _asked(self, text: str, conversation: Conversation, scope: Scope, *, literally: bool) -> Reply:
        question, now, article = read_question(text, scope.now), scope.now, scope.article
        if literally:
            return await self._whole(text, scope)
        conversation, pointed = await self._in_reply(conversation)
        read = await self._understood(text, conversation, now)
        if pointed is not None and isinstance(read, UnclearReference) and read.reason is RefusalReason.NOTHING_BEFORE:
            return await self._of_article(question, pointed, question.text.strip("?!. "), scope)
        if pointed is not None and isinstance(read, RewrittenQuestion) and article is None:
            # Whoever is meant by "he" there, it is what that article prints of them that is asked for.
            read = replace(read, article=pointed.id)
        if isinstance(read, UnclearReference):
            return Refusal(question=question, reason=read.reason, asked=read.asked, people=read.people)
        if read is not None:
            return await self._follow(question.text, read, conversation, scope)
        if article is None and (pointed := await self._pointed_at(question, conversation)) is not None:
            reply = await self._whole(text, replace(scope, article=pointed.id), conversation)
            if isinstance(reply, Answer):
                label = f"in {pointed.label}"
                return replace(reply, question=replace(reply.question, asked=question.text, understood=label))
        return await self._whole(text, scope, conversation)

    async def _in_reply(self, conversation: Conversation) -> tuple[Conversation, Article | None]:
        """The conversation of a reply to a stored article: about that and those quoted in it, and the article.

        None where it replies to an answer, to something selected, or to nothing.
        """
        about = conversation.about
        if about is None or about.answered or about.phrase or len(about.articles) != 1:
            return conversation, None
        pointed = await self._library.article(about.articles[0])
        if pointed is None:
            return conversation, None
        said = await self._library.said_in([pointed.id])
        quoted = [s.name for q in said for s in q.statement.speakers if not is_described(s, pointed.text)]
        people = about.people or tuple(dict.fromkeys(quoted))
        return Conversation(about=replace(about, people=people)), pointed

    async def _of_article(self, question: Question, pointed: Article, asked: str, scope: Scope) -> Reply:
        """ "More" and "why?" in reply to an article: what it goes on with; or asked beside what it is about."""
        label = f"{asked}, in {pointed.label}"
        if is_more(asked):
            further = (await self._search.apart(passages, pointed.text))[1 : 1 + (scope.limit or PASSAGES)]
            told = replace(question, understood=label)
            if not further:
                return Refusal(question=told, reason=RefusalReason.NOTHING_MORE)
            shown = tuple(Excerpt(article=pointed, span=s) for s in further)
            return Answer(question=told, excerpts=shown, confidence=1.0)
        text = f"{asked}{CONTEXT_SEPARATOR}{pointed.title}" if pointed.title else asked
        reply = await self._open(as_open(read_question(text[:MAX_QUESTION_CHARS], scope.now)), pointed.id, scope.limit)
        return replace(reply, question=replace(reply.question, asked=question.text, understood=label))

    async def _understood(
        self, text: str, conversation: Conversation, now: datetime
    ) -> RewrittenQuestion | UnclearReference | None:
        genders: Genders = {}
        if has_pronoun(text) and (people := people_of(conversation, now)):
            genders = await self._genders(people)
        return rewrite_follow_up(text, conversation, now, genders)

    async def _pointed_at(self, question: Question, conversation: Conversation) -> Article | None:
        """The one article of a message that a whole question replies to.

        Who replies to an answer with somebody's name asks what they said anywhere.
        """
        about = conversation.about
        if about is None or (about.answered and question.kind is not QuestionKind.OPEN):
            return None
        the_one = the_article(conversation)
        return None if the_one is None else await self._library.article(the_one)

    async def _whole(self, text: str, scope: Scope, conversation: Conversation = EMPTY_CONVERSATION) -> Reply:
        """A question as it stands; only where it is open does `conversation` matter."""
        question = read_question(text, scope.now)
        kind = self._kinds.get(question.kind)
        reply = None if kind is None else await kind(question, scope.article, scope.limit)
        if reply is None or _may_be_open(reply):
            opened = await self._in_time(as_open(question), scope.article, scope.limit, history_of(conversation))
            if isinstance(opened, Answer) and question.kind is QuestionKind.WHO_IS:
                opened = await self._search.apart(only_of_the_office, question, opened)
            if reply is None or isinstance(opened, Answer):
                return opened
        if isinstance(reply, Refusal) and reply.reason in {RefusalReason.NOBODY_ON_THIS, RefusalReason.NOTHING_CLOSE}:
            return replace(reply, remarks=remarks({Note.UNREAD: await self._library.unread(scope.article)}))
        return reply

    async def _who_said(self, question: Question, article: str | None, limit: int | None) -> Reply:
        phrase = question.phrase or question.text
        candidates = await self._library.articles_printing(words(phrase), article)
        places = await self._search.apart(_places, phrase, candidates)
        if not places:
            # Nobody printed it: no passage answers, however near.
            reply = await self._open(question, article, limit)
            near = reply.excerpts if isinstance(reply, Answer) else reply.nearest
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, nearest=near[: limit or NEAREST])
        printed = [a for a in candidates if a.id in places]
        if question.when is not None:
            when = question.when
            then = [a for a in printed if a.published is not None and when.holds(a.published)]
            if not then:
                shown = (await self._printed(phrase, places, printed[:1]))[:NEAREST]
                return Refusal(question=question, reason=RefusalReason.NOT_THEN, nearest=tuple(shown))
            printed = then
        excerpts = await self._printed(phrase, places, printed, question.audience)
        if not excerpts:
            shown = (await self._printed(phrase, places, printed[:1]))[:NEAREST]
            return Refusal(question=question, reason=RefusalReason.NOT_TO_THEM, nearest=tuple(shown))
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
        named = deduplicated_statements((q, 1.0) for q in await self._find.under_their_names(said))
        excerpts = list(statement_excerpts(named, by_person=True))
        attributed = {e.article.origin for e in excerpts}
        for a, _ in one_of_each_origin(articles):
            if a.origin not in attributed and audience is None:
                around = await self._search.apart(_sentence_at, places[a.id][0], a.text)
                excerpts.append(Excerpt(article=a, span=around, focus=(around,), score=0.5))
        return excerpts


# What is found by meaning alone, and so is missed where the indexes are behind.
_OF_WHAT_IS_SEARCHED = {
    RefusalReason.NOTHING_CLOSE,
    RefusalReason.NOT_ON_THIS,
    RefusalReason.NOBODY_ON_THIS,
    RefusalReason.NOT_THEN,
}


def _may_be_open(reply: Reply) -> bool:
    """Whether the passages may answer what the form of the question did not find."""
    forms = {QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS, QuestionKind.WHO_IS}
    reasons = {RefusalReason.NOTHING_CLOSE, RefusalReason.NO_ROLE}
    return isinstance(reply, Refusal) and reply.question.kind in forms and reply.reason in reasons


def _places(phrase: str, articles: Sequence[Article]) -> dict[str, list[Span]]:
    """Where each article prints the phrase; those that do not are left out."""
    return {a.id: places for a in articles if (places := places_of(phrase, a.text))}


def _sentence_at(place: Span, text: str) -> Span:
    return next((s for s in sentences(text) if s.overlaps(place)), place)
