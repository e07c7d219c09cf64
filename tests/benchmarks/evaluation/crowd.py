"""Ask the seed's questions alone and among ../shared/data/news: `python -m tests.benchmarks.evaluation.crowd`.

Loading 21,268 articles takes more than an hour, so the store is kept in .eval/news; an interrupted load resumes.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.composition import open_services
from bot.intake.base.draft_builder import draft_from
from bot.intake.sources.front_matter import draft_of
from bot.intake.sources.seeds import SEEDS
from bot.settings import Settings
from retrieval.domain.article import Draft
from retrieval.domain.reply import Refusal, RefusalReason, Reply
from tests.benchmarks.evaluation.labels import Absent, Shared
from tests.retrieval.paraphrases import OPEN, PASSAGES, REFUSED, WORDS, Row

ROOT = Path(__file__).parents[3]
ROWS = [*WORDS, *REFUSED, *PASSAGES, *OPEN]
# Articles added at a time: an interruption loses no more.
BATCH = 256


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question with the reply from the seed alone, and the one among the news."""

    row: Row
    alone: Reply
    among: Reply

    @property
    def became(self) -> str:
        """Classify the reply among the news: right, asked back (a name that the news has too), or another answer."""
        if self.row.is_right(self.among):
            return "right"
        if not self.row.is_right(self.alone):
            return "not right alone either"
        if isinstance(self.among, Refusal) and self.among.reason is RefusalReason.SEVERAL_OF_THAT_NAME:
            return "asked back"
        return "another answer"


async def crowd(shared: Shared, folder: Path) -> list[Comparison]:
    """Ask all rows of the seed alone, and among the news, whose store is in `folder`."""
    with tempfile.TemporaryDirectory() as own:
        alone = await open_services(Settings(data=Path(own)))
        among = await open_services(Settings(data=folder), alone.engine.encoder)
        try:
            drafts = [*news(shared)]
            for first in track(range(0, len(drafts), BATCH), "storing the news", console=Console(stderr=True)):
                await among.editing.add(drafts[first : first + BATCH])
            for services in (alone, among):
                await services.editing.add([seed()])
            rows = track(ROWS, "asking", console=Console(stderr=True))
            return [
                Comparison(r, await alone.asking.answer(r.question), await among.asking.answer(r.question))
                for r in rows
            ]
        finally:
            await alone.close()
            await among.close()


def seed() -> Draft:
    return draft_of((SEEDS / "serbia-turns-away-from-russia.md").read_text("utf-8"))


def news(shared: Shared) -> Iterator[Draft]:
    """Yield the articles as `onrecord add` reads them.  Raise Absent."""
    for file in shared.news:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from (draft_from(json.loads(line)) for line in lines)


def shown(reply: Reply) -> str:
    """Describe a reply by names only: the news may not be quoted."""
    if isinstance(reply, Refusal):
        return f"{reply.reason} ({', '.join(reply.people[:3])})" if reply.people else str(reply.reason)
    said = Counter(s.name for e in reply.excerpts for s in e.speakers)
    where = ", ".join(dict.fromkeys(e.article.id for e in reply.excerpts))
    return f"{', '.join(f'{n} of {name}' for name, n in said.items()) or 'passages'} in {where}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.evaluation.crowd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--store", type=Path, default=ROOT / ".eval" / "news", help="folder of the store with the news")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    chosen = parser.parse_args()
    try:
        found = asyncio.run(crowd(Shared(chosen.shared), chosen.store))
    except Absent as absent:
        sys.exit(f"crowd: {absent}")
    table = Table(title="The seed's questions among the news: what changed", title_justify="left")
    for name in ("question", "became", "alone", "among the news"):
        table.add_column(name, overflow="fold")
    for one in found:
        if one.became != "right":
            table.add_row(one.row.question, one.became, shown(one.alone), shown(one.among))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    counts = Counter(one.became for one in found)
    console.print(", ".join(f"{n} {what}" for what, n in counts.most_common()))
    if chosen.json:
        sys.stdout.write(json.dumps({"benchmark": "crowd", "rows": len(found), **counts}) + "\n")


if __name__ == "__main__":
    main()
