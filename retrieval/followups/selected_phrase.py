"""Questions about a phrase that the reader selected in a message.  Pure."""

from __future__ import annotations

import re

from retrieval.domain.question import QuestionKind
from retrieval.followups.coreference import pronoun_in, with_name
from retrieval.followups.follow_up_text import AnswerPart, FollowUpText, RewriteResult, RewrittenQuestion
from retrieval.followups.rewriting import composed
from retrieval.followups.shown_before import TO_WHOM, WHEN, WHERE
from retrieval.text.normalize import fold, fold_in_place

# A longer phrase is cut, so that the rest of the question fits.
MAX_PHRASE_CHARS = 600
# A phrase of more words is not a name.
_MAX_NAME_WORDS = 4
_NAME = re.compile(r"(?:[A-Z][\w'.-]*)(?: (?:[A-Z][\w'.-]*|de|van|von|der|al|el|la|bin))*")
_WHO_SAID = re.compile(
    r"(?:who|whom) (?:said|says|wrote|stated|claimed|is (?:quoted|speaking)|was (?:quoted|speaking))"
    r"(?: (?:that|this|it|so|these words|those words))?|who"
    r"|whose words(?: (?:are|were) (?:these|those|they|this|that))?",
    re.IGNORECASE,
)
_THAT = re.compile(r"\b(?:this|that|it|these|those)\b(?! (?:is|was|are|were)\b)", re.IGNORECASE)
_SAYING = {WHEN: "when", WHERE: "where", TO_WHOM: "to whom"}


def selected_phrase(follow_up: FollowUpText) -> RewriteResult:
    """Return the question with the selected phrase in it; None if nothing is selected."""
    about = follow_up.conversation.about
    phrase = _clean(about.phrase) if about is not None and about.phrase else ""
    if not phrase:
        return None
    if _WHO_SAID.fullmatch(follow_up.folded):
        return _who_said(phrase, f"who said “{phrase}”")
    for pattern, says in _SAYING.items():
        if pattern.fullmatch(follow_up.folded):
            return _who_said(phrase, f"“{phrase}”: {says}, by the sentences around the words", AnswerPart.CONTEXT)
    return _with_it(follow_up, phrase)


def _who_said(phrase: str, label: str, part: AnswerPart = AnswerPart.ALL) -> RewrittenQuestion:
    return RewrittenQuestion(f'who said "{phrase}"?', label, part)


def _with_it(follow_up: FollowUpText, phrase: str) -> RewrittenQuestion:
    """Put the phrase in place of a pronoun, or as the topic of somebody's words, or after an open question."""
    pronoun = pronoun_in(follow_up.folded)
    is_name = _NAME.fullmatch(fold_in_place(phrase)) is not None and len(phrase.split()) <= _MAX_NAME_WORDS
    if pronoun is not None and is_name:
        return composed(follow_up, f"{with_name(follow_up.typed, pronoun, phrase)}?")
    question = follow_up.read(follow_up.typed)
    if question.kind is QuestionKind.SAID_BY and not question.topic and fold(phrase) not in fold(follow_up.typed):
        text = f"{follow_up.typed} about {phrase}?"
        if follow_up.read(text).topic == phrase:
            return composed(follow_up, text)
    that = list(_THAT.finditer(follow_up.folded))
    if that and len(that) == 1:
        at = that[0]
        return composed(follow_up, f"{follow_up.typed[: at.start()]}{phrase}{follow_up.typed[at.end() :]}?")
    return RewrittenQuestion(f"{follow_up.typed}: {phrase}", f"{follow_up.typed}: “{phrase}”")


def _clean(phrase: str) -> str:
    """Return the phrase on one line, without surrounding quotation marks, and cut to MAX_PHRASE_CHARS."""
    one_line = " ".join(phrase.split()).strip("\"“”„«»'‘’ ")
    if len(one_line) <= MAX_PHRASE_CHARS:
        return one_line
    return one_line[:MAX_PHRASE_CHARS].rpartition(" ")[0] or one_line[:MAX_PHRASE_CHARS]
