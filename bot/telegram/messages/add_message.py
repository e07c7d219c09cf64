"""Turn an editor's message into a draft: a first line that stands alone is the title.  Pure."""

from __future__ import annotations

import re
from datetime import datetime

from bot.intake.base.datelines import day_in
from bot.intake.base.draft_builder import draft_from
from bot.intake.base.titles import split_title
from retrieval.domain.article import Draft

# A shorter text that is no sentence is a name, a title or a question that somebody typed to see what happens.
MIN_CHARS = 40
# Lines under a title that may state the day: the source may have one of its own.
MAX_HEAD_LINES = 2
_SENTENCE = re.compile(r"\S+\s+\S+.*[.!…。][\"”’»')\]]*$", re.DOTALL)


def is_too_short(text: str) -> bool:
    """Return whether a text is too short to be meant as an article: a few words that state nothing."""
    text = text.strip()
    return len(text) < MIN_CHARS and "\n" not in text and _SENTENCE.match(text) is None


def draft_of_message(
    text: str, *, publisher: str | None = None, published: datetime | None = None, url: str | None = None
) -> Draft:
    """Return the draft; `publisher`, `published` and `url` are those of a forwarded post.  Raise UnusableArticle.

    Without such a day, the one in the lines under the title counts; these lines stay in the text.
    """
    title, below = split_title(text)
    head = [] if title is None else below.split("\n")[:MAX_HEAD_LINES]
    day = published or next(filter(None, map(day_in, head)), None)
    return draft_from({"text": below, "title": title, "publisher": publisher, "published": day, "url": url})
