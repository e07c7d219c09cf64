"""Answer one question: small talk, a question in a conversation, or one that is to be taken literally."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from retrieval.answers.conversing.in_conversation import AnswerInConversation
from retrieval.answers.whole import AnswerWhole, Scope
from retrieval.domain.clock import Clock, utc_now
from retrieval.domain.ports import Library, Reranker
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Note, Refusal, RefusalReason, Remark, Reply, Talk
from retrieval.followups.conversation import EMPTY_CONVERSATION, Conversation
from retrieval.index.search import PassageSearch
from retrieval.people.as_printed import NamesAsPrinted
from retrieval.people.linking import SURNAME, How, links_kept
from retrieval.questions import read_question
from retrieval.questions.small_talk import is_wordless, small_talk
from retrieval.ranking.copies import FindCopies
from retrieval.ranking.nearness import FindNearness
from retrieval.ranking.same_story import FindStories

# These come from search by meaning, which misses passages while the indexes are behind the store.
_FOUND_BY_SEARCH = frozenset(
    {
        RefusalReason.NOTHING_CLOSE,
        RefusalReason.NOT_ON_THIS,
        RefusalReason.NOBODY_ON_THIS,
        RefusalReason.NOT_THEN,
    }
)


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
        self._whole = AnswerWhole(library, search, reranker)
        self._in_conversation = AnswerInConversation(library, search, self._whole)
        self._copies = FindCopies(library, search)
        self._nearness = FindNearness(search)
        self._stories = FindStories(library)
        self._as_printed = NamesAsPrinted(self._whole.find)

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
        ask = (
            partial(self._whole, text, scope)
            if literally
            else partial(self._in_conversation, text, conversation, scope)
        )
        with self._search.asking(), links_kept():
            if not literally and (talk := await self._small_talk(text, conversation, scope)) is not None:
                question = Question(text=" ".join(text.split()), asked_at=scope.now)
                return Refusal(question=question, reason=RefusalReason.SMALL_TALK, talk=talk)
            reply = await self._as_printed(await self._unless_empty(ask, text, scope))
            return self._with_backlog(await self._stories(await self._copies(await self._nearness(reply))))

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

    async def _small_talk(self, text: str, conversation: Conversation, scope: Scope) -> Talk | None:
        """Return which small talk a message is, if any.  A plain form, days, or a name say that it is none."""
        if is_wordless(text):
            return Talk.COMMENT
        question = read_question(text, scope.now)
        plainly = question.kind not in {QuestionKind.OPEN, QuestionKind.WHO_IS} and not question.guess
        talk = None if plainly else small_talk(text)
        if talk is None or (question.when is not None and talk is not Talk.DATE):
            return None
        about = conversation.about
        if talk is Talk.ABOUT_THE_BOT and about is not None and (about.phrase or about.articles):
            # "What is this?" asks about the message that the reader replies to.
            return None
        # "Hope" may be somebody's name.
        links = await self._whole.link(text, scope.article)
        names = [one for one in links if one.how in {How.FULL_NAME, How.SURNAME} and one.strength >= SURNAME]
        return None if any(one.quoted for one in names) else talk
