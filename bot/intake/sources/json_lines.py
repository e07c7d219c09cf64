"""Read articles from JSON lines.  Stores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import IO

from bot.intake.base.article_keys import article_fields
from bot.intake.base.draft_builder import EXAMPLE, draft_from
from bot.intake.base.file_types import WebOrigin
from bot.intake.base.refusal import Refused
from bot.intake.sources.claims import identity_of_line
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity, Wording
from retrieval.ingest.pipeline import MAX_ARTICLE_CHARS

# An escaped character takes six bytes.
MAX_LINE_BYTES = 6 * MAX_ARTICLE_CHARS + (1 << 16)


def json_lines(stream: IO[bytes], where: str, found: WebOrigin) -> Iterator[Draft | Refused]:
    """Yield the draft of each line, or why it is refused; `where` is what to call the stream."""
    opens = False
    for number in count(1):
        if not (line := stream.readline(MAX_LINE_BYTES + 1)):
            return
        place = f"{where}, line {number}"
        if len(line) > MAX_LINE_BYTES:
            yield Refused(
                place,
                Wording(
                    "is longer than any article ({most} characters at most); split it", most=Quantity(MAX_ARTICLE_CHARS)
                ),
            )
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            continue
        if not line.strip():
            continue
        opens = opens or (number == 1 and line.strip() in {b"{", b"["})
        if opens and number == 2 and line[:1] in b' \t"':
            yield Refused(
                where,
                Wording("is JSON over several lines; write each article as one line: {example}", example=EXAMPLE),
            )
            return
        try:
            fields = json.loads(line)
            stated = article_fields(fields).values if isinstance(fields, dict) else {}
            decided = identity_of_line(stated, found.url) if found.url is not None else {}
            yield draft_from(fields, origin=place, decided=decided)
        except UnusableArticle as error:
            yield Refused(place, error.wording)
        except (ValueError, RecursionError) as error:
            reason = Wording("is not JSON ({fault}); a line is an object like {example}", fault=error, example=EXAMPLE)
            yield Refused(place, reason)
