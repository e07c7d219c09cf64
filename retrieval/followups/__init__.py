"""Read a follow-up as the whole question that it stands for, by what was asked and shown before.  Pure; plain rules.

What leans on nothing is left alone, and so is an open question that leans in a way no rule knows (None for both).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from retrieval.followups.conversation import MAX_TURNS, SHOWN, Conversation, Turn
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
from retrieval.followups.follow_up_text import BESIDE, Asked, Genders, Read, Take, Unclear, Understood
from retrieval.followups.pronoun_replacement import by_names
from retrieval.followups.selected_phrase import subject_of
from retrieval.followups.shown_before import about_the_saying, is_more, more, what_else, who_else
from retrieval.questions import LONGEST
from retrieval.text.normalize import fold, fold_in_place

__all__ = [
    "BESIDE", "Genders", "Take", "Unclear", "Understood", "has_pronoun", "is_more", "named", "people_of", "retold",
    "the_article", "understood",
]  # fmt: skip

_LEAD = re.compile(r"(?:(?:and|but|or|so|then|ok|okay|well|also|now|yes|right|hm+|no(?=,))(?:,| -)? +)+", re.IGNORECASE)
_JOINS = re.compile(r"\b(?:and|but|or|yes|no)\b", re.IGNORECASE)
# In this order: the first that reads it has it.
_RULES: tuple[Callable[[Asked], Read], ...] = (
    subject_of, other_dates, more, about_the_saying, who_else, what_else, why, another_topic, another_audience,
    what_about, in_the_article, by_names,
)  # fmt: skip


def understood(text: str, conversation: Conversation, now: datetime, genders: Genders | None = None) -> Read:
    """What `text` asks in this conversation; None where it stands for itself, or no rule reads it.

    `now`, aware, is what "yesterday" is counted from; `genders` are of the people spoken of, by name as people_of gives
    it.  None: nobody was looked up, and any name may be anybody's.
    """
    typed = " ".join(text.split())
    bare = re.sub(r"[\s?!.,;:]+$", "", fold_in_place(typed))
    lead = _LEAD.match(bare)
    start = lead.end() if lead else 0
    if re.search(r"\w", bare[start:]) is None or len(typed) > LONGEST:
        return None
    joined = lead is not None and _JOINS.search(lead.group()) is not None
    asked = Asked(typed[start : len(bare)], bare[start:], lead is not None, joined, conversation, now, genders)
    read = next((read for rule in _RULES if (read := rule(asked)) is not None), None)
    if isinstance(read, Understood) and not _asks_more(read, typed):
        return None
    return read


def _asks_more(read: Understood, typed: str) -> bool:
    """Whether it is another question than what was typed, and one that can be asked."""
    if len(read.text) > LONGEST:
        return False
    same = fold(read.text).rstrip("?!. ") == fold(typed).rstrip("?!. ")
    return not same or read.take is not Take.ALL or read.article is not None


def retold(history: Sequence[str], now: datetime) -> Conversation:
    """A conversation that was had elsewhere: what the reader and the bot said, in turns; "" where it is not known."""
    told = Conversation()
    pairs = list(zip(history[::2], [*history[1::2], ""], strict=False))
    for asked, replied in pairs[-MAX_TURNS:]:
        typed = " ".join(asked.split())[:LONGEST]
        if re.search(r"\w", typed) is None:
            continue
        read = understood(typed, told, now)
        whole = read.text if isinstance(read, Understood) else typed
        told = told.and_then(Turn(typed, whole, replied[:SHOWN]))
    return told


def named(text: str, name: str) -> str:
    """`text` with the name in the place of the pronoun that was asked back."""
    typed = " ".join(text.split())
    at = pronoun_in(fold_in_place(typed)) or PRONOUN.search(fold_in_place(typed))
    return typed if at is None else with_name(typed, at, name)
