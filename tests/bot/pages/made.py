"""Make web pages of an invented town's paper, built like real ones."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.intake.base.file_types import FileType, WebOrigin
from bot.intake.documents.reading import read
from retrieval.domain.errors import UnusableArticle
from retrieval.ingest.pipeline import MAX_ARTICLE_CHARS

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
URL = "https://www.harbour-times.example/news/bridge-to-close"
HEADLINE = "Harbour bridge to close for repairs"
PARAGRAPHS = (
    "The old harbour bridge will close on Monday for six weeks, the city of Port Selby said on Friday. Traffic will "
    "be led through the tunnel, and the tram stops at the fish market.",
    "“We found rust where nobody had looked for it,” said Mara Lindqvist, the city engineer. “It was worse than we "
    "thought, and we cannot wait for the spring.”",
    "Ines Okafor, the mayor, told reporters that the repairs would cost four million euros, a tenth of what the city "
    "spends on its roads in a year. The council votes on the sum next week.",
    "Shopkeepers on the east bank fear for their trade. “Six weeks are the whole season before Christmas,” said Tomas "
    "Bell, who sells toys beside the bridge. He asked the city for free parking.",
    "The bridge was built in 1931 and last painted in 1998. A survey of ten years ago had warned of water in its "
    "piers, but no money was set aside for it at the time.",
)
NAVIGATION = "".join(
    f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("News", "Sport", "Weather", "Log in")
)
FOOT = (
    "<footer><p>© 2026 Harbour Times. All rights reserved.</p><ul><li><a href='/about'>About us</a></li>"
    "<li><a href='/cookies'>Cookie policy</a></li><li><a href='/subscribe'>Subscribe</a></li></ul></footer>"
)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def json_ld(**properties: Any) -> str:
    article = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **properties}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


def page(body: str, *, head: str = "", title: str = f"{HEADLINE} - Harbour Times", lang: str = "en") -> str:
    """Return a whole page, with the navigation and footer of every page of the paper."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<header><a href="/">Harbour Times</a><nav><ul>{NAVIGATION}</ul></nav></header>{body}{FOOT}</body></html>'
    )


def article(*texts: str, heading: str = HEADLINE, more: str = "") -> str:
    return f"<main><article><h1>{heading}</h1>{paragraphs(*(texts or PARAGRAPHS))}{more}</article></main>"


def parsed_page(
    content: str | bytes, url: str | None = URL, content_type: str = "text/html; charset=utf-8"
) -> dict[str, Any]:
    """Return the fields of a page, read in this process; other tests check that a confined one reads the same."""
    raw = content.encode() if isinstance(content, str) else content
    return read(io.BytesIO(raw), FileType.PAGE, MAX_ARTICLE_CHARS, WebOrigin(url, content_type), NOW)


def texts(content: str | bytes, url: str | None = URL) -> list[str]:
    """Return the paragraphs of a page's article."""
    return str(parsed_page(content, url)["text"]).split("\n\n")


def refused(content: str | bytes, url: str | None = URL) -> str:
    with pytest.raises(UnusableArticle) as raised:
        parsed_page(content, url)
    return str(raised.value)
