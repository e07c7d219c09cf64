"""Render refusals: why there is no answer, and the nearest real thing.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.languages.lists import all_of, any_of
from bot.languages.speaking import tr
from bot.views.guide.small_talk import small_talk
from bot.views.replies.excerpts import headed, heading, sources
from bot.views.replies.notes import notes
from bot.views.rich_text import Text, bold, filled, rich
from bot.views.safe_text import speaker_name
from bot.views.sources import days_of, shortened, source_line
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Excerpt, Refusal, RefusalReason

# Questions about a topic or a time, whoever speaks.
NEWS_KINDS = frozenset({QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS})
# Questions whose people need not be quoted: being mentioned is enough.
_ABOUT_ANYONE = NEWS_KINDS | {QuestionKind.ABOUT, QuestionKind.WHO_IS}


def refusal_blocks(refusal: Refusal) -> Iterator[Text]:
    """Yield the reason, the nearest excerpts or article, the notes, and the other refusals of the same question."""
    yield reason_text(refusal)
    if refusal.reason is RefusalReason.NOTHING_CLOSE:
        yield from closest(refusal)
    elif refusal.nearest:
        yield from headed(refusal.nearest, lambda excerpt: nearest_heading(excerpt, refusal.reason))
        yield sources(refusal.nearest, refusal.question.asked_at)
    yield from notes(refusal.remarks)
    yield from (reason_text(other) for other in refusal.unanswered)


def closest(refusal: Refusal) -> Iterator[Text]:
    """Yield the name of the closest article, if there is one that may have to do with the question."""
    if refusal.nearest and not refusal.far:
        article = source_line(refusal.nearest[0].article, refusal.question.asked_at)
        yield rich("The closest article, which may be about something else: {article}", article=article)


def names_known(asked: str, offered: Sequence[str]) -> Text:
    """Return that nobody has the name asked for, and which names there are."""
    nobody = rich("I have nothing on anyone called {name}.", name=bold(asked))
    return nobody + (" " + tr("Names I know: {people}.", people=all_of(offered)) if offered else "")


def reason_text(refusal: Refusal) -> Text:
    """Return in a sentence or two why there is no answer."""
    return _REASONS[refusal.reason](refusal)


def how_to_add() -> str:
    return tr("Editors add articles with /add, operators with “onrecord add”.")


def _nobody_called(refusal: Refusal) -> Text:
    name = bold(_name(refusal))
    if _is_on_quotes(refusal):
        return rich("I have no quotes from anyone called {name}.", name=name)
    return rich("I have nothing on anyone called {name}.", name=name)


def _with(text: Text, message: str, **lists: str) -> Text:
    """Add a sentence, translated already as a template, with a list; nothing if the list is empty."""
    return text + (" " + message.format(**lists) if all(lists.values()) else "")


def _nobody_of_that_name(refusal: Refusal) -> Text:
    return _with(_nobody_called(refusal), tr("I have quotes from {people}."), people=all_of(refusal.people))


def _did_you_mean(refusal: Refusal) -> Text:
    return _with(_nobody_called(refusal), tr("Did you mean {people}?"), people=any_of(refusal.people))


def _never_quoted(refusal: Refusal) -> Text:
    text = rich("{name} is mentioned, but no quote is clearly theirs.", name=bold(_name(refusal)))
    return _with(text, tr("The same articles quote {people}."), people=all_of(refusal.people))


def _several_of_that_name(refusal: Refusal) -> Text:
    name, people = bold(_name(refusal)), all_of(refusal.people)
    if _is_on_quotes(refusal):
        several = tr("Several people called {name} are quoted: {people}. Please use the full name.")
    else:
        several = tr("Several people called {name} are mentioned: {people}. Please use the full name.")
    return filled(several, name=name, people=people)


def _no_role(refusal: Refusal) -> Text:
    return rich("{name} is mentioned, but no article says what their role is.", name=bold(_name(refusal)))


def _nothing_before(refusal: Refusal) -> Text:
    follow_up = shortened(refusal.question.text)
    return Text(tr("I'm not sure what “{words}” refers to. Please ask the whole question.", words=follow_up))


def _who_is_meant(refusal: Refusal) -> Text:
    if refusal.people:
        return Text(tr("Who do you mean by “{words}”: {people}?", words=_name(refusal), people=any_of(refusal.people)))
    return Text(tr("I'm not sure who you mean by “{words}”. Please use the name.", words=_name(refusal)))


def _nothing_close(refusal: Refusal) -> Text:
    question = refusal.question
    if question.kind is QuestionKind.WHO_SAID:
        return Text(tr("No stored article has those words."))
    if question.topic:
        return Text(tr("I have nothing on “{topic}”.", topic=question.topic))
    return Text(tr("No stored article answers that."))


def _nobody_on_this(refusal: Refusal) -> Text:
    if refusal.question.topic:
        return Text(tr("I have no quotes on “{topic}”.", topic=refusal.question.topic))
    return Text(tr("I have no quotes on this."))


def _not_on_this(refusal: Refusal) -> Text:
    question = refusal.question
    if question.phrase:
        missing = tr("but not with the words “{words}”", words=question.phrase)
    elif question.topic:
        missing = tr("but not on “{topic}”", topic=question.topic)
    else:
        missing = tr("but not on this")
    return _with(_what_i_have(refusal, missing), tr("Their quotes mention {topics}."), topics=all_of(refusal.topics))


def _not_then(refusal: Refusal) -> Text:
    question = refusal.question
    if question.when:
        missing = tr("but none published {days}", days=days_of(question.when))
    elif question.kind is QuestionKind.TIMELINE:
        missing = tr("but none with a date")
    else:
        missing = tr("but none from that time")
    return _what_i_have(refusal, missing)


def _not_to_them(refusal: Refusal) -> Text:
    audience = refusal.question.audience
    missing = tr("but none clearly said to {name}", name=audience) if audience else tr("but none clearly said to them")
    return _what_i_have(refusal, missing)


_REASONS: dict[RefusalReason, Callable[[Refusal], Text]] = {
    RefusalReason.NOTHING_STORED: lambda refusal: Text(tr("I have no articles to quote yet.") + " " + how_to_add()),
    RefusalReason.NOBODY_OF_THAT_NAME: _nobody_of_that_name,
    RefusalReason.DID_YOU_MEAN: _did_you_mean,
    RefusalReason.NEVER_QUOTED: _never_quoted,
    RefusalReason.SEVERAL_OF_THAT_NAME: _several_of_that_name,
    RefusalReason.NO_ROLE: _no_role,
    RefusalReason.NOTHING_MORE: lambda refusal: Text(tr("You've seen everything I have on that.")),
    RefusalReason.NOBODY_ELSE: lambda refusal: Text(tr("I have no quotes from anyone else on that.")),
    RefusalReason.NOTHING_BEFORE: _nothing_before,
    RefusalReason.WHO_IS_MEANT: _who_is_meant,
    RefusalReason.NOTHING_CLOSE: _nothing_close,
    RefusalReason.NOBODY_ON_THIS: _nobody_on_this,
    RefusalReason.NOT_ON_THIS: _not_on_this,
    RefusalReason.NOT_THEN: _not_then,
    RefusalReason.NOT_TO_THEM: _not_to_them,
    RefusalReason.SMALL_TALK: lambda refusal: small_talk(refusal.talk, refusal.question.asked_at),
}


def _name(refusal: Refusal) -> str:
    return speaker_name(refusal.named or refusal.asked or refusal.question.speaker or tr("that name"))


def _is_on_quotes(refusal: Refusal) -> bool:
    """Return whether the question asks for what people said, so that only people who are quoted count."""
    return refusal.question.kind not in _ABOUT_ANYONE


def _what_i_have(refusal: Refusal, but: str) -> Text:
    """Return what there is, and that none of it is on this topic, from that time or said to them (`but`)."""
    question = refusal.question
    topic = question.topic
    if question.kind is QuestionKind.WHO_SAID:
        return Text(tr("I have articles with those words, {but}.", but=but))
    if question.kind is QuestionKind.ABOUT:
        if topic:
            return Text(tr("I have quotes on “{topic}”, {but}.", topic=topic, but=but))
        return Text(tr("I have quotes on this, {but}.", but=but))
    people = all_of(refusal.people) or refusal.named or refusal.asked or question.speaker
    if question.kind in NEWS_KINDS or people is None:
        if topic:
            return Text(tr("I have articles on “{topic}”, {but}.", topic=topic, but=but))
        return Text(tr("I have articles, {but}.", but=but))
    return rich("I have quotes from {people}, {but}.", people=bold(people), but=but)


def nearest_heading(excerpt: Excerpt, reason: RefusalReason) -> str:
    """Return the heading above an excerpt that is shown although it does not answer."""
    dated = excerpt.article.published is not None
    if excerpt.kind is not None:
        person = heading(excerpt)
        if reason is RefusalReason.NOT_THEN:
            return tr("{person}, at another time", person=person) if dated else tr("{person}, undated", person=person)
        if reason is RefusalReason.NOT_TO_THEM:
            return tr("{person}, not clearly to them", person=person)
        return tr("{person}, on other topics", person=person)
    match reason:
        case RefusalReason.NEVER_QUOTED | RefusalReason.NO_ROLE:
            return tr("What the articles say about them")
        case RefusalReason.NOT_THEN:
            return tr("From another time") if dated else tr("Undated")
        case _:
            return tr("From the articles, not as anyone's words")
