"""Read one page as an article."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from bot.intake.base.author_names import names_of
from bot.intake.base.file_types import WebOrigin
from bot.intake.pages.address import address_of, is_front_page
from bot.intake.pages.blocks import Block, blocks, drop_hidden, drop_notices, element_text, parsed, prepare
from bot.intake.pages.dating import PrintedPage, published
from bot.intake.pages.declared import PageMetadata, declared
from bot.intake.pages.decoding import decoded
from bot.intake.pages.extracting import Extracted, extract
from bot.intake.pages.nesting import mended
from bot.intake.pages.phrases import cut_last
from bot.intake.pages.refusing import PageContext, page_context, refusal, word_count
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity

# A <noscript> with fewer words is a notice.
MIN_UNSCRIPTED_WORDS = 30


@dataclass(frozen=True, slots=True)
class _Page:
    """One page, taken apart."""

    metadata: PageMetadata
    context: PageContext
    shown: list[Block]
    found: Extracted


def read_page(file: BinaryIO, max_chars: int, found_at: WebOrigin, now: datetime) -> dict[str, Any]:
    """Return the keys of an article line; `now` is aware.

    Raise UnusableArticle, which says what the page is instead, and whatever lxml raises for a damaged page.
    """
    url = found_at.url
    page = _page(decoded(file.read(), found_at.content_type), url, now)
    metadata, found = page.metadata, page.found
    # What a saved page says of its address and its paper is a claim: anybody could revise another's article by it.
    address = url and address_of(url, metadata.canonical)
    publisher = (metadata.publisher or _site(found.publisher, address)) if url else None
    title = found.title and headline(found.title, page.context.titles, metadata.publisher)
    headlines = [*page.context.titles, *filter(None, (found.title, title))]
    paragraphs = list(found.paragraphs)
    # The text does not repeat the title.
    if title and len(paragraphs) > 1 and _folded(paragraphs[0]) == _folded(title):
        del paragraphs[0]
    text = "\n\n".join(paragraphs)
    if len(text) > max_chars:
        raise UnusableArticle(
            "is longer than any article ({most} characters at most); split it", most=Quantity(max_chars)
        )
    return {
        "title": title,
        "author": names_of(
            _as_stated(found.author or "", metadata.authors),
            language=metadata.dates.language,
            others=[title, urlsplit(url or "").hostname],
        ),
        "publisher": publisher,
        "published": published(metadata.dates, PrintedPage(page.shown, found.places, headlines), url, now),
        "url": address,
        "text": text,
    }


def _page(markup: str, url: str | None, now: datetime) -> _Page:
    scripted, unscripted, noscript = mended(markup)
    notices = "" if (tree := parsed(noscript)) is None else element_text(tree)
    page = _taken_apart(scripted, notices, url, now)
    reason = "is empty; check the link" if page is None else _refusal(page, url)
    if page is not None and reason is None:
        return page
    # Some sites show an article by a script, and print it in <noscript> for everybody else.
    if word_count(notices) >= MIN_UNSCRIPTED_WORDS:
        page = _taken_apart(unscripted, "", url, now)
        if page is not None and _refusal(page, url) is None:
            return page
    raise UnusableArticle(reason or "")


def _taken_apart(markup: str, notices: str, url: str | None, now: datetime) -> _Page | None:
    """Return the page of `markup`, or None if that is empty."""
    tree = parsed(markup)
    if tree is None:
        return None
    metadata, context, original = declared(tree, url, now), page_context(tree, notices), deepcopy(tree)
    # A headline for screen readers only is often the site's name.
    drop_hidden(original)
    drop_notices(tree)
    prepare(tree)
    shown = blocks(tree)
    return _Page(metadata, context, shown, extract(tree, original, shown, context.titles, url))


def _refusal(page: _Page, url: str | None) -> str | None:
    front = url is not None and is_front_page(url)
    return refusal(page.found, page.shown, page.metadata, page.context, front=front)


def _as_stated(found: str, stated: Iterable[str]) -> list[str]:
    """Return the authors that trafilatura found, as the page states them: it makes "Miller" of "Von Miller".

    It drops single words, so what it leaves of a name may be missing; then whatever the page states counts.
    """
    whole = {name: _letters(name) for name in stated}
    if not found:
        return [name for name in whole if " " in name]
    return [
        next((name for name, letters in whole.items() if _letters(part) and letters.endswith(_letters(part))), part)
        for part in found.split("; ")
    ]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _site(name: str | None, address: str | None) -> str | None:
    """Return a site's name; where trafilatura found only a host, which may be any, return that of `address`."""
    if name is None or " " in name or "." not in name:
        return name
    host = urlsplit(address or "").hostname
    return host and host.removeprefix("www.")


def headline(title: str, printed: Iterable[str], site: str | None) -> str:
    """Return a title without the site's name at its end, or without what the page's own headline leaves out."""
    short, last = cut_last(title)
    if not short or not last:
        return title
    is_site = site is not None and _folded(last) == _folded(site)
    # A section's name is shorter than the headline next to it.
    is_headline = len(short) >= len(last) and _folded(short) in map(_folded, printed)
    return short if is_site or is_headline else title


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
