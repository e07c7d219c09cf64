"""Follow-ups that repeat the last question with one thing changed: who, topic, audience or time; or ask why.  Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.domain.question import Question, QuestionKind
from retrieval.followups.conversation import Conversation
from retrieval.followups.follow_up_text import FollowUpText, RewriteResult, RewrittenQuestion, UnclearReference
from retrieval.followups.pronoun_replacement import SINGULAR_PRONOUNS, name_of, resolved
from retrieval.followups.rewriting import (
    about,
    also_asking,
    at_other_times,
    composed,
    label_of,
    of_somebody,
    on_its_own,
    on_topic,
    to_somebody,
    with_instead,
)
from retrieval.questions.time_expressions import read_when
from retrieval.text.normalize import fold, fold_in_place

_WHAT_ABOUT = re.compile(
    r"(?:what|how) about |(?:the )?same (?:question )?(?:for|about|with|on|of) "
    # Corrections ask the last question again.
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
# With a question word it stands by itself: "on what grounds did they decide?".
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
# Words that begin a question with its own verb, or no question.
_NO_NAME = re.compile(
    r"(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|if|that|this|it|there|tell|give|show|please|because|they|i|you|we|thanks|thank|no|not|yes|to)\b",
    re.IGNORECASE,
)
# More words after "and" are neither a name nor a topic.
_MAX_WORDS = 8


def other_dates(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "yesterday?", "and since Monday?"."""
    words, before = _WHAT_ABOUT.sub("", follow_up.folded), follow_up.before()
    if before is None or read_when(words, follow_up.now) is None:
        return None
    text = at_other_times(before, words)
    return composed(follow_up, text)


def asks_why(text: str) -> bool:
    """Return whether a text asks for the reason of what was shown last, and for nothing else: "but why?"."""
    asked = re.sub(r"^(?:and|but|so|ok(?:ay)?),? ", "", " ".join(text.split()), flags=re.IGNORECASE)
    return _WHY.fullmatch(fold_in_place(asked).rstrip("?!. ")) is not None


def why(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "why?", "how many?" as an open question with the words of the last one."""
    bare_word = _BARE.fullmatch(follow_up.folded) is not None
    if _WHY.fullmatch(follow_up.folded) is None and not bare_word:
        return None
    before = follow_up.before_alone()
    if before is None:
        return follow_up.nothing_before()
    if bare_word and before.kind is not QuestionKind.OPEN:
        return None
    return also_asking(before, follow_up.typed if bare_word else "why", follow_up.now)


def another_topic(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "and about Kosovo?"."""
    match, before = _ON.fullmatch(follow_up.folded), follow_up.before_alone()
    if match is None or before is None:
        return None
    topic = name_of(follow_up, follow_up.group(match, "topic"))
    return topic if isinstance(topic, UnclearReference) else _on(follow_up, before, topic, follow_up.typed)


def another_audience(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "and to the FT?"."""
    match, before = _TO.fullmatch(follow_up.folded), follow_up.before()
    if match is None or before is None or before.kind is not QuestionKind.SAID_BY:
        return None
    audience = name_of(follow_up, follow_up.group(match, "audience"))
    return audience if isinstance(audience, UnclearReference) else composed(follow_up, to_somebody(before, audience))


def what_about(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "what about X?", "and X?": X speaks on the same topic, or is another topic of the same speakers.

    If neither makes sense, it asks about X alone.
    """
    match = _WHAT_ABOUT.match(follow_up.folded)
    name = follow_up.typed[match.end() if match else 0 :]
    leads = match is not None or (
        follow_up.joined and (fold(name) in SINGULAR_PRONOUNS or not _NO_NAME.match(follow_up.folded))
    )
    if not leads or len(name.split()) > _MAX_WORDS:
        return None
    who, before = name_of(follow_up, name), follow_up.before_alone()
    if isinstance(who, UnclearReference):
        return who
    if before is None:
        # It only loses its first words.
        return RewrittenQuestion(f"{who}?") if match else None
    if (placed := _PLACED.fullmatch(fold(who))) is not None:
        return _on(follow_up, before, who[placed.start("there") :], who)
    by_them, on_it = of_somebody(before, who), _on(follow_up, before, who, who)
    if by_them is not None:
        return RewrittenQuestion(by_them, label_of(follow_up.read(by_them)), alternative=on_it, named=who)
    return replace(on_it or RewrittenQuestion(on_its_own(who), about(who)), named=who)


def in_the_article(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "what does the article say about X?", "did Hill say that in it?"."""
    says, match = _ARTICLE_SAYS.fullmatch(follow_up.folded), _IN_ARTICLE.fullmatch(follow_up.folded)
    article = the_article(follow_up.conversation)
    if article is None or (says is None and match is None):
        return None
    if says is not None:
        # It asks what is printed, not what anybody said.  "About X" is read as an open question.
        topic = follow_up.group(says, "topic")
        return RewrittenQuestion(f"about {topic}", f"{topic}, in that article", article=article)
    text = resolved(follow_up, f"{follow_up.group(match, 'asked')}?") if match is not None else ""
    if isinstance(text, UnclearReference):
        return text
    return RewrittenQuestion(text, f"{label_of(follow_up.read(text))}, in that article", article=article)


def the_article(conversation: Conversation) -> str | None:
    """Return the article that the conversation is about; None if there is not exactly one."""
    about, last = conversation.about, conversation.last
    articles = about.articles if about is not None and about.articles else last.articles if last is not None else ()
    return articles[0] if len(articles) == 1 else None


def _on(follow_up: FollowUpText, before: Question, topic: str, typed: str) -> RewrittenQuestion | None:
    """Return the last question on another topic; in an open one, with `typed` in place of the last thing it names."""
    text = on_topic(before, topic, follow_up.now)
    if text is not None:
        return composed(follow_up, text)
    return with_instead(before, typed, follow_up.now) if before.kind is QuestionKind.OPEN else None
