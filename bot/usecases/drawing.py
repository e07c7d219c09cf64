"""Have a chart drawn by a short-lived process: what matplotlib loads goes away with it."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from pathlib import Path

from bot.views.pictures.charts import Chart

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 60.0
# Two at once would take twice the memory.
_ONE_AT_A_TIME = asyncio.Semaphore(1)
# A zip or checkout that is not installed is found from here.
_ROOT = Path(__file__).parents[2]


async def drawn(chart: Chart) -> bytes | None:
    """Return a picture of the chart; None if it could not be drawn, which is logged."""
    async with _ONE_AT_A_TIME:
        # The font cache of matplotlib goes there: the container's root is read-only, and so may be the home.
        folder = await asyncio.to_thread(tempfile.TemporaryDirectory, ignore_cleanup_errors=True)
        try:
            return await _drawn_by_process(chart, folder.name)
        except (OSError, TimeoutError) as error:
            log.warning("a chart was not drawn (%s)", type(error).__name__)
            return None
        finally:
            await asyncio.to_thread(folder.cleanup)


async def _drawn_by_process(chart: Chart, folder: str) -> bytes | None:
    # It needs neither our settings nor our token.
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ONRECORD_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.views.pictures.charts",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT, env={**kept, "MPLCONFIGDIR": folder, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            picture, _ = await process.communicate(chart.to_json().encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        log.warning("a chart was not drawn (the process ended with %d)", process.returncode)
        return None
    return picture
