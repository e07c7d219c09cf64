"""Measure how long readers wait beside one who floods the bot: `python -m tests.benchmarks.flood [--json]`.

Bot and stand share one process, and the stand has no flood limits, so only the ratio means something: the wait of 20
readers beside 6,000 questions of one chat, over their wait without.  At most 3 is asked for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.conftest import running_bot
from tests.telegram.client import Reader
from tests.telegram.limits import Limits
from tests.telegram.load import Load, closed_loop
from tests.telegram.stand import Stand

READERS, ROUNDS, FLOOD = 20, 3, 6000
QUESTION = "what did Hill say?"
PATIENCE = 300.0


async def load(readers: Sequence[Reader]) -> Load:
    """Let each reader ask, wait for the answer, and ask again."""
    return await closed_loop(
        readers, lambda _, __: QUESTION, rounds=ROUNDS, patience=PATIENCE, belongs=lambda _, __: True
    )


async def measure(data: Path) -> dict[str, float]:
    async with Stand(limits=Limits.none()) as stand:
        readers = [stand.reader(f"Reader {number:02}") for number in range(READERS)]
        flooder = stand.reader("Flo")
        async with running_bot(stand, data, every=5.0):
            await load(readers)
            without = await load(readers)
            for _ in range(FLOOD):
                await flooder.say(QUESTION)
            beside = await load(readers)
            answered = len(flooder.heard())
    return {
        "median_without": without.wait(0.5),
        "median_beside": beside.wait(0.5),
        "longest_without": without.wait(1.0),
        "longest_beside": beside.wait(1.0),
        "ratio_of_medians": beside.wait(0.5) / without.wait(0.5),
        "ratio_of_longest": beside.wait(1.0) / without.wait(1.0),
        "lost": without.lost + beside.lost,
        "replies_to_flooder": answered,
    }


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args(given).json
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder)))
        found["database_kilobytes"] = sum(f.stat().st_size for f in Path(folder).glob("onrecord.db*")) / 1024
    if as_json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, value in found.items():
        sys.stdout.write(f"{name.replace('_', ' '):24}{value:10.2f}\n")


if __name__ == "__main__":
    main()
