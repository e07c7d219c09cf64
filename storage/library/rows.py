"""Turn rows into nouns, and build the queries that the stores share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from retrieval.domain.article import Article, KnownBy, Retraction, Span, Speaker
from storage.database.dialect import bare
from storage.schema.tables import ArticleRow, FingerprintRow, RevisionRow

# Whether a revision is current, in queries that come to it from people or statements.  Bare: with the index on
# `current`, one person's statements in 20,000 articles took 17 s instead of 0.03 s.
CURRENT: ColumnElement[bool] = bare(RevisionRow.current)

_First = aliased(ArticleRow)
# The article that a revision copies; null if it copies none.
COPY_OF = (
    select(_First.public_id)
    .join(FingerprintRow, FingerprintRow.origin_id == _First.id)
    .where(FingerprintRow.revision_id == RevisionRow.id, FingerprintRow.origin_id != FingerprintRow.article_id)
    .correlate(RevisionRow)
    .scalar_subquery()
    .label("copy_of")
)

# The same in queries that join fingerprints: the row id of the original, and whether that is another article.
ORIGIN = func.coalesce(FingerprintRow.origin_id, RevisionRow.article_id)
IS_COPY = FingerprintRow.origin_id != FingerprintRow.article_id

ARTICLE_COLUMNS = (
    ArticleRow.public_id,
    RevisionRow.number,
    RevisionRow.text,
    RevisionRow.title,
    RevisionRow.url,
    RevisionRow.publisher,
    RevisionRow.author,
    RevisionRow.published,
    RevisionRow.added,
    COPY_OF,
)


def revisions(*further: Any) -> Select[Any]:
    """Select all revisions with their articles: ARTICLE_COLUMNS first, then the `further` ones."""
    return select(*ARTICLE_COLUMNS, *further).join_from(
        RevisionRow, ArticleRow, RevisionRow.article_id == ArticleRow.id
    )


def current_articles(*further: Any) -> Select[Any]:
    """Select the current revisions, those that are searched and shown, in the same way."""
    return revisions(*further).where(RevisionRow.current)


def article_from(row: Row[Any]) -> Article:
    """Build an article from a row that begins with ARTICLE_COLUMNS."""
    public_id, number, text, title, url, publisher, author, published, added, copy_of = tuple(row)[:10]
    return Article(
        id=public_id, revision=number, text=text, title=title, url=url, publisher=publisher, author=author,
        published=published, added=added, copy_of=copy_of,
    )  # fmt: skip


# The columns that retraction_of reads.
RETRACTED = (ArticleRow.retracted, ArticleRow.retracted_by, ArticleRow.retracted_why)


def retraction_of(row: Row[Any]) -> Retraction | None:
    """Build the retraction from a row with the RETRACTED columns; None if the article is not retracted."""
    if row.retracted is None:
        return None
    return Retraction(row.retracted, row.retracted_by, row.retracted_why)


def speaker_from(name: str, how: str, start: int | None, end: int | None) -> Speaker:
    """Build a speaker from the columns of its row."""
    return Speaker(name, KnownBy(how), None if start is None or end is None else Span(start, end))


def newest_first() -> tuple[Any, ...]:
    """Return the order of articles, newest first; an undated one counts from when it came in."""
    return (func.coalesce(RevisionRow.published, RevisionRow.added).desc(), RevisionRow.id.desc())


def between(moment: Any, start: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    """Return the conditions for `start` ≤ moment < `end`; None leaves that side open."""
    bounds = [] if start is None else [moment >= start]
    return bounds if end is None else [*bounds, moment < end]
