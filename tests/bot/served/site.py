"""A store with invented news, and a browser without a screen in front of its pages."""

from __future__ import annotations

import html as html_
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from lxml.html import HtmlElement, document_fromstring

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from bot.usecases.pages.key import page_links
from bot.views.sharing.page_links import PageLinks, PersonPlace
from bot.web.app import public_app
from retrieval.domain.article import Article, Draft, Span
from tests.contracts.encoders import FakeEncoder

NOW = datetime(2026, 11, 24, 8, 41, tzinfo=UTC)
PUBLIC = "https://pages.example"


@dataclass
class Site:
    """The pages over one store; `clock` is moved by tests."""

    services: Services
    links: PageLinks
    browser: httpx.AsyncClient
    clock: list[datetime]

    async def add(self, *drafts: Draft) -> list[Article]:
        return [result.article for result in await self.services.editing.add(list(drafts))]

    async def get(self, url: str, **headers: str) -> httpx.Response:
        return await self.browser.get(url, headers=headers)

    async def page(self, url: str, **headers: str) -> HtmlElement:
        answer = await self.get(url, **headers)
        assert answer.status_code == 200, answer.text
        return document_fromstring(answer.content.decode())

    def cited(self, article: Article, words: str) -> str:
        """Return the link to the page of these words of an article."""
        at = article.text.index(words)
        link = self.links.citation(article, Span(at, at + len(words)), self.clock[0])
        assert link is not None
        return link

    def said_by(self, name: str) -> str:
        link = self.links.to(PersonPlace(name), self.clock[0].date())
        assert link is not None
        return link


@asynccontextmanager
async def site(folder: Path, **settings: Any) -> AsyncIterator[Site]:
    """Open the pages over a data folder."""
    clock = [NOW]
    chosen = Settings(**{"data": folder, "public_url": PUBLIC, "_env_file": None, **settings})
    links = page_links(chosen)
    assert links is not None
    services = await open_services(chosen, FakeEncoder(), clock=lambda: clock[0], pages=links)
    try:
        app = public_app(services, lambda: clock[0], links)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as browser:
            yield Site(services, links, browser, clock)
    finally:
        await services.close()


def words(element: HtmlElement) -> str:
    """Return what a reader sees of an element, in one line."""
    return " ".join(seen(element).split())


def seen(element: HtmlElement) -> str:
    """Return the text of an element without what only a screen reader says and the ellipses of the page."""
    copy = document_fromstring(f"<div>{_inner(element)}</div>")
    for hidden in copy.xpath("//*[@class='heard' or @class='cut']"):
        hidden.drop_tree()
    return str(copy.text_content())


def printed(page: HtmlElement) -> list[str]:
    """Return the paragraphs of the article that a page shows, as they are there."""
    return [seen(p).strip("\n") for p in page.xpath("//blockquote//p")]


def marked(page: HtmlElement) -> str:
    return "".join(seen(mark) for mark in page.xpath("//blockquote//mark"))


def facts(page: HtmlElement) -> dict[str, str]:
    return {words(one.xpath("dt")[0]): words(one.xpath("dd")[0]) for one in page.xpath("//dl/div")}


def hrefs(page: HtmlElement, where: str = "//main") -> dict[str, str]:
    """Return the links of a part of a page by their text."""
    return {words(a): str(a.get("href")) for a in page.xpath(f"{where}//a")}


def headings(page: HtmlElement) -> Sequence[str]:
    return [words(h) for h in page.xpath("//h1|//h2|//h3")]


def _inner(element: HtmlElement) -> str:
    from lxml.html import tostring

    whole = tostring(element, encoding="unicode", with_tail=False)
    return re.sub(r"^<[^>]*>|</[^>]*>$", "", whole) or html_.escape(str(element.text or ""))
