"""Answer a question as it stands: by its kind, with the words of whom it names, or with sentences."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeGuard

from retrieval.answers.briefing import AnswerBriefing
from retrieval.answers.comparison import AnswerComparison
from retrieval.answers.news import AnswerNews
from retrieval.answers.open_question import MAX_EXCERPTS_SHOWN, AnswerOpen
from retrieval.answers.said_about import AnswerSaidAbout
from retrieval.answers.said_by import AnswerSaidBy, remarks
from retrieval.answers.time_filter import FilterByTime
from retrieval.answers.who_is import AnswerWhoIs, only_of_the_office
from retrieval.answers.who_said import AnswerWhoSaid
from retrieval.answers.whose_words import FindWhoseWords
from retrieval.domain.ports import Library, Reranker
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Note, Refusal, RefusalReason, Reply
from retrieval.followups.leaning import is_a_role, is_office_of_a_place
from retrieval.index.search import PassageSearch
from retrieval.models.pair_input import stem
from retrieval.people.descriptions import are_critics, described, is_a_people, is_of_several
from retrieval.people.linking import FindLinks
from retrieval.people.registry import untitled
from retrieval.people.resolver import PeopleResolver
from retrieval.people.speaking import owns_somebody
from retrieval.questions import as_open, read_question
from retrieval.ranking.confidence import HEDGED_FROM, SURE_FROM
from retrieval.ranking.rank_sentences import RankSentences
from retrieval.ranking.rank_speakers import RankSpeakers
from retrieval.ranking.rank_statements import RankStatements
from retrieval.ranking.reranking import Rerank
from retrieval.text.normalize import content_words, fold, words
from retrieval.topics.topic_sentences import FindTopicSentences


@dataclass(frozen=True, slots=True)
class Scope:
    """The limits of a question: `now`, aware and in the reader's zone; one article only; at most `limit` excerpts."""

    now: datetime
    article: str | None = None
    limit: int | None = None


AnswerKind = Callable[[Question, str | None, int | None], Awaitable[Reply | None]]
"""Answers one kind of question: (question, article, limit).  Returns None if it is not of that kind after all."""

# Sentences are shown instead of somebody's words that are not surely asked for, if they are so much likelier.
CLEARLY_SURER = 0.15
# The confidence in the words of somebody whose name only resembles the one asked for.
MISSPELT = 0.5
# After these the question may name somebody in another way.
_TRY_AS_SAID = frozenset(
    {
        RefusalReason.NOBODY_OF_THAT_NAME,
        RefusalReason.DID_YOU_MEAN,
        RefusalReason.NOTHING_CLOSE,
        RefusalReason.NOBODY_ON_THIS,
    }
)
# Nobody has the name as it was typed.
_UNKNOWN = frozenset({RefusalReason.NOBODY_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN})
# No words of those asked for were found, or none on this.
_NOT_THEIRS = frozenset({RefusalReason.NOBODY_OF_THAT_NAME, RefusalReason.NEVER_QUOTED, RefusalReason.NOT_ON_THIS})
# After these a sentence may still answer the question as it stands.
TRY_AS_OPEN = frozenset({RefusalReason.NOTHING_CLOSE, RefusalReason.NO_ROLE, RefusalReason.NOBODY_ON_THIS})


