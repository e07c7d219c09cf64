"""Articles as JSON, one a line.  Reads a stream, stores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import IO, Any

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.file_types import WebOrigin
from bot.intake.base.refusal import Refused
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.ingest.pipeline import LONGEST

# In bytes: a character takes six where it is escaped.
LONGEST_LINE = 6 * LONGEST + (1 << 16)


def json_lines(stream: IO[bytes], where: str, found: WebOrigin) -> Iterator[Draft | Refused]:
    """The draft of each line, or why it is none; `where` is what the stream is called."""
    for number in count(1):
        if not (line := stream.readline(LONGEST_LINE + 1)):
            return
        place = f"{where}, line {number}"
        if len(line) > LONGEST_LINE:
            yield Refused(
                place, f"is larger than any article ({LONGEST:,} characters at most): split it into its parts"
            )
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            continue
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            if found.url is not None and isinstance(told, dict):
                told = {**told, **_own_of_many(told, found.url)}
            yield draft_from(told, origin=place)
        except UnusableArticle as error:
            yield Refused(place, str(error))
        except (ValueError, RecursionError) as error:
            reason = f'is not JSON ({error}); a line is an object like {{"title": "…", "text": "…"}}'
            yield Refused(place, reason)


def _own_of_many(told: dict[str, Any], url: str) -> dict[str, Any]:
    """What of an article's identity one line of many at `url` may say: each may have an address on the same site."""
    from bot.intake.web.registered import registered_domain  # noqa: PLC0415  a tenth of a second, paid where there is a link

    link = told.get("url")
    return {
        "id": None,
        "url": link if isinstance(link, str) and registered_domain(link) == registered_domain(url) else None,
    }
