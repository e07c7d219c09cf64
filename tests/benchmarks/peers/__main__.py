"""Measure a question's time against LangChain + FAISS, and against a larger store: `python -m tests.benchmarks.peers`.

Both store the same articles of Reuters, and are asked the same questions in turns, after a warm-up: open ones, made of
titles, and ones about people ("what did NAME say?", "NAME on TOPIC").  On Record answers as it does for the bot, in
this process.  LangChain searches the 5 nearest chunks, in a process and a venv of its own, with the same weights: once
by sentence-transformers and torch, as its users do, and once by On Record's encoder.

With --large, On Record is asked other questions over a large store too (see stores.py), in turns with the small one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.services import Services
from tests.benchmarks.evaluation.labels import Absent, Shared, lines_of
from tests.benchmarks.intake import opened, timed
from tests.benchmarks.peers.langchain_peer import Peer, venv_python
from tests.benchmarks.peers.questions import open_questions, person_questions, plain, spread
from tests.benchmarks.peers.stores import add, articles_file, fill

ARTICLES = 1_000
LARGE = 100_000
# Open questions, and people asked for, in each of the two comparisons; and questions of each kind for the warm-up.
OPEN, PEOPLE, WARM = 60, 30, 5
KINDS = {"open": "open", "person": "person, both:", "said": "what did NAME say?", "on": "NAME on TOPIC"}
ASKED = {"open": "≤ 2.5", "person": "≤ 1"}
ASKED_OF_LARGE = {"open": "≤ 2"}

Took = dict[str, dict[str, list[float]]]
"""Milliseconds by kind of question and by who was asked."""


async def measure(options: argparse.Namespace) -> dict[str, float]:
    shared, folder = Shared(options.shared), options.keep / str(options.articles)
    python = venv_python(options.keep / "venv")
    articles = articles_file(shared, options.articles, folder)
    small, large = folder / "store", folder / f"store-{options.large}"
    add(articles, small)
    if options.large:
        await fill(shared, options.articles, small, large, options.large)
    # On Record's encoder is the quicker one to make the index, so its peer comes first.
    with (
        closing(Peer(python, articles, folder / "langchain", "onnx")) as own,
        closing(Peer(python, articles, folder / "langchain", "torch")) as theirs,
    ):
        async with opened(str(small)) as services:
            titles = [line["title"] for line in lines_of(articles) if line.get("title")]
            first, second, warm = await questions(services, titles)
            figures: dict[str, float] = {
                "articles": options.articles,
                "passages": await services.library.passage_count(),
                "chunks": theirs.chunks,
                "open_questions": len(first["open"]),
                "person_questions": len(first["said"]) + len(first["on"]),
            }
            peers = {"langchain": theirs.ask, "langchain_own_encoder": own.ask}
            await in_turns(warm, {"on_record": services}, peers)
            took = await in_turns(first, {"on_record": services}, peers)
            figures |= figures_of(took, "on_record")
            if options.large:
                async with opened(str(large)) as more:
                    figures["large_passages"] = await more.library.passage_count()
                    await in_turns(warm, {"large": more}, {})
                    figures |= figures_of(await in_turns(second, {"large": more, "small": services}, {}), "large")
    return figures


async def questions(services: Services, titles: Sequence[str]) -> list[dict[str, list[str]]]:
    """Return three sets by kind, with no question in two of them: vectors of texts are cached."""
    # Every third of many, so that each set is spread over the store.
    about = spread(plain(titles), 3 * OPEN)
    said, on = await person_questions(services, 3 * PEOPLE)
    sets = [{"open": open_questions(about[n::3]), "said": said[n::3], "on": on[n::3]} for n in range(3)]
    return [*sets[:2], {kind: asked[:WARM] for kind, asked in sets[2].items()}]


async def in_turns(
    questions: Mapping[str, Sequence[str]],
    services: Mapping[str, Services],
    peers: Mapping[str, Callable[[str], float]],
) -> Took:
    """Ask everyone each question before the next one, kinds in turns too: other load affects all alike."""
    took: Took = {kind: {name: [] for name in (*services, *peers)} for kind in questions}
    for row in zip_longest(*questions.values()):
        for kind, question in zip(questions, row, strict=True):
            if question is None:
                continue
            for name, one in services.items():
                took[kind][name].append(await timed(one.asking.answer(question)))
            for name, ask in peers.items():
                took[kind][name].append(ask(question))
    return took


def figures_of(took: Took, ours: str) -> dict[str, float]:
    """Return p50 and p90 by kind, and the ratio of `ours` to each other's p50; person is both of its kinds together."""
    both = {name: took["said"][name] + took["on"][name] for name in took["said"]}
    figures: dict[str, float] = {}
    for kind, times in {**took, "person": both}.items():
        for name, ms in times.items():
            figures[f"{kind}_{name}_p50_ms"] = float(np.median(ms))
            figures[f"{kind}_{name}_p90_ms"] = float(np.percentile(ms, 90))
        for name in times:
            if name != ours:
                figures[f"{kind}_{ours}_of_{name}"] = float(np.median(times[ours]) / np.median(times[name]))
    return figures


def show(figures: Mapping[str, float]) -> None:
    title = f"{figures['articles']:,} articles: {figures['passages']:,} passages, {figures['chunks']:,} chunks"
    names = {"on_record": "On Record", "langchain": "LangChain", "langchain_own_encoder": "with our encoder"}
    _print(figures, title, names, ASKED)
    if "large_passages" in figures:
        names = {"large": f"{figures['large_passages']:,} passages", "small": f"{figures['passages']:,} passages"}
        _print(figures, "On Record over more passages", names, ASKED_OF_LARGE)


def _print(figures: Mapping[str, float], title: str, names: Mapping[str, str], asked: Mapping[str, str]) -> None:
    """Print p50 and p90 of each of `names`, and how many times as long the first takes as the others."""
    ours, *others = names
    table = Table("p50 / p90 in ms", title=title, title_justify="left")
    for header in (*names.values(), *(f"÷ {names[name]}" for name in others), f"asked: ÷ {names[others[0]]}"):
        table.add_column(header, justify="right")
    for kind, label in KINDS.items():
        times = [f"{figures[f'{kind}_{n}_p50_ms']:.1f} / {figures[f'{kind}_{n}_p90_ms']:.1f}" for n in names]
        ratios = [f"{figures[f'{kind}_{ours}_of_{name}']:.2f}" for name in others]
        table.add_row(label, *times, *ratios, asked.get(kind, ""))
    Console(width=None if sys.stdout.isatty() else 130).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="how many articles of Reuters both store")
    parser.add_argument(
        "--large", type=int, nargs="?", const=LARGE, metavar="PASSAGES",
        help=f"compare with a store of so many passages too ({LARGE:,} if not said; filling takes long)",
    )  # fmt: skip
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the folder of data/")
    parser.add_argument(
        "--keep", type=Path, default=Path(".eval/peers"), metavar="FOLDER",
        help="where the venv and the stores are kept; remove a store to have its articles read again",
    )  # fmt: skip
    chosen = parser.parse_args()
    try:
        figures = asyncio.run(measure(chosen))
    except Absent as absent:
        sys.exit(f"peers: {absent}")
    show(figures)
    if chosen.json:
        rounded = {name: round(value, 3) for name, value in figures.items()}
        sys.stdout.write(json.dumps({"benchmark": "peers", **rounded}) + "\n")


if __name__ == "__main__":
    main()
