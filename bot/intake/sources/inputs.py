"""Turn whatever a user names into drafts: a file, a folder, a pattern, standard input, or a link."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.intake.base.file_types import WebOrigin
from bot.intake.base.refusal import Refused
from bot.intake.sources.files import drafts_of_file, drafts_of_stream
from bot.intake.sources.files_on_disk import files_at
from retrieval.domain.article import Draft
from retrieval.identity.canonical_url import without_tracking

if TYPE_CHECKING:
    from bot.intake.sources.links import AddedAt
    from bot.intake.web.fetching import Fetcher

STANDARD_INPUT = "standard input"


async def drafts_in(
    path: str,
    fetcher: Fetcher | None = None,
    added_at: AddedAt | None = None,
    *,
    lines: bool = False,
    url: str | None = None,
) -> AsyncIterator[Draft | Refused]:
    """Yield the drafts of a file, a folder's files, a pattern's matches, standard input ("-"), or a link.

    What cannot be read is refused, and the rest goes on.  `fetcher` and `added_at` are those of drafts_at.  With
    `lines`, everything must be JSON lines, whatever its name.  `url` is the address of a file, confirmed by an editor.
    """
    if path == "-":
        async for item in drafts_of_stream(sys.stdin.buffer, STANDARD_INPUT, lines=lines):
            yield item
    elif is_link(path) and fetcher is not None:
        from bot.intake.sources.links import drafts_at  # noqa: PLC0415  loaded only for links

        async for item in drafts_at(path, fetcher, added_at):
            yield item
    else:
        for found in files_at(path):
            if isinstance(found, Refused):
                yield found
            else:
                async for item in drafts_of_file(found, lines=lines, found=WebOrigin(url and without_tracking(url))):
                    yield item


def is_link(path: str) -> bool:
    return "://" in path


def number_in(paths: Iterable[str], *, lines: bool = False) -> int | None:
    """Count the articles to read; None if that is not known beforehand, as for a link."""
    paths = list(paths)
    if "-" in paths or any(map(is_link, paths)):
        return None
    return sum(_articles_in(found, lines) for path in paths for found in files_at(path))


def _articles_in(found: Path | Refused, lines: bool) -> int:
    """Count the articles in a file.  One that cannot be opened counts as one, because it will be refused."""
    if isinstance(found, Refused) or not (lines or found.suffix.lower() == ".jsonl") or not found.is_file():
        return 1
    try:
        with found.open("rb") as opened:
            return sum(1 for line in opened if line.strip())
    except OSError:
        return 1
