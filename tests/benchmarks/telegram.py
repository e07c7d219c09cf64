"""Measure the bot at home in Telegram: `python -m tests.benchmarks.telegram [--json] [--seconds 120] [FIGURE …]`.

The bot runs in a process of its own, against the stand-in for Telegram without flood limits in this one.  The figures:

calls     every call is valid by both contracts, on a tour through all commands, some questions, and every button;
lengths   the characters of an answer's message, before its first button: on questions of ../shared/data/exam, if it is
          there, else on questions about the seed articles; each is asked by a new reader;
cpu       the processor time of the bot's process for an update, over that of a bot on the same PTB that only echoes, in
          the same run.  For commands that search nothing, all of it counts.  For questions, each from a new reader, the
          processor time of answering the same questions once more in this process, without Telegram, is subtracted;
load      READERS readers who each ask, wait for the answer, and ask again: answers lost or doubled, how long they took,
          and the bot's memory at each quarter of the time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.composition import opened
from bot.settings import Settings
from bot.views.guide.commands import EDITORS
from tests.benchmarks.evaluation.runs import say
from tests.benchmarks.exam import FOLDER, SHARED, prepared
from tests.benchmarks.memory import Memory
from tests.e2e.commands import environment
from tests.telegram.client import Reader
from tests.telegram.limits import Limits
from tests.telegram.records import Message
from tests.telegram.stand import Stand

READERS = 500
PATIENCE = 300.0
SAMPLED = 100
# Updates of which the processor time is measured.
UPDATES = 400
# A tour waits for so long for what else a press brings.
PAUSE = 0.4
MAX_BUTTONS = 12
WITHOUT_SEARCH = ("/help", "/new", "/privacy", "/following")
QUESTIONS = (
    "what did Hill say?",
    "what did Vucic say about Russia?",
    "who spoke about Kosovo?",
    "what happened near Mladenovac?",
    "who is Hill?",
    "brief me on Kosovo",
)
_BOT = "from bot.cli.main import main; main()"
_ECHO = """
import sys
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def echo(update, context):
    await update.message.reply_text(update.message.text)

app = ApplicationBuilder().token(sys.argv[1]).base_url(sys.argv[2] + "/bot").build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling()
"""

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Child:
    """A bot in a process of its own, and the stand that it talks to."""

    stand: Stand
    pid: int
    editor: Reader

    def cpu(self) -> float:
        """Return the seconds of processor time that it took so far, with all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def child(data: Path, *, echo: bool = False) -> AsyncIterator[Child]:
    """Run the bot over a data folder, or the bot that only echoes, until the block ends."""
    async with Stand(limits=Limits.none()) as stand:
        editor = stand.reader("Edith")
        env = environment(
            data, ONRECORD_TELEGRAM_TOKEN=stand.token, ONRECORD_TELEGRAM_API=stand.root,
            ONRECORD_EDITORS=str(editor.id), ONRECORD_OWNERS=str(editor.id),
        )  # fmt: skip
        words = ["-c", _ECHO, stand.token, stand.root] if echo else ["-c", _BOT, "run"]
        with tempfile.TemporaryFile() as log:
            running = await asyncio.create_subprocess_exec(sys.executable, *words, env=env, stdout=log, stderr=log)
            try:
                await editor.say("hello")
                await editor.reply(PATIENCE)
                yield Child(stand, running.pid, editor)
            finally:
                running.terminate()
                await running.wait()


# Every call valid by both contracts.


async def calls(bot: Child) -> Figures:
    """Go on a tour: as a reader and as an editor, every command, some questions, and every button of what comes."""
    reader = bot.stand.reader("Tour")
    said = [f"/{command}" for command in EDITORS if command != "forget"]
    for who in (reader, bot.editor):
        for text in (*said, *QUESTIONS, "/follow Hill", "/follow Zanzibar", "/nonsense", "follow Kosovo", "/forget"):
            await _press_all(who, text)
    methods = [call.method for call in bot.stand.calls()]
    return {"calls": len(methods), "methods": len(set(methods)), "violations": len(bot.stand.violations)}


async def _press_all(reader: Reader, text: str) -> None:
    heard = len(reader.heard())
    await reader.say(text)
    await reader.until(lambda: len(reader.heard()) > heard, PATIENCE)
    await asyncio.sleep(PAUSE)
    for message in reader.heard()[heard:]:
        for data in _callbacks(message):
            # A press may have changed the buttons.
            current = reader.now(message)
            if current is not None and data in _callbacks(current):
                await (await reader.press(current, data)).answered(PATIENCE)
                await asyncio.sleep(PAUSE)


def _callbacks(message: Message) -> list[str]:
    return [b["callback_data"] for b in message.buttons if "callback_data" in b][:MAX_BUTTONS]


# The length of answers.


async def lengths(bot: Child, questions: Sequence[str]) -> Figures:
    found = []
    for n, question in enumerate(questions):
        reader = bot.stand.reader(f"Curious {n}")
        await reader.say(question)
        found.append(len((await reader.reply(PATIENCE)).text))
    found.sort()
    return {
        "questions": len(found),
        "median characters": statistics.median(found),
        "p95 characters": found[int(0.95 * (len(found) - 1))],
        "longest": found[-1],
    }


