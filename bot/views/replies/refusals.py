"""Render refusals: why there is no answer, and the nearest real thing.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.views.guide.small_talk import small_talk
from bot.views.replies.excerpts import headed, heading, sources
from bot.views.replies.notes import notes
from bot.views.rich_text import Text, bold
from bot.views.safe_text import speaker_name
from bot.views.sources import days_of, shortened, source_line
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Excerpt, Refusal, RefusalReason
from retrieval.text.prose import join_names

HOW_TO_ADD = "Editors add articles with /add, operators with “onrecord add”."

# Questions about a topic or a time, whoever speaks.
NEWS_KINDS = frozenset({QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS})
# Questions whose people need not be quoted: being mentioned is enough.
_ABOUT_ANYONE = NEWS_KINDS | {QuestionKind.ABOUT, QuestionKind.WHO_IS}


def refusal_blocks(refusal: Refusal) -> Iterator[Text]:
    """Yield the reason, the nearest excerpts or article, the notes, and the other refusals of the same question."""
    yield reason_text(refusal)
    if refusal.reason is RefusalReason.NOTHING_CLOSE and refusal.nearest:
        nearest = source_line(refusal.nearest[0].article, refusal.question.asked_at)
        yield Text("The closest article, which may be about something else: ") + nearest
    elif refusal.nearest:
        yield from headed(refusal.nearest, lambda excerpt: _nearest_heading(excerpt, refusal.reason))
        yield sources(refusal.nearest, refusal.question.asked_at)
    yield from notes(refusal.remarks)
    yield from (reason_text(other) for other in refusal.unanswered)


def names_known(asked: str, offered: Sequence[str]) -> Text:
    """Return that nobody has the name asked for, and which names there are."""
    return _nobody_called(asked, quoted=False) + (f" Names I know: {join_names(offered)}." if offered else "")


def reason_text(refusal: Refusal) -> Text:
    """Return in a sentence or two why there is no answer."""
    return _REASONS[refusal.reason](refusal)


def _nobody_called(name: str, *, quoted: bool) -> Text:
    return Text("I have no quotes from" if quoted else "I have nothing on") + " anyone called " + bold(name) + "."


def _nobody_of_that_name(refusal: Refusal) -> Text:
    others = f" I have quotes from {join_names(refusal.people)}." if refusal.people else ""
    return _nobody_called(_name(refusal), quoted=_is_on_quotes(refusal)) + others


def _did_you_mean(refusal: Refusal) -> Text:
    question = f" Did you mean {' or '.join(refusal.people)}?" if refusal.people else ""
    return _nobody_called(_name(refusal), quoted=_is_on_quotes(refusal)) + question


def _never_quoted(refusal: Refusal) -> Text:
    others = f" The same articles quote {join_names(refusal.people)}." if refusal.people else ""
    return bold(_name(refusal)) + f" is mentioned, but no quote is clearly theirs.{others}"


def _several_of_that_name(refusal: Refusal) -> Text:
    are = "quoted" if _is_on_quotes(refusal) else "mentioned"
    people = f" are {are}: {join_names(refusal.people)}. Please use the full name."
    return Text("Several people called ") + bold(_name(refusal)) + people


def _no_role(refusal: Refusal) -> Text:
    return bold(_name(refusal)) + " is mentioned, but no article says what their role is."


def _nothing_before(refusal: Refusal) -> Text:
    follow_up = shortened(refusal.question.text)
    return Text(f"I'm not sure what “{follow_up}” refers to. Please ask the whole question.")


def _who_is_meant(refusal: Refusal) -> Text:
    if refusal.people:
        return Text(f"Who do you mean by “{_name(refusal)}”: {' or '.join(refusal.people)}?")
    return Text(f"I'm not sure who you mean by “{_name(refusal)}”. Please use the name.")


def _nothing_close(refusal: Refusal) -> Text:
    question = refusal.question
    if question.kind is QuestionKind.WHO_SAID:
        return Text("No stored article has those words.")
    return Text(f"I have nothing on “{question.topic}”." if question.topic else "No stored article answers that.")


def _not_on_this(refusal: Refusal) -> Text:
    phrase = refusal.question.phrase
    missing = f"with the words “{phrase}”" if phrase else f"on {_topic(refusal.question)}"
    topics = f" Their quotes mention {join_names(refusal.topics)}." if refusal.topics else ""
    return _what_i_have(refusal) + f", but not {missing}.{topics}"


def _not_then(refusal: Refusal) -> Text:
    return _what_i_have(refusal) + f", but {_none_then(refusal.question)}."


def _not_to_them(refusal: Refusal) -> Text:
    return _what_i_have(refusal) + f", but none clearly said to {refusal.question.audience or 'them'}."


_REASONS: dict[RefusalReason, Callable[[Refusal], Text]] = {
    RefusalReason.NOTHING_STORED: lambda refusal: Text(f"I have no articles to quote yet. {HOW_TO_ADD}"),
    RefusalReason.NOBODY_OF_THAT_NAME: _nobody_of_that_name,
    RefusalReason.DID_YOU_MEAN: _did_you_mean,
    RefusalReason.NEVER_QUOTED: _never_quoted,
    RefusalReason.SEVERAL_OF_THAT_NAME: _several_of_that_name,
    RefusalReason.NO_ROLE: _no_role,
    RefusalReason.NOTHING_MORE: lambda refusal: Text("You've seen everything I have on that."),
    RefusalReason.NOBODY_ELSE: lambda refusal: Text("I have no quotes from anyone else on that."),
    RefusalReason.NOTHING_BEFORE: _nothing_before,
    RefusalReason.WHO_IS_MEANT: _who_is_meant,
    RefusalReason.NOTHING_CLOSE: _nothing_close,
    RefusalReason.NOBODY_ON_THIS: lambda refusal: Text(f"I have no quotes on {_topic(refusal.question)}."),
    RefusalReason.NOT_ON_THIS: _not_on_this,
    RefusalReason.NOT_THEN: _not_then,
    RefusalReason.NOT_TO_THEM: _not_to_them,
    RefusalReason.SMALL_TALK: lambda refusal: small_talk(refusal.talk, refusal.question.asked_at),
}


def _name(refusal: Refusal) -> str:
    return speaker_name(refusal.asked or refusal.question.speaker or "that name")


def _is_on_quotes(refusal: Refusal) -> bool:
    """Return whether the question asks for what people said, so that only people who are quoted count."""
    return refusal.question.kind not in _ABOUT_ANYONE


def _what_i_have(refusal: Refusal) -> Text:
    """Return what there is, although none of it is on this topic, from that time or said to them."""
    question = refusal.question
    if question.kind is QuestionKind.WHO_SAID:
        return Text("I have articles with those words")
    if question.kind is QuestionKind.ABOUT:
        return Text(f"I have quotes on {_topic(question)}")
    people = join_names(refusal.people) or refusal.asked or question.speaker
    if question.kind in NEWS_KINDS or people is None:
        return Text(f"I have articles on {_topic(question)}" if question.topic else "I have articles")
    return Text("I have quotes from ") + bold(people)


def _none_then(question: Question) -> str:
    if question.when:
        return f"none published {days_of(question.when)}"
    return "none with a date" if question.kind is QuestionKind.TIMELINE else "none from that time"


def _topic(question: Question) -> str:
    return f"“{question.topic}”" if question.topic else "this"


def _nearest_heading(excerpt: Excerpt, reason: RefusalReason) -> str:
    """Return the heading above an excerpt that is shown although it does not answer."""
    if excerpt.kind is not None:
        then = "at another time" if excerpt.article.published else "undated"
        difference = {RefusalReason.NOT_THEN: then, RefusalReason.NOT_TO_THEM: "not clearly to them"}
        return f"{heading(excerpt)}, {difference.get(reason, 'on other topics')}"
    match reason:
        case RefusalReason.NEVER_QUOTED | RefusalReason.NO_ROLE:
            return "What the articles say about them"
        case RefusalReason.NOT_THEN:
            return "From another time" if excerpt.article.published else "Undated"
        case _:
            return "From the articles, not as anyone's words"
