"""One page to an article, as JSON tells one."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from bot.intake.base.file_types import WebOrigin
from bot.intake.pages.address import address_of, is_front_page
from bot.intake.pages.blocks import blocks, drop_hidden, parsed, prepare
from bot.intake.pages.declared import declared
from bot.intake.pages.decoding import decoded
from bot.intake.pages.extracting import extract
from bot.intake.pages.phrases import cut_last
from bot.intake.pages.refusing import page_context, refusal
from retrieval.domain.errors import UnusableArticle


def read_page(file: BinaryIO, longest: int, found_at: WebOrigin, now: datetime) -> dict[str, Any]:
    """The keys of an article line; `now` is aware.

    Raises UnusableArticle, with what the page is instead of an article, and whatever damage makes lxml raise.
    """
    url = found_at.url
    tree = parsed(decoded(file.read(), found_at.content_type))
    if tree is None:
        raise UnusableArticle("is empty: there is no text to quote; check the link")
    about, page, original = declared(tree, url, now), page_context(tree), deepcopy(tree)
    # A headline for ears alone is the site's name as often.
    drop_hidden(original)
    prepare(tree)
    shown = blocks(tree)
    found = extract(tree, original, shown, url)
    if reason := refusal(found, shown, about, page, front=url is not None and is_front_page(url)):
        raise UnusableArticle(reason)
    address = address_of(url, about.canonical)
    publisher = about.publisher or _site(found.publisher, address)
    title = found.title and headline(found.title, page.titles, publisher)
    paragraphs = list(found.paragraphs)
    # A title that opens the text is no part of it, as anywhere else.
    if title and len(paragraphs) > 1 and _folded(paragraphs[0]) == _folded(title):
        del paragraphs[0]
    text = "\n\n".join(paragraphs)
    if len(text) > longest:
        raise UnusableArticle(f"is larger than any article ({longest:,} characters at most): split it into its parts")
    return {
        "title": title,
        "author": found.author,
        "publisher": publisher,
        "published": about.published,
        "url": address,
        "text": text,
    }


def _site(name: str | None, address: str | None) -> str | None:
    """Where trafilatura finds no name it takes a host, were it that of any link which the page says is its own."""
    if name is None or " " in name or "." not in name:
        return name
    host = urlsplit(address or "").hostname
    return host and host.removeprefix("www.")


def headline(title: str, printed: Iterable[str], site: str | None) -> str:
    """A title without the site's name behind it: where that stands there, or the page prints the rest as a headline."""
    short, last = cut_last(title)
    if not short or not last:
        return title
    is_site = site is not None and _folded(last) == _folded(site)
    # A section's name over the headline is the shorter part.
    is_headline = len(short) >= len(last) and _folded(short) in map(_folded, printed)
    return short if is_site or is_headline else title


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
