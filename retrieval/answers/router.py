"""Route a question: resolve a follow-up, answer by kind, and fall back to an open question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from retrieval.answers.briefing import AnswerBriefing
from retrieval.answers.comparison import AnswerComparison
from retrieval.answers.follow_up import AnswerFollowUp, Scope
from retrieval.answers.news import AnswerNews
from retrieval.answers.open_question import MAX_PASSAGES_SHOWN, AnswerOpen
from retrieval.answers.replied_to import AnswerReplyToMessage
from retrieval.answers.said_about import AnswerSaidAbout
from retrieval.answers.said_by import AnswerSaidBy, remarks
from retrieval.answers.time_filter import FilterByTime
from retrieval.answers.who_is import AnswerWhoIs, only_of_the_office
from retrieval.answers.who_said import AnswerWhoSaid
from retrieval.domain.clock import Clock, utc_now
from retrieval.domain.ports import Library, Reranker
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Note, Refusal, RefusalReason, Remark, Reply
from retrieval.followups import (
    Genders,
    RewriteResult,
    UnclearReference,
    has_pronoun,
    people_of,
    rewrite_follow_up,
)
from retrieval.followups.conversation import EMPTY_CONVERSATION, Conversation, history_of
from retrieval.followups.speaker_gender import FindGenders
from retrieval.index.search import PassageSearch
from retrieval.people.resolver import PeopleResolver
from retrieval.questions import as_open, read_question
from retrieval.ranking.copies import FindCopies
from retrieval.ranking.reranking import Rerank
from retrieval.topics.topic_sentences import FindTopicSentences

AnswerKind = Callable[[Question, str | None, int | None], Awaitable[Reply | None]]
"""Answers one kind of question: (question, article, limit).  Returns None if it is not of that kind after all."""

# These come from search by meaning, which misses passages while the indexes are behind the store.
_FOUND_BY_SEARCH = frozenset(
    {
        RefusalReason.NOTHING_CLOSE,
        RefusalReason.NOT_ON_THIS,
        RefusalReason.NOBODY_ON_THIS,
        RefusalReason.NOT_THEN,
    }
)
# After these a passage may still answer the question as it stands.
_TRY_AS_OPEN = frozenset({RefusalReason.NOTHING_CLOSE, RefusalReason.NO_ROLE})


class AnswerQuestion:
    """Answers one question with one reply."""

    def __init__(
        self,
        library: Library,
        search: PassageSearch,
        clock: Clock = utc_now,
        reranker: Reranker | None = None,
    ) -> None:
        """`clock` returns the time, aware: "yesterday" is counted from it, in its zone.

        `reranker` orders the first passages for an open question; None keeps the order of retrieval.
        """
        self._library = library
        self._search = search
        self._clock = clock
        self._stored = False
        find = PeopleResolver(library, search)
        rerank = None if reranker is None else Rerank(search, reranker)
        answer_open = AnswerOpen(library, search, rerank)
        said_by, topic_sentences = AnswerSaidBy(library, search, find), FindTopicSentences(library, search, find)
        briefing = AnswerBriefing(search, topic_sentences)
        self._by_kind: Mapping[QuestionKind, AnswerKind] = {
            QuestionKind.SAID_BY: said_by,
            QuestionKind.WHO_SAID: AnswerWhoSaid(library, search, find, answer_open),
            QuestionKind.ABOUT: AnswerSaidAbout(library, search, find),
            QuestionKind.COMPARISON: AnswerComparison(said_by),
            QuestionKind.BRIEFING: briefing,
            QuestionKind.TIMELINE: briefing,
            QuestionKind.NEWS: AnswerNews(library, search, topic_sentences),
            QuestionKind.WHO_IS: AnswerWhoIs(library, search, find),
        }
        self._open = FilterByTime(library, answer_open, MAX_PASSAGES_SHOWN, rerank)
        self._follow_up = AnswerFollowUp(library, search, self._whole)
        self._in_reply = AnswerReplyToMessage(library, search, answer_open)
        self._genders = FindGenders(library, search, find)
        self._copies = FindCopies(library, search)

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
        """Answer `text`, from one `article` only if given, with at most `limit` excerpts.

        `limit` None means every statement, but only a few passages.  A follow-up is answered as the whole question that
        it stands for in `conversation`, and the reply's question says how it was understood; `literally` turns that
        off.  `now`, aware and in the reader's zone, replaces the clock.  Raise UnusableQuestion.
        """
        scope = Scope(now or self._clock(), article, limit)
        ask = partial(self._route, text, conversation, scope, literally=literally)
        with self._search.asking():
            return self._with_backlog(await self._copies(await self._unless_empty(ask, text, scope)))

    def _with_backlog(self, reply: Reply) -> Reply:
        """Add to a refusal that depends on search how many passages are not searched yet."""
        if not self._search.behind or isinstance(reply, Answer) or reply.reason not in _FOUND_BY_SEARCH:
            return reply
        return replace(reply, remarks=(*reply.remarks, Remark(Note.BEHIND, self._search.behind)))

    async def _unless_empty(self, ask: Callable[[], Awaitable[Reply]], text: str, scope: Scope) -> Reply:
        """Ask, or refuse if no article is stored."""
        reply = await ask() if self._stored else None
        if isinstance(reply, Answer):
            return reply
        # Count only if no article was stored so far, or if all of them may have been removed since.
        self._stored = await self._library.article_count() > 0
        if not self._stored:
            return Refusal(question=read_question(text, scope.now), reason=RefusalReason.NOTHING_STORED)
        return reply or await ask()

    async def _route(self, text: str, conversation: Conversation, scope: Scope, *, literally: bool) -> Reply:
        question = read_question(text, scope.now)
        if literally:
            return await self._whole(text, scope)
        conversation, replied_to = await self._in_reply.context(conversation)
        rewritten = await self._rewritten(text, conversation, scope.now)
        if isinstance(rewritten, UnclearReference):
            if replied_to is not None and rewritten.reason is RefusalReason.NOTHING_BEFORE:
                return await self._in_reply(question, replied_to, scope.limit)
            return Refusal(question=question, reason=rewritten.reason, asked=rewritten.asked, people=rewritten.people)
        if rewritten is not None:
            if replied_to is not None and scope.article is None:
                # Whoever "he" is in that article, the reader wants what this article prints of him.
                rewritten = replace(rewritten, article=replied_to.id)
            return await self._follow_up(question.text, rewritten, conversation, scope)
        if scope.article is None and (shown := await self._in_reply.article_shown(question, conversation)) is not None:
            reply = await self._whole(text, replace(scope, article=shown.id), conversation)
            if isinstance(reply, Answer):
                label = f"in {shown.label}"
                return replace(reply, question=replace(reply.question, asked=question.text, understood=label))
        return await self._whole(text, scope, conversation)

    async def _rewritten(self, text: str, conversation: Conversation, now: datetime) -> RewriteResult:
        genders: Genders = {}
        if has_pronoun(text) and (people := people_of(conversation, now)):
            genders = await self._genders(people)
        return rewrite_follow_up(text, conversation, now, genders)

    async def _whole(self, text: str, scope: Scope, conversation: Conversation = EMPTY_CONVERSATION) -> Reply:
        """Answer a question as it stands; `conversation` matters only if it is open."""
        question = read_question(text, scope.now)
        kind = self._by_kind.get(question.kind)
        reply = None if kind is None else await kind(question, scope.article, scope.limit)
        if reply is None or _may_be_open(reply):
            opened = await self._open(as_open(question), scope.article, scope.limit, history_of(conversation))
            if isinstance(opened, Answer) and question.kind is QuestionKind.WHO_IS:
                opened = await self._search.compute(only_of_the_office, question, opened)
            if reply is None or isinstance(opened, Answer):
                return opened
        if isinstance(reply, Refusal) and reply.reason in {RefusalReason.NOBODY_ON_THIS, RefusalReason.NOTHING_CLOSE}:
            return replace(reply, remarks=remarks({Note.UNREAD: await self._library.unread(scope.article)}))
        return reply


def _may_be_open(reply: Reply) -> bool:
    """Return whether passages may answer what the answerer of its kind did not find.

    A phrase that nobody printed is not answered by passages that are close to it.
    """
    refused = isinstance(reply, Refusal) and reply.reason in _TRY_AS_OPEN
    return refused and reply.question.kind is not QuestionKind.WHO_SAID