def exam(shared: Path, folder: Path) -> tuple[Path, list[str]] | None:
    """Return a store with the exam's articles, if there is one, and a sample of its questions."""
    store = folder / "store-1"
    if not (shared / "data" / "exam").exists() or not store.exists():
        return None
    _, file = prepared("1", shared, folder)
    asked = [json.loads(line)["question"] for line in file.read_text(encoding="utf-8").splitlines()]
    step = max(1, len(asked) // SAMPLED)
    return store, asked[::step][:SAMPLED]


# Processor time.


async def _asked(bot: Child, texts: Sequence[str], count: int) -> None:
    """Let a new reader write each text and wait for the answer: nothing that was said before changes what it takes."""
    for n in range(count):
        reader = bot.stand.reader(f"Reader {n}")
        await reader.say(texts[n % len(texts)])
        await reader.reply(PATIENCE)


async def _cpu_ms(bot: Child, texts: Sequence[str], updates: int) -> float:
    """Return the milliseconds of processor time for an update."""
    # By then, everything is loaded.
    await _asked(bot, texts, max(len(texts), updates // 8))
    before = bot.cpu()
    await _asked(bot, texts, updates)
    return 1000 * (bot.cpu() - before) / updates


async def _retrieval_ms(data: Path, updates: int) -> float:
    """Return the milliseconds of processor time for answering a question, all threads counted."""
    async with opened(Settings(data=data, _env_file=None)) as services:
        for question in QUESTIONS:
            await services.asking.answer(question, now=services.settings.now())
        before = time.process_time()
        for n in range(updates):
            await services.asking.answer(QUESTIONS[n % len(QUESTIONS)], now=services.settings.now())
        return 1000 * (time.process_time() - before) / updates


async def cpu(bot: Child, data: Path, updates: int) -> Figures:
    async with child(data, echo=True) as other:
        echo = await _cpu_ms(other, WITHOUT_SEARCH, updates)
        commands = await _cpu_ms(bot, WITHOUT_SEARCH, updates)
        again = await _cpu_ms(other, WITHOUT_SEARCH, updates)
    questions = await _cpu_ms(bot, QUESTIONS, updates)
    # The store is the bot's: answer over a copy.
    copy = Path(shutil.copytree(data, data.with_name("copy")))
    retrieval = await _retrieval_ms(copy, updates)
    echo = (echo + again) / 2
    return {
        "echo, ms": echo,
        "command, ms": commands,
        "question, ms": questions,
        "retrieval, ms": retrieval,
        "command / echo": commands / echo,
        "beyond retrieval / echo": (questions - retrieval) / echo,
    }


# Load.


async def load(bot: Child, count: int, seconds: float) -> Figures:
    readers = [bot.stand.reader(f"Loader {n}") for n in range(count)]
    waits: list[float] = []
    asked = [0] * count
    until = time.monotonic() + seconds

    async def loop(n: int) -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            await readers[n].say(QUESTIONS[(n + asked[n]) % len(QUESTIONS)])
            asked[n] += 1
            await readers[n].reply(PATIENCE)
            waits.append(time.monotonic() - began)

    resident: list[int] = []

    async def watch() -> None:
        for _ in range(4):
            await asyncio.sleep(seconds / 4)
            resident.append(Memory.of(bot.pid).resident)

    outcomes = await asyncio.gather(watch(), *(loop(n) for n in range(count)), return_exceptions=True)
    await asyncio.sleep(2)
    came = [len(reader.heard()) for reader in readers]
    waits.sort()
    p50, p99 = waits[len(waits) // 2], waits[int(0.99 * (len(waits) - 1))]
    return {
        "readers": count,
        "asked": sum(asked),
        "a second": sum(asked) / seconds,
        "lost": sum(max(a - c, 0) for a, c in zip(asked, came, strict=True)),
        "doubled": sum(max(c - a, 0) for a, c in zip(asked, came, strict=True)),
        "failed loops": sum(isinstance(one, BaseException) for one in outcomes),
        "p50, s": p50,
        "p99, s": p99,
        "p99 / p50": p99 / p50,
        **{f"MB at {n} / 4": float(mb) for n, mb in enumerate(resident, 1)},
    }


async def measure(options: argparse.Namespace) -> dict[str, Figures]:
    wanted = options.figures or ["calls", "lengths", "cpu", "load"]
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        async with child(data) as bot:
            if "cpu" in wanted:
                found["cpu"] = await cpu(bot, data, options.updates)
            if "load" in wanted:
                found["load"] = await load(bot, options.readers, options.seconds)
            if "calls" in wanted:
                found["calls"] = await calls(bot)
                for violation in bot.stand.violations:
                    say(violation)
            prepared_exam = exam(options.shared, options.folder) if "lengths" in wanted else None
            if "lengths" in wanted and prepared_exam is None:
                found["lengths"] = await lengths(bot, QUESTIONS)
        if prepared_exam is not None:
            store, questions = prepared_exam
            copy = Path(shutil.copytree(store, Path(folder) / "exam"))
            async with child(copy) as bot:
                found["lengths"] = await lengths(bot, questions)
    return found


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help="calls, lengths, cpu, load (default: all)")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long the load lasts")
    parser.add_argument("--updates", type=int, default=UPDATES, help="of which the processor time is measured")
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder of data/")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where tests.benchmarks.exam keeps its stores")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON too")
    options = parser.parse_args(given)
    found = asyncio.run(measure(options))
    for name, figures in found.items():
        sys.stdout.write(f"{name}\n")
        for what, value in figures.items():
            sys.stdout.write(f"  {what:28}{value:12,.2f}\n")
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
