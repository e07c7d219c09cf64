"""Answer what a reader asks by replying to a message of the bot: from the article that the message shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from retrieval.answers.open_question import MAX_EXCERPTS_SHOWN
from retrieval.domain.article import Article
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.followups import CONTEXT_SEPARATOR, is_more, the_article
from retrieval.followups.conversation import Conversation
from retrieval.index.search import PassageSearch
from retrieval.people.registry import is_described
from retrieval.questions import MAX_QUESTION_CHARS, as_open, read_question
from retrieval.text.chunking import passages


class AnswerReplyToMessage:
    """A reply to an article, or to a message that shows one."""

    def __init__(
        self,
        library: Library,
        search: PassageSearch,
        answer_open: Callable[[Question, str | None, int | None], Awaitable[Reply]],
    ) -> None:
        self._library = library
        self._search = search
        self._answer_open = answer_open

    async def context(self, conversation: Conversation) -> tuple[Conversation, Article | None]:
        """Return the conversation of a reply to a stored article, now about its article and people; and the article.

        If it replies to an answer, to a selected phrase or to nothing, return `conversation` and None.
        """
        about = conversation.about
        if about is None or about.answered or about.phrase or len(about.articles) != 1:
            return conversation, None
        article = await self._library.article(about.articles[0])
        if article is None:
            return conversation, None
        said = await self._library.said_in([article.id])
        quoted = [s.name for q in said for s in q.statement.speakers if not is_described(s, article.text)]
        people = about.people or tuple(dict.fromkeys(quoted))
        return Conversation(about=replace(about, people=people)), article

    async def article_shown(self, question: Question, conversation: Conversation) -> Article | None:
        """Return the one article of the message that a whole question replies to; None if there is not exactly one.

        In reply to an answer, a question that names somebody asks what they said in any article.
        """
        about = conversation.about
        if about is None or (about.answered and question.kind is not QuestionKind.OPEN):
            return None
        shown = the_article(conversation)
        return None if shown is None else await self._library.article(shown)

    async def __call__(self, question: Question, article: Article, limit: int | None) -> Reply:
        """Answer "more" with the article's next passages, and "why?" as a question on the article's title."""
        asked = question.text.strip("?!. ")
        label = f"{asked}, in {article.label}"
        if is_more(asked):
            return await self._more(replace(question, understood=label), article, limit)
        text = f"{asked}{CONTEXT_SEPARATOR}{article.title}" if article.title else asked
        about_title = read_question(text[:MAX_QUESTION_CHARS], question.asked_at)
        reply = await self._answer_open(as_open(about_title), article.id, limit)
        return replace(reply, question=replace(reply.question, asked=question.text, understood=label))

    async def _more(self, question: Question, article: Article, limit: int | None) -> Reply:
        further = (await self._search.compute(passages, article.text))[1 : 1 + (limit or MAX_EXCERPTS_SHOWN)]
        if not further:
            return Refusal(question=question, reason=RefusalReason.NOTHING_MORE)
        shown = tuple(Excerpt(article=article, span=s) for s in further)
        return Answer(question=question, excerpts=shown, confidence=1.0)
