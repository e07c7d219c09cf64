"""Recognise questions that ask for words by a noun: quotes, comments, views, "according to".  Pure patterns."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.domain.question import Question
from retrieval.questions.names import MAX_NAME_WORDS, asked_of, is_plainly_named
from retrieval.questions.question_text import ABOUT, QuestionText
from retrieval.questions.statements import after_asking
from retrieval.text.normalize import content_words, fold, word_spans

_WORDS = r"(?:quotes?|quotations?|words|remarks?|comments?|statements?)"
_VIEWS = r"(?:views?|opinions?|thoughts?|stance|position|take)"
_WHICH = r"(?:(?:the|any|all|some|more|a|exact|own|actual|direct|full|latest|recent|public) ){0,4}"
# Several people, or a long role.
_WHO = rf"(?P<who>\S+?(?: \S+?){{0,{2 * MAX_NAME_WORDS}}}?)"
_TOPIC = rf"(?:{ABOUT}) (?P<topic>.+)"
_WHAT_ARE = r"what(?:'s|s| is| was| are| were) "
_MADE = r"(?:make|made|give|given|use|used|issue|issued|offer|offered)"

# These name no speaker: "his words", "quote me on that", "quote of the day".
_NOBODY = frozenset("his her its their my your our whose me of".split())

# These ask for words, whatever the name.
_PLAIN = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:{_WHAT_ARE})?{_WHICH}{_WORDS} (?:from|by|of) {_WHO}(?: {_TOPIC})?",
        rf"(?:any|no) (?:word|comment) (?:yet )?from {_WHO}(?: {_TOPIC})?",
        rf"{_WHAT_ARE}{_WHO}'s? {_WHICH}(?:quotes?|words|remarks?|comments?)(?: {_TOPIC})?",
        rf"(?:did|has|have) {_WHO} {_MADE} {_WHICH}{_WORDS}(?: {_TOPIC})?",
        rf"(?:what|which) {_WORDS} (?:did|has|have) {_WHO} {_MADE}(?: {_TOPIC})?",
        rf"quote {_WHO} {_TOPIC}",
    )
)  # fmt: skip
# These may ask for something else: "stock quotes", "the view from the bridge", "comments on Kosovo from the start".
_PERHAPS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WHICH}{_WORDS} (?:{ABOUT}) (?P<topic>.+) (?:from|by) {_WHO}",
        rf"(?:anything|something) (?:from|by) {_WHO}(?: {_TOPIC})?",
        rf"{_WHO}(?:'s?)? {_WHICH}{_WORDS}(?: {_TOPIC})?",
        rf"quotes? {_WHO}(?: {_TOPIC})?",
        rf"(?:{_WHAT_ARE})?{_WHO}(?:'s?)? {_WHICH}{_VIEWS} {_TOPIC}",
        rf"(?:{_WHAT_ARE})?{_WHICH}{_VIEWS} of {_WHO} {_TOPIC}",
        rf"where (?:does|did) {_WHO} stand {_TOPIC}",
        rf"how (?:does|did) {_WHO} feel {_TOPIC}",
    )
)  # fmt: skip
_ASKS = (
    r"(?:(?:in|on|at|for|by|from|to) )?(?:what|who|whom|which|why|when|where|how)\b(?: (?:many|much|often|long)\b)?"
    r"(?: (?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)\b)?(?: |$)"
    r"|(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should) "
)
_ACCORDING_FIRST = re.compile(rf"according to (?P<who>.+?)(?:, ?| (?={_ASKS}))(?P<topic>.+)", re.IGNORECASE)
_ACCORDING_LAST = re.compile(r"(?P<topic>.+?),? according to (?P<who>.+)", re.IGNORECASE)


def quotations(words: QuestionText) -> Question | None:
    """Recognise "Hill's words", "quotes from Hill", "any comment from Hill", "Hill's view on T" …"""
    rest = after_asking(words)
    for form in (*_PLAIN, *_PERHAPS):
        if (match := form.fullmatch(rest.folded)) is not None:
            who = rest.cut(*match.span("who"))
            return _asked(words, who, rest.group(match, "topic"), sure=form in _PLAIN)
    return None


def according_to(words: QuestionText) -> Question | None:
    """Recognise "according to Hill, what is critical?".  The topic starts at the first content word asked."""
    match = _ACCORDING_FIRST.fullmatch(words.folded) or _ACCORDING_LAST.fullmatch(words.folded)
    if match is None:
        return None
    asked = words.cut(*match.span("topic"))
    first = next((span.start for _, span in word_spans(asked.folded) if content_words(span.cut(asked.folded))), None)
    topic = None if first is None else asked.cut(first)
    return _asked(words, words.cut(*match.span("who")), topic, sure=False)


def _asked(words: QuestionText, who: QuestionText, topic: QuestionText | None, *, sure: bool) -> Question | None:
    question = None if _NOBODY & set(fold(who.folded).split()[:1]) else asked_of(words, who, topic)
    return None if question is None else replace(question, guess=not sure and not is_plainly_named(who, words))
