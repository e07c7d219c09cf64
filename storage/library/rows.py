"""Rows to nouns and back; shared by the stores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select
from sqlalchemy.orm import aliased

from retrieval.domain.article import Article, KnownBy, Retraction, Span, Speaker
from storage.schema.tables import ArticleRow, FingerprintRow, RevisionRow

# SQLite takes at most this many bound parameters in one statement on every version still met.
MANY = 900


# Whether a revision is current, where people or statements lead to it.  Bare: as "current = 1" SQLite rather goes
# through all revisions by their index (17 s instead of 0.03 s for one person's statements in 20,000 articles).
CURRENT: ColumnElement[bool] = literal_column("revisions.current")

_First = aliased(ArticleRow)
# The article whose copy a revision is; null where it is nobody's.
COPY_OF = (
    select(_First.public_id)
    .join(FingerprintRow, FingerprintRow.origin_id == _First.id)
    .where(FingerprintRow.revision_id == RevisionRow.id, FingerprintRow.origin_id != FingerprintRow.article_id)
    .correlate(RevisionRow)
    .scalar_subquery()
    .label("copy_of")
)

# The same where fingerprints are joined: what a revision counts as, and whether it counts as another's.
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
    """All revisions joined to their articles; ARTICLE_COLUMNS come first, then `further` ones."""
    return select(*ARTICLE_COLUMNS, *further).join_from(
        RevisionRow, ArticleRow, RevisionRow.article_id == ArticleRow.id
    )


def current_articles(*further: Any) -> Select[Any]:
    """The same, of current revisions: what is searched and shown."""
    return revisions(*further).where(RevisionRow.current)


def article_from(row: Row[Any]) -> Article:
    public_id, number, text, title, url, publisher, author, published, added, copy_of = tuple(row)[:10]
    return Article(
        id=public_id, revision=number, text=text, title=title, url=url, publisher=publisher, author=author,
        published=published, added=added, copy_of=copy_of,
    )  # fmt: skip


# What retraction_of reads.
RETRACTED = (ArticleRow.retracted, ArticleRow.retracted_by, ArticleRow.retracted_why)


def retraction_of(row: Row[Any]) -> Retraction | None:
    if row.retracted is None:
        return None
    return Retraction(row.retracted, row.retracted_by, row.retracted_why)


def speaker_from(name: str, how: str, start: int | None, end: int | None) -> Speaker:
    return Speaker(name, KnownBy(how), None if start is None or end is None else Span(start, end))


def newest_first() -> tuple[Any, ...]:
    """An undated article counts from when it came in."""
    return (func.coalesce(RevisionRow.published, RevisionRow.added).desc(), RevisionRow.id.desc())


def between(moment: Any, start: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    """Conditions for `start` ≤ moment < `end`; None is open."""
    bounds = [] if start is None else [moment >= start]
    return bounds if end is None else [*bounds, moment < end]
