"""Answer a question in a conversation: a follow-up as the whole question that it stands for, or as it is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from retrieval.answers.conversing.follow_up import AnswerFollowUp, not_shown, printing_words
from retrieval.answers.conversing.going_on import AnswerGoingOn
from retrieval.answers.conversing.here_or_anywhere import MAX_ARTICLES_ASKED, AskHereOrAnywhere, history_for
from retrieval.answers.conversing.quoted_there import FindQuotedThere
from retrieval.answers.conversing.replied_to import AnswerReplyToMessage
from retrieval.answers.whole import TRY_AS_OPEN, AnswerWhole, Scope
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Refusal, RefusalReason, Reply, Talk
from retrieval.followups import (
    AnswerPart,
    Genders,
    RewriteResult,
    RewrittenQuestion,
    UnclearReference,
    asks_whether_true,
    asks_who_said_it,
    asks_why,
    has_pronoun,
    people_of,
    replace_pronoun,
    rewrite_follow_up,
)
from retrieval.followups.conversation import Conversation
from retrieval.followups.leaning import leaning
from retrieval.followups.rewriting import about, label_of, on_its_own
from retrieval.followups.speaker_gender import FindGenders
from retrieval.index.search import PassageSearch
from retrieval.questions import as_open, read_question
from retrieval.text.normalize import fold

# Nobody of that name, or nothing on that topic: it may be a new subject.
_NOTHING_ON_IT = TRY_AS_OPEN | {RefusalReason.NOBODY_OF_THAT_NAME, RefusalReason.NOT_ON_THIS}
# People offered to choose from, when several may be meant.
MAX_OFFERED = 4


class AnswerInConversation:
    """Answers a question that may lean on what was asked and shown before."""

    def __init__(self, library: Library, search: PassageSearch, whole: AnswerWhole) -> None:
        self._whole = whole
        self._here_or_anywhere = AskHereOrAnywhere(library, search, whole)
        self._follow_up = AnswerFollowUp(library, search, whole)
        self._in_reply = AnswerReplyToMessage(library, search, whole.answer_open)
        self._going_on = AnswerGoingOn(library, search)
        self._genders = FindGenders(library, search, whole.find)
        self._quoted_there = FindQuotedThere(library, self._genders)

    async def __call__(self, text: str, conversation: Conversation, scope: Scope) -> Reply:
        """Raise UnusableQuestion."""
        question = read_question(text, scope.now)
        conversation, replied_to = await self._in_reply.context(conversation)
        shown = await self._on_what_was_shown(question, conversation)
        if shown is not None:
            return shown
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

    async def _on_what_was_shown(self, question: Question, conversation: Conversation) -> Reply | None:
        """Answer who said what was shown last, why, or whether it is true; None if none is asked, or is known."""
        last, asked = conversation.last, question.text
        if conversation.about is not None:
            return None
        if last is None or not last.cited:
            # In an imported history it is unknown what was shown.
            known = last is None or last.kind is not None
            nothing = Refusal(question=question, reason=RefusalReason.NOTHING_BEFORE)
            return nothing if known and asks_whether_true(asked) else None
        if asks_who_said_it(asked):
            return await self._follow_up.who_said_it(question, last)
        before = read_question(last.understood, question.asked_at)
        before = as_open(before) if last.kind is QuestionKind.OPEN else before
        if asks_why(asked) and last.kind is QuestionKind.SAID_BY:
            return await self._going_on(question, before, last, whether_true=False)
        if not asks_whether_true(asked):
            return None
        goes_on = await self._going_on(question, before, last, whether_true=True)
        return goes_on or Refusal(question=question, reason=RefusalReason.SMALL_TALK, talk=Talk.COMMENT)

    async def _rewritten_reply(
        self, question: Question, rewritten: RewrittenQuestion, conversation: Conversation, scope: Scope
    ) -> Reply:
        """Answer the whole question that a follow-up stands for; or the articles shown last may answer it as typed."""
        named, whole = rewritten.named, read_question(rewritten.text, scope.now)
        if named is not None and rewritten.text == on_its_own(named):
            return await self._alone(question, named, conversation, scope)
        plain = rewritten.part is AnswerPart.ALL and not (
            rewritten.required_words or rewritten.alternative or rewritten.article
        )
        if plain and (whole.kind is QuestionKind.OPEN or leaning(whole, 0.0).of_a_role):
            # A reader who asks why has seen what was shown.
            last = conversation.last
            check = partial(not_shown, last.cited) if last is not None and asks_why(question.text) else None
            found = await self._here_or_anywhere(whole.text, question, scope, conversation, check)
            return replace(found, question=replace(found.question, asked=question.text, understood=rewritten.label))
        reply = await self._follow_up(question.text, rewritten, conversation, scope)
        if isinstance(reply, Refusal) and reply.reason in TRY_AS_OPEN:
            reply = await self._here_at_least(question, rewritten, reply, conversation, scope)
        if named is not None and (there := await self._of_that_name_here(question, named, reply, conversation, scope)):
            return there
        if named is None or not _may_be_another_subject(reply, named):
            return reply
        if isinstance(reply, Answer) and reply.question.kind is QuestionKind.OPEN:
            # What the last question asks of it is not surely answered: the reader knows their own words better.
            return replace(reply, question=replace(reply.question, understood=about(named)))
        alone = await self._alone(question, named, conversation, scope)
        surer = isinstance(alone, Answer) and not (isinstance(reply, Answer) and reply.confidence >= alone.confidence)
        return alone if surer else reply

    async def _of_that_name_here(
        self, question: Question, named: str, reply: Reply, conversation: Conversation, scope: Scope
    ) -> Answer | None:
        """Answer from the articles shown last about whoever is called so there, if the words found are a namesake's.

        "And James?" about the Lakers means LeBron James, of whom nothing is quoted, and not James Comer.
        """
        last = conversation.last
        if not isinstance(reply, Answer) or reply.question.kind is not QuestionKind.SAID_BY or last is None:
            return None
        speakers = {fold(s.name) for e in reply.excerpts for s in e.speakers}
        for article in last.articles[:MAX_ARTICLES_ASKED]:
            meant = {fold(p.name) for p in (await self._whole.find(named, article)).people}
            if meant and not meant & speakers:
                check = partial(printing_words, named)
                found = await self._here_or_anywhere.here(on_its_own(named), scope, conversation, check)
                return (
                    None
                    if found is None
                    else replace(found, question=replace(found.question, asked=question.text, understood=about(named)))
                )
        return None

    async def _here_at_least(
        self,
        question: Question,
        rewritten: RewrittenQuestion,
        refused: Refusal,
        conversation: Conversation,
        scope: Scope,
    ) -> Reply:
        """Answer from the articles shown last what everything stored does not."""
        required = rewritten.required_words
        text = question.text if required is None else rewritten.text
        there = await self._here_or_anywhere.here(text, scope, conversation)
        if there is None or required is None:
            return there or refused
        printing = printing_words(required, there)
        return replace(printing, question=refused.question) if isinstance(printing, Answer) else refused

    async def _alone(self, question: Question, named: str, conversation: Conversation, scope: Scope) -> Reply:
        """Answer with what prints whoever or whatever a follow-up names, apart from the last subject."""
        check = partial(printing_words, named)
        found = await self._here_or_anywhere(on_its_own(named), question, scope, conversation, check)
        return replace(found, question=replace(found.question, asked=question.text, understood=about(named)))

    async def _unclear(
        self, question: Question, unclear: UnclearReference, conversation: Conversation, scope: Scope
    ) -> Reply:
        """Ask back who or what is meant, unless only one of those quoted can be, or the articles shown may answer."""
        quoted: tuple[str, ...] = ()
        if unclear.reason is RefusalReason.WHO_IS_MEANT and len(unclear.people) < 2 and conversation.last is not None:
            quoted = await self._quoted_there(unclear.asked, conversation.last.articles[:MAX_ARTICLES_ASKED])
        if len(quoted) == 1:
            text = replace_pronoun(question.text, quoted[0])
            meant = RewrittenQuestion(text, label_of(read_question(text, scope.now)))
            theirs = await self._follow_up(question.text, meant, conversation, scope)
            if isinstance(theirs, Answer):
                return theirs
        nobody = not unclear.people and not any(turn.people for turn in conversation.turns)
        if nobody and (reply := await self._here_or_anywhere.here(question.text, scope, conversation)) is not None:
            return replace(reply, hedged=True)
        people = quoted[:MAX_OFFERED] if len(quoted) > 1 else unclear.people
        return Refusal(question=question, reason=unclear.reason, asked=unclear.asked, people=people)

    async def _from_the_article(self, question: Question, conversation: Conversation, scope: Scope) -> Answer | None:
        """Answer a whole question from the one article that it replies to; None if it replies to none."""
        if scope.article is not None:
            return None
        shown = await self._in_reply.article_shown(question, conversation)
        if shown is None:
            return None
        reply = await self._whole(question.text, replace(scope, article=shown.id), history_for(conversation, scope))
        if not isinstance(reply, Answer):
            return None
        return replace(reply, question=replace(reply.question, asked=question.text, understood=f"in {shown.label}"))

    async def _standing_alone(self, question: Question, scope: Scope, conversation: Conversation) -> Reply:
        """Answer a question that no rule takes for a follow-up: it may be one all the same."""
        return await self._here_or_anywhere(question.text, question, scope, conversation)

    async def _rewritten(self, text: str, conversation: Conversation, now: datetime) -> RewriteResult:
        genders: Genders = {}
        if has_pronoun(text) and (people := people_of(conversation, now)):
            genders = await self._genders(people)
        return rewrite_follow_up(text, conversation, now, genders)


def _may_be_another_subject(reply: Reply, named: str) -> bool:
    """Return whether what a follow-up names is hardly what was asked about: "and the salmon?" after Hill's words."""
    if isinstance(reply, Answer):
        return reply.hedged and named not in reply.question.speakers
    return reply.reason in _NOTHING_ON_IT
