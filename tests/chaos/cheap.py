"""Stand-ins for the models, so that a command takes a tenth of a second: chaos is about what is stored and sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.domain.article import KnownBy, Mention, Reading, Span, Speaker, Statement, StatementKind
from retrieval.quotes.reading_version import reading_version
from retrieval.text.chunking import passages
from tests.e2e.invented import News

FIRST = "Marta Peter Ines Yusuf Lena Tomas Greta Anton Vera Milos".split()
LAST = "Olin Vasek Dellacroix Karan Weissmuller Ruizon Habermas Quillfeather Stroganoff Padalka".split()
SAID = re.compile(r"“(?P<words>[^”]+)” said (?P<name>\w+ \w+)\.")
# Articles per transaction: few, so that a command has several.
BATCH = 4
CHECK_INTERVAL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Quoted:
    """An invented article with the one person who speaks in it, and nowhere else."""

    news: News
    name: str
    words: str

    @property
    def question(self) -> str:
        return f"what did {self.name} say?"


def quoted(first: int, last: int) -> list[Quoted]:
    """Return the articles of these numbers, up to a hundred; a number always gives the same one."""
    return [_quoted(n) for n in range(first, last)]


def _quoted(n: int) -> Quoted:
    name = f"{FIRST[n // len(LAST)]} {LAST[n % len(LAST)]}"
    words = f"We counted exactly {1000 + n} boats in the harbour,"
    text = f"Harbour report {n}. “{words}” said {name}.\n\nThe council met {n} times and went home."
    return Quoted(News(f"chaos-{n}", f"Harbour report {n}", text), name, words)


def write_lines(file: Path, articles: Sequence[Quoted]) -> Path:
    from tests.e2e import invented

    return invented.write_lines(file, [a.news for a in articles])


def read(_reader: object, text: str) -> Reading:
    """Read an invented article: its one statement, its one name."""
    found = SAID.search(text)
    if found is None:
        return Reading(tuple(passages(text)), (), (), version=reading_version())
    name = Span(found.start("name"), found.end("name"))
    content = Span(found.start("words") - 1, found.end("words") + 1)
    speaker = Speaker(found["name"], KnownBy.NAME, name)
    statement = Statement((content,), StatementKind.DIRECT, None, (speaker,), 0.95)
    return Reading(tuple(passages(text)), (statement,), (Mention(found["name"], name),), version=reading_version())


def install() -> None:
    """Replace the models in this process, and let the bot look for what is due more often."""
    from bot.telegram import scheduled_jobs

    # Before the application is imported, which takes it as a default.
    scheduled_jobs.CHECK_INTERVAL_SECONDS = CHECK_INTERVAL_SECONDS
    import bot.composition
    import bot.telegram.app
    from retrieval.ingest import pipeline
    from retrieval.models import encoder_factory
    from retrieval.quotes.article_reader import ArticleReader
    from tests.contracts.encoders import FakeEncoder

    for module in (bot.composition, encoder_factory):
        vars(module)["encoder_of"] = lambda _name: FakeEncoder()
    ArticleReader.read = read  # type: ignore[assignment, method-assign]
    pipeline.BATCH = BATCH
