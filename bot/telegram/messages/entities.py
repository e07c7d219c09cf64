"""Turn our texts into what Telegram takes: plain text with entities, in UTF-16 units.  Never a parse mode."""

from __future__ import annotations

from collections.abc import Iterable

from telegram import LinkPreviewOptions, MessageEntity
from telegram.constants import MessageLimit

from bot.views.rich_text import Mark, Style, Text, pages
from bot.views.safe_text import safe

# Telegram silently ignores further entities.
MAX_ENTITIES = 100
# A preview shows only one of several sources, and not in the order of the citations.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_TYPES = {
    Style.BOLD: MessageEntity.BOLD,
    Style.ITALIC: MessageEntity.ITALIC,
    Style.CODE: MessageEntity.CODE,
    Style.QUOTE: MessageEntity.EXPANDABLE_BLOCKQUOTE,
    Style.OPEN_QUOTE: MessageEntity.BLOCKQUOTE,
    Style.LINK: MessageEntity.TEXT_LINK,
}


def messages(blocks: Iterable[Text]) -> list[Text]:
    """Pack blocks into texts that each fit one message."""
    return pages(map(safe, blocks), units=MessageLimit.MAX_TEXT_LENGTH, marks=MAX_ENTITIES)


def entities(text: Text) -> list[MessageEntity]:
    """Return the marks of a text as entities of its message."""
    return list(MessageEntity.adjust_message_entities_to_utf_16(text.plain, [_entity(m) for m in text.marks]))


def _entity(mark: Mark) -> MessageEntity:
    return MessageEntity(_TYPES[mark.style], mark.start, mark.end - mark.start, url=mark.url)
