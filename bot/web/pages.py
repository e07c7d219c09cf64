"""Answer requests for pages: open the link, find what it leads to, and show it.

Every link that opens nothing gets the same answer, whatever is wrong with it.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.languages.speaking import speaking, spoken
from bot.services import Asking
from bot.usecases.pages.citation import cited_page
from bot.usecases.pages.person import person_page
from bot.views.sharing.page_links import CITATION, LANGUAGE_KEY, PERSON, CitedPlace, Opened, PageLinks, PersonPlace
from bot.views.web.citation import citation_view
from bot.views.web.found import Narrowed
from bot.views.web.frame import failed, nothing_here, retracted, too_busy
from bot.views.web.models import View
from bot.views.web.person import PAGE_KEY, PAPER_KEY, TOPIC_KEY, person_view
from bot.views.web.rendering import html
from bot.web.gate import Gate, TooBusyError
from bot.web.kept import Kept
from bot.web.languages import language_of
from retrieval.domain.errors import OnRecordError

log = logging.getLogger(__name__)

# Requests answered at once and waiting; a page that takes longer is given up.
AT_ONCE, MOST, SECONDS = 4, 64, 10.0
# Pages kept in memory, of some 15 kB each.
MOST_KEPT = 200
# A topic or a paper in an address; ours are names.
MAX_CHOICE_CHARS, MAX_PAGE = 200, 1000

Found = Callable[[], View]
"""Lays out what was found, off the event loop."""


class Pages:
    """The pages over one library; `now` returns the time in the operator's zone."""

    def __init__(
        self, asking: Asking, links: PageLinks, now: Callable[[], datetime], whole_texts: frozenset[str]
    ) -> None:
        self._asking = asking
        self._links = links
        self._now = now
        self._whole_texts = whole_texts
        self._gate = Gate(AT_ONCE, MOST)
        self._kept: Kept[tuple[str, HTTPStatus]] = Kept(MOST_KEPT)

    def routes(self) -> list[BaseRoute]:
        return [
            Route(f"/{CITATION}/{{token}}", self.citation),
            Route(f"/{PERSON}/{{token}}", self.person),
            Route("/robots.txt", _robots),
        ]

    async def citation(self, request: Request) -> Response:
        return await self._answered(request, CITATION)

    async def person(self, request: Request) -> Response:
        return await self._answered(request, PERSON)

    async def _answered(self, request: Request, kind: str) -> Response:
        with speaking(language(request)):
            opened = self._links.opened(kind, request.path_params["token"], self._now())
            if opened is None:
                return await nowhere()
            try:
                async with self._gate.passed(), asyncio.timeout(SECONDS):
                    return await self._shown(opened, request.query_params)
            except TooBusyError:
                return await _page(too_busy, HTTPStatus.SERVICE_UNAVAILABLE)
            except (OnRecordError, TimeoutError) as error:
                # Without the address, which is what opens the page.
                log.warning("a page could not be shown: %s", str(error) or type(error).__name__)
                return await _page(failed, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _shown(self, opened: Opened, query: Mapping[str, str]) -> Response:
        """Return a page, as it was written before if nothing stored has changed since, nor the day."""
        chosen, generation = narrowed(query), await self._asking.library.generation()
        made_from = (opened, chosen, spoken(), self._now().date(), generation)
        if (kept := self._kept.get(made_from)) is not None:
            return _response(*kept)
        answer = await self._written(opened, chosen)
        if answer.status_code != HTTPStatus.NOT_FOUND:
            self._kept.put(made_from, (bytes(answer.body).decode(), HTTPStatus(answer.status_code)))
        return answer

    async def _written(self, opened: Opened, chosen: Narrowed) -> Response:
        match opened.place:
            case CitedPlace() as place:
                return await self._citation(place, opened)
            case PersonPlace() as place:
                page = await person_page(self._asking, place, chosen)
                if page is None:
                    return await nowhere()
                return await _page(lambda: person_view(page, opened, self._links, self._now()))

    async def _citation(self, place: CitedPlace, opened: Opened) -> Response:
        page = await cited_page(self._asking, place)
        if page is None:
            return await nowhere()
        if (retraction := page.retraction) is not None:
            return await _page(lambda: retracted(page.article, retraction, opened), HTTPStatus.GONE)
        return await _page(lambda: citation_view(page, opened, self._links, self._now(), self._whole_texts))


def narrowed(query: Mapping[str, str]) -> Narrowed:
    """Return what an address chooses of a person's statements; what makes no sense chooses nothing."""
    topic, paper, page = (query.get(key, "") for key in (TOPIC_KEY, PAPER_KEY, PAGE_KEY))
    number = int(page) if re.fullmatch(r"[0-9]{1,4}", page) else 1
    topic, paper = (one if len(one) <= MAX_CHOICE_CHARS else "" for one in (topic, paper))
    return Narrowed(topic, paper, min(max(number, 1), MAX_PAGE))


def language(request: Request) -> str:
    return language_of(request.query_params.get(LANGUAGE_KEY), request.headers.get("accept-language"))


async def nowhere() -> Response:
    """Return the answer to every link that opens nothing."""
    return await _page(nothing_here, HTTPStatus.NOT_FOUND)


async def broken() -> Response:
    return await _page(failed, HTTPStatus.INTERNAL_SERVER_ERROR)


async def _page(found: Found, status: HTTPStatus = HTTPStatus.OK) -> Response:
    # To look through a long text and to fill a template takes milliseconds, which a chat beside it would wait for.
    return _response(await asyncio.to_thread(lambda: html(found())), status)


def _response(written: str, status: HTTPStatus) -> Response:
    headers = {"Content-Language": spoken(), "Vary": "Accept-Language"}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "60"
    return HTMLResponse(written, status, headers)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
