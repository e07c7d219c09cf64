"""Write docs/shots/*.png:  python -m tests.shots [--theme light|dark] [--html] [--into FOLDER] [FLOW …]

With --html, pages of HTML are written instead of pictures, which needs no browser.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.shots.browser import HOW_TO_INSTALL, Browser, browser, chromium
from tests.shots.flows import FLOWS
from tests.shots.town import town

SHOTS = Path(__file__).parents[2] / "docs" / "shots"
# Both themes must be legible.
DARK = frozenset({"many-statements", "trend", "page-citation-dark", "page-person-dark"})


async def written(name: str, theme: str, camera: Browser | None, folder: Path) -> Path:
    """Hold one conversation, and write what it looks like."""
    async with town() as running:
        shot = await FLOWS[name](running, name)
    page = shot.page(theme)
    file = folder / f"{name}.{'html' if camera is None else 'png'}"
    file.write_bytes(page.encode() if camera is None else await camera.photograph(page, theme))
    return file


async def run(names: list[str], theme: str | None, folder: Path, *, html: bool) -> int:
    """Write the pictures, and return how many conversations failed."""
    failed = 0
    async with AsyncExitStack() as stack:
        command = chromium()
        if not html and command is None:
            sys.exit(HOW_TO_INSTALL)
        camera = None if html or command is None else await stack.enter_async_context(browser(command))
        for name in names:
            began = time.monotonic()
            try:
                file = await written(name, theme or ("dark" if name in DARK else "light"), camera, folder)
            except (AssertionError, LookupError, TimeoutError) as error:
                failed += 1
                print(f"{name}: {str(error) or type(error).__name__}", file=sys.stderr)  # noqa: T201
            else:
                print(f"{file} {file.stat().st_size // 1024} kB, {time.monotonic() - began:.1f} s")  # noqa: T201
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.shots", description=__doc__)
    parser.add_argument("flows", nargs="*", choices=[*FLOWS, []], help="all of them, if none is named")
    parser.add_argument("--theme", choices=["light", "dark"])
    parser.add_argument("--html", action="store_true")
    parser.add_argument("--into", type=Path, default=SHOTS)
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    chosen.into.mkdir(parents=True, exist_ok=True)
    sys.exit(asyncio.run(run(chosen.flows or list(FLOWS), chosen.theme, chosen.into, html=chosen.html)) != 0)


if __name__ == "__main__":
    main()
