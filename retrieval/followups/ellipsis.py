"""Follow-ups that ask the last question again: of others, on something else, at another time; or why.  Pure."""

from __future__ import annotations

import re

from retrieval.domain.question import Question, QuestionKind
from retrieval.followups.conversation import Conversation
from retrieval.followups.follow_up_text import FollowUpText, RewriteResult, RewrittenQuestion, UnclearReference
from retrieval.followups.pronoun_replacement import HIM, name_of, whole
from retrieval.followups.rewriting import (
    also_asking,
    at_other_times,
    composed,
    label_of,
    of_somebody,
    on_topic,
    to_somebody,
    with_instead,
)
from retrieval.questions.time_expressions import read_when
from retrieval.text.normalize import fold

_WHAT_ABOUT = re.compile(
    r"(?:what|how) about |(?:the )?same (?:question )?(?:for|about|with|on|of) "
    # Who corrects the last question asks it again.
    r"|not [\w' .-]+?, (?:but |i mean |i meant )?|i meant? ",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"why(?: (?:is|was) (?:that|this|it)(?: so)?| so| not"
    r"| (?:did|does|do|would) (?:he|she|they) (?:say|think) (?:that|so|this|it)"
    r"| (?:did|does) (?:that|this|it) happen)?|how come|for what reason",
    re.IGNORECASE,
)
_BARE = re.compile(r"how many|how much|how long|how often|how|who|whom|which|which ones?", re.IGNORECASE)
# With a question word in it, it is a question of its own: "on what grounds did they decide?".
_OWN = r"(?!.*\b(?:who|whom|what|which|how|whose)\b)"
_ON = re.compile(rf"(?:about|on|regarding|concerning) {_OWN}(?P<topic>.+)", re.IGNORECASE)
_TO = re.compile(rf"to {_OWN}(?P<audience>.+)", re.IGNORECASE)
_PLACED = re.compile(r"(?:in|at|near|from|for|of|by|with|under|before|after|during) (?P<there>.+)", re.IGNORECASE)
_ARTICLE = r"(?:(?:the|this|that) (?:article|story|piece|report)|it)"
_IN_ARTICLE = re.compile(rf"(?P<asked>.+?),? (?:in|by|from|according to) {_ARTICLE}", re.IGNORECASE)
_ARTICLE_SAYS = re.compile(
    rf"what (?:else )?(?:does|did|is|do) {_ARTICLE} (?:say|said|mention|print) (?:about|on|regarding) (?P<topic>.+)",
    re.IGNORECASE,
)
# What opens a question that has a verb of its own, or no question.
_NO_NAME = re.compile(
    r"(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|if|that|this|it|there|tell|give|show|please|because|they|i|you|we|thanks|thank|no|not|yes|to)\b",
    re.IGNORECASE,
)
# Longer, it is no name nor topic that was left after "and".
_WORDS = 8


def other_dates(asked: FollowUpText) -> RewriteResult:
    """ "Yesterday?", "and since Monday?"."""
    words, before = _WHAT_ABOUT.sub("", asked.folded), asked.before()
    if before is None or read_when(words, asked.now) is None:
        return None
    text = at_other_times(before, words)
    return composed(asked, text)


def why(asked: FollowUpText) -> RewriteResult:
    """ "Why?", "how many?": an open question with the last one's words."""
    bare_word = _BARE.fullmatch(asked.folded) is not None
    if _WHY.fullmatch(asked.folded) is None and not bare_word:
        return None
    before = asked.before_alone()
    if before is None:
        return asked.nothing_before()
    if bare_word and before.kind is not QuestionKind.OPEN:
        return None
    return also_asking(before, asked.typed if bare_word else "why", asked.now)


def another_topic(asked: FollowUpText) -> RewriteResult:
    match, before = _ON.fullmatch(asked.folded), asked.before_alone()
    if match is None or before is None:
        return None
    topic = name_of(asked, asked.group(match, "topic"))
    return topic if isinstance(topic, UnclearReference) else _on(asked, before, topic, asked.typed)


def another_audience(asked: FollowUpText) -> RewriteResult:
    match, before = _TO.fullmatch(asked.folded), asked.before()
    if match is None or before is None or before.kind is not QuestionKind.SAID_BY:
        return None
    audience = name_of(asked, asked.group(match, "audience"))
    return audience if isinstance(audience, UnclearReference) else composed(asked, to_somebody(before, audience))


def what_about(asked: FollowUpText) -> RewriteResult:
    """ "What about X?", "and X?": X is somebody else on the same, or something else that the same people spoke of."""
    match = _WHAT_ABOUT.match(asked.folded)
    name = asked.typed[match.end() if match else 0 :]
    leads = match is not None or (asked.joined and (fold(name) in HIM or not _NO_NAME.match(asked.folded)))
    if not leads or len(name.split()) > _WORDS:
        return None
    who, before = name_of(asked, name), asked.before_alone()
    if isinstance(who, UnclearReference):
        return who
    if before is None:
        # Only the words that lead it in are taken off.
        return RewrittenQuestion(f"{who}?") if match else None
    if (placed := _PLACED.fullmatch(fold(who))) is not None:
        return _on(asked, before, who[placed.start("there") :], who)
    by_them, on_it = of_somebody(before, who), _on(asked, before, who, who)
    return on_it if by_them is None else RewrittenQuestion(by_them, label_of(asked.read(by_them)), alternative=on_it)


def in_the_article(asked: FollowUpText) -> RewriteResult:
    """ "What does the article say about X?", "did Hill say that in it?"."""
    says, match = _ARTICLE_SAYS.fullmatch(asked.folded), _IN_ARTICLE.fullmatch(asked.folded)
    article = the_article(asked.conversation)
    if article is None or (says is None and match is None):
        return None
    if says is not None:
        # Not what somebody said: what is printed, by whomever.  "About" alone reads as no other kind of question.
        topic = asked.group(says, "topic")
        return RewrittenQuestion(f"about {topic}", f"{topic}, in that article", article=article)
    text = whole(asked, f"{asked.group(match, 'asked')}?") if match is not None else ""
    if isinstance(text, UnclearReference):
        return text
    return RewrittenQuestion(text, f"{label_of(asked.read(text))}, in that article", article=article)


def the_article(conversation: Conversation) -> str | None:
    """The one article that is spoken of; None where there are several or none."""
    about, last = conversation.about, conversation.last
    articles = about.articles if about is not None and about.articles else last.articles if last is not None else ()
    return articles[0] if len(articles) == 1 else None


def _on(asked: FollowUpText, before: Question, topic: str, typed: str) -> RewrittenQuestion | None:
    """The last question on another topic; an open one with `typed` in the place of what it names."""
    text = on_topic(before, topic, asked.now)
    if text is not None:
        return composed(asked, text)
    return with_instead(before, typed, asked.now) if before.kind is QuestionKind.OPEN else None
