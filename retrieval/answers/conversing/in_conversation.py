"""Answer a question in a conversation: a follow-up as the whole question that it stands for, or as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from retrieval.answers.conversing.follow_up import AnswerFollowUp, printing_words
from retrieval.answers.conversing.replied_to import AnswerReplyToMessage
from retrieval.answers.whole import TRY_AS_OPEN, AnswerWhole, Scope
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Refusal, RefusalReason, Reply
from retrieval.followups import (
    AnswerPart,
    Genders,
    RewriteResult,
    RewrittenQuestion,
    UnclearReference,
    asks_who_said_it,
    has_pronoun,
    people_of,
    rewrite_follow_up,
)
from retrieval.followups.conversation import Conversation, history_of
from retrieval.followups.leaning import leaning
from retrieval.followups.speaker_gender import FindGenders
from retrieval.index.search import PassageSearch
from retrieval.questions import read_question
from retrieval.ranking.confidence import Degree, degree

# Of the articles shown last, so many are asked when a question stands for nothing by itself.
MAX_ARTICLES_ASKED = 2


class AnswerInConversation:
    """Answers a question that may lean on what was asked and shown before."""

    def __init__(self, library: Library, search: PassageSearch, whole: AnswerWhole) -> None:
        self._whole = whole
        self._follow_up = AnswerFollowUp(library, search, whole)
        self._in_reply = AnswerReplyToMessage(library, search, whole.answer_open)
        self._genders = FindGenders(library, search, whole.find)

    async def __call__(self, text: str, conversation: Conversation, scope: Scope) -> Reply:
        """Raise UnusableQuestion."""
        question = read_question(text, scope.now)
        conversation, replied_to = await self._in_reply.context(conversation)
        if conversation.about is None and conversation.last is not None and asks_who_said_it(text):
            whose = await self._follow_up.who_said_it(question, conversation.last)
            if whose is not None:
                return whose
        rewritten = await self._rewritten(text, conversation, scope.now)
        if isinstance(rewritten, UnclearReference):
            if replied_to is not None and rewritten.reason is RefusalReason.NOTHING_BEFORE:
                return await self._in_reply(question, replied_to, scope.limit)
            return await self._unclear(question, rewritten, conversation, scope)
        if rewritten is not None:
            if replied_to is not None and scope.article is None:
                # Whoever "he" is in that article, the reader wants what this article prints of him.
                rewritten = replace(rewritten, article=replied_to.id)
            return await self._rewritten_reply(question, rewritten, conversation, scope)
        in_reply = await self._from_the_article(question, conversation, scope)
        return in_reply or await self._standing_alone(question, scope, conversation)

    async def _rewritten_reply(
        self, question: Question, rewritten: RewrittenQuestion, conversation: Conversation, scope: Scope
    ) -> Reply:
        """Answer the whole question that a follow-up stands for; or the articles shown last may answer it as typed."""
        plain = rewritten.part is AnswerPart.ALL and not (
            rewritten.required_words or rewritten.alternative or rewritten.article
        )
        if plain and leaning(whole := read_question(rewritten.text, scope.now)):
            leans = max(leaning(question), leaning(whole))
            found = await self._here_or_anywhere(whole.text, leans, scope, conversation)
            return replace(found, question=replace(found.question, asked=question.text, understood=rewritten.label))
        reply = await self._follow_up(question.text, rewritten, conversation, scope)
        if isinstance(reply, Answer) or reply.reason not in TRY_AS_OPEN:
            return reply
        required = rewritten.required_words
        text = question.text if required is None else rewritten.text
        there = await self._in_context(text, scope, conversation, near=True)
        if there is None or required is None:
            return there or reply
        printing = printing_words(required, there)
        return replace(printing, question=reply.question) if isinstance(printing, Answer) else reply

    async def _unclear(
        self, question: Question, unclear: UnclearReference, conversation: Conversation, scope: Scope
    ) -> Reply:
        """Ask back who or what is meant, unless nobody can be, and the articles shown last may answer."""
        nobody = not unclear.people and not any(turn.people for turn in conversation.turns)
        if nobody and (reply := await self._in_context(question.text, scope, conversation, near=True)) is not None:
            return replace(reply, hedged=True)
        return Refusal(question=question, reason=unclear.reason, asked=unclear.asked, people=unclear.people)

    async def _from_the_article(self, question: Question, conversation: Conversation, scope: Scope) -> Answer | None:
        """Answer a whole question from the one article that it replies to; None if it replies to none."""
        if scope.article is not None:
            return None
        shown = await self._in_reply.article_shown(question, conversation)
        if shown is None:
            return None
        reply = await self._whole(question.text, replace(scope, article=shown.id), _history(conversation, scope))
        if not isinstance(reply, Answer):
            return None
        return replace(reply, question=replace(reply.question, asked=question.text, understood=f"in {shown.label}"))

    async def _standing_alone(self, question: Question, scope: Scope, conversation: Conversation) -> Reply:
        """Answer a question that no rule takes for a follow-up: it may be one all the same."""
        return await self._here_or_anywhere(question.text, leaning(question), scope, conversation)

    async def _here_or_anywhere(self, text: str, leans: float, scope: Scope, conversation: Conversation) -> Reply:
        """Answer from the articles shown last, or from all if that is surer by more than the question `leans`."""
        there = await self._in_context(text, scope, conversation, near=True) if leans else None
        nearest_only = there is not None and degree(there.confidence) is Degree.NONE
        if there is not None and not nearest_only and there.confidence + leans >= 1:
            return there
        reply = await self._whole(text, scope, _history(conversation, scope))
        if not leans and (not isinstance(reply, Answer) or reply.hedged):
            there = await self._in_context(text, scope, conversation)
        if nearest_only and isinstance(reply, Answer) and not reply.hedged:
            return reply
        return reply if there is None or reply.confidence > there.confidence + leans else there

    async def _in_context(
        self, text: str, scope: Scope, conversation: Conversation, *, near: bool = False
    ) -> Answer | None:
        """Answer from the articles shown last; None if they do not.

        With `near`, the question is likely to mean them: what is nearest there is worth showing, with a caution.
        """
        last = conversation.last
        if scope.article is not None or last is None:
            return None
        best: Answer | None = None
        for article in last.articles[:MAX_ARTICLES_ASKED]:
            # The article says what the question is about: earlier words would only be in the way.
            reply = await self._whole(text, replace(scope, article=article))
            reply = _nearest_there(reply) if near else reply
            if isinstance(reply, Answer) and (best is None or reply.confidence > best.confidence):
                best = reply
        if best is None:
            return None
        label = best.question.understood or f"in {best.excerpts[0].article.label}"
        return replace(best, question=replace(best.question, asked=best.question.asked or text, understood=label))

    async def _rewritten(self, text: str, conversation: Conversation, now: datetime) -> RewriteResult:
        genders: Genders = {}
        if has_pronoun(text) and (people := people_of(conversation, now)):
            genders = await self._genders(people)
        return rewrite_follow_up(text, conversation, now, genders)


def _history(conversation: Conversation, scope: Scope) -> Sequence[str]:
    """Return what a question may need words from.

    Of what was shown the articles are known: they are asked, and earlier words would only pull a new question back.
    """
    last = conversation.last
    asked = scope.article is None and last is not None and last.articles
    return () if asked else history_of(conversation)


def _nearest_there(reply: Reply) -> Reply:
    """Return what is nearest in an article known to be meant as an answer with a caution."""
    if isinstance(reply, Answer) or reply.question.kind is QuestionKind.WHO_IS or not reply.nearest:
        return reply
    if reply.reason is not RefusalReason.NOTHING_CLOSE or reply.question.when is not None:
        return reply
    return Answer(question=reply.question, excerpts=reply.nearest, confidence=reply.confidence, hedged=True)
