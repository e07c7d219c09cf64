"""Measure how long answers are on Telegram: `python -m tests.benchmarks.card_length [--json] [SET …]`.

The questions are those of tests.benchmarks.exam.  Each is asked alone; counted are the characters of its one message
before its first button.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.composition import opened
from bot.settings import Settings
from bot.usecases.asking import conversation
from bot.usecases.asking.conversation import Response
from retrieval.domain.errors import BadInput
from tests.benchmarks.evaluation.runs import ONRECORD, say
from tests.benchmarks.exam import FOLDER, SHARED, prepared

Figures = dict[str, float | int]


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="card_length")
    parser.add_argument("sets", nargs="*", metavar="SET", help="1, 2 (default: both) or own")
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder of data/ and eval/")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where stores are kept")
    parser.add_argument("--longest", action="store_true", help="print the longest messages too")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON too")
    return parser.parse_args(given)


async def responses(name: str, options: argparse.Namespace) -> list[Response]:
    """Ask a set's questions, each in a new conversation; store its articles first, unless they are."""
    articles, questions = prepared(name, options.shared, options.folder)
    data = options.folder / ("store-own" if name == "own" else f"store-{name}")
    if not data.exists():
        say(f"{name}: onrecord add {articles}")
        adding = await asyncio.create_subprocess_exec(ONRECORD, "add", "--json", "--data", str(data), str(articles))
        if await adding.wait():
            raise SystemExit(f"the articles of set {name} could not be added")
    asked = [json.loads(line)["question"] for line in questions.read_text(encoding="utf-8").splitlines()]
    found = []
    async with opened(Settings(data=data, _env_file=None)) as services:
        for question in asked:
            try:
                found.append(
                    await conversation.answer(services.asking, question, now=services.settings.now(), as_card=True)
                )
            except BadInput as error:
                say(f"{question!r}: {error}")
    return found


def measured(said: Sequence[Response]) -> Figures:
    lengths = sorted(len(one.text.plain) for one in said)
    return {
        "answers": len(lengths),
        "median": statistics.median(lengths),
        "p95": lengths[int(0.95 * (len(lengths) - 1))],
        "longest": lengths[-1],
        "to 900": round(sum(length <= 900 for length in lengths) / len(lengths), 3),
        "to 1500": round(sum(length <= 1500 for length in lengths) / len(lengths), 3),
        "pages": round(statistics.mean(len(one.laid.pages) if one.laid else 1 for one in said), 2),
    }


def main(given: Sequence[str] | None = None) -> None:
    options = arguments(given)
    figures = {}
    for name in options.sets or ("1", "2"):
        said = asyncio.run(responses(name, options))
        kinds = {"answers": [r for r in said if r.turn and r.turn.reason is None]}
        kinds["refusals"] = [r for r in said if r not in kinds["answers"]]
        figures[name] = {kind: measured(of) for kind, of in kinds.items() if of}
        for kind, row in figures[name].items():
            say(f"set {name}, {kind}: " + ", ".join(f"{key} {value}" for key, value in row.items()))
        if options.longest:
            for one in sorted(said, key=lambda r: len(r.text.plain))[-5:]:
                say(f"\n{one.question}\n{one.text.plain}")
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
