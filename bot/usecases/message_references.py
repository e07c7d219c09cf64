"""Keep which messages of the bot a reply may point at, and what they are about."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from retrieval.domain.errors import StorageError
from storage.ports.conversations import Turns

log = logging.getLogger(__name__)


async def remember(
    turns: Turns,
    chat_id: int,
    messages: Sequence[int],
    turn: int | None = None,
    *,
    articles: Sequence[str] = (),
    people: Sequence[str] = (),
) -> None:
    """By their numbers.  What was sent stands, whether it can be kept or not: a fault is only logged."""
    if turn is None and not articles and not people:
        return
    try:
        await turns.record_messages(chat_id, messages, turn, articles=articles, people=people)
    except StorageError as error:
        log.warning("a reply to what was just sent will not be understood as one: %s", error)
