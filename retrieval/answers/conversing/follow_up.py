"""Answer a follow-up: ask the whole question that it stands for, and show the part of the answer that is wanted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from retrieval.answers.whole import Scope
from retrieval.domain.article import Article, Span, StoredStatement
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.followups import AnswerPart, RewrittenQuestion
from retrieval.followups.conversation import Cited, Conversation, Turn, cited
from retrieval.index.search import PassageSearch
from retrieval.models.pair_input import stem
from retrieval.questions import read_question
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN, statement_excerpts, whole_statements
from retrieval.text.normalize import content_words, fold, words
from retrieval.text.sentences import sentences

Ask = Callable[[str, Scope], Awaitable[Reply]]
"""Answers a question that stands by itself."""

# Passages shown for "more" if the caller sets no limit.
MAX_MORE_PASSAGES = 3
# If nobody of the name in "and X?" is quoted, X may be a topic.
_NOBODY = frozenset({RefusalReason.NOBODY_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN, RefusalReason.NEVER_QUOTED})


class AnswerFollowUp:
    """Answers a rewritten follow-up; the reply says how it was understood."""

    def __init__(self, library: Library, search: PassageSearch, ask: Ask) -> None:
        self._library = library
        self._search = search
        self._ask = ask

    async def __call__(
        self, asked: str, rewritten: RewrittenQuestion, conversation: Conversation, scope: Scope
    ) -> Reply:
        """`asked` is what was typed, `rewritten` the whole question that it stands for.  Raise UnusableQuestion."""
        reply = await self._part(rewritten, conversation, scope)
        if rewritten.alternative is not None and _is_nobodys(reply):
            other = await self._part(rewritten.alternative, conversation, scope)
            nobody = isinstance(reply, Refusal) and reply.reason is RefusalReason.NOBODY_OF_THAT_NAME
            if isinstance(other, Answer) or nobody:
                reply, rewritten = other, rewritten.alternative
        return replace(reply, question=replace(reply.question, asked=asked, understood=rewritten.label))

    async def who_said_it(self, question: Question, last: Turn) -> Answer | None:
        """Answer with the statements in what was shown first; None if nobody's are, or the article has changed."""
        shown = list(dict.fromkeys(last.cited))
        said = await self._library.said_in({c.article for c in shown})
        for cited_ in shown:
            place = Span(cited_.start, cited_.end)
            own = [
                q for q in said
                if (q.article.id, q.article.revision) == (cited_.article, cited_.revision) and q.statement.speakers
                and any(c.overlaps(place) for c in q.statement.content)
            ]  # fmt: skip
            if own:
                label = question.text.rstrip("?!. ")
                return Answer(
                    question=replace(question, understood=f"{label}: what was shown first"),
                    excerpts=statement_excerpts([(q, 1.0) for q in own]),
                    confidence=max(q.statement.confidence for q in own),
                )
        return None

    async def _part(self, rewritten: RewrittenQuestion, conversation: Conversation, scope: Scope) -> Reply:
        limit, last = scope.limit, conversation.last
        if rewritten.part is not AnswerPart.ALL:
            # Fetch all statements, but only as many passages as were shown before, plus those to show now.
            # In an imported history the kind of the last question is unknown.
            kind = last and (last.kind or read_question(rewritten.text, scope.now).kind)
            shown_before = len(rewritten.shown) + len(rewritten.replied)
            limit = shown_before + (scope.limit or MAX_MORE_PASSAGES) if kind is QuestionKind.OPEN else None
        reply = await self._ask(rewritten.text, Scope(scope.now, scope.article or rewritten.article, limit))
        if rewritten.required_words is not None and isinstance(reply, Answer):
            # Passages that answer the last question are near to this one as well.
            reply = printing_words(rewritten.required_words, reply)
        if isinstance(reply, Refusal) or rewritten.part is AnswerPart.ALL:
            return reply
        kept = [e for e in reply.excerpts if _is_wanted(e, rewritten)]
        if rewritten.part is AnswerPart.CONTEXT:
            return replace(reply, excerpts=await self._context(kept or reply.excerpts), unanswered=())
        if not kept and rewritten.part is AnswerPart.SHOWN:
            # The article was revised or removed since: show what it says now.
            return reply
        if not kept and rewritten.part is AnswerPart.NOT_SHOWN:
            further = await self._on_anything(reply.question, rewritten, scope)
            if further is not None:
                reply, kept = further, [e for e in further.excerpts if _is_wanted(e, rewritten)]
        if not kept:
            others = rewritten.part is AnswerPart.OTHER_SPEAKERS
            reason = RefusalReason.NOBODY_ELSE if others else RefusalReason.NOTHING_MORE
            return Refusal(question=reply.question, reason=reason, remarks=reply.remarks)
        return replace(reply, excerpts=whole_statements(_renumbered(kept), scope.limit), unanswered=())

    async def _on_anything(self, question: Question, rewritten: RewrittenQuestion, scope: Scope) -> Answer | None:
        """Return what else the same people said, when everything on the topic was shown; None if more was asked for."""
        limits = question.when or question.audience or rewritten.article
        if question.topic is None or question.kind is not QuestionKind.SAID_BY or limits:
            return None
        further = await self._ask(f"what did {' and '.join(question.speakers)} say?", replace(scope, limit=None))
        return further if isinstance(further, Answer) else None

    async def _context(self, excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
        """Return the sentences that hold the words, their cue and speaker: they tell where and to whom it was said."""
        quoted = await self._library.said_in(list({e.article.id for e in excerpts}))
        spans = await self._search.compute(_contexts, excerpts, quoted)
        return tuple(Excerpt(article=article, span=span) for article, span in spans)


def _is_nobodys(reply: Reply) -> bool:
    """Return whether the words of nobody were found: refused, or answered with sentences instead."""
    if isinstance(reply, Refusal):
        return reply.reason in _NOBODY
    return reply.question.kind is QuestionKind.OPEN


def printing_words(required: str, reply: Answer) -> Reply:
    """Keep the excerpts that print `required`; refuse if none does."""
    stems = {stem(w) for w in content_words(required) or words(required)}
    kept = [e for e in reply.excerpts if stems <= {stem(w) for w in words(_up_to_the_answer(e))}]
    if kept:
        ranked = tuple(e for e in reply.ranked if e in kept or e not in reply.excerpts)
        return replace(reply, excerpts=tuple(kept), ranked=ranked)
    return Refusal(
        question=reply.question,
        reason=RefusalReason.NOTHING_CLOSE,
        nearest=reply.excerpts[:MAX_NEAREST_SHOWN],
        remarks=reply.remarks,
    )


def not_shown(shown: Sequence[Cited], reply: Answer) -> Reply:
    """Keep the excerpts that share no place with what was shown; refuse if none does."""
    seen = [(c.article, Span(c.start, c.end)) for c in shown]
    kept = [e for e in reply.excerpts if not any(e.article.id == a and e.span.overlaps(s) for a, s in seen)]
    if kept:
        return replace(reply, excerpts=tuple(kept))
    return Refusal(question=reply.question, reason=RefusalReason.NOTHING_CLOSE, remarks=reply.remarks)


def _up_to_the_answer(excerpt: Excerpt) -> str:
    """Return the excerpt up to its last sentence in focus: the answer does not depend on what follows."""
    end = max((f.end for f in excerpt.focus), default=excerpt.span.end)
    return excerpt.article.text[excerpt.span.start : end]


def _is_wanted(excerpt: Excerpt, rewritten: RewrittenQuestion) -> bool:
    if rewritten.part is AnswerPart.OTHER_SPEAKERS:
        theirs = any(_is_called(s.name, p) for s in excerpt.speakers for p in rewritten.people)
        return bool(excerpt.speakers) and not theirs and not _was_shown(excerpt, rewritten)
    theirs = bool({fold(s.name) for s in excerpt.speakers} & {fold(p) for p in rewritten.people})
    wants_shown = rewritten.part is not AnswerPart.NOT_SHOWN
    return _was_shown(excerpt, rewritten) is wants_shown and (theirs or not rewritten.people)


def _is_called(name: str, asked: str) -> bool:
    return {*words(asked)} <= {*words(name)}


def _was_shown(excerpt: Excerpt, rewritten: RewrittenQuestion) -> bool:
    """Compare by place, and in an imported history, where places are unknown, by words."""
    said = f" {' '.join(words(excerpt.text))} "
    return cited(excerpt) in rewritten.shown or any(said in f" {' '.join(words(r))} " for r in rewritten.replied)


def _renumbered(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Number the statements from 1 again."""
    numbers = {old: new for new, old in enumerate(dict.fromkeys(e.statement for e in excerpts if e.statement), 1)}
    return [replace(e, statement=numbers.get(e.statement or 0)) for e in excerpts]


def _contexts(excerpts: Sequence[Excerpt], quoted: Sequence[StoredStatement]) -> list[tuple[Article, Span]]:
    """Return for each excerpt the sentences that hold it, its cue and its speaker's name; none twice."""
    found: dict[tuple[str, Span], tuple[Article, Span]] = {}
    for excerpt in excerpts:
        said = (q for q in quoted if q.article == excerpt.article and excerpt.span in _pieces(q))
        parts = [excerpt.span, *next((_parts(q) for q in said), [])]
        around = [s for s in sentences(excerpt.article.text) if any(s.overlaps(p) for p in parts)]
        whole = Span(min(s.start for s in around), max(s.end for s in around)) if around else excerpt.span
        found[excerpt.article.id, whole] = (excerpt.article, whole)
    wholes = list(found.values())
    return [(a, s) for a, s in wholes if not any(a.id == b.id and s != o and o.holds(s) for b, o in wholes)]


def _pieces(quoted: StoredStatement) -> set[Span]:
    return {e.span for e in statement_excerpts([(quoted, 1.0)])}


def _parts(quoted: StoredStatement) -> list[Span]:
    mentions = [s.mention for s in quoted.statement.speakers if s.mention is not None]
    return [*quoted.statement.content, *mentions, *([quoted.statement.cue] if quoted.statement.cue else [])]
