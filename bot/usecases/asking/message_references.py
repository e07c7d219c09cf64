"""Remember what the bot's messages are about, so that a reader can reply to them."""

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
    """Store which turn, articles or people the messages of these numbers are about.

    A storage error is only logged, because the messages have already been sent.
    """
    if turn is None and not articles and not people:
        return
    try:
        await turns.record_messages(chat_id, messages, turn, articles=articles, people=people)
    except StorageError as error:
        log.warning("replies to the message just sent will not be understood as such: %s", error)
