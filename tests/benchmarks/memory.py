"""Measure the memory of the running bot: `python -m tests.benchmarks.memory [--json] [--large [PASSAGES]]`.

It runs `onrecord run` against the stand-in for Telegram, in a process of its own, over 18 articles of Reuters: after
100 different questions, after an editor adds an article, and after a rest.  With --large, the same once more over many
passages, whose vectors are random; filling that store takes some minutes the first time, and it is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.composition import RELEASE_AFTER_SECONDS, opened
from bot.settings import Settings
from retrieval.domain.ports import Vectors
from retrieval.models.packaged_minilm import FINGERPRINT
from tests.benchmarks.asking import RandomEncoder
from tests.benchmarks.evaluation.labels import Absent, Shared
from tests.benchmarks.evaluation.runs import ONRECORD, say
from tests.benchmarks.peers import stores
from tests.benchmarks.peers.questions import open_questions, person_questions, plain
from tests.benchmarks.retrieval import news
from tests.e2e.adding import added
from tests.e2e.commands import environment
from tests.telegram.client import Reader
from tests.telegram.stand import Stand

ARTICLES = 18
QUESTIONS = 100
READERS = 20
LARGE = 100_000
PATIENCE = 600.0
# By then the bot has released the models of intake.
REST_SECONDS = RELEASE_AFTER_SECONDS + 10
ASKED = {ARTICLES: 350, LARGE: 450}


class FillingEncoder(RandomEncoder):
    """Makes random vectors in the name of the packaged encoder, so that the bot takes them for its own."""

    @property
    def fingerprint(self) -> str:
        return FINGERPRINT

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        return super().batches(texts)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process holds, in MB: in all now, at most so far, memory of its own, and mapped files."""

    resident: int
    peak: int
    own: int
    files: int

    @classmethod
    def of(cls, pid: int) -> Memory:
        """Read it from Linux."""
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        kilobytes = {line.partition(":")[0]: line.split()[1] for line in lines if line.endswith(" kB")}
        return cls(*(int(kilobytes[name]) * 1024 // 10**6 for name in ("VmRSS", "VmHWM", "RssAnon", "RssFile")))


Steps = dict[str, Memory | float]
"""The memory at each step, and how many milliseconds a question took."""


async def questions(data: Path, titles: Sequence[str]) -> list[str]:
    """Return QUESTIONS different questions: about titles, and about those who are quoted."""
    async with opened(Settings(data=data, _env_file=None)) as services:
        said, on = await person_questions(services, QUESTIONS)
        # Firms share their last word with thousands in the large store.
        said = [q for q in said if len(q.split()) == len("what did Ana Marić say?".split())]
        on = [q for q in on if len(q.split()) == len("Ana Marić on floods".split())]
        about = plain(titles)
        # Each title comes in every form: "what happened with …", "why …".
        asked = [q for turn in range(6) for q in open_questions([*about[turn:], *about[:turn]])]
        mixed = [q for row in zip_longest(said, on, asked) for q in row if q is not None]
        return list(dict.fromkeys(chain(mixed, asked)))[:QUESTIONS]


async def measure(store: Path, asked: Sequence[str]) -> Steps:
    """Run the bot over a copy of a store and return its memory at each step, and how long a question took."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(store, Path(folder) / "data"))
        return await _measured(data, asked)


async def _measured(data: Path, asked: Sequence[str]) -> Steps:
    async with Stand() as stand:
        editor = stand.reader("Edith")
        readers = [stand.reader(f"Reader {n}") for n in range(READERS)]
        env = environment(
            data, ONRECORD_TELEGRAM_TOKEN=stand.token, ONRECORD_TELEGRAM_API=stand.root,
            ONRECORD_EDITORS=str(editor.id),
        )  # fmt: skip
        with tempfile.TemporaryFile() as log:
            bot = await asyncio.create_subprocess_exec(
                ONRECORD, "run", env=env, cwd=data.parent, stdout=log, stderr=log
            )
            try:
                return await _steps(bot.pid, readers, editor, asked)
            finally:
                bot.terminate()
                await bot.wait()


async def _steps(pid: int, readers: Sequence[Reader], editor: Reader, asked: Sequence[str]) -> Steps:
    await readers[0].say("hello")
    await readers[0].reply(PATIENCE)
    found: Steps = {"started": Memory.of(pid)}
    took = []
    for number, question in enumerate(asked):
        reader = readers[number % len(readers)]
        began = time.monotonic()
        await reader.say(question)
        await reader.reply(PATIENCE)
        took.append(time.monotonic() - began)
        if (number + 1) % 25 == 0:
            say(f"asked {number + 1}: {Memory.of(pid)}")
    found["asked"] = Memory.of(pid)
    await editor.upload(
        "valley.md", f"---\ntitle: The flood in the valley\n---\n{news(6000)}\n".encode(), caption="/add"
    )
    stored = await added(editor)
    if not stored.text.startswith("Stored"):
        raise RuntimeError(stored.text)
    found["added"] = Memory.of(pid)
    await asyncio.sleep(REST_SECONDS)
    found["rested"] = Memory.of(pid)
    found["question_ms"] = 1000 * sorted(took)[len(took) // 2]
    return found


async def run(options: argparse.Namespace) -> dict[int, Steps]:
    shared, keep = Shared(options.shared), options.keep.resolve()
    articles = stores.articles_file(shared, ARTICLES, keep)
    small, large = keep / "small", keep / f"large-{options.large}"
    stores.add(articles, small)
    with articles.open(encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines]
    asked = await questions(small, titles)
    say(f"{len(asked)} questions over {ARTICLES} articles")
    found = {ARTICLES: await measure(small, asked)}
    if options.large:
        await stores.fill(shared, ARTICLES, small, large, options.large, encoder=FillingEncoder())
        say(f"{len(asked)} questions over {options.large:,} passages")
        found[options.large] = await measure(large, asked)
    return found


def show(found: dict[int, Steps]) -> None:
    table = Table(title="Memory of the bot, in MB", title_justify="left")
    for name in ("", "resident", "peak", "own", "files", "asked"):
        table.add_column(name, justify="left" if not name else "right")
    labels = {
        "started": "after the first reply", "asked": f"after {QUESTIONS} questions",
        "added": "after an article was added", "rested": f"{REST_SECONDS:.0f} s later",
    }  # fmt: skip
    for size, steps in found.items():
        table.add_row(f"{size:,} articles" if size == ARTICLES else f"{size:,} passages")
        for step, label in labels.items():
            memory = steps[step]
            assert isinstance(memory, Memory)
            wanted = f"≤ {ASKED[size]}" if step == "asked" and size in ASKED else ""
            figures = (memory.resident, memory.peak, memory.own, memory.files)
            table.add_row(f"  {label}", *map(str, figures), wanted)
    Console(width=None if sys.stdout.isatty() else 110).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.memory",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument(
        "--large", type=int, nargs="?", const=LARGE, metavar="PASSAGES",
        help=f"measure over so many passages too ({LARGE:,} if not said)",
    )  # fmt: skip
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the folder of data/")
    parser.add_argument("--keep", type=Path, default=Path(".eval/memory"), help="where the stores are kept")
    chosen = parser.parse_args()
    try:
        found = asyncio.run(run(chosen))
    except Absent as absent:
        # `make bench` goes on with the others.
        say(f"memory: {absent}")
        return
    show(found)
    if chosen.json:
        printed: dict[str, object] = {"benchmark": "memory"}
        for size, steps in found.items():
            for step, value in steps.items():
                if isinstance(value, Memory):
                    names = ("resident", "peak", "own", "files")
                    printed |= {f"{size}_{step}_{name}_mb": getattr(value, name) for name in names}
                else:
                    printed[f"{size}_{step}"] = round(value, 1)
        sys.stdout.write(json.dumps(printed) + "\n")


if __name__ == "__main__":
    main()
