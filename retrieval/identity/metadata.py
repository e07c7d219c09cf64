"""Decide whether a draft brings new metadata for a known text.  Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from retrieval.domain.article import Article, Draft
from retrieval.identity.canonical_url import canonical

_DAY = timedelta(days=1)


def has_new_metadata(draft: Draft, article: Article) -> bool:
    """Return whether a draft adds or changes metadata of an article with the same text.

    Missing metadata is not new.  A page and a feed may describe the same link: if they name the paper differently, or
    one has the hour and the other only the day, that is not new either.
    """
    pairs = [(draft.title, article.title), (draft.author, article.author)]
    if draft.id is not None or not _same_link(draft.url, article.url):
        pairs += [(draft.url, article.url), (draft.publisher, article.publisher)]
    elif article.publisher is None:
        pairs.append((draft.publisher, None))
    changed = any(new is not None and new != old for new, old in pairs)
    return changed or not (draft.published is None or _same_day(draft.published, article.published))


def _same_link(new: str | None, old: str | None) -> bool:
    return new is not None and old is not None and (new == old or canonical(new) == canonical(old) is not None)


def _same_day(new: datetime, old: datetime | None) -> bool:
    """Return whether both are one moment, or one is a day in any time zone and the other a moment in it."""
    if old is None or new == old:
        return new == old
    return _is_day(new) != _is_day(old) and abs(new - old) < _DAY


def _is_day(moment: datetime) -> bool:
    return moment.astimezone(UTC).time() == time()
