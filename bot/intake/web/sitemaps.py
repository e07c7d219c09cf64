"""Read a sitemap (sitemaps.org, with Google's news extension), which lists pages or further sitemaps.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.parsers import expat

from bot.intake.web.encodings import Unpacking
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity

# The protocol's own limit for one sitemap.
MAX_LINKS = 50_000
MAX_UNPACKED_BYTES = 64_000_000
MAX_LINK_CHARS = 4000
# A link in an extension's element is about six deep.
MAX_DEPTH = 100
_BLOCK_BYTES = 1 << 17
_MAX_TAG_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A link, and when its page was last changed, if the sitemap says so."""

    url: str
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap lists, or the sitemaps that an index lists, in order."""

    pages: tuple[SitemapEntry, ...] = ()
    maps: tuple[SitemapEntry, ...] = ()


def unpacked_head(content: bytes, max_bytes: int) -> bytes:
    """Return the first bytes of a sitemap, decompressed; what only looks like a gzip file is left as it is."""
    head = b""
    try:
        for block in _blocks(content):
            head += block
            if len(head) >= max_bytes:
                break
    except UnusableArticle:
        return (head or content)[:max_bytes]
    return head[:max_bytes]


def _blocks(content: bytes) -> Iterator[bytes]:
    """Yield a sitemap in blocks, decompressed if it is a gzip file.  Raise UnusableArticle for a bomb."""
    if not content.startswith(_GZIP):
        yield from (content[start : start + _BLOCK_BYTES] for start in range(0, len(content), _BLOCK_BYTES))
        return
    block, length = bytearray(), 0
    unpacking = Unpacking("gzip")
    for piece in unpacking.pieces(content):
        length += len(piece)
        if length > MAX_UNPACKED_BYTES:
            raise UnusableArticle(
                "unpacks to more than {most} bytes, which no sitemap does; split it", most=Quantity(MAX_UNPACKED_BYTES)
            )
        block += piece
        if len(block) >= _BLOCK_BYTES:
            yield bytes(block)
            block.clear()
    unpacking.end()
    yield bytes(block)


def sitemap_of(content: bytes) -> Sitemap:
    """Return what a sitemap lists.  Raise UnusableArticle if it is damaged, a bomb, or declares a document type.

    It is parsed block by block, so memory is for the links that it lists, not for what it unpacks to.
    """
    reading = _SitemapReader()
    # Interned, every made-up name would be kept.
    parser = expat.ParserCreate(namespace_separator=" ", intern=None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.doctype
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    given = 0
    try:
        for block in _blocks(content):
            parser.Parse(block, False)
            given += len(block)
            # Expat reads an unfinished tag anew with every block, and keeps all of its attributes.
            if given - parser.CurrentByteIndex > _MAX_TAG_BYTES:
                raise UnusableArticle("is a sitemap with a tag longer than any; add links instead")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnusableArticle(
            "is a sitemap with an error in its XML (line {line}); add links instead", line=Quantity(error.lineno)
        ) from error
    return Sitemap(tuple(reading.pages), tuple(reading.maps))


class _SitemapReader:
    """Handles the elements as they are parsed, and keeps only links and dates."""

    def __init__(self) -> None:
        self.pages: list[SitemapEntry] = []
        self.maps: list[SitemapEntry] = []
        self._fields: dict[str, str] = {}
        self._path: list[str] = []

    def doctype(self, *_: object) -> None:
        raise UnusableArticle(
            "is XML that declares a document type, which no sitemap needs and attacks use; add links instead"
        )

    def start(self, name: str, _: object) -> None:
        if len(self._path) >= MAX_DEPTH:
            raise UnusableArticle("is XML that is nested deeper than any sitemap; add links instead")
        self._path.append(name.rpartition(" ")[2])
        if self._path[-1] in {"url", "sitemap"}:
            self._fields = {}

    def text(self, piece: str) -> None:
        # <url><loc>, not <url><image:image><image:loc>.
        if len(self._path) == 3 and self._path[-1] in {"loc", "lastmod"}:
            before = self._fields.get(self._path[-1], "")
            self._fields[self._path[-1]] = (before + piece)[: MAX_LINK_CHARS + 1]

    def end(self, _: str) -> None:
        name = self._path.pop()
        link = self._fields.get("loc", "").strip()
        if name in {"url", "sitemap"} and len(self._path) == 1 and 0 < len(link) <= MAX_LINK_CHARS:
            found = self.pages if name == "url" else self.maps
            if len(found) < MAX_LINKS:
                found.append(SitemapEntry(link, _moment(self._fields.get("lastmod", ""))))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