class AnswerWhole:
    """Answers a question that stands by itself."""

    def __init__(self, library: Library, search: PassageSearch, reranker: Reranker | None = None) -> None:
        """`reranker` orders the first passages for an open question; None keeps the order of retrieval."""
        self._library = library
        self._search = search
        self.find = find = PeopleResolver(library, search)
        self.link = link = FindLinks(library, search, find)
        rank = RankSentences(library, search, link)
        rerank = None if reranker is None else Rerank(search, reranker)
        self.answer_open = answer_open = AnswerOpen(library, rank, rerank)
        self._whose_words = FindWhoseWords(search, link)
        rank_statements = RankStatements(search, rank)
        self._said_by = said_by = AnswerSaidBy(library, search, find, rank_statements)
        self._about = about = AnswerSaidAbout(library, search, find, RankSpeakers(search, rank_statements))
        topic_sentences = FindTopicSentences(library, search, find)
        briefing = AnswerBriefing(library, search, topic_sentences)
        self._by_kind: Mapping[QuestionKind, AnswerKind] = {
            QuestionKind.SAID_BY: said_by,
            QuestionKind.WHO_SAID: AnswerWhoSaid(library, search, find, answer_open, about),
            QuestionKind.ABOUT: about,
            QuestionKind.COMPARISON: AnswerComparison(said_by),
            QuestionKind.BRIEFING: briefing,
            QuestionKind.TIMELINE: briefing,
            QuestionKind.NEWS: AnswerNews(library, search, topic_sentences, answer_open),
            QuestionKind.WHO_IS: AnswerWhoIs(library, search, find),
        }
        self._open = FilterByTime(library, answer_open, MAX_EXCERPTS_SHOWN, rerank)

    async def __call__(self, text: str, scope: Scope, history: Sequence[str] = ()) -> Reply:
        """Answer it; `history` alternates what reader and bot said, and matters only if the question is open.

        Raise UnusableQuestion.
        """
        question = read_question(text, scope.now)
        kind = self._by_kind.get(question.kind)
        reply: Reply | None = None if kind is None else await kind(question, scope.article, scope.limit)
        reply = await self._by_group(question, scope, reply) or await self._with_lost_sides(question, scope, reply)
        if reply is None or _may_be_said(reply):
            said = await self._said(question, scope, _nobodys(question, reply))
            if isinstance(said, Answer) and said.hedged and (reply is None or _may_be_open(reply)):
                opened = await self._opened(question, scope, history)
                return opened if opened.confidence > said.confidence + CLEARLY_SURER else said
            # Of whoever is known after all, "not on this" tells more than that nobody has the name as it was typed.
            known = isinstance(said, Refusal) and reply is not None and _is_asked_for(said.question, reply)
            reply = said if isinstance(said, Answer) or known else reply
        if reply is None:
            return await self._opened(question, scope, history)
        if isinstance(reply, Refusal) and (_may_be_open(reply) or await self._asks_for_no_name(reply)):
            opened = await self._opened(question, scope, history)
            if isinstance(opened, Answer) and reply.reason in _NOT_THEIRS:
                opened = _telling_of(reply, opened)
            if reply.reason is RefusalReason.NOT_ON_THIS and not _is_surely_on(reply.question.topic or "", opened):
                # They are quoted: what they said is better than what may be on this.
                return reply
            nobodys = reply.reason is RefusalReason.NOBODY_ON_THIS
            if isinstance(opened, Answer) and (not nobodys or _prints_some_of(reply.question.topic or "", opened)):
                return opened
        if isinstance(reply, Refusal) and reply.reason in {RefusalReason.NOBODY_ON_THIS, RefusalReason.NOTHING_CLOSE}:
            return replace(reply, remarks=remarks({Note.UNREAD: await self._library.unread(scope.article)}))
        return reply

    async def _said(self, question: Question, scope: Scope, unknown: Sequence[str]) -> Answer | Refusal | None:
        """Answer with the words of whom the question names in whatever form; `unknown` are names that nobody has.

        Refuse only if somebody is named for sure and has other words.
        """
        whose = await self._whose_words(question, scope.article, unknown)
        if whose is None:
            return None
        reply = await self._said_by.of_people(whose.question, whose.found, scope.article, scope.limit)
        # In this form a follow-up can take it up.
        read = replace(reply.question, asked=question.text, text=whose.plainly)
        if isinstance(reply, Refusal):
            known = whose.misspelt is None and reply.reason is RefusalReason.NOT_ON_THIS
            return replace(reply, question=read) if known else None
        if whose.misspelt is None:
            return replace(reply, question=read)
        # Who has a name like the one asked for may be somebody else.
        likely = min(reply.confidence, MISSPELT)
        return replace(reply, question=read, confidence=likely, hedged=True, resembling=whose.misspelt)

    async def _by_group(self, question: Question, scope: Scope, reply: Reply | None) -> Answer | None:
        """Answer for a group that nobody is plainly called by: "the villagers in Lorsa", who have names."""
        if question.kind is not QuestionKind.SAID_BY or len(question.speakers) != 1:
            return None
        group = question.speakers[0]
        unknown = not isinstance(reply, Answer) and (reply is None or reply.reason is RefusalReason.NOBODY_OF_THAT_NAME)
        unlikely = isinstance(reply, Answer) and reply.confidence <= HEDGED_FROM
        if not (unknown or unlikely) or not (are_critics(group) or question.topic):
            return None
        if are_critics(group):
            return await self._of_critics(question, group, scope)
        if not is_a_people(group) and not (is_of_several(group) and described(group).of_a_person):
            return None
        return await self._about.by_group(question, group, scope.article, scope.limit)

    async def _of_critics(self, question: Question, group: str, scope: Scope) -> Answer | None:
        """Answer with the words on somebody of those who may be their critics: never surely."""
        owners = [one for one in await self.link(group, scope.article) if owns_somebody(group, one)]
        names = {fold(p.name): p.name for one in owners for p in one.people}
        if len(names) != 1:
            return None
        (name,) = names.values()
        about = replace(
            question,
            kind=QuestionKind.ABOUT,
            speaker=None,
            speakers=(),
            titles=(),
            topic=name,
            guess=True,
            of_group=True,
        )
        reply = await self._about(about, scope.article, scope.limit)
        return replace(reply, question=question) if isinstance(reply, Answer) else None

    async def _with_lost_sides(self, question: Question, scope: Scope, reply: Reply | None) -> Reply | None:
        """Look for those whom nobody seems to be called in another way: "Hill vs Vucic Kosovo" has no Vucic Kosovo."""
        unknown = _nobodys(question, reply) if isinstance(reply, Answer) else ()
        if not isinstance(reply, Answer) or not unknown:
            return reply
        said = await self._said(question, scope, unknown)
        return said if isinstance(said, Answer) and _answered(said) > _answered(reply) else reply

    async def _opened(self, question: Question, scope: Scope, history: Sequence[str]) -> Reply:
        """Answer with sentences, whoever says them."""
        opened = await self._open(as_open(question), scope.article, scope.limit, history)
        if isinstance(opened, Answer) and question.kind is QuestionKind.WHO_IS:
            return await self._search.compute(only_of_the_office, question, opened)
        return opened

    async def _asks_for_no_name(self, reply: Refusal) -> bool:
        """Return whether those asked for are plain words that articles print: "people in Gaza", "the residents"."""
        if reply.reason is not RefusalReason.NOBODY_OF_THAT_NAME or reply.asked is None:
            return False
        asked = content_words(reply.asked)
        printed = await self._search.printed_counts(asked)
        return all(printed.values()) and not any(" " in p.name for p in await self.find.everyone(asked))


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
    return opened.confidence >= SURE_FROM and _prints_some_of(topic, opened)


