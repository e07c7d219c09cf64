"""Recognise questions about what is printed on a topic: briefings, timelines, news.  Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.domain.question import Question, QuestionKind
from retrieval.questions.names import PRONOUNS
from retrieval.questions.question_text import ASKING, QuestionText
from retrieval.text.normalize import content_words, fold

_ABOUT = r"(?:on|about|regarding|concerning|of|for)"
_TOPIC = r"(?P<topic>.+?)(?: for me)?(?:,? (?:please|thanks|thank you))?"
_SHORT = r"(?:(?:a|an|the|your|short|brief|quick|small|full) )*"

_BRIEFING = re.compile(
    rf"{ASKING}(?:(?:brief|fill) me (?:in )?{_ABOUT}|{_SHORT}(?:briefing|brief|summary|overview|rundown) {_ABOUT}"
    rf"|summari[sz]e|sum up|recap) {_TOPIC}",
    re.IGNORECASE,
)
# These may ask for a briefing, or for the one passage that explains something.
_TELL_ME = re.compile(
    rf"{ASKING}(?:tell me (?:all |everything |something )?about"
    rf"|what (?:do (?:we|you)|is|are) (?:already )?(?:know|known|there) about"
    rf"|what happened with) {_TOPIC}",
    re.IGNORECASE,
)
_TIMELINE = re.compile(rf"{ASKING}{_SHORT}(?:time ?line|chronology) {_ABOUT} {_TOPIC}", re.IGNORECASE)
_UNFOLDED = re.compile(r"how (?:did|has|have) (?P<topic>.+) (?:unfold|unfolded|evolve|evolved)", re.IGNORECASE)
_NEWS = re.compile(
    rf"{ASKING}(?:(?:what(?:'s| is| are|s) |anything |something )"
    r"(?:new|the (?:latest )?(?:news|headlines|updates?)|(?:the )?latest|in the news)"
    r"|(?:any |the |some |more )*(?:latest |recent |new |newest )*(?:news|headlines|updates?|developments)"
    r"|(?:the )?latest|update me|catch me up|brief me|what (?:did|have) i miss(?:ed)?)"
    rf"(?: (?:with|from|in|to|{_ABOUT}) {_TOPIC})?",
    re.IGNORECASE,
)
# "Football news", "top stories".
_NEWS_LAST = re.compile(
    r"(?:any |the |some |latest )*"
    r"(?!(?:who|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|can|could|will|would|should)\b)"
    r"(?P<topic>[\w'’-]+(?: [\w'’-]+){0,4}?)"
    r" (?:latest )?(?:news|updates?|headlines|latest)",
    re.IGNORECASE,
)
_TOP = re.compile(
    rf"{ASKING}(?:the |all )?(?:top|main|big|biggest|today'?s|newest|latest|recent)? ?"
    r"(?:stories|headlines|articles|news)(?: (?:today|now|of the day))?"
    r"|summari[sz]e (?:the day|the news|everything|it all)|what(?:'s| is|s)? (?:up|going on|happening|on)",
    re.IGNORECASE,
)
_GOING_ON = re.compile(
    r"(?P<topic>.+?),? what(?:'s| is|s)? (?:going on|happening)(?: there| with (?:it|them|him|her))?", re.IGNORECASE
)
_HAPPENED = re.compile(
    r"what(?:'s| is| was| has| have|s)? (?:happened|happening|happen|going on|been happening)", re.IGNORECASE
)
# These refer to the conversation: by themselves they name no topic.
_THE_SAME = frozenset("this that it article message story text news everything".split())


def briefing(words: QuestionText) -> Question | None:
    """Recognise "brief me on T"; as a guess also "tell me about T", "what happened with T?"."""
    if (sure := _on_topic(words, _BRIEFING, QuestionKind.BRIEFING)) is not None:
        return sure
    perhaps = _on_topic(words, _TELL_ME, QuestionKind.BRIEFING) or _on_topic(words, _GOING_ON, QuestionKind.BRIEFING)
    return None if perhaps is None else replace(perhaps, guess=True)


def timeline(words: QuestionText) -> Question | None:
    """Recognise "timeline of T", "how did T unfold?"."""
    return _on_topic(words, _TIMELINE, QuestionKind.TIMELINE) or _on_topic(words, _UNFOLDED, QuestionKind.TIMELINE)


def news(words: QuestionText) -> Question | None:
    """Recognise "what's new [on T]?"."""
    match = _NEWS.fullmatch(words.folded)
    if (match is not None and match["topic"] is None) or _TOP.fullmatch(words.folded):
        return Question(text=words.typed, kind=QuestionKind.NEWS)
    return _on_topic(words, _NEWS, QuestionKind.NEWS) or _on_topic(words, _NEWS_LAST, QuestionKind.NEWS)


def news_of_a_time(words: QuestionText) -> Question | None:
    """Recognise "what happened?" after a time expression was taken out."""
    return Question(text=words.typed, kind=QuestionKind.NEWS) if _HAPPENED.fullmatch(words.folded) else None


def _on_topic(words: QuestionText, form: re.Pattern[str], kind: QuestionKind) -> Question | None:
    match = form.fullmatch(words.folded)
    topic = None if match is None else words.typed_group(match, "topic")
    if topic is None or not set(content_words(topic)) - _THE_SAME or fold(topic) in PRONOUNS:
        return None
    return Question(text=words.typed, kind=kind, topic=topic)
