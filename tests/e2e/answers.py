"""Read the bot's answers as a reader sees them: what is printed, apart from what the bot says in its own voice."""

from __future__ import annotations

from tests.telegram import utf16
from tests.telegram.records import Entity, Message


def quotes(message: Message) -> list[str]:
    """Return the excerpts of an answer in their order.

    A quote that expands may hold several, each with the bot's own line in italics below it.
    """
    found: list[str] = []
    for entity in sorted(message.entities, key=lambda e: e.offset):
        if entity.type == "blockquote":
            found.append(entity.cut())
        elif entity.type == "expandable_blockquote":
            found += _within(entity, message)
    return found


def _within(quote: Entity, message: Message) -> list[str]:
    own = sorted(
        (e.offset, e.offset + e.length)
        for e in message.entities
        if e.type == "italic" and quote.offset <= e.offset < quote.offset + quote.length
    )
    edges = [quote.offset, *(edge for span in own for edge in span), quote.offset + quote.length]
    pieces = [
        utf16.cut(message.text, start, end - start)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if start < end
    ]
    # The bot's line is apart from the words above it by one line end, from those below by two.
    return [piece.removeprefix("\n\n").removesuffix("\n") for piece in pieces] if own else pieces
