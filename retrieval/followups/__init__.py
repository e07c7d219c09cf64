"""Read a follow-up as the whole question that it stands for, by what was asked and shown before.  Pure; plain rules.

What leans on nothing is left alone, and so is an open question that leans in a way no rule knows (None for both).
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
from retrieval.followups.pronoun_replacement import by_pronouns
from retrieval.followups.selected_phrase import subject_of
from retrieval.followups.shown_before import about_the_saying, is_more, more, what_else, who_else
from retrieval.questions import MAX_QUESTION_CHARS
from retrieval.text.normalize import fold, fold_in_place

__all__ = [
    "CONTEXT_SEPARATOR",
    "AnswerPart",
    "Genders",
    "RewrittenQuestion",
    "UnclearReference",
    "conversation_from_history",
    "has_pronoun",
    "is_more",
    "people_of",
    "replace_pronoun",
    "rewrite_follow_up",
    "the_article",
]  # fmt: skip

_LEAD = re.compile(r"(?:(?:and|but|or|so|then|ok|okay|well|also|now|yes|right|hm+|no(?=,))(?:,| -)? +)+", re.IGNORECASE)
_JOINS = re.compile(r"\b(?:and|but|or|yes|no)\b", re.IGNORECASE)
# In this order: the first that reads it has it.
_RULES: tuple[Callable[[FollowUpText], RewriteResult], ...] = (
    subject_of, other_dates, more, about_the_saying, who_else, what_else, why, another_topic, another_audience,
    what_about, in_the_article, by_pronouns,
)  # fmt: skip


def rewrite_follow_up(
    text: str, conversation: Conversation, now: datetime, genders: Genders | None = None
) -> RewriteResult:
    """What `text` asks in this conversation; None where it stands for itself, or no rule reads it.

    `now`, aware, is what "yesterday" is counted from; `genders` are of the people spoken of, by name as people_of gives
    it.  None: nobody was looked up, and any name may be anybody's.
    """
    typed = " ".join(text.split())
    folded = re.sub(r"[\s?!.,;:]+$", "", fold_in_place(typed))
    lead = _LEAD.match(folded)
    start = lead.end() if lead else 0
    if re.search(r"\w", folded[start:]) is None or len(typed) > MAX_QUESTION_CHARS:
        return None
    joined = lead is not None and _JOINS.search(lead.group()) is not None
    asked = FollowUpText(
        typed[start : len(folded)], folded[start:], lead is not None, joined, conversation, now, genders
    )
    read = next((read for rule in _RULES if (read := rule(asked)) is not None), None)
    if isinstance(read, RewrittenQuestion) and not _asks_more(read, typed):
        return None
    return read


def _asks_more(read: RewrittenQuestion, typed: str) -> bool:
    """Whether it is another question than what was typed, and one that can be asked."""
    if len(read.text) > MAX_QUESTION_CHARS:
        return False
    same = fold(read.text).rstrip("?!. ") == fold(typed).rstrip("?!. ")
    return not same or read.part is not AnswerPart.ALL or read.article is not None


def conversation_from_history(history: Sequence[str], now: datetime) -> Conversation:
    """A conversation that was had elsewhere: what the reader and the bot said, in turns; "" where it is not known."""
    told = Conversation()
    pairs = list(zip(history[::2], [*history[1::2], ""], strict=False))
    for asked, replied in pairs[-MAX_TURNS:]:
        typed = " ".join(asked.split())[:MAX_QUESTION_CHARS]
        if re.search(r"\w", typed) is None:
            continue
        read = rewrite_follow_up(typed, told, now)
        whole = read.text if isinstance(read, RewrittenQuestion) else typed
        told = told.and_then(Turn(typed, whole, replied[:MAX_REPLY_CHARS]))
    return told


def replace_pronoun(text: str, name: str) -> str:
    """`text` with the name in the place of the pronoun that was asked back."""
    typed = " ".join(text.split())
    at = pronoun_in(fold_in_place(typed)) or PRONOUN.search(fold_in_place(typed))
    return typed if at is None else with_name(typed, at, name)