def _prints_some_of(topic: str, opened: Reply) -> bool:
    """Return whether one of the sentences of an answer prints something of the topic."""
    wanted = {stem(w) for w in content_words(topic)}
    shown = opened.excerpts if isinstance(opened, Answer) else ()
    return any(wanted & {stem(w) for w in content_words(e.text)} for e in shown)


def _nobodys(question: Question, reply: Reply | None) -> tuple[str, ...]:
    """Return the names in a question that nobody has, as far as the answerer of its kind found: "Benny Hill"."""
    if reply is None:
        return question.speakers
    if isinstance(reply, Answer):
        refused = [one for one in reply.unanswered if one.reason is RefusalReason.NOBODY_OF_THAT_NAME]
    else:
        refused = [reply, *reply.unanswered]
    return tuple(one.asked for one in refused if one.asked is not None)


def _is_asked_for(read: Question, refused: Refusal) -> bool:
    """Return whether somebody read into a question is the one whose name nobody seemed to have."""
    if refused.reason not in _UNKNOWN or refused.asked is None or len(refused.question.speakers) != 1:
        return False
    return read.speaker is not None and set(words(read.speaker)) == set(words(untitled(refused.asked)))


def _answered(reply: Answer) -> int:
    """Return how many of the people asked about have words."""
    return len(reply.question.speakers) - len(reply.unanswered)


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
    return reply.reason in TRY_AS_OPEN
