"""One page to an article, as JSON tells one."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from bot.intake.kinds import Found
from bot.intake.pages.declared import Declared, declared
from bot.intake.pages.decoding import decoded
from bot.intake.pages.extracting import extract
from bot.intake.pages.printed import blocks, parsed, prepare
from bot.intake.pages.refusing import beside, refusal
from bot.intake.web.registered import registered
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
    if reason := refusal(found, shown, about, page, front=url is not None and _is_front(url)):
        raise UnusableArticle(reason)
    paragraphs = list(found.paragraphs)
    # A title that opens the text is no part of it, as anywhere else.
    if found.title and len(paragraphs) > 1 and _folded(paragraphs[0]) == _folded(found.title):
        del paragraphs[0]
    text = "\n\n".join(paragraphs)
    if len(text) > longest:
        raise UnusableArticle(f"is larger than any article ({longest:,} characters at most): split it into its parts")
    link = _link(about, url)
    return {
        "title": found.title,
        "author": found.author,
        "publisher": about.publisher or found.publisher,
        "published": about.published,
        "url": link,
        "text": text,
    }


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/") in {"", "index.html", "index.php", "home"} and not parts.query


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _link(about: Declared, url: str | None) -> str | None:
    """The canonical one, where it is of the same site: else anybody could put their words under another's name."""
    if url is None or about.canonical is None:
        return url or about.canonical
    same = registered(about.canonical) == registered(url) and (_is_front(url) or not _is_front(about.canonical))
    return about.canonical if same else url
