"""Route a question: resolve a follow-up, answer by kind, and fall back to an open question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeGuard

from retrieval.answers.briefing import AnswerBriefing
from retrieval.answers.comparison import AnswerComparison
from retrieval.answers.follow_up import AnswerFollowUp, Scope, printing_words
from retrieval.answers.news import AnswerNews
from retrieval.answers.open_question import MAX_EXCERPTS_SHOWN, AnswerOpen
from retrieval.answers.replied_to import AnswerReplyToMessage
from retrieval.answers.said_about import AnswerSaidAbout
from retrieval.answers.said_by import AnswerSaidBy, remarks
from retrieval.answers.time_filter import FilterByTime
from retrieval.answers.who_is import AnswerWhoIs, only_of_the_office
from retrieval.answers.who_said import AnswerWhoSaid
from retrieval.answers.whose_words import FindWhoseWords
from retrieval.domain.clock import Clock, utc_now
from retrieval.domain.ports import Library, Reranker
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Note, Refusal, RefusalReason, Remark, Reply
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
from retrieval.followups.conversation import EMPTY_CONVERSATION, Conversation, history_of
from retrieval.followups.leaning import is_a_role, is_office_of_a_place, leaning
from retrieval.followups.speaker_gender import FindGenders
from retrieval.index.search import PassageSearch
from retrieval.models.pair_input import stem
from retrieval.people.descriptions import described
from retrieval.people.linking import FindLinks
from retrieval.people.registry import untitled
from retrieval.people.resolver import PeopleResolver
from retrieval.questions import as_open, read_question
from retrieval.ranking.confidence import SURE_FROM
from retrieval.ranking.copies import FindCopies
from retrieval.ranking.rank_sentences import RankSentences
from retrieval.ranking.rank_statements import RankStatements
from retrieval.ranking.reranking import Rerank
from retrieval.text.normalize import content_words, words
from retrieval.topics.topic_sentences import FindTopicSentences

AnswerKind = Callable[[Question, str | None, int | None], Awaitable[Reply | None]]
"""Answers one kind of question: (question, article, limit).  Returns None if it is not of that kind after all."""

# Of the articles shown last, so many are asked when a question stands for nothing by itself.
MAX_ARTICLES_ASKED = 2
# Sentences are shown instead of somebody's words that are not surely asked for, if they are so much likelier.
CLEARLY_SURER = 0.15
# These come from search by meaning, which misses passages while the indexes are behind the store.
_FOUND_BY_SEARCH = frozenset(
    {
        RefusalReason.NOTHING_CLOSE,
        RefusalReason.NOT_ON_THIS,
        RefusalReason.NOBODY_ON_THIS,
        RefusalReason.NOT_THEN,
    }
)
# After these the question may name somebody in another way.
_TRY_AS_SAID = frozenset(
    {
        RefusalReason.NOBODY_OF_THAT_NAME,
        RefusalReason.DID_YOU_MEAN,
        RefusalReason.NOTHING_CLOSE,
        RefusalReason.NOBODY_ON_THIS,
    }
)
# No words of those asked for were found, or none on this.
_NOT_THEIRS = frozenset({RefusalReason.NOBODY_OF_THAT_NAME, RefusalReason.NEVER_QUOTED, RefusalReason.NOT_ON_THIS})
# After these a sentence may still answer the question as it stands.
_TRY_AS_OPEN = frozenset({RefusalReason.NOTHING_CLOSE, RefusalReason.NO_ROLE, RefusalReason.NOBODY_ON_THIS})


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
        self._find = find = PeopleResolver(library, search)
        link = FindLinks(library, search, find)
        rank = RankSentences(library, search, link)
        rerank = None if reranker is None else Rerank(search, reranker)
        answer_open = AnswerOpen(library, rank, rerank)
        self._whose_words = FindWhoseWords(search, link)
        self._said_by = said_by = AnswerSaidBy(library, search, find, RankStatements(search, rank))
        topic_sentences = FindTopicSentences(library, search, find)
        briefing = AnswerBriefing(search, topic_sentences)
        self._by_kind: Mapping[QuestionKind, AnswerKind] = {
            QuestionKind.SAID_BY: said_by,
            QuestionKind.WHO_SAID: AnswerWhoSaid(library, search, find, answer_open),
            QuestionKind.ABOUT: AnswerSaidAbout(library, search, find),
            QuestionKind.COMPARISON: AnswerComparison(said_by),
            QuestionKind.BRIEFING: briefing,
            QuestionKind.TIMELINE: briefing,
            QuestionKind.NEWS: AnswerNews(library, search, topic_sentences, answer_open),
            QuestionKind.WHO_IS: AnswerWhoIs(library, search, find),
        }
        self._open = FilterByTime(library, answer_open, MAX_EXCERPTS_SHOWN, rerank)
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
        if isinstance(reply, Answer) or reply.reason not in _TRY_AS_OPEN:
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
        reply = await self._whole(question.text, replace(scope, article=shown.id), conversation)
        if not isinstance(reply, Answer):
            return None
        return replace(reply, question=replace(reply.question, asked=question.text, understood=f"in {shown.label}"))

    async def _standing_alone(self, question: Question, scope: Scope, conversation: Conversation) -> Reply:
        """Answer a question that no rule takes for a follow-up: it may be one all the same."""
        return await self._here_or_anywhere(question.text, leaning(question), scope, conversation)

    async def _here_or_anywhere(self, text: str, leans: float, scope: Scope, conversation: Conversation) -> Reply:
        """Answer from the articles shown last, or from all if that is surer by more than the question `leans`."""
        there = await self._in_context(text, scope, conversation, near=True) if leans else None
        if there is not None and there.confidence + leans >= 1:
            return there
        reply = await self._whole(text, scope, conversation)
        if not leans and (not isinstance(reply, Answer) or reply.hedged):
            there = await self._in_context(text, scope, conversation)
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

    async def _said(self, question: Question, scope: Scope, unknown: Sequence[str]) -> Answer | None:
        """Answer with the words of whom the question names in whatever form; `unknown` are names that nobody has."""
        whose = await self._whose_words(question, scope.article, unknown)
        if whose is None:
            return None
        reply = await self._said_by.of_people(whose.question, whose.found, scope.article, scope.limit)
        if not isinstance(reply, Answer):
            return None
        # In this form a follow-up can take it up.
        return replace(reply, question=replace(reply.question, asked=question.text, text=whose.plainly))

    async def _whole(self, text: str, scope: Scope, conversation: Conversation = EMPTY_CONVERSATION) -> Reply:
        """Answer a question as it stands; `conversation` matters only if it is open."""
        question = read_question(text, scope.now)
        kind = self._by_kind.get(question.kind)
        reply: Reply | None = None if kind is None else await kind(question, scope.article, scope.limit)
        if reply is None or _may_be_said(reply):
            said = await self._said(question, scope, _nobodys(question, reply))
            if said is not None and said.hedged and (reply is None or _may_be_open(reply)):
                opened = await self._opened(question, scope, conversation)
                return opened if opened.confidence > said.confidence + CLEARLY_SURER else said
            reply = reply if said is None else said
        if reply is None:
            return await self._opened(question, scope, conversation)
        if isinstance(reply, Refusal) and (_may_be_open(reply) or await self._asks_for_no_name(reply)):
            opened = await self._opened(question, scope, conversation)
            if isinstance(opened, Answer) and reply.reason in _NOT_THEIRS:
                opened = _telling_of(reply, opened)
            if reply.reason is RefusalReason.NOT_ON_THIS and not _is_surely_on(reply.question.topic or "", opened):
                # They are quoted: what they said is better than what may be on this.
                return reply
            if isinstance(opened, Answer):
                return opened
        if isinstance(reply, Refusal) and reply.reason in {RefusalReason.NOBODY_ON_THIS, RefusalReason.NOTHING_CLOSE}:
            return replace(reply, remarks=remarks({Note.UNREAD: await self._library.unread(scope.article)}))
        return reply

    async def _opened(self, question: Question, scope: Scope, conversation: Conversation) -> Reply:
        """Answer with sentences, whoever says them."""
        opened = await self._open(as_open(question), scope.article, scope.limit, history_of(conversation))
        if isinstance(opened, Answer) and question.kind is QuestionKind.WHO_IS:
            return await self._search.compute(only_of_the_office, question, opened)
        return opened

    async def _asks_for_no_name(self, reply: Refusal) -> bool:
        """Return whether those asked for are plain words that articles print: "people in Gaza", "the residents"."""
        if reply.reason is not RefusalReason.NOBODY_OF_THAT_NAME or reply.asked is None:
            return False
        asked = content_words(reply.asked)
        printed = await self._search.printed_counts(asked)
        return all(printed.values()) and not any(" " in p.name for p in await self._find.everyone(asked))


def _telling_of(refused: Refusal, opened: Answer) -> Reply:
    """Keep the excerpts that tell of whom a question asks for, under a caution.

    They are not the words that were asked for.  Somebody known by name must be named in the excerpt itself; whose role
    or what group it is, in its article: those of another's lawyer would mislead.
    """
    asked = refused.asked or ""
    if refused.reason is not RefusalReason.NOBODY_OF_THAT_NAME and not is_a_role(asked):
        kept = tuple(e for e in opened.excerpts if set(words(untitled(asked))) <= set(words(e.text)))
    else:
        known = described(asked)
        wanted = {stem(w) for w in known.words if w not in known.heads} or {stem(w) for w in known.heads}
        kept = tuple(e for e in opened.excerpts if wanted <= {stem(w) for w in content_words(e.article.text)})
    if kept:
        return replace(opened, excerpts=kept, hedged=True)
    return Refusal(question=opened.question, reason=RefusalReason.NOTHING_CLOSE, nearest=opened.excerpts[:1])


def _is_surely_on(topic: str, opened: Reply) -> bool:
    """Return whether sentences are sure to answer, and one prints something of the topic."""
    wanted = {stem(w) for w in content_words(topic)}
    shown = opened.excerpts if isinstance(opened, Answer) and opened.confidence >= SURE_FROM else ()
    return any(wanted & {stem(w) for w in content_words(e.text)} for e in shown)


def _nearest_there(reply: Reply) -> Reply:
    """Return what is nearest in an article known to be meant as an answer with a caution."""
    if isinstance(reply, Answer) or reply.question.kind is QuestionKind.WHO_IS or not reply.nearest:
        return reply
    if reply.reason is not RefusalReason.NOTHING_CLOSE:
        return reply
    return Answer(question=reply.question, excerpts=reply.nearest, confidence=reply.confidence, hedged=True)


def _nobodys(question: Question, reply: Reply | None) -> tuple[str, ...]:
    """Return the names in a question that nobody has, as far as the answerer of its kind found: "Benny Hill"."""
    if reply is None:
        return question.speakers
    refused = [reply, *reply.unanswered] if isinstance(reply, Refusal) else []
    return tuple(one.asked for one in refused if one.asked is not None)


def _may_be_said(reply: Reply) -> TypeGuard[Refusal]:
    """Return whether words may be asked for of somebody whom the question names otherwise.

    Not if a phrase was asked for, nor if others were to speak about somebody: his own words are no answer.
    """
    if not isinstance(reply, Refusal) or reply.question.kind is QuestionKind.WHO_SAID:
        return False
    return reply.reason in _TRY_AS_SAID and not (reply.reason is RefusalReason.NOBODY_ON_THIS and reply.people)


def _may_be_open(reply: Reply) -> bool:
    """Return whether sentences may answer what the answerer of its kind did not find.

    A phrase that nobody printed is not answered by sentences that are close to it, nor somebody of an unknown name by
    what others say.  A role may be printed in other words; of somebody named but not quoted an article may tell more.
    """
    if not isinstance(reply, Refusal) or reply.question.kind is QuestionKind.WHO_SAID:
        return False
    if reply.reason is RefusalReason.NOBODY_OF_THAT_NAME:
        return reply.asked is not None and is_a_role(reply.asked) and not is_office_of_a_place(reply.asked)
    if reply.reason in {RefusalReason.NEVER_QUOTED, RefusalReason.NOT_ON_THIS}:
        return reply.question.topic is not None
    if reply.reason is RefusalReason.NOBODY_ON_THIS:
        # What others say about somebody is not what they say themselves.
        return not reply.people
    return reply.reason in _TRY_AS_OPEN
