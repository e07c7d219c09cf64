"""Encode what a t.me/BOT?start=… link leads to, in the 64 characters that Telegram allows, and decode it again.  Pure.

A link holds nothing secret and nothing of a reader: anybody may read it, and anybody may make one up.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from bot.views.sharing.packing import base64_of, bytes_of, packed_number, unpacked_number
from retrieval.domain.article import Span

MAX_PAYLOAD_CHARS = 64
# base64url of so many bytes, after the letter for its kind, fits.
_MAX_BYTES = 47
_DIGEST_BYTES = 4
_MAX_MINUTES = 24 * 60

_QUOTE, _ARTICLE, _PERSON = "q", "a", "p"
# How a name or an id is written: packed hex digits, its UTF-8, or the beginning of that with a digest of the whole.
_HEX, _WHOLE, _BEGINNING = 0, 1, 2
_HEX_DIGITS = re.compile(r"(?:[0-9a-f]{2}){4,}")
_SUBSCRIBE = re.compile(r"subscribe(?:[-_](?P<hour>\d{1,2})(?P<minute>[0-5]\d)?)?")


@dataclass(frozen=True, slots=True)
class Named:
    """A name or an id: `text` is all of it, or only its beginning if there is a `digest` of the whole."""

    text: str
    digest: bytes = b""

    def means(self, whole: str) -> bool:
        """Return whether `whole` is what was named."""
        if not self.digest:
            return whole == self.text
        return whole.startswith(self.text) and _digest(whole) == self.digest


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """Leads to words of an article: where they stood in it, and a digest of them."""

    article: Named
    span: Span
    digest: bytes

    def finds(self, words: str) -> bool:
        """Return whether these are the words."""
        return _digest(words) == self.digest


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """Leads to an article."""

    article: Named


@dataclass(frozen=True, slots=True)
class PersonLink:
    """Leads to what somebody said."""

    name: Named


@dataclass(frozen=True, slots=True)
class SubscribeLink:
    """Leads to the subscription; `minute`, of the day, is the time that it suggests."""

    minute: int | None = None


DeepLink = QuoteLink | ArticleLink | PersonLink | SubscribeLink


def quote_payload(article: str, text: str, span: Span) -> str:
    """Return the payload for the words at `span` of the `text` of an article, whose id is `article`."""
    place = packed_number(span.start) + packed_number(len(span)) + _digest(span.cut(text))
    return _QUOTE + base64_of(place + _named(article, _MAX_BYTES - len(place)))


def article_payload(article: str) -> str:
    """Return the payload for an article, by its id."""
    return _ARTICLE + base64_of(_named(article, _MAX_BYTES))


def person_payload(name: str) -> str:
    """Return the payload for what somebody said."""
    return _PERSON + base64_of(_named(name, _MAX_BYTES))


def subscribe_payload(minute: int | None = None) -> str:
    """Return the payload for the subscription, at a minute of the day if one is suggested."""
    return "subscribe" if minute is None else f"subscribe-{minute // 60:02}{minute % 60:02}"


def link_to(bot: str, payload: str) -> str:
    """Return the link that opens the chat with `bot`, a username, and starts it with a payload."""
    return f"https://t.me/{bot}?start={payload}"


def decoded(payload: str) -> DeepLink | None:
    """Return what a payload leads to; None if it is none of ours."""
    if subscribe := _SUBSCRIBE.fullmatch(payload):
        return _subscription(subscribe["hour"], subscribe["minute"])
    kind = payload[:1]
    if kind not in {_QUOTE, _ARTICLE, _PERSON} or not payload.isascii() or len(payload) > MAX_PAYLOAD_CHARS:
        return None
    try:
        packed = bytes_of(payload[1:])
        if kind == _QUOTE:
            return _quote(packed)
        named = _unnamed(packed)
        return ArticleLink(named) if kind == _ARTICLE else PersonLink(named)
    except (ValueError, IndexError):
        return None


def _subscription(hour: str | None, minute: str | None) -> SubscribeLink | None:
    if hour is None:
        return SubscribeLink()
    at = int(hour) * 60 + int(minute or 0)
    return SubscribeLink(at) if at < _MAX_MINUTES else None


def _quote(packed: bytes) -> QuoteLink:
    start, packed = unpacked_number(packed)
    length, packed = unpacked_number(packed)
    digest, packed = packed[:_DIGEST_BYTES], packed[_DIGEST_BYTES:]
    return QuoteLink(_unnamed(packed), Span(start, start + length), digest)


def _named(text: str, most: int) -> bytes:
    """Write a name or an id in at most so many bytes."""
    if _HEX_DIGITS.fullmatch(text) and len(text) // 2 < most:
        return bytes([_HEX]) + bytes.fromhex(text)
    # A file's id may hold what is no valid Unicode.
    whole = text.encode("utf-8", "surrogatepass")
    if len(whole) < most:
        return bytes([_WHOLE]) + whole
    beginning = ""
    room = most - 1 - _DIGEST_BYTES
    for char in text:
        room -= len(char.encode("utf-8", "surrogatepass"))
        if room < 0:
            break
        beginning += char
    return bytes([_BEGINNING]) + _digest(text) + beginning.encode("utf-8", "surrogatepass")


def _unnamed(packed: bytes) -> Named:
    """Read a name or an id.  Raise ValueError or IndexError if it is none."""
    form, packed = packed[0], packed[1:]
    if form == _HEX and _HEX_DIGITS.fullmatch(packed.hex()):
        named = Named(packed.hex())
    elif form == _WHOLE:
        named = Named(packed.decode("utf-8", "surrogatepass"))
    elif form == _BEGINNING and len(packed) > _DIGEST_BYTES:
        named = Named(packed[_DIGEST_BYTES:].decode("utf-8", "surrogatepass"), packed[:_DIGEST_BYTES])
    else:
        raise ValueError("not a name")
    if not named.text:
        raise ValueError("an empty name")
    return named


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_DIGEST_BYTES]
