"""Say where a citation leads: to its page of ours, or to its source where there are no pages.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.views.sharing.page_links import PageLinks
from retrieval.domain.article import Article, Span
from retrieval.domain.web_addresses import is_web_address

CitationLink = Callable[[Article, Span], str | None]
"""Returns the address for words of an article; None if they lead nowhere."""


def to_source(article: Article, _: Span) -> str | None:
    """Lead to the article where it was published, if that is an address of the web."""
    return article.url if article.url and is_web_address(article.url) else None


def to_page(pages: PageLinks | None, now: datetime | None) -> CitationLink:
    """Return what leads to the pages, signed today; without pages, to the source."""
    if pages is None or now is None:
        return to_source

    def link(article: Article, span: Span) -> str | None:
        return pages.citation(article, span, now) or to_source(article, span)

    return link
