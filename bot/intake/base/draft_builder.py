"""Build a draft from the fields of an article.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.intake.base.article_keys import article_fields, is_html
from bot.intake.base.moments import moment_of
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.invisible_characters import visible
from retrieval.ingest.pipeline import check_length

_LINES = ("title", "url", "publisher", "author")


def draft_from(
    fields: Any,
    *,
    origin: str | None = None,
    notes: Sequence[str] = (),
    decided: Mapping[str, Any] = MappingProxyType({}),
) -> Draft:
    """Return the draft of a mapping with the keys of an article line, or with the names that others give them.

    What is `decided`, by our keys, counts whatever the fields say.  The draft's notes are `notes` and what was not
    used.  Raise UnusableArticle.
    """
    given = article_fields(fields if isinstance(fields, dict) else {})
    values = {**given.values, **decided}
    text = values.get("text")
    if not isinstance(text, str):
        raise UnusableArticle('has no "text"; an article is an object like {"title": "…", "text": "…"}')
    if "text" not in fields and "text" not in decided and is_html(text):
        raise UnusableArticle("is HTML in JSON; save it as a web page (.html), or give its text without tags")
    if not visible(text).text.strip():
        raise UnusableArticle("is empty; add the article's text")
    _require_characters("text", text)
    draft = Draft(
        text=text,
        id=_line("id", values.get("id")),
        published=_moment(values.get("published")),
        origin=origin,
        notes=(*notes, *given.notes),
        **{key: _line(key, values.get(key)) for key in _LINES},
    )
    check_length(draft)
    return draft


def _require_characters(key: str, value: str) -> None:
    """Raise UnusableArticle for what cannot be stored and shown again: NUL and halves of surrogate pairs."""
    if "\0" in value or not encodable(value):
        raise UnusableArticle(f"is not text: its {key} has characters that no text has; save it as plain text in UTF-8")


def encodable(text: str) -> bool:
    """Return whether every code point is a character.  JSON escapes and broken bytes in a terminal bring others."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _line(key: str, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnusableArticle(f'has a "{key}" that is not text; put it in quotes or leave it out')
    _require_characters(key, str(value))
    return " ".join(str(value).split()) or None


def _moment(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    moment = moment_of(value)
    if moment is None:
        given = str(value)[:50] if isinstance(value, str | int) else "a list or mapping"
        raise UnusableArticle(f'has a "published" that is not a date like 2026-11-24: {given}')
    return moment
