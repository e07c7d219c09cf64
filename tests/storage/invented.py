"""Articles and readings made by hand, so that storage is tested without a reader."""

from __future__ import annotations

import re
from typing import Any

from retrieval.domain.article import Draft, KnownBy, Mention, Reading, Span, Speaker, Statement, StatementKind
from storage.library.library import SqlLibrary

SAID = re.compile(r'"(?P<words>[^"]+)," said (?P<who>[^.]+)\.')


def reading_of(text: str) -> Reading:
    """Read each sentence as a passage, and each `"…," said Name.` as a statement whose speaker is also named."""
    passages = tuple(Span(*m.span()) for m in re.finditer(r"\S[^.]*\.?", text))
    statements, mentions = [], []
    for match in SAID.finditer(text):
        who = Span(*match.span("who"))
        statements.append(
            Statement(
                content=(Span(*match.span("words")),),
                kind=StatementKind.DIRECT,
                cue=Span(who.start - 5, who.start - 1),
                speakers=(Speaker(match["who"], KnownBy.NAME, who),),
                confidence=0.9,
            )
        )
        mentions.append(Mention(match["who"], who))
    return Reading(passages, tuple(statements), tuple(mentions))


def draft(text: str, **printed: Any) -> tuple[Draft, Reading]:
    return Draft(text=text, **printed), reading_of(text)


async def put(library: SqlLibrary, text: str, **printed: Any) -> str:
    """Store one article and return its id."""
    (added,) = await library.put([draft(text, **printed)])
    return added.article.id
