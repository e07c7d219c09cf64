"""Order articles by age, and decide which passages belong to the days of a question.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from retrieval.domain.article import Article, Span
from retrieval.domain.period import Period
from retrieval.domain.reply import Excerpt
from retrieval.ranking.scoring.log_odds import log_odds
from retrieval.text.normalize import words

# Scores are probabilities; those whose log-odds are this close count as equal: then the newer article comes first.
SCORE_TIE_MARGIN = 1.2
# A printed day is midnight UTC in the store; the reader's day may begin or end this much earlier or later.
TIME_ZONE_MARGIN = timedelta(hours=26)
# "In June" without a year means the nearest June: it is printed in July as well as in May.
HALF_A_YEAR = timedelta(days=190)
_YEAR = re.compile(r"(?:19|20)\d\d")
# "May" and "March" are months only if they have a capital letter, and a preposition, a day or a year next to them.
_A_MONTH = re.compile(
    r"(?:\b(?i:in|of|by|to|on|last|this|since|until|from|early|late|during|and) |\d(?:st|nd|rd|th)? )(?:May|March)\b"
    r"|\b(?:May|March),? \d"
)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())


def moment_of(article: Article) -> datetime:
    """Return when an article was published, or if it is undated, when it came in."""
    return article.published or article.added


def newer_first(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Return the best first; among those whose scores count as equal, the newest first."""
    ordered: list[Excerpt] = []
    rest = sorted(excerpts, key=lambda e: -e.score)
    while rest:
        least = log_odds(rest[0].score) - SCORE_TIE_MARGIN
        equal = [e for e in rest if log_odds(e.score) >= least]
        ordered += sorted(equal, key=lambda e: moment_of(e.article), reverse=True)
        rest = rest[len(equal) :]
    return ordered


def search_bounds(when: Period) -> tuple[datetime | None, datetime | None]:
    """Return bounds wide enough for a query of the store; check what it finds with `when.holds`."""
    return when.start and when.start - TIME_ZONE_MARGIN, when.end and when.end + TIME_ZONE_MARGIN


# A date printed within so many characters of an excerpt may be its own.
AROUND = 300


def matches_period(excerpt: Excerpt, when: Period) -> bool:
    """Return whether a passage belongs to the days of a question: published then, or printing that date.

    "In 1947" may be the year of the event or of the news: a passage that prints 1947 belongs to it, and an undated one
    cannot be ruled out.  "Last week" is only the week of the news.
    """
    published = excerpt.article.published
    if published is not None and when.holds(published):
        return True
    named = _calendar_words(when.words)
    year = any(map(_YEAR.fullmatch, named))
    if not named or (published is None and not year):
        return False
    # A day or month without a year is the one nearest to the date of publication.
    near = published is None or year or when.start is None or abs(published - when.start) < HALF_A_YEAR
    bounded = when.start is not None and when.end is not None
    around = Span(max(0, excerpt.span.start - AROUND), min(len(excerpt.article.text), excerpt.span.end + AROUND))
    text = f"{excerpt.article.title or ''} {around.cut(excerpt.article.text)}"
    printed = {_stem(w) for w in words(text)} - (set() if _A_MONTH.search(text) else {"may", "mar"})
    return (bounded and near and named <= printed) or published is None


def _calendar_words(printed: str) -> set[str]:
    """Return the days, months and years in a time expression, {"5", "mar", "2016"}; none in "last week"."""
    found = {_stem(w) for w in words(printed)}
    dates = {w for w in found if w in _MONTHS or _YEAR.fullmatch(w)}
    return dates | {w for w in found if w.isdigit()} if dates else set()


def _stem(word: str) -> str:
    day = re.fullmatch(r"0?(\d{1,2})(?:st|nd|rd|th)?", word)
    if day is not None:
        return day[1]
    return word[:3] if word[:3] in _MONTHS and len(word) > 2 and _is_month(word) else word


def _is_month(word: str) -> bool:
    return any(m.startswith(word) or word == "sept" for m in _MONTH_NAMES)


_MONTH_NAMES = "january february march april may june july august september october november december".split()
