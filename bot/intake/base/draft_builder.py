"""Build a draft from the fields of an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.intake.base.article_keys import article_fields, is_html
from bot.intake.base.moments import moment_of
from retrieval.domain.article import Draft
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.invisible_characters import visible
from retrieval.domain.metadata_limits import MAX_CHARS, is_too_long
from retrieval.domain.web_addresses import is_web_address
from retrieval.domain.wording import Quantity, Wording
from retrieval.ingest.pipeline import check_length

# Even Thai, whose vowels are no letters to Unicode, is two thirds letters; a table of figures is digits.
MIN_SHARE_OF_WORDS = 0.25
MIN_CHARS_OF_SIGNS = 10_000
# A day is stated without its zone, and papers date tomorrow's issue.
MAX_AHEAD = timedelta(days=2)
# Of what is shown in a note.
MAX_SHOWN_CHARS = 80
_LINES = ("title", "url", "publisher", "author")
EXAMPLE = '{"title": "…", "text": "…"}'


def draft_from(
    fields: Any,
    *,
    origin: str | None = None,
    notes: Sequence[str] = (),
    decided: Mapping[str, Any] = MappingProxyType({}),
    now: datetime | None = None,
) -> Draft:
    """Return the draft of a mapping with the keys of an article line, or with the names that others give them.

    What is `decided`, by our keys, counts whatever the fields say.  The draft's notes are `notes` and what was not
    used or is doubtful at `now` (None: by the clock).  Raise UnusableArticle.
    """
    given = article_fields(fields if isinstance(fields, dict) else {})
    values = {**given.values, **decided}
    text = values.get("text")
    if not isinstance(text, str):
        raise UnusableArticle('has no "text"; an article is an object like {example}', example=EXAMPLE)
    if "text" not in fields and "text" not in decided and is_html(text):
        raise UnusableArticle("is HTML in JSON; save it as a web page (.html), or give its text without tags")
    if not visible(text).text.strip():
        raise UnusableArticle("is empty; add the article's text")
    _require_characters("text", text)
    _require_words(text)
    lines = {key: _line(key, values.get(key)) for key in _LINES}
    published = _moment(values.get("published"))
    draft = Draft(
        text=text,
        id=_line("id", values.get("id")),
        published=published,
        origin=origin,
        notes=(*notes, *given.notes, *_doubts(lines["url"], published, now or utc_now())),
        **lines,
    )
    check_length(draft)
    return draft


def _doubts(url: str | None, published: datetime | None, now: datetime) -> Iterator[str]:
    """Yield notes on what is stored as given, although it is hardly meant."""
    if url and not is_web_address(url):
        yield Wording(
            "its url is no web address, so its citations will not link to it: {url}", url=url[:MAX_SHOWN_CHARS]
        )
    if published and published > now + MAX_AHEAD:
        yield Wording(
            "it is dated in the future, {day}, and will count as the newest until then", day=f"{published:%Y-%m-%d}"
        )


def _require_characters(key: str, value: str) -> None:
    """Raise UnusableArticle for what cannot be stored and shown again: NUL and halves of surrogate pairs."""
    if "\0" in value or not encodable(value):
        raise UnusableArticle(
            "is not text: its {key} has characters that no text has; save it as plain text in UTF-8", key=key
        )


def _require_words(text: str) -> None:
    """Raise UnusableArticle for a long text of hardly anything but signs, which takes minutes to read for nothing."""
    if len(text) <= MIN_CHARS_OF_SIGNS:
        return
    printed = len(text) - sum(map(str.isspace, text))
    if sum(map(str.isalnum, text)) < printed * MIN_SHARE_OF_WORDS:
        raise UnusableArticle("is nearly all dashes or other signs; add an article, in words")


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
        raise UnusableArticle('has a "{key}" that is not text; put it in quotes or leave it out', key=key)
    try:
        line = " ".join(str(value).split())
    except ValueError as error:
        # A number of more than 4,300 digits.
        raise UnusableArticle('has a "{key}" that is not text; put it in quotes or leave it out', key=key) from error
    _require_characters(key, line)
    if is_too_long(key, line):
        raise UnusableArticle(
            'has a "{key}" of {count} characters; the most is {most}: shorten it or leave it out',
            key=key,
            count=Quantity(len(line)),
            most=Quantity(MAX_CHARS[key]),
        )
    return line or None


def _moment(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    moment = moment_of(value)
    if moment is None:
        given = (
            value[:50]
            if isinstance(value, str)
            else "a number"
            if isinstance(value, int | float)
            else "a list or mapping"
        )
        raise UnusableArticle('has a "published" that is not a date like 2026-11-24: {given}', given=given)
    return moment
