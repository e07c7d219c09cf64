"""Which blocks of a page are its article, by trafilatura; in what words, the page itself says."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from lxml import html

from bot.intake.pages.blocks import PARAGRAPH, Block, single_line
from bot.intake.pages.phrases import CONSENT, ELSEWHERE, INVITES, LABEL, QUOTED, SENTENCE

# Elements of trafilatura's own tree that stand by themselves.
_APART = frozenset({"body", "p", "head", "quote", "list", "item", "table", "row", "cell", "div", "fw"})
# A paragraph that trafilatura has altered is known again in the page by so many characters at its ends.
_ENDS = 12
# With fewer blanks than this, words may stand anywhere by chance.
_FEW = 3
# A paragraph that is mostly a link, and no sentence, leads to another article.
_LINKED = 0.6
# … and so does one of a headline behind "Read more:".
_MENTIONS = 0.4
_STOP = re.compile(r"(?<=[.!?])\s")
# A short one with a link may invite to something beside the article.
_SHORT = 200


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article's paragraphs, the share of them that is a link, and what the page says of itself."""

    paragraphs: tuple[str, ...]
    linked: float
    title: str | None
    author: str | None
    publisher: str | None


def extract(tree: html.HtmlElement, original: html.HtmlElement, shown: list[Block], url: str | None) -> Extracted:
    """`tree` is prepared, with the blocks `shown`; `original` is as it came, with all that it declares."""
    from trafilatura import bare_extraction, extract_metadata  # noqa: PLC0415  half a second, paid where pages are read
    from trafilatura.settings import use_config  # noqa: PLC0415

    # Of a short article trafilatura would take the whole page instead, navigation and all, in one paragraph.
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    # Dates are read elsewhere: trafilatura's are guessed from the text where none is stated.
    told = extract_metadata(original, default_url=url, date_config={"extensive_search": False, "original_date": True})
    document: Any = bare_extraction(tree, url=url, include_comments=False, config=config)
    body = None if document is None else document.body
    chosen = [] if body is None else _chosen(_paragraphs(body), shown)
    size = sum(len(block.text) for block in chosen)
    kept = [block.text for block in chosen if not _leads_away(block)]
    return Extracted(
        paragraphs=tuple(kept),
        linked=sum(block.linked * len(block.text) for block in chosen) / size if size else 0.0,
        title=told.title or None,
        author=told.author or None,
        publisher=told.sitename or None,
    )


def _paragraphs(body: Any) -> Iterator[str]:
    """The paragraphs of trafilatura's tree."""
    pieces: list[str] = []
    for piece in _pieces(body):
        if piece is not None:
            pieces.append(piece)
            continue
        yield from (same for part in "".join(pieces).split(PARAGRAPH) if (same := _same(part)))
        pieces.clear()


def _pieces(body: Any) -> Iterator[str | None]:
    """Texts in reading order; None where a paragraph begins or ends."""
    from lxml import etree  # noqa: PLC0415  its tree is not HTML's

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _APART:
            yield None
        yield (element.text if event == "start" else element.tail) or ""
    yield None


def _chosen(paragraphs: Iterator[str], shown: list[Block]) -> list[Block]:
    """The blocks of the page that these paragraphs were made of, in the page's order, and those that belong to them."""
    page = _Page(shown)
    places: set[int] = set()
    last = -1
    for paragraph in paragraphs:
        if found := page.places(paragraph, last):
            last = found[-1]
            places.update(found)
    return [shown[place] for place in sorted(places | _left_out(shown, places))]


class _Page:
    """The blocks of a page, to be found again by words that may have been altered, cut or joined."""

    def __init__(self, shown: list[Block]) -> None:
        self._blocks = [_same(block.text) for block in shown]
        self._whole: dict[str, list[int]] = {}
        for place, block in enumerate(self._blocks):
            self._whole.setdefault(block, []).append(place)
        self._text = f" {' '.join(self._blocks)} "
        # Where each block begins.
        self._starts = [0, *accumulate(len(block) + 1 for block in self._blocks)][: len(shown)]

    def places(self, paragraph: str, last: int) -> Sequence[int]:
        """Which blocks a paragraph is, ascending; looked for behind the `last` one, then in all of the page."""
        if whole := self._whole.get(paragraph):
            return [next((place for place in whole if place > last), whole[0])]
        if paragraph.count(" ") >= _FEW:
            # A part of the last one, it may be.
            for start in (self._starts[max(last, 0)], 0) if self._starts else ():
                at = self._text.find(f" {paragraph} ", start)
                if at >= 0:
                    first, after = (bisect_right(self._starts, place) for place in (at, at + len(paragraph) - 1))
                    return range(first - 1, after)
        return self._by_its_ends(paragraph)

    def _by_its_ends(self, paragraph: str) -> list[int]:
        begin, end = paragraph[:_ENDS], paragraph[-_ENDS:]
        both = [n for n, block in enumerate(self._blocks) if block.startswith(begin) and block.endswith(end)]
        one = [n for n, block in enumerate(self._blocks) if block.startswith(begin) or block.endswith(end)]
        return next((found for found in (both, one) if len(found) == 1), [])


def _left_out(shown: list[Block], places: set[int]) -> set[int]:
    """Paragraphs of the same parent and class, before and between those found: trafilatura drops some for links."""
    ends: dict[tuple[int, str], int] = {}
    for place in sorted(places):
        if (family := shown[place].family) is not None:
            ends[family] = place
    return {
        place
        for place, block in enumerate(shown)
        if block.family is not None and place < ends.get(block.family, 0)
        and block.linked < _LINKED and SENTENCE.search(block.text)
    }  # fmt: skip


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", single_line(text))


def _leads_away(block: Block) -> bool:
    ended = block.text.rstrip("”\"'’)»").endswith((".", "!", "?", "…", "。"))
    short = block.linked > 0 and len(block.text) < _SHORT
    invites = short and INVITES.search(QUOTED.sub("", block.text))
    elsewhere = short and block.linked > _MENTIONS and ELSEWHERE.match(block.text)
    # Said in two sentences, and by nobody, it is the page's own notice.
    notice = sum(bool(CONSENT.search(said)) for said in _STOP.split(QUOTED.sub("", block.text))) > 1
    label = LABEL.fullmatch(block.text)
    return bool(invites or elsewhere or label or notice) or (block.linked > _LINKED and not ended)
