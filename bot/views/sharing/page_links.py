"""Sign the links to our pages, so that nobody can make one up, and read them back.  Pure.

A token holds the day it was signed and the place that it leads to, which are no secret, and a signature over both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from itsdangerous import BadSignature, Signer

from bot.languages.speaking import spoken
from bot.views.sharing.packing import base64_of, bytes_of, packed_number, unpacked_number
from retrieval.domain.article import Article, Span

# Telegram ignores addresses of more than 2,048 characters; an id that does not fit gets no page.
MAX_TOKEN_CHARS = 600
# How the link names the language of its page.
LANGUAGE_KEY = "hl"
CITATION, PERSON = "c", "p"
_EPOCH = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """The words at `span` of one revision of an article."""

    article: str
    revision: int
    span: Span


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """What the person of this name said."""

    name: str


Place = CitedPlace | PersonPlace


@dataclass(frozen=True, slots=True)
class Opened:
    """Where a link leads, and the day it was signed, which the links on its page take over: a page renews none.

    `last` is the last day on which it opens; None if links do not expire.
    """

    place: Place
    signed: date
    last: date | None


class PageLinks:
    """Makes and reads the links below `base`, the public address.

    Without a `key` pages are public: their links are neither signed nor do they expire.  A change of the setting holds
    for links that were sent before, too.
    """

    def __init__(self, base: str, key: bytes | None, days: int | None) -> None:
        self.base = base.rstrip("/")
        self._days = days if key is not None else None
        # The kind of page goes into the signature: a link to a person is none to an article.
        self._signers = {kind: signer_of(key, kind) for kind in (CITATION, PERSON)} if key is not None else {}

    def citation(self, article: Article, span: Span, now: datetime) -> str | None:
        """Return the link to the page of a citation; None if the article's id is too long for one."""
        return self.to(CitedPlace(article.id, article.revision, span), now.astimezone(UTC).date())

    def to(self, place: Place, signed: date) -> str | None:
        """Return a link as signed on a day, to a page in the language spoken; None if no link can name the place."""
        kind = CITATION if isinstance(place, CitedPlace) else PERSON
        try:
            token = base64_of(packed_number(max(0, (signed - _EPOCH).days)) + _packed(place))
        except UnicodeEncodeError:
            return None
        if self._signers:
            token = self._signers[kind].sign(token).decode()
        return f"{self.base}/{kind}/{token}?{LANGUAGE_KEY}={spoken()}" if len(token) <= MAX_TOKEN_CHARS else None

    def opened(self, kind: str, token: str, now: datetime) -> Opened | None:
        """Return where a token leads; None if it is forged, expired, another bot's, or none at all."""
        if len(token) > MAX_TOKEN_CHARS or not token.isascii():
            return None
        try:
            signed = _unsigned(self._signers[kind], token) if self._signers else token.partition(".")[0]
            days, packed = unpacked_number(bytes_of(signed))
            place, on = _unpacked(kind, packed), _EPOCH + timedelta(days=days)
        except (BadSignature, ValueError, IndexError, OverflowError):
            return None
        last = None if self._days is None else on + timedelta(days=self._days)
        return Opened(place, on, last) if last is None or now.astimezone(UTC).date() <= last else None


def signer_of(key: bytes, kind: str) -> Signer:
    """Return what signs links to one kind of page."""
    return Signer(key, salt=f"onrecord.page.{kind}", sep=".", key_derivation="hmac", digest_method=hashlib.sha256)


def _unsigned(signer: Signer, token: str) -> str:
    """Return what was signed; the signature is compared in constant time, before anything else is looked at.

    Raise BadSignature, also for a second spelling of a good signature: a page has one address.
    """
    signed = signer.unsign(token)
    if signer.sign(signed) != token.encode():
        raise BadSignature("spelling")
    return signed.decode()


def _packed(place: Place) -> bytes:
    """Raise UnicodeEncodeError for what is no valid Unicode, such as a file's name may hold."""
    if isinstance(place, PersonPlace):
        return place.name.encode()
    where = (place.revision, place.span.start, len(place.span))
    return b"".join(map(packed_number, where)) + place.article.encode()


def _unpacked(kind: str, packed: bytes) -> Place:
    """Raise ValueError or IndexError."""
    if kind == PERSON:
        return PersonPlace(_text(packed))
    revision, packed = unpacked_number(packed)
    start, packed = unpacked_number(packed)
    length, packed = unpacked_number(packed)
    return CitedPlace(_text(packed), revision, Span(start, start + length))


def _text(packed: bytes) -> str:
    if not packed:
        raise ValueError("a link without a name")
    return packed.decode()
