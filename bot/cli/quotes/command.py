"""`onrecord quotes`: show who says what in articles, without storing them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli.json_output import print_line
from bot.cli.quotes.as_colour import show_quotes
from bot.cli.quotes.as_plain import quotes_blocks
from bot.intake.base.refusal import Refused
from bot.intake.sources.inputs import drafts_in, number_in
from bot.intake.web.fetching import Fetcher
from bot.views.json.statements import QuotesLine, UnreadableLine
from bot.views.terminal import show
from retrieval.domain.article import Article, Draft, Reading
from retrieval.domain.errors import BadInput
from retrieval.identity.article_id import draft_id
from retrieval.quotes.article_reader import ArticleReader


def read_quotes(paths: list[str], *, as_json: bool) -> None:
    """Print the statements of each article as it is read.  Raise BadInput at the end if anything was refused."""
    refused, read = asyncio.run(_read(paths, _Lines() if as_json else _Pages()))
    for fault in refused if len(refused) > 1 and not as_json else []:
        sys.stderr.write(f"refused   {fault.where} {fault.reason}\n")
    if refused:
        raise BadInput(_summary(refused, read, "their lines say why" if as_json else "see above why"))


async def _read(paths: list[str], out: _Lines | _Pages) -> tuple[list[Refused], int]:
    """Return the refusals, and how many articles were read."""
    reader = ArticleReader()
    refused: list[Refused] = []
    read = 0
    with _Bar(paths) as bar:
        async with Fetcher() as fetcher:
            for path in paths:
                async for item in drafts_in(path, fetcher):
                    if isinstance(item, Refused):
                        refused.append(item)
                        with bar.aside():
                            out.refused(item)
                    else:
                        reading, read = reader.read(item.text), read + 1
                        with bar.aside():
                            out.read(_article(item), reading, item.dropped)
                    bar.advance()
                    # Let Ctrl-C through: nothing else here waits.
                    await asyncio.sleep(0)
    return refused, read


def _article(draft: Draft) -> Article:
    """Return the article with the id it would get if it were stored."""
    fields = {key: getattr(draft, key) for key in ("text", "title", "url", "publisher", "author", "published")}
    return Article(id=draft_id(draft), revision=1, added=datetime.now(UTC), **fields)


def _summary(refused: list[Refused], read: int, why: str) -> str:
    """Return the reason of a single refusal, or the count of several, which had a line each."""
    if len(refused) == 1:
        return f"{refused[0].where} {refused[0].reason}" + ("; the rest is read" if read else "")
    return f"{len(refused)} of {len(refused) + read} could not be read; {why}"


class _Lines:
    """For programs: one line per article, in order."""

    def read(self, article: Article, reading: Reading, dropped: tuple[int, ...]) -> None:
        print_line(QuotesLine.of(article.id, reading, dropped))

    def refused(self, fault: Refused) -> None:
        print_line(UnreadableLine.of(fault.where, fault.reason))


class _Pages:
    """For people: coloured pages on a terminal, plain blocks in a pipe."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._begun = False

    def read(self, article: Article, reading: Reading, dropped: tuple[int, ...]) -> None:
        del dropped  # a page shows the text that was read
        if self._begun:
            self._console.print()
        self._begun = True
        if self._console.is_terminal:
            show_quotes(self._console, article, reading)
        else:
            show(self._console, quotes_blocks(article, reading))
        self._console.file.flush()

    def refused(self, fault: Refused) -> None:
        """Nothing here: refusals are listed at the end, below the pages."""


class _Bar:
    """A progress bar on standard error.  It hides while output is printed on the same terminal."""

    def __init__(self, paths: list[str]) -> None:
        columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._shown = sys.stderr.isatty()
        # Output must not pass through the bar's console: it would land on standard error.
        self._bar = Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, disable=not self._shown
        )
        self._task = self._bar.add_task("quotes", total=number_in(paths) if self._shown else None)

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._bar.stop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Hide the bar while something is printed in its place."""
        in_the_way = self._shown and sys.stdout.isatty()
        if in_the_way:
            self._bar.stop()
        yield
        if in_the_way:
            self._bar.start()

    def advance(self) -> None:
        self._bar.advance(self._task)
