"""Read what an /add asks to store: text, links or documents, of its own message or the one replied to.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message, MessageEntity

from retrieval.domain.errors import BadInput

COMMAND = re.compile(r"\s*/add(?:@(?P<bot>\w+))?(?=\s|$)", re.IGNORECASE)
"""Matches the beginning of a text or caption that is an /add."""

# Of any scheme: a link that cannot be fetched is refused as a link, not stored as an article of one word.
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
# A link without its scheme, as an address bar shows it; Telegram marks only those whose ending it knows.
_BARE_LINK = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?")
_AROUND_LINK = '<>()[]"“”,;'
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LINKED = (MessageEntity.URL, MessageEntity.TEXT_LINK)


@dataclass(frozen=True, slots=True)
class TextRequest:
    """A text to store, and the message it is from."""

    text: str
    source: Message


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Pages to fetch and store, none twice."""

    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A message whose document, with its album, is to be stored."""

    source: Message


def add_request(message: Message, own_id: int) -> TextRequest | LinkRequest | DocumentRequest | None:
    """Return what to store, None for an /add alone; `own_id` is the bot's user id.  Raise BadInput if it cannot be."""
    if message.document is not None:
        return DocumentRequest(message)
    own = _text_or_links(message)
    if own is not None:
        return own
    replied = message.reply_to_message
    if replied is None:
        if message.external_reply is not None:
            raise BadInput(
                "That message is in another chat, where I can't read it: forward it to me, and reply /add to the copy."
            )
        return None
    if replied.from_user is not None and replied.from_user.id == own_id:
        raise BadInput("That's one of my own messages: I store what others print, not what I say.")
    if replied.document is not None:
        return DocumentRequest(replied)
    found = _text_or_links(replied)
    if found is None:
        raise BadInput("That message has no text to store.")
    return found


def _text_or_links(message: Message) -> TextRequest | LinkRequest | None:
    """Return the links of a text that has nothing else, and otherwise the text itself; None if it is empty."""
    text = message.text or message.caption or ""
    command = COMMAND.match(text)
    body = text[command.end() :] if command else text
    if not body.strip():
        return None
    marked = message.entities if message.text else message.caption_entities
    links = links_alone(text, marked, after=command.end() if command else 0)
    return LinkRequest(links) if links else TextRequest(body.removeprefix(" "), message)


def links_alone(text: str, marked: Sequence[MessageEntity], after: int = 0) -> tuple[str, ...]:
    """Return the links of a text, each once, if it has nothing else from character `after` on; () if it has prose."""
    units = text.encode("utf-16-le", "surrogatepass")
    rest, found = bytearray(units), []
    for mark in sorted(marked, key=lambda m: m.offset):
        if mark.type in _LINKED:
            place = slice(2 * mark.offset, 2 * (mark.offset + mark.length))
            found.append(mark.url or units[place].decode("utf-16-le", "replace"))
            rest[place] = " ".encode("utf-16-le") * (len(units[place]) // 2)
    left = rest.decode("utf-16-le", "replace")[after:]
    found += _LINK.findall(left)
    for word in _LINK.sub(" ", left).split():
        if _BARE_LINK.fullmatch(bare := word.strip(_AROUND_LINK)):
            found.append(bare)
        elif re.search(r"\w", word):
            return ()
    return tuple(dict.fromkeys(link if _SCHEME.match(link) else f"https://{link}" for link in found))
