"""What is told of an article, by the keys of an article line, to a draft.  Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.invisible_characters import visible
from retrieval.ingest.pipeline import check_length

_PRINTED = ("title", "url", "publisher", "author")


def draft_from(told: Any, *, origin: str | None = None) -> Draft:
    """A draft from the keys that DESIGN promises; others are ignored.  Raises UnusableArticle."""
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise UnusableArticle('has no "text"; an article is an object like {"title": "…", "text": "…"}')
    text = told["text"]
    if not visible(text).text.strip():
        raise UnusableArticle("is empty: there is no text to quote; put the article's text into it")
    _require_characters("text", text)
    draft = Draft(
        text=text,
        id=_line("id", told.get("id")),
        published=_moment(told.get("published")),
        origin=origin,
        **{key: _line(key, told.get(key)) for key in _PRINTED},
    )
    check_length(draft)
    return draft


def _require_characters(key: str, value: str) -> None:
    """Raises UnusableArticle for what cannot be stored and shown again: NUL and halves of surrogate pairs."""
    if "\0" in value or not encodable(value):
        raise UnusableArticle(f"is not text: its {key} holds what no article prints; save it as plain text in UTF-8")


def encodable(text: str) -> bool:
    """Whether every code point is a character: JSON's escapes and a terminal's broken bytes can bring others."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _line(key: str, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnusableArticle(f'has a "{key}" that is not text; put it in quotes, or leave it out')
    _require_characters(key, str(value))
    return " ".join(str(value).split()) or None


def _moment(value: Any) -> datetime | None:
    """A date or a moment as printed; what names no zone is taken as UTC."""
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, date | str | int):
            raise ValueError(f"of type {type(value)}")
        moment = value if isinstance(value, date) else datetime.fromisoformat(str(value))
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        # In UTC the first and the last day there are may fall out of the calendar.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        told = str(value) if isinstance(value, str | int) else "a list or the like"
        raise UnusableArticle(f'has a "published" that is not a date like 2026-11-24: {told[:50]}') from error
