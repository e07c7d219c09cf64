"""Photograph pages in headless Chromium, and keep the pictures small."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

WIDTH = 390
# Sharp enough for a page, at a quarter of the size of a phone's own picture.
SCALE = 1.5
COLOURS = 96
PATIENCE = 60.0
HOW_TO_INSTALL = "Chromium is missing. On Debian: apt-get install chromium fonts-roboto fonts-noto-color-emoji"


def chromium() -> str | None:
    """Return the browser's command; None if there is none."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    """A browser that is driven by its own protocol, over one page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._calls = 0

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._calls += 1
        await self._socket.send_json({"id": self._calls, "method": method, "params": params})
        while True:
            answer = json.loads((await self._socket.receive(PATIENCE)).data)
            if answer.get("id") == self._calls:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    async def prefer(self, theme: str) -> None:
        """Ask pages for light or for dark."""
        await self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    async def open(self, url: str, *, width: int = WIDTH) -> None:
        """Go to an address, and wait until all of it is there."""
        size = {"width": width, "height": 800, "deviceScaleFactor": SCALE, "mobile": True}
        await self.call("Emulation.setDeviceMetricsOverride", **size)
        gone = await self.call("Page.navigate", url=url)
        if "errorText" in gone:
            raise LookupError(f"{url}: {gone['errorText']}")
        loaded = "new Promise(r => document.readyState == 'complete' ? r() : addEventListener('load', () => r()))"
        async with asyncio.timeout(PATIENCE):
            await self.evaluated(loaded)

    async def evaluated(self, expression: str) -> Any:
        """Return what an expression of JavaScript is on the page, as JSON; a promise is waited for."""
        answer = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def photograph(self, html: str, theme: str = "light") -> bytes:
        """Return a page of HTML as PNG, as high as it is."""
        await self.prefer(theme)
        frame = (await self.call("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        await self.call("Page.setDocumentContent", frameId=frame, html=html)
        await self.call("Runtime.evaluate", expression="document.fonts.ready", awaitPromise=True)
        sized = await self.call("Runtime.evaluate", expression="document.body.scrollHeight", returnByValue=True)
        size = {"width": WIDTH, "height": int(sized["result"]["value"])}
        await self.call("Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=SCALE, mobile=False)
        taken = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return small(base64.b64decode(taken["data"]))


def small(png: bytes) -> bytes:
    """Return a PNG in few colours, without what would differ between runs."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


@asynccontextmanager
async def browser(command: str) -> AsyncIterator[Browser]:
    """Run a browser without a window."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            command, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--force-color-profile=srgb", "--font-render-hinting=none", "--remote-debugging-port=0",
            f"--user-data-dir={folder}", "about:blank",
            stderr=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = await _port(Path(folder) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as listed:
                    pages = await listed.json()
                address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    ready = Browser(socket)
                    size = {"width": WIDTH, "height": 800, "deviceScaleFactor": SCALE, "mobile": False}
                    await ready.call("Emulation.setDeviceMetricsOverride", **size)
                    yield ready
        finally:
            process.terminate()
            await process.wait()


async def _port(file: Path) -> int:
    """Return the port on which the browser listens, once it has written it down."""
    for _ in range(int(PATIENCE / 0.1)):
        if lines := await asyncio.to_thread(_lines, file):
            return int(lines[0])
        await asyncio.sleep(0.1)
    raise TimeoutError("Chromium did not start")


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").split() if file.exists() else []
