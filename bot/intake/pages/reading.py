"""One page to an article, as JSON tells one."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, BinaryIO

from bot.intake.kinds import Found
from bot.intake.pages.address import address_of, is_front
from bot.intake.pages.declared import declared
from bot.intake.pages.decoding import decoded
from bot.intake.pages.extracting import extract
from bot.intake.pages.printed import blocks, parsed, prepare
from bot.intake.pages.refusing import beside, refusal
from retrieval.errors import UnusableArticle


def read_page(file: BinaryIO, longest: int, found_at: Found) -> dict[str, Any]:
    """The keys of an article line.

    Raises UnusableArticle, with what the page is instead of an article, and whatever damage makes lxml raise.
    """
    url = found_at.url
    tree = parsed(decoded(file.read(), found_at.content_type))
    if tree is None:
        raise UnusableArticle("is empty: there is no text to quote; check the link")
    about, page, original = declared(tree, url), beside(tree), deepcopy(tree)
    prepare(tree)
    shown = blocks(tree)
    found = extract(tree, original, shown, url)
    if reason := refusal(found, shown, about, page, front=url is not None and is_front(url)):
        raise UnusableArticle(reason)
    paragraphs = list(found.paragraphs)
    # A title that opens the text is no part of it, as anywhere else.
    if found.title and len(paragraphs) > 1 and _folded(paragraphs[0]) == _folded(found.title):
        del paragraphs[0]
    text = "\n\n".join(paragraphs)
    if len(text) > longest:
        raise UnusableArticle(f"is larger than any article ({longest:,} characters at most): split it into its parts")
    return {
        "title": found.title,
        "author": found.author,
        "publisher": about.publisher or found.publisher,
        "published": about.published,
        "url": address_of(url, about.canonical),
        "text": text,
    }


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
