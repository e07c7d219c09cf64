"""What an /add asks to have stored: words, links or documents, of its own message or the one replied to.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message, MessageEntity

from retrieval.domain.errors import BadInput

USAGE = (
    "Write /add and the article after it (its first line is the title) or a link, send documents with the caption "
    "/add, or reply with /add to the message to store."
)

COMMAND = re.compile(r"\s*/add(?:@(?P<bot>\w+))?(?=\s|$)", re.IGNORECASE)
"""How a text or a caption begins that is an /add."""

# Of any scheme: what cannot be read is refused as a link, and is no article of one word.
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LINKED = (MessageEntity.URL, MessageEntity.TEXT_LINK)


@dataclass(frozen=True, slots=True)
class Words:
    """A text, and the message in which it stands."""

    text: str
    source: Message


@dataclass(frozen=True, slots=True)
class Links:
    """Pages to be read, none twice."""

    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """The document of a message, and its album's."""

    source: Message


def asked(message: Message, own_id: int) -> Words | Links | Files:
    """`own_id` is the bot's user id.  Raises BadInput where there is nothing to store."""
    if message.document is not None:
        return Files(message)
    own = _words_or_links(message)
    if own is not None:
        return own
    replied = message.reply_to_message
    if replied is None:
        raise BadInput(_ELSEWHERE if message.external_reply is not None else USAGE)
    if replied.from_user is not None and replied.from_user.id == own_id:
        raise BadInput("That is a message of mine: I store what others print, not what I say.")
    if replied.document is not None:
        return Files(replied)
    found = _words_or_links(replied)
    if found is None:
        raise BadInput("That message has no text to store.")
    return found


_ELSEWHERE = "That message is in another chat, where I cannot read it: forward it to me, and reply to that with /add."


def _words_or_links(message: Message) -> Words | Links | None:
    """A text that is nothing but links stands for the pages; one that says more is itself what is to be stored."""
    text = message.text or message.caption or ""
    command = COMMAND.match(text)
    body = text[command.end() :] if command else text
    if not body.strip():
        return None
    marked = message.entities if message.text else message.caption_entities
    links = links_alone(text, marked, after=command.end() if command else 0)
    return Links(links) if links else Words(body.removeprefix(" "), message)


def links_alone(text: str, marked: Sequence[MessageEntity], after: int = 0) -> tuple[str, ...]:
    """The links of a text that holds nothing else from its character `after` on, each once; () where there is prose."""
    units = text.encode("utf-16-le", "surrogatepass")
    rest, found = bytearray(units), []
    for mark in sorted(marked, key=lambda m: m.offset):
        if mark.type in _LINKED:
            place = slice(2 * mark.offset, 2 * (mark.offset + mark.length))
            found.append(mark.url or units[place].decode("utf-16-le", "replace"))
            rest[place] = " ".encode("utf-16-le") * (len(units[place]) // 2)
    left = rest.decode("utf-16-le", "replace")[after:]
    found += _LINK.findall(left)
    if re.search(r"\w", _LINK.sub("", left)):
        return ()
    return tuple(dict.fromkeys(link if _SCHEME.match(link) else f"https://{link}" for link in found))
