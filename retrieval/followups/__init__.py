"""Rewrite a follow-up as the whole question that it stands for, from what was asked and shown before.  Pure rules.

A question that stands by itself is left alone.  So is an open question that depends on the conversation in a way that
no rule knows: the history tagger finds its context words later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from retrieval.followups.conversation import MAX_REPLY_CHARS, MAX_TURNS, Conversation, Turn
from retrieval.followups.coreference import PRONOUN, has_pronoun, people_of, pronoun_in, with_name
from retrieval.followups.ellipsis import (
    another_audience,
    another_topic,
    asks_why,
    in_the_article,
    other_dates,
    the_article,
    what_about,
    why,
)
from retrieval.followups.follow_up_text import (
    CONTEXT_SEPARATOR,
    AnswerPart,
    FollowUpText,
    Genders,
    RewriteResult,
    RewrittenQuestion,
    UnclearReference,
)
from retrieval.followups.pronoun_replacement import pronouns
from retrieval.followups.selected_phrase import selected_phrase
from retrieval.followups.shown_before import (
    asks_whether_true,
    asks_who_said_it,
    circumstances,
    is_more,
    more,
    what_else,
    who_else,
)
from retrieval.questions import MAX_QUESTION_CHARS
from retrieval.text.normalize import fold, fold_in_place

__all__ = [
    "CONTEXT_SEPARATOR",
    "AnswerPart",
    "Genders",
    "RewriteResult",
    "RewrittenQuestion",
    "UnclearReference",
    "asks_whether_true",
    "asks_who_said_it",
    "asks_why",
    "conversation_from_history",
    "has_pronoun",
    "is_more",
    "people_of",
    "replace_pronoun",
    "rewrite_follow_up",
    "the_article",
]

_LEAD = re.compile(r"(?:(?:and|but|or|so|then|ok|okay|well|also|now|yes|right|hm+|no(?=,))(?:,| -)? +)+", re.IGNORECASE)
_JOINS = re.compile(r"\b(?:and|but|or|yes|no)\b", re.IGNORECASE)
# Tried in this order; the first that applies wins.
_RULES: tuple[Callable[[FollowUpText], RewriteResult], ...] = (
    selected_phrase, other_dates, more, circumstances, who_else, what_else, why, another_topic, another_audience,
    what_about, in_the_article, pronouns,
)  # fmt: skip


def rewrite_follow_up(
    text: str, conversation: Conversation, now: datetime, genders: Genders | None = None
) -> RewriteResult:
    """Return what `text` asks in this conversation; None if it stands by itself, or if no rule applies.

    "Yesterday" is counted from `now`, which is aware.  `genders` has the people of the conversation by the names that
    people_of returns; None if they were not looked up, so that any name may belong to a person of either gender.
    """
    typed = " ".join(text.split())
    folded = re.sub(r"[\s?!.,;:]+$", "", fold_in_place(typed))
    lead = _LEAD.match(folded)
    start = lead.end() if lead else 0
    if re.search(r"\w", folded[start:]) is None or len(typed) > MAX_QUESTION_CHARS:
        return None
    joined = lead is not None and _JOINS.search(lead.group()) is not None
    follow_up = FollowUpText(
        typed[start : len(folded)], folded[start:], lead is not None, joined, conversation, now, genders
    )
    read = next((read for rule in _RULES if (read := rule(follow_up)) is not None), None)
    if isinstance(read, RewrittenQuestion) and not _is_rewritten(read, typed):
        return None
    return read


def _is_rewritten(read: RewrittenQuestion, typed: str) -> bool:
    """Return whether it differs from what was typed, and is short enough to be asked."""
    if len(read.text) > MAX_QUESTION_CHARS:
        return False
    same = fold(read.text).rstrip("?!. ") == fold(typed).rstrip("?!. ")
    return not same or read.part is not AnswerPart.ALL or read.article is not None


def conversation_from_history(history: Sequence[str], now: datetime) -> Conversation:
    """Import a conversation held elsewhere: `history` alternates what reader and bot said; "" if unknown."""
    conversation = Conversation()
    pairs = list(zip(history[::2], [*history[1::2], ""], strict=False))
    for asked, replied in pairs[-MAX_TURNS:]:
        typed = " ".join(asked.split())[:MAX_QUESTION_CHARS]
        if re.search(r"\w", typed) is None:
            continue
        read = rewrite_follow_up(typed, conversation, now)
        whole = read.text if isinstance(read, RewrittenQuestion) else typed
        conversation = conversation.and_then(Turn(typed, whole, replied[:MAX_REPLY_CHARS]))
    return conversation


def replace_pronoun(text: str, name: str) -> str:
    """Return `text` with `name` in place of the pronoun that was unclear."""
    typed = " ".join(text.split())
    at = pronoun_in(fold_in_place(typed)) or PRONOUN.search(fold_in_place(typed))
    return typed if at is None else with_name(typed, at, name)
