"""A question about a phrase that the reader selected in a message: the phrase is its subject.  Pure."""

from __future__ import annotations

import re

from retrieval.domain.question import QuestionKind
from retrieval.followups.coreference import pronoun_in, with_name
from retrieval.followups.follow_up_text import AnswerPart, FollowUpText, RewriteResult, RewrittenQuestion
from retrieval.followups.rewriting import composed
from retrieval.followups.shown_before import TO_WHOM, WHEN, WHERE
from retrieval.text.normalize import fold, fold_in_place

# What is kept of a phrase; the rest of a question must fit beside it.
MAX_PHRASE_CHARS = 600
# A phrase of more words is nobody's name.
_NAME_WORDS = 4
_NAME = re.compile(r"(?:[A-Z][\w'.-]*)(?: (?:[A-Z][\w'.-]*|de|van|von|der|al|el|la|bin))*")
_WHO_SAID = re.compile(
    r"(?:who|whom) (?:said|says|wrote|stated|claimed|is (?:quoted|speaking)|was (?:quoted|speaking))"
    r"(?: (?:that|this|it|so|these words|those words))?|who"
    r"|whose words(?: (?:are|were) (?:these|those|they|this|that))?",
    re.IGNORECASE,
)
_THAT = re.compile(r"\b(?:this|that|it|these|those)\b(?! (?:is|was|are|were)\b)", re.IGNORECASE)
_SAYING = {WHEN: "when", WHERE: "where", TO_WHOM: "to whom"}


def subject_of(asked: FollowUpText) -> RewriteResult:
    """The question with the phrase in it; None where nothing is selected."""
    about = asked.conversation.about
    phrase = _clean(about.phrase) if about is not None and about.phrase else ""
    if not phrase:
        return None
    if _WHO_SAID.fullmatch(asked.folded):
        return _of_words(phrase, f"who said “{phrase}”")
    for pattern, says in _SAYING.items():
        if pattern.fullmatch(asked.folded):
            return _of_words(phrase, f"“{phrase}”: {says}, by the sentences around the words", AnswerPart.CONTEXT)
    return _with_it(asked, phrase)


def _of_words(phrase: str, label: str, part: AnswerPart = AnswerPart.ALL) -> RewrittenQuestion:
    return RewrittenQuestion(f'who said "{phrase}"?', label, part)


def _with_it(asked: FollowUpText, phrase: str) -> RewrittenQuestion:
    """The phrase in the place of a pronoun, as the topic of somebody's words, or beside an open question."""
    pronoun = pronoun_in(asked.folded)
    is_name = _NAME.fullmatch(fold_in_place(phrase)) is not None and len(phrase.split()) <= _NAME_WORDS
    if pronoun is not None and is_name:
        return composed(asked, f"{with_name(asked.typed, pronoun, phrase)}?")
    question = asked.read(asked.typed)
    if question.kind is QuestionKind.SAID_BY and not question.topic and fold(phrase) not in fold(asked.typed):
        text = f"{asked.typed} about {phrase}?"
        if asked.read(text).topic == phrase:
            return composed(asked, text)
    that = list(_THAT.finditer(asked.folded))
    if that and len(that) == 1:
        at = that[0]
        return composed(asked, f"{asked.typed[: at.start()]}{phrase}{asked.typed[at.end() :]}?")
    return RewrittenQuestion(f"{asked.typed}: {phrase}", f"{asked.typed}: “{phrase}”")


def _clean(phrase: str) -> str:
    """On one line, without the quotation marks around it, and not longer than a question can hold."""
    one_line = " ".join(phrase.split()).strip("\"“”„«»'‘’ ")
    if len(one_line) <= MAX_PHRASE_CHARS:
        return one_line
    return one_line[:MAX_PHRASE_CHARS].rpartition(" ")[0] or one_line[:MAX_PHRASE_CHARS]
