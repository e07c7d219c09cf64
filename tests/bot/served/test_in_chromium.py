"""Pages in a real browser, from a real server: seen by axe, light and dark, on a narrow phone, in one request."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.web.app import public_app
from bot.web.serving import serving
from tests.bot.served.site import NOW, PUBLIC, Site
from tests.shots.browser import HOW_TO_INSTALL, Browser, browser, chromium

ROOT = Path(__file__).parents[3]
# Where `npm install axe-core` in the checkout puts it.
AXE = Path(os.environ.get("AXE_CORE") or ROOT / "node_modules/axe-core/axe.min.js")
HOW_TO_GET_AXE = "axe is missing: npm install --no-save axe-core, or set AXE_CORE to its axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320

pytestmark = pytest.mark.skipif(chromium() is None, reason=HOW_TO_INSTALL)


@pytest.fixture
async def screen() -> AsyncIterator[Browser]:
    command = chromium()
    assert command is not None
    async with browser(command) as ready:
        yield ready


@pytest.fixture
async def served(town: Site) -> AsyncIterator[dict[str, str]]:
    """Serve every kind of page, and return the addresses by what they show."""
    article = await town.services.library.article("harbour-1")
    assert article is not None
    async with serving(public_app(town.services, lambda: NOW, town.links), "127.0.0.1:0", "ONRECORD_LISTEN") as port:
        links = {
            "citation": town.cited(article, "“This is the last winter in which we can still choose.”"),
            "nobody's": town.cited(article, "Dredging is to begin in March"),
            "person": town.said_by("Marta Olin"),
            "namesake": town.said_by("Karl Olin"),
            "nothing": f"{PUBLIC}/c/none",
        }
        yield {name: link.replace(PUBLIC, f"http://127.0.0.1:{port}") for name, link in links.items()}


@pytest.mark.skipif(not AXE.is_file(), reason=HOW_TO_GET_AXE)
async def test_axe_finds_nothing_to_mend(served: dict[str, str], screen: Browser) -> None:
    checks = f"axe.run({{runOnly: {json.dumps(RULES)}}}).then(r => [r.passes.length, r.violations.map(v => "
    checks += "[v.id, v.help, v.nodes.map(n => n.html + n.failureSummary)])])"
    axe = await asyncio.to_thread(AXE.read_text, "utf-8") + ";0"
    for name, url in served.items():
        for theme in ("light", "dark"):
            await screen.prefer(theme)
            await screen.open(url)
            # What the driver evaluates is not the page's script, so that its policy does not stop it.
            await screen.evaluated(axe)
            passed, violations = await screen.evaluated(checks)
            assert (name, theme, violations) == (name, theme, [])
            assert passed > 15


async def test_a_page_is_one_request_and_fits_a_narrow_phone(served: dict[str, str], screen: Browser) -> None:
    for name, url in served.items():
        await screen.open(url, width=NARROW)
        assert await screen.evaluated("performance.getEntriesByType('resource').length") == 0, name
        assert await screen.evaluated("document.documentElement.scrollWidth") <= NARROW, name
        # The style sheet passed the page's own policy.
        assert await screen.evaluated("getComputedStyle(document.querySelector('h1')).fontSize") == "28px", name
        small = "[...document.querySelectorAll('main a, footer a')].filter(a => a.getBoundingClientRect().height < 24)"
        assert await screen.evaluated(f"{small}.map(a => a.outerHTML)") == [], name


async def test_a_page_is_dark_for_whoever_prefers_that(served: dict[str, str], screen: Browser) -> None:
    shown = {}
    for theme in ("light", "dark"):
        await screen.prefer(theme)
        await screen.open(served["citation"])
        colours = "(e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color])"
        shown[theme] = [
            await screen.evaluated(f"{colours}(document.querySelector('{what}'))") for what in ("html", "article, mark")
        ]
    assert shown["light"] != shown["dark"]


async def test_no_script_runs_on_a_page(served: dict[str, str], screen: Browser) -> None:
    await screen.open(served["citation"])
    inserted = (
        "s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); window.ran"
    )
    assert await screen.evaluated(inserted) is None
    styled = "document.body.setAttribute('style', 'margin: 77px'); getComputedStyle(document.body).marginTop"
    assert await screen.evaluated(styled) == "0px"
