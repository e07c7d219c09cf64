"""Make the questions that both are asked: from titles, and from what the store quotes people with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import cycle
from typing import TypeVar

from bot.services import Services
from retrieval.domain.article import StoredStatement
from retrieval.text.normalize import content_words, words

T = TypeVar("T")
# As people type on a phone.
TEMPLATES = (
    "what happened with {}?",
    "whats the latest on {}",
    "tell me about {}",
    "anything new on {}?",
    "why {}?",
    "{}",
)
# Tickers of the stock exchange: "STANDARD OIL <SRD> TO FORM FINANCIAL UNIT".
_TICKER = re.compile(r"<[^>]*>")
MIN_TOPIC_LETTERS = 5


def spread(items: Sequence[T], count: int) -> list[T]:
    """Return `count` items, or all if there are fewer, spread evenly."""
    count = min(count, len(items))
    return [items[n * len(items) // count] for n in range(count)]


def plain(titles: Sequence[str]) -> list[str]:
    """Return each title once, in small letters and without tickers."""
    bare = (" ".join(_TICKER.sub(" ", title).lower().split()) for title in titles)
    return [title for title in dict.fromkeys(bare) if title]


def open_questions(titles: Sequence[str]) -> list[str]:
    """Return a question about each title, in the next of TEMPLATES."""
    return [template.format(title) for title, template in zip(titles, cycle(TEMPLATES), strict=False)]


async def person_questions(services: Services, count: int) -> tuple[list[str], list[str]]:
    """Return "what did NAME say?" and "NAME on TOPIC" for `count` of those quoted, from the most quoted to the least.

    TOPIC is the rarest word of their statements.
    """
    said, on = [], []
    for name in spread(await services.library.quoted_people(), count):
        said.append(f"what did {name} say?")
        topic = await _topic(services, name, await services.library.said_by([name]))
        if topic is not None:
            on.append(f"{name} on {topic}")
    return said, on


async def _topic(services: Services, name: str, statements: Sequence[StoredStatement]) -> str | None:
    printed = " ".join(span.cut(s.article.text) for s in statements for span in s.statement.content)
    wanted = {w for w in content_words(printed) if w.isalpha() and len(w) >= MIN_TOPIC_LETTERS} - {*words(name)}
    rarities = await services.asking.search.rarities(sorted(wanted))
    return max(rarities, key=rarities.__getitem__, default=None)
