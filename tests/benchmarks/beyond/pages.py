"""Measure the pages behind citations: CPU of a request from the server's side, and what a page weighs.

The store has the seed article, articles with forty statements each by twelve people, and five hundred that quote one.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.composition import open_services
from bot.settings import Settings
from bot.usecases.operating.seeding import seed_if_empty
from bot.usecases.pages.key import page_links
from bot.views.sharing.page_links import PersonPlace
from bot.web.app import public_app
from retrieval.domain.article import Draft, Reading
from tests.contracts.encoders import FakeEncoder
from tests.retrieval.invented import Said, printed

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TIMES = 40
LONG, STATEMENTS, OFTEN = 20, 40, 500
NAMES = [f"{first} {last}" for first in ("Ada", "Ben", "Cora", "Dan") for last in ("Brook", "Stone", "Field")]


def _long(n: int) -> tuple[Draft, Reading]:
    said = [
        Said(f"We counted {n * 100 + k} boats in the harbour of Corlin today.", NAMES[k % 12])
        for k in range(STATEMENTS)
    ]
    text = "\n\n".join(
        f"“{one.words}” said {one.who}. The council listened and went on to the next item." for one in said
    )
    return printed(text, *said, name=f"long-{n}", title=f"Boats {n}", day=NOW - timedelta(days=n))


def _short(n: int) -> tuple[Draft, Reading]:
    words = f"The bridge number {n} will be mended by Arvel and Corlin."
    text = f"“{words}” said Ada Brook. It rained."
    return printed(
        text, Said(words, "Ada Brook"), name=f"short-{n}", title=f"Bridge {n}", day=NOW - timedelta(hours=n),
        publisher=f"Paper {n % 7}",
    )  # fmt: skip


async def _request(app: Any, url: str) -> tuple[int, int]:
    """Ask as a phone does, and return the status and the bytes that travel; a client's own CPU is left out."""
    path, _, query = url.removeprefix("https://pages.example").partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "https",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"accept-encoding", b"gzip"), (b"accept-language", b"en")], "client": None, "server": None,
    }  # fmt: skip
    status, sent = 0, 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, sent
        status = message.get("status", status)
        sent += len(message.get("body", b"")) + sum(len(k) + len(v) + 4 for k, v in message.get("headers", []))

    await app(scope, receive, send)
    return status, sent


async def _measured(folder: Path) -> dict[str, float]:
    settings = Settings(data=folder, public_url="https://pages.example", _env_file=None)
    links = page_links(settings)
    assert links is not None
    services = await open_services(settings, FakeEncoder(), clock=lambda: NOW, pages=links)
    try:
        await seed_if_empty(services.editing)
        await services.library.put([_long(n) for n in range(LONG)])
        await services.library.put([_short(n) for n in range(OFTEN)])
        (seed,) = [a for a in await services.library.newest(1_000) if a.publisher == "The Gaze"]
        long = await services.library.article("long-3")
        assert long is not None
        said = await services.library.said_in([seed.id, long.id])
        first = {q.article.id: q.statement.content[0] for q in reversed(said)}
        urls = {
            "citation, seed": links.citation(seed, first[seed.id], NOW),
            "citation, 40 statements": links.citation(long, first[long.id], NOW),
            "person, seed": links.to(PersonPlace("Christopher Hill"), NOW.date()),
            "person, 500 articles": links.to(PersonPlace("Ada Brook"), NOW.date()),
            "nothing": "https://pages.example/c/none",
        }
        found: dict[str, float] = {}
        for name, url in urls.items():
            assert url is not None
            spent: list[float] = []
            again: list[float] = []
            for _ in range(TIMES):
                # Nothing is kept yet in a new one.
                app = public_app(services, lambda: NOW, links)
                await _request(app, "https://pages.example/robots.txt")
                for times in (spent, again):
                    began = time.process_time()
                    status, size = await _request(app, url)
                    times.append((time.process_time() - began) * 1000)
                    assert status == (404 if name == "nothing" else 200), (name, status)
            found[f"{name}: CPU again p50, ms"] = statistics.median(again)
            found[f"{name}: CPU p50, ms"] = statistics.median(spent)
            found[f"{name}: CPU p95, ms"] = statistics.quantiles(spent, n=20)[-1]
            found[f"{name}: kB"] = size / 1000
        return found
    finally:
        await services.close()


def measured() -> Mapping[str, float]:
    """Return CPU and weight of each kind of page."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder)))
