"""Ask a reader's question, and count the reply."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter

from bot.services import Asking
from retrieval.domain.reply import Reply
from retrieval.domain.stages import stages_timed
from retrieval.followups.conversation import EMPTY_CONVERSATION, Conversation


async def ask(
    asking: Asking,
    text: str,
    *,
    now: datetime | None,
    conversation: Conversation = EMPTY_CONVERSATION,
    literally: bool = False,
) -> Reply:
    """Return the reply to a question, as AnswerQuestion does.  Raise UnusableQuestion."""
    began = perf_counter()
    with stages_timed() as stages:
        reply = await asking.answer(text, conversation=conversation, literally=literally, now=now)
    asking.metrics.replied(reply, perf_counter() - began, stages)
    return reply
