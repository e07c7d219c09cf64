"""Whether the same text is told with anything new about it.  Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from retrieval.domain.article import Article, Draft
from retrieval.identity.canonical_url import canonical

_DAY = timedelta(days=1)


def has_new_metadata(draft: Draft, article: Article) -> bool:
    """Whether a draft tells something of an article with its text that is not known, or is known otherwise.

    Less is no news.  What stands at a link is told now by its page and now by a feed: that the one calls the paper
    otherwise than the other, or has the hour where the other has the day, is none either.
    """
    told = [(draft.title, article.title), (draft.author, article.author)]
    if draft.id is not None or not _same_link(draft.url, article.url):
        told += [(draft.url, article.url), (draft.publisher, article.publisher)]
    elif article.publisher is None:
        told.append((draft.publisher, None))
    news = any(new is not None and new != old for new, old in told)
    return news or not (draft.published is None or _same_day(draft.published, article.published))


def _same_link(new: str | None, old: str | None) -> bool:
    return new is not None and old is not None and (new == old or canonical(new) == canonical(old) is not None)


def _same_day(new: datetime, old: datetime | None) -> bool:
    """Whether they are one moment, or one of them is a day, of whatever time zone, and the other in it."""
    if old is None or new == old:
        return new == old
    return _is_day(new) != _is_day(old) and abs(new - old) < _DAY


def _is_day(moment: datetime) -> bool:
    return moment.astimezone(UTC).time() == time()
