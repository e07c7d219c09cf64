"""Render a reply, whether answer or refusal; list the excerpts it shows and the people to choose from.  Pure."""

from __future__ import annotations

from bot.views.replies.answers import answer_blocks, shown_of
from bot.views.replies.differences import MAX_SHOWN
from bot.views.replies.refusals import refusal_blocks
from bot.views.rich_text import Text, italic
from bot.views.sources import shortened
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply

_OFFERS_PEOPLE = frozenset({
    RefusalReason.SEVERAL_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN, RefusalReason.WHO_IS_MEANT,
})  # fmt: skip


def reply_blocks(reply: Reply, *, conversing: bool = False) -> list[Text]:
    """Return a reply as blocks; each should stay on one page.

    `conversing` says that the reader can ask a follow-up question.
    """
    label = reply.question.understood
    understood = [italic(shortened(label))] if label else []
    blocks = answer_blocks(reply, conversing=conversing) if isinstance(reply, Answer) else refusal_blocks(reply)
    return [*understood, *blocks]


def shown(reply: Reply) -> list[Excerpt]:
    """Return the excerpts that the blocks of a reply show."""
    if isinstance(reply, Answer):
        return [*shown_of(reply)[0], *sides_shown(reply)]
    return [] if reply.reason is RefusalReason.NOTHING_CLOSE else list(reply.nearest)


def sides_shown(reply: Reply) -> list[Excerpt]:
    """Return the sides of the differences that a reply shows."""
    differences = reply.differences[:MAX_SHOWN] if isinstance(reply, Answer) else ()
    return [side for difference in differences for side in difference.sides]


def choices(reply: Reply) -> tuple[str, ...]:
    """Return the people for the reader to choose from."""
    return reply.people if isinstance(reply, Refusal) and reply.reason in _OFFERS_PEOPLE else ()
