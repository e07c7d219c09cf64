"""Measure `onrecord add` of one large file: how its memory grows, and what is stored after it was killed repeatedly."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.composition import index_folder, open_services
from bot.settings import Settings
from retrieval.domain.article import Draft
from retrieval.index.embedded import keyword_folder
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.tantivy_index import TantivyIndex
from retrieval.text.chunking import passages

ONRECORD = str(Path(sys.executable).with_name("onrecord"))
# Seconds between two measurements of the process's memory.
SAMPLE_SECONDS = 0.5
KILLS = 8
# Each kill comes at random between these seconds after the start, loading the models included.
EARLIEST_KILL, LATEST_KILL = 0.3, 12.0


def command(articles: Sequence[Draft], kills: int = KILLS) -> dict[str, float]:
    """Return the figures.  Raise AssertionError if an article or a passage is missing or stored twice."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "articles.jsonl")
        lines.write_text("".join(json.dumps({"id": a.id, "title": a.title, "text": a.text}) + "\n" for a in articles))
        figures = _memory(lines, Path(folder, "whole"))
        # A quarter of the articles, so that kills are spread over the whole load.
        some = articles[: len(articles) // 4]
        lines.write_text("".join(json.dumps({"id": a.id, "title": a.title, "text": a.text}) + "\n" for a in some))
        figures |= _killed(lines, Path(folder, "killed"), kills)
        for data, expected in (("whole", articles), ("killed", some)):
            asyncio.run(_require_whole(Path(folder, data), expected))
    return figures


def _started(lines: Path, data: Path) -> subprocess.Popen[bytes]:
    line = [ONRECORD, "add", "--data", str(data), "--json", str(lines)]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _memory(lines: Path, data: Path) -> dict[str, float]:
    """Return the resident megabytes in the first and last third of the load, which both include the models."""
    began = time.perf_counter()
    process = _started(lines, data)
    seen = []
    while process.poll() is None:
        seen.append(_resident(process.pid))
        time.sleep(SAMPLE_SECONDS)
    took = time.perf_counter() - began
    if process.returncode:
        raise AssertionError(f"onrecord add ended with {process.returncode}")
    thirds = [float(np.median(third)) for third in np.array_split(np.array(seen), 3)]
    return {
        "command_seconds": took,
        "command_memory_first_third_mb": thirds[0],
        "command_memory_last_third_mb": thirds[2],
        "command_memory_growth": thirds[2] / thirds[0],
    }


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(found[0]) / 1024 if found else 0.0


def _killed(lines: Path, data: Path, kills: int) -> dict[str, float]:
    """Kill the command `kills` times at random moments, then run it to its end."""
    moments = random.Random(6)  # noqa: S311  no secret
    for n in range(kills):
        process = _started(lines, data)
        time.sleep(moments.uniform(EARLIEST_KILL, LATEST_KILL))
        process.send_signal(signal.SIGKILL)
        process.wait()
        sys.stderr.write(f"\rkilled {n + 1} times")
    sys.stderr.write("\n")
    if _started(lines, data).wait():
        raise AssertionError("the command did not finish after it was killed")
    return {"command_kills": kills}


async def _require_whole(data: Path, articles: Sequence[Draft]) -> None:
    """Assert that every article is stored once and that each index holds exactly its passages."""
    services = await open_services(Settings(data=data, _env_file=None))
    try:
        ids = {a.id for a in articles}
        count = await services.library.article_count()
        stored = (await services.library.changes(0)).added
        whose = Counter(p.article.id for p in (await services.library.passages(stored)).values())
        assert count == len(ids) == len(whose) and whose.keys() == ids, f"{count} articles of {len(ids)}"  # noqa: PT018
        for a in articles:
            standing = await services.library.status(a.id or "")
            assert standing is not None and standing.article.revision == 1, f"{a.id} was stored twice"  # noqa: PT018
            assert whose[a.id or ""] == len(passages(a.text)), f"{a.id} has {whose[a.id or '']} passages"
        folder = index_folder(services.settings)
        for index in (FaissIndex.load(folder), TantivyIndex.load(keyword_folder(folder))):
            assert index is not None and index.ids() == set(stored), "an index does not hold what is stored"  # noqa: PT018
    finally:
        await services.close()
