"""Find the blocks of a page that are its article, by trafilatura, and take their words from the page itself."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from lxml import html

from bot.intake.pages.blocks import PARAGRAPH, Block, single_line
from bot.intake.pages.selecting import selected

# Elements of trafilatura's tree that begin and end a paragraph.
_PARAGRAPHS = frozenset({"body", "p", "head", "quote", "list", "item", "table", "row", "cell", "div", "fw"})
# A paragraph that trafilatura altered is found in the page by this many characters at its start and end.
_END_CHARS = 12
# Fewer spaces than this, and the words may occur anywhere by chance.
_MIN_SPACES = 3


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article's paragraphs, their places among the page's blocks, the share of link text, and the metadata."""

    paragraphs: tuple[str, ...]
    places: tuple[int, ...]
    linked: float
    title: str | None
    author: str | None
    publisher: str | None


def extract(
    tree: html.HtmlElement, original: html.HtmlElement, shown: list[Block], titles: Sequence[str], url: str | None
) -> Extracted:
    """Extract from `tree`, a prepared page with the blocks `shown`; `original` still has all its metadata."""
    from trafilatura import bare_extraction, extract_metadata  # noqa: PLC0415  half a second, spent only on pages
    from trafilatura.settings import use_config  # noqa: PLC0415

    # For a short article trafilatura would fall back to the whole page, navigation included, in one paragraph.
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    # Dates are read elsewhere, because trafilatura guesses a missing one from the text.
    metadata = extract_metadata(
        original, default_url=url, date_config={"extensive_search": False, "original_date": True}
    )
    document: Any = bare_extraction(tree, url=url, include_comments=False, config=config)
    body = None if document is None else document.body
    kept = [] if body is None else selected(shown, _found(_paragraphs(body), shown), (*titles, metadata.title or ""))
    size = sum(len(shown[place].text) for place in kept)
    return Extracted(
        paragraphs=tuple(shown[place].text for place in kept),
        places=tuple(kept),
        linked=sum(shown[place].linked * len(shown[place].text) for place in kept) / size if size else 0.0,
        title=metadata.title or None,
        author=metadata.author or None,
        publisher=metadata.sitename or None,
    )


def _paragraphs(body: Any) -> Iterator[str]:
    """Yield the paragraphs of trafilatura's tree."""
    pieces: list[str] = []
    for piece in _pieces(body):
        if piece is not None:
            pieces.append(piece)
            continue
        yield from (same for part in "".join(pieces).split(PARAGRAPH) if (same := _same(part)))
        pieces.clear()


def _pieces(body: Any) -> Iterator[str | None]:
    """Yield texts in reading order, and None where a paragraph begins or ends."""
    from lxml import etree  # noqa: PLC0415  trafilatura's tree is not HTML

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _PARAGRAPHS:
            yield None
        yield (element.text if event == "start" else element.tail) or ""
    yield None


def _found(paragraphs: Iterator[str], shown: list[Block]) -> set[int]:
    """Return the places of the blocks that these paragraphs come from."""
    page = _Page(shown)
    places: set[int] = set()
    last = -1
    for paragraph in paragraphs:
        if found := page.places(paragraph, last):
            last = found[-1]
            places.update(found)
    return places


class _Page:
    """Finds the blocks of a page by words that may have been altered, cut or joined."""

    def __init__(self, shown: list[Block]) -> None:
        self._blocks = [_same(block.text) for block in shown]
        self._whole: dict[str, list[int]] = {}
        for place, block in enumerate(self._blocks):
            self._whole.setdefault(block, []).append(place)
        self._text = f" {' '.join(self._blocks)} "
        # The offset at which each block begins.
        self._starts = [0, *accumulate(len(block) + 1 for block in self._blocks)][: len(shown)]

    def places(self, paragraph: str, last: int) -> Sequence[int]:
        """Return the blocks that a paragraph covers, in order, preferring those after the `last` one found."""
        if whole := self._whole.get(paragraph):
            return [next((place for place in whole if place > last), whole[0])]
        if paragraph.count(" ") >= _MIN_SPACES:
            # It may be another part of the last block.
            for start in (self._starts[max(last, 0)], 0) if self._starts else ():
                at = self._text.find(f" {paragraph} ", start)
                if at >= 0:
                    first, after = (bisect_right(self._starts, place) for place in (at, at + len(paragraph) - 1))
                    return range(first - 1, after)
        return self._by_its_ends(paragraph)

    def _by_its_ends(self, paragraph: str) -> list[int]:
        start, end = paragraph[:_END_CHARS], paragraph[-_END_CHARS:]
        both = [n for n, block in enumerate(self._blocks) if block.startswith(start) and block.endswith(end)]
        one = [n for n, block in enumerate(self._blocks) if block.startswith(start) or block.endswith(end)]
        return next((found for found in (both, one) if len(found) == 1), [])


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", single_line(text))
