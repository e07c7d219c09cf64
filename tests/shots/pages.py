"""The pages behind citations for the pictures: over the same news and time as the conversations."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from bot.views.sharing.page_links import PageLinks, PersonPlace
from bot.web.app import web_app
from bot.web.pages import Pages
from retrieval.domain.article import Span
from tests.e2e.conftest import Running

LINKS = PageLinks("https://pages.example", b"k" * 32, 90)


@dataclass(frozen=True, slots=True)
class Served:
    """A page as it is served; the browser chooses the theme."""

    html: str

    def page(self, theme: str) -> str:
        del theme
        return self.html


async def served(running: Running, url: str | None) -> Served:
    """Return what is served at a link."""
    pages = Pages(running.services.asking, LINKS, running.clock, frozenset())
    transport = httpx.ASGITransport(web_app(pages.routes()))
    async with httpx.AsyncClient(transport=transport) as browser:
        answer = await browser.get(url or "")
    if answer.status_code != httpx.codes.OK:
        raise AssertionError(f"no page at {url}: {answer.status_code}")
    return Served(answer.text)


async def citation(running: Running, article_id: str, words: str) -> Served:
    """Return the page behind words of an article."""
    article = await running.services.library.article(article_id)
    if article is None:
        raise AssertionError(f"no article {article_id}")
    at = article.text.index(words)
    url = LINKS.citation(article, Span(at, at + len(words)), running.clock())
    return await served(running, url)


async def person(running: Running, name: str) -> Served:
    """Return a person's page."""
    return await served(running, LINKS.to(PersonPlace(name), running.clock().date()))
