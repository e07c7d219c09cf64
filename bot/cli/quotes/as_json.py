"""The statements of an article as the JSON line that DESIGN promises to programs (README, "Statements").  Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.views.reply_json import speaker_json
from retrieval.domain.article import Reading, Span, Statement
from retrieval.domain.invisible_characters import as_given


def quotes_line(article: str, reading: Reading, dropped: tuple[int, ...] = ()) -> dict[str, Any]:
    """Offsets count Unicode code points of the text as given, of which the characters at `dropped` were not read."""
    statements = [_given(s, dropped) for s in reading.statements] if dropped else reading.statements
    line: dict[str, Any] = {"id": article, "quotes": [_quote(s) for s in statements]}
    # A text that nobody could read must not look like one in which nobody speaks.
    return line if reading.understood else {**line, "understood": False}


def refused_line(where: str, reason: str) -> dict[str, Any]:
    """In the place of an article that is none, so that lines out stand in the order of lines in."""
    return {"id": None, "error": f"{where} {reason}", "quotes": []}


def _given(statement: Statement, dropped: tuple[int, ...]) -> Statement:
    """A statement of the text that was read, with its offsets in the text as given."""

    def moved(span: Span) -> Span:
        return Span(as_given(span.start, dropped), as_given(span.end - 1, dropped) + 1)

    return replace(
        statement,
        content=tuple(moved(piece) for piece in statement.content),
        cue=moved(statement.cue) if statement.cue else None,
        speakers=tuple(replace(s, mention=moved(s.mention) if s.mention else None) for s in statement.speakers),
    )


def _quote(statement: Statement) -> dict[str, Any]:
    return {
        "content": [_pair(piece) for piece in statement.content],
        "cue": _pair(statement.cue) if statement.cue else None,
        "kind": statement.kind.value,
        "confidence": round(statement.confidence, 4),
        "speaker": speaker_json(statement.speakers),
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
