"""Which blocks of a page are its article, by trafilatura; in what words, the page itself says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from bot.intake.pages.printed import LINE, PARAGRAPH, Block, words

# Elements of trafilatura's own tree that stand by themselves.
_APART = frozenset({"body", "p", "head", "quote", "list", "item", "table", "row", "cell", "div", "fw"})
# A paragraph that trafilatura has altered is known again in the page by so many characters at its ends.
_ENDS = 12
# A paragraph that is a link from end to end, and no sentence, leads to another article.
_LINKED = 0.8


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
    chosen = [] if body is None else list(_as_printed(_paragraphs(body), shown))
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
    """The paragraphs of trafilatura's tree, with a line end where the page has one."""
    pieces: list[str] = []
    for piece in _pieces(body):
        if piece is not None:
            pieces.append(piece)
            continue
        for part in "".join(pieces).split(PARAGRAPH):
            lines = (" ".join(line.split()) for line in part.split(LINE))
            if paragraph := "\n".join(line for line in lines if line):
                yield paragraph
        pieces.clear()


def _pieces(body: Any) -> Iterator[str | None]:
    """Texts in reading order; None where a paragraph begins or ends."""
    from lxml import etree  # noqa: PLC0415  its tree is not HTML's

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _APART:
            yield None
        elif element.tag == "lb" and event == "start":
            yield LINE
        yield (element.text if event == "start" else element.tail) or ""
    yield None


def _as_printed(paragraphs: Iterator[str], shown: list[Block]) -> Iterator[Block]:
    """Each in the page's own words: one that differs gives way to the block that it was, or goes if none is found."""
    page = _same(" ".join(block.text for block in shown))
    page = f" {page} "
    by_text = {_same(block.text): block for block in shown}
    for paragraph in paragraphs:
        same = _same(paragraph)
        if f" {same} " in page:
            linked = by_text[same].linked if same in by_text else 0.0
            yield Block(paragraph, linked)
            continue
        meant = [b for text, b in by_text.items() if text.startswith(same[:_ENDS]) and text.endswith(same[-_ENDS:])]
        if len(meant) == 1:
            yield meant[0]


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", words(text))


def _leads_away(block: Block) -> bool:
    return block.linked > _LINKED and not block.text.rstrip("”\"'’)»").endswith((".", "!", "?", "…", "。"))
