"""Compose a whole question from the last one and what a follow-up changes in it.  Pure."""

from __future__ import annotations

from datetime import datetime

from retrieval.domain.question import Question, QuestionKind
from retrieval.followups.follow_up_text import CONTEXT_SEPARATOR, FollowUpText, RewrittenQuestion
from retrieval.followups.slot_replacement import instead
from retrieval.questions import MAX_QUESTION_CHARS, read_question, time_words_in
from retrieval.text.normalize import fold_in_place


def who_of(question: Question) -> str:
    """Return who a question asks about, with their title if it has one."""
    if len(question.speakers) != 1:
        return question.speaker or ""
    return f"{question.titles[0]} {question.speakers[0]}".strip() if question.titles else question.speakers[0]


def composed(follow_up: FollowUpText, text: str) -> RewrittenQuestion:
    """Return a follow-up rewritten as `text`, with its label."""
    return RewrittenQuestion(text, label_of(follow_up.read(text)))


def label_of(question: Question) -> str:
    """Return a question in a few words that a reader recognises."""
    if question.kind is QuestionKind.WHO_SAID and question.phrase:
        who = f"who said “{question.phrase}”"
    elif question.kind is QuestionKind.SAID_BY:
        who = who_of(question) + (f", “{question.phrase}”" if question.phrase else "")
    elif question.kind is QuestionKind.ABOUT:
        who = "anybody"
    else:
        return question.text.rstrip("?!. ")
    parts = [f"on {question.topic}"] if question.topic else []
    parts += [f"to {question.audience}"] if question.audience else []
    parts += [question.when.words] if question.when else []
    return ", ".join([who, *parts])


def about(named: str) -> str:
    """Return the label of a follow-up that asks about somebody or something alone."""
    return f"what about {named}"


def on_its_own(named: str) -> str:
    """Return an open question about somebody or something alone, whoever speaks of it."""
    return f"about {named}"


def on_topic(question: Question, topic: str, now: datetime) -> str | None:
    """Return the question on another topic; None if it has no topic to replace."""
    own_days = read_question(f"who spoke about {topic}"[:MAX_QUESTION_CHARS], now).when is not None
    when = "" if own_days else _when(question)
    if question.kind is QuestionKind.SAID_BY:
        return _said_by(who_of(question), topic, question.audience, when)
    if question.kind in {QuestionKind.ABOUT, QuestionKind.WHO_SAID}:
        return f"who spoke about {topic}{when}?"
    if question.kind in {QuestionKind.COMPARISON, QuestionKind.NEWS} and question.topic is None:
        return f"{question.text.rstrip('?!. ')} on {topic}?"
    at = fold_in_place(question.text).rfind(fold_in_place(question.topic)) if question.topic else -1
    if question.topic is None or at < 0:
        return None
    return f"{question.text[:at]}{topic}{question.text[at + len(question.topic) :]}"


def by_anybody(question: Question) -> str | None:
    """Return the question about everybody: who said it, who spoke about it; None if it has no topic."""
    if question.phrase is not None:
        return f'who said "{question.phrase}"{_when(question)}?'
    return f"who spoke about {question.topic}{_when(question)}?" if question.topic else None


def of_somebody(question: Question, who: str) -> str | None:
    """Return the question about another person; None if it is not about a person."""
    if question.phrase is not None:
        return f'did {who} say "{question.phrase}"{_when(question)}?'
    if question.kind is QuestionKind.WHO_IS:
        return f"who is {who}?"
    if question.kind in {QuestionKind.SAID_BY, QuestionKind.ABOUT, QuestionKind.COMPARISON}:
        return _said_by(who, question.topic, question.audience, _when(question))
    return None


def to_somebody(question: Question, audience: str) -> str:
    """Return the question about the same people and topic, with another audience."""
    return _said_by(who_of(question), question.topic, audience, _when(question))


def at_other_times(question: Question, words: str) -> str:
    """Return the question with another time expression."""
    if question.phrase is not None:
        asks = f"did {who_of(question)} say" if question.kind is QuestionKind.SAID_BY else "who said"
        return f'{asks} "{question.phrase}" {words}?'
    if question.kind is QuestionKind.SAID_BY:
        return _said_by(who_of(question), question.topic, question.audience, f" {words}")
    if question.kind is QuestionKind.ABOUT:
        return f"who spoke about {question.topic} {words}?"
    text = question.text.rstrip("?!. ")
    if (at := time_words_in(question, text)) is not None:
        text = f"{text[: at.start]}{text[at.end :]}"
    return f"{' '.join(text.split())} {words}?"


def also_asking(question: Question, asked: str, now: datetime) -> RewrittenQuestion | None:
    """Return the follow-up `asked` with the last question as its context; None if that is not an open question.

    The label has the last question first, as in "Hill, on Kosovo: more".
    """
    if question.kind is QuestionKind.SAID_BY and asked == "why":
        said = f"that about {question.topic}" if question.topic else "that"
        text = label = f"why did {who_of(question)} say {said}?"
    else:
        asked = asked.rstrip("?!. ")
        text = f"{asked}{CONTEXT_SEPARATOR}{question.text}"
        label = f"{question.text.rstrip('?!. ')}{CONTEXT_SEPARATOR}{asked}"
    if len(text) > MAX_QUESTION_CHARS or read_question(text, now).kind is not QuestionKind.OPEN:
        return None
    return RewrittenQuestion(text, label.rstrip("?"))


def with_instead(question: Question, other: str, now: datetime) -> RewrittenQuestion | None:
    """Return an open question about `other`, which a passage must print; None if that is not an open question."""
    text = instead(question, other)
    if text is None or len(text) > MAX_QUESTION_CHARS or read_question(text, now).kind is not QuestionKind.OPEN:
        return None
    return RewrittenQuestion(text, text.rstrip("?"), required_words=other)


def _said_by(who: str, topic: str | None, audience: str | None, when: str) -> str:
    to = f" to {audience}" if audience else ""
    about = f" about {topic}" if topic else ""
    return f"what did {who} say{to}{about}{when}?"


def _when(question: Question) -> str:
    return f" {question.when.words}" if question.when else ""
