"""Store the articles for On Record: a small store by `onrecord add`, and a large one around it.

The articles that fill the large store are read and encoded quickly, since reading and encoding them in full takes over
an hour.  The names they print, their roles and the keyword index are real; a statement is any sentence that prints
"said" and a name; the vector of a passage is that of its last words.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, count, islice
from pathlib import Path

from bot.composition import opened
from bot.intake.base.draft_builder import draft_from
from bot.settings import Settings
from retrieval.domain.article import Draft, KnownBy, Mention, Reading, Speaker, Statement, StatementKind
from retrieval.domain.ports import Encoder, Vectors
from retrieval.ingest.pipeline import AddArticles
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.quotes.article_reader import ArticleReader
from retrieval.quotes.speakers.printed_roles import with_roles
from retrieval.text.chunking import passages
from retrieval.text.hard_wraps import unwrapped_in_place
from retrieval.text.person_names import mentions
from retrieval.text.sentences import sentences
from tests.benchmarks.evaluation.labels import Shared
from tests.benchmarks.evaluation.runs import ONRECORD, say

# Articles added between two looks at how many passages there are.
BATCH = 256
# Of a passage that fills the store, so many characters are encoded.
ENCODED_CHARS = 80


def articles_file(shared: Shared, number: int, folder: Path) -> Path:
    """Write the first articles of Reuters as JSON lines, for both sides."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "articles.jsonl"
    _, reuters = shared.news
    with gzip.open(reuters, "rt", encoding="utf-8") as lines:
        file.write_text("".join(islice(lines, number)), encoding="utf-8")
    return file


def add(articles: Path, data: Path) -> None:
    """Store the articles in the data folder as a user would; what is stored already is not read again."""
    say(f"onrecord add {articles}")
    command = [ONRECORD, "add", "--json", "--data", str(data), str(articles)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


async def fill(
    shared: Shared, given: int, small: Path, large: Path, wanted: int, *, encoder: Encoder | None = None
) -> None:
    """Copy the small store, and add articles other than its `given` ones until `wanted` passages are stored.

    `encoder` makes the vectors (None: FillingEncoder).
    An interrupted run is continued.
    """
    await asyncio.to_thread(_copy, small, large)
    async with opened(Settings(data=large, _env_file=None), encoder or FillingEncoder()) as services:
        add_quickly = AddArticles(services.library, services.engine.search, services.engine.worker, QuickReader())
        drafts = filling(shared, given)
        while (stored := await services.library.passage_count()) < wanted:
            say(f"filling {large}: {stored:,} of {wanted:,} passages")
            await add_quickly([*islice(drafts, BATCH)])


def _copy(store: Path, to: Path) -> None:
    if not to.exists():
        half_made = to.with_suffix(".new")
        shutil.rmtree(half_made, ignore_errors=True)
        shutil.copytree(store, half_made)
        half_made.rename(to)


def filling(shared: Shared, given: int) -> Iterator[Draft]:
    """Yield all articles after the first `given` of Reuters, then those of BBC, and all again under other ids."""
    bbc, reuters = shared.news
    for again in count():
        for draft in chain(islice(_drafts(reuters), given, None), _drafts(bbc)):
            yield replace(draft, id=f"{draft.id}-again-{again}") if again else draft


def _drafts(file: Path) -> Iterator[Draft]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from (draft_from(json.loads(line)) for line in lines)


class QuickReader(ArticleReader):
    """Finds passages and names as ever, and statements by one rule."""

    def read(self, text: str) -> Reading:
        plain = unwrapped_in_place(text)
        named = with_roles(plain, mentions(plain))
        return Reading(tuple(passages(text)), tuple(_statements(plain, named)), tuple(named), version="quick")


def _statements(text: str, named: Sequence[Mention]) -> Iterator[Statement]:
    for sentence in sentences(text):
        by = next((m for m in named if sentence.holds(m.span)), None)
        if by is not None and " said" in sentence.cut(text):
            speaker = Speaker(by.name, KnownBy.NAME, by.span)
            yield Statement((sentence,), StatementKind.INDIRECT, None, (speaker,), 0.9)


class FillingEncoder(MiniLMEncoder):
    """Encodes only the last words of each text: real vectors, in a fraction of the time."""

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        return super().batches([text[-ENCODED_CHARS:] for text in texts])
