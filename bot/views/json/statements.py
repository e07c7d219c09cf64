"""The statements of an article as `onrecord quotes --json` prints them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from bot.views.json.answers import SpeakerObject
from bot.views.json.base import JsonLine, Offsets, offsets
from retrieval.domain.article import Reading, Span, Statement, StatementKind
from retrieval.domain.invisible_characters import as_given


class QuoteObject(JsonLine):
    """One statement."""

    content: list[Offsets] = Field(description="The pieces of the statement, in reading order.")
    cue: Offsets | None = Field(description="The words that say who speaks, such as a reporting verb.")
    kind: StatementKind
    confidence: float
    speaker: SpeakerObject | None = Field(description="Null if the text does not make clear who speaks.")

    @classmethod
    def of(cls, statement: Statement) -> QuoteObject:
        return cls(
            content=[offsets(piece) for piece in statement.content],
            cue=offsets(statement.cue) if statement.cue else None,
            kind=statement.kind,
            confidence=round(statement.confidence, 4),
            speaker=SpeakerObject.of(statement.speakers),
        )


class QuotesLine(JsonLine):
    """An article's statements.  Offsets count the code points of the text as given, invisible ones included."""

    id: str
    quotes: list[QuoteObject]
    understood: Literal[False] = Field(False, description="Present if statements are not read in this language.")

    @classmethod
    def of(cls, article: str, reading: Reading, dropped: tuple[int, ...] = ()) -> QuotesLine:
        """`dropped` are the places of characters that were removed before the text was read."""
        statements = [_as_given(s, dropped) for s in reading.statements] if dropped else reading.statements
        # A text that could not be read must not look like one in which nobody speaks.
        unread = {} if reading.understood else {"understood": False}
        return cls(id=article, quotes=[QuoteObject.of(s) for s in statements], **unread)


class UnreadableLine(JsonLine):
    """Stands for an input that is no article, so that lines out keep the order of lines in."""

    id: None
    error: str
    quotes: list[QuoteObject]

    @classmethod
    def of(cls, where: str, reason: str) -> UnreadableLine:
        return cls(id=None, error=f"{where} {reason}", quotes=[])


def _as_given(statement: Statement, dropped: tuple[int, ...]) -> Statement:
    """Move a statement's offsets from the text that was read to the text as given."""

    def moved(span: Span) -> Span:
        return Span(as_given(span.start, dropped), as_given(span.end - 1, dropped) + 1)

    return replace(
        statement,
        content=tuple(moved(piece) for piece in statement.content),
        cue=moved(statement.cue) if statement.cue else None,
        speakers=tuple(replace(s, mention=moved(s.mention) if s.mention else None) for s in statement.speakers),
    )
