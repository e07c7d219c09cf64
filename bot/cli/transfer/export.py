"""`onrecord export`: write everything that is stored, or only the articles, as JSON lines."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.cli.progress import counting
from bot.cli.transfer.output_file import STANDARD_OUTPUT, Outlet, outlet
from bot.composition import address_of
from bot.settings import Settings
from bot.views.json.articles import ArticleLine
from retrieval.domain.article import Article
from retrieval.domain.errors import BadInput
from storage.database.engine import Database
from storage.transfer.export import Begin, Progress, export_articles, export_rows


def export(settings: Settings, path: str, *, articles: bool, force: bool) -> None:
    """Write what is stored at this moment to a file or standard output; overwrite a file only with `force` or consent.

    Raise OnRecordError.
    """
    if not force and path != STANDARD_OUTPUT and Path(path).is_file():
        _require_consent(path)
    with counting("Exporting", printing=path == STANDARD_OUTPUT) as progress, outlet(path) as out:
        task = progress.add_task("export", total=None)

        def begin(rows: int) -> Progress:
            progress.update(task, total=rows)
            return lambda more: progress.advance(task, more)

        exported = asyncio.run(_export(settings, out, begin, articles=articles))
    if path != STANDARD_OUTPUT:
        sys.stdout.write(f"{exported} exported to {path}\n")


def _require_consent(path: str) -> None:
    """Ask whether a file may be overwritten.  Raise BadInput if not, or if nobody is there to answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise BadInput(f"{path} exists already; overwrite it with --force, or name another file")
    sys.stderr.write(f"{path} exists already. Overwrite it? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in {"y", "yes"}:
        raise BadInput(f"nothing exported; {path} is as it was")


async def _export(settings: Settings, out: Outlet, begin: Begin, *, articles: bool) -> str:
    database = await Database.open(address_of(settings))

    def write_line(article: Article) -> None:
        out.write(ArticleLine.of(article).as_line().encode())

    try:
        if articles:
            return _counted(await database.read(lambda c: export_articles(c, write_line, begin)))
        head = await database.read(lambda c: export_rows(c, out.write, begin))
        return f"{_counted(head.rows_of('articles'))} and all else that is stored ({head.rows:,} rows)"
    except asyncio.CancelledError:
        # The reading thread is not cancelled: it runs until its next write, which must fail.
        out.stop()
        raise
    finally:
        await database.close()


def _counted(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"
