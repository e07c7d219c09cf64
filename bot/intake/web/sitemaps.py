"""What a sitemap lists (sitemaps.org, with the news that Google added): pages, or further sitemaps.  Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.parsers import expat

from bot.intake.web.encodings import Unpacking
from retrieval.domain.errors import UnusableArticle

# The protocol's own limit for one sitemap.
MOST_LINKS = 50_000
MOST_BYTES = 64_000_000
LONGEST_LINK = 4000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A link, and when what is there was last changed, where the sitemap says so."""

    url: str
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap lists, or the sitemaps of an index, in its order."""

    pages: tuple[SitemapEntry, ...] = ()
    maps: tuple[SitemapEntry, ...] = ()


def _unpacked(content: bytes) -> bytes:
    """A sitemap may be a gzip file; anything else comes back as it is.  Raises UnusableArticle where it swells."""
    if not content.startswith(_GZIP):
        return content
    whole = bytearray()
    unpacking = Unpacking("gzip")
    for piece in unpacking.pieces(content):
        whole += piece
        if len(whole) > MOST_BYTES:
            raise UnusableArticle(f"unpacks to more than {MOST_BYTES:,} bytes, which no sitemap does; split it")
    unpacking.end()
    return bytes(whole)


def unpacked_head(content: bytes, most: int) -> bytes:
    """As it begins, unpacked; what only looks like a gzip file is left as it is."""
    if not content.startswith(_GZIP):
        return content[:most]
    try:
        return next(Unpacking("gzip").pieces(content), b"")[:most]
    except UnusableArticle:
        return content[:most]


def sitemap_of(content: bytes) -> Sitemap:
    """Raises UnusableArticle for what is damaged, or declares a document type: no sitemap does."""
    content = _unpacked(content)
    reading = _SitemapReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.doctype
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnusableArticle(
            f"is a sitemap with a fault in its XML (line {error.lineno}); add links instead"
        ) from error
    return Sitemap(tuple(reading.pages), tuple(reading.maps))


class _SitemapReader:
    """Its elements as they come: nothing is kept but links and dates."""

    def __init__(self) -> None:
        self.pages: list[SitemapEntry] = []
        self.maps: list[SitemapEntry] = []
        self._told: dict[str, str] = {}
        self._path: list[str] = []

    def doctype(self, *_: object) -> None:
        raise UnusableArticle("is XML that declares a document type, as no sitemap does; it may be made to do harm")

    def start(self, name: str, _: object) -> None:
        self._path.append(name.rpartition(" ")[2])
        if self._path[-1] in {"url", "sitemap"}:
            self._told = {}

    def text(self, piece: str) -> None:
        # <url><loc>, not <url><image:image><image:loc>.
        if len(self._path) == 3 and self._path[-1] in {"loc", "lastmod"}:
            told = self._told.get(self._path[-1], "")
            self._told[self._path[-1]] = (told + piece)[: LONGEST_LINK + 1]

    def end(self, _: str) -> None:
        name = self._path.pop()
        link = self._told.get("loc", "").strip()
        if name in {"url", "sitemap"} and len(self._path) == 1 and 0 < len(link) <= LONGEST_LINK:
            found = self.pages if name == "url" else self.maps
            if len(found) < MOST_LINKS:
                found.append(SitemapEntry(link, _moment(self._told.get("lastmod", ""))))


def _moment(told: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
