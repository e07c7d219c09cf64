"""Decide which article a draft is, by its id, its link or its text; and whether it is stored or retracted already.

A given id comes first.  A link identifies an article: the same link with another text brings a new revision.  The
source's own id comes before a link that other articles were printed with.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from retrieval.domain.article import AddResult, Draft, Outcome
from retrieval.identity.article_id import draft_id, text_digest
from retrieval.identity.canonical_url import canonical
from retrieval.identity.fingerprint import are_strangers, fingerprint_of
from retrieval.identity.metadata import has_new_metadata
from storage.library.rows import CURRENT, RETRACTED, article_from, current_articles, retraction_of, revisions
from storage.schema.tables import ArticleRow, PassageRow, RevisionRow, StatementRow

# At most so many articles with a draft's link are compared with it, the earliest.
MAX_COMPARED_AT_LINK = 16


def identity_of(connection: Connection, draft: Draft) -> str:
    """Return the id of the article that a draft is, stored already or not."""
    if draft.id is not None:
        return draft.id
    link = link_of(draft)
    return (
        _by_link_or_text(connection, draft, link)
        if draft.source_id is None
        else _by_source(connection, draft, draft.source_id, link)
    )


def _by_link_or_text(connection: Connection, draft: Draft, link: str | None) -> str:
    if link is not None and (known := _at_link(connection, draft, link)) is not None:
        return known
    values: dict[str, Any] = {"digest": text_digest(draft.text), "link": link, "publisher": draft.publisher}
    known = connection.execute(_BY_TEXT, values).scalar()
    if known is not None:
        return str(known)
    if link is not None:
        return text_digest(link)[:12]
    own = draft_id(draft)
    row = connection.execute(_BEGAN, {"identity": own}).first()
    # The stored article with this id, unless another paper printed that one.
    if row is None or draft.publisher is None or _is_of(draft.publisher, *row):
        return own
    return text_digest(f"{draft.publisher}\n{draft.text}")[:12]


def _by_source(connection: Connection, draft: Draft, source_id: str, link: str | None) -> str:
    """Return the source's id, unless no article has it yet and the same one came in by another way."""
    if connection.execute(_BEGAN, {"identity": source_id}).first() is not None:
        return source_id
    rows = connection.execute(_SAME_TEXT, {"digest": text_digest(draft.text)}).all()
    return next((str(row.public_id) for row in rows if _may_be(draft, link, row)), source_id)


def _may_be(draft: Draft, link: str | None, row: Any) -> bool:
    """Return whether a stored article with the same text may be a draft with this canonical link."""
    if not _agree(draft.title, row.title) or not _agree(link, row.link):
        return False
    return link == row.link or _agree(draft.publisher, row.publisher)


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _at_link(connection: Connection, draft: Draft, link: str) -> str | None:
    """Return the id of the article at a link; None if no article has the link yet.

    Some links lead to many articles: a page that shows one after another, or a section's page that all its articles
    give as their link.  So a draft that has nothing in common with any article at its link is a new article.
    """
    rows = connection.execute(_BY_LINK, {"link": link, "digest": text_digest(draft.text)}).all()
    if not rows:
        return None
    if rows[0].same:
        return str(rows[0].public_id)
    own = fingerprint_of(draft.text, draft.title)
    related = (row.public_id for row in rows if not are_strangers(own, fingerprint_of(row.text, row.title)))
    return next(related, None) or text_digest(f"{link}\n{draft.text}")[:12]


def _is_of(publisher: str, known: str | None, link: str | None) -> bool:
    """Return whether an article of this publisher and link may be `publisher`'s.

    If only its link says who printed it, it is not known to be.
    """
    return link is None if known is None else known == publisher


def link_of(draft: Draft) -> str | None:
    """Return the canonical form of a draft's link; None if it has none that identifies an article."""
    return None if draft.url is None else canonical(draft.url)


# These are built once, because building a query takes as long as running it.
_BEGAN = (
    select(RevisionRow.publisher, ArticleRow.link)
    .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
    .where(ArticleRow.public_id == bindparam("identity"))
    .order_by(RevisionRow.number.desc())
    .limit(1)
)
_SAME_TEXT = (
    select(ArticleRow.public_id, ArticleRow.link, RevisionRow.title, RevisionRow.publisher)
    .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
    .where(RevisionRow.digest == bindparam("digest"), CURRENT)
    .order_by(ArticleRow.id)
)
# Typed, since PostgreSQL must know what it compares with NULL.
_link, _publisher = bindparam("link", type_=String()), bindparam("publisher", type_=String())
_Later, _Once = aliased(RevisionRow), aliased(RevisionRow)
_ONCE_SAME = exists().where(_Once.article_id == ArticleRow.id, _Once.digest == bindparam("digest"))
# Articles with their newest revision: those that ever had the same text first, then by arrival.  Of those that share
# their link, only these: another text is no revision of any of them.
_BY_LINK = (
    select(ArticleRow.public_id, RevisionRow.text, RevisionRow.title, _ONCE_SAME.label("same"))
    .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
    .where(ArticleRow.link == _link, or_(~ArticleRow.shared_link, _ONCE_SAME))
    .where(~exists().where(_Later.article_id == RevisionRow.article_id, _Later.number > RevisionRow.number))
    .order_by(_ONCE_SAME.desc(), ArticleRow.id)
    .limit(MAX_COMPARED_AT_LINK)
)
# The same text with more or fewer facts about it is the same article; with another link or publisher it is another one.
# If one source names only the publisher and another only the link, nothing says that this is the publisher's link.
_BY_TEXT = (
    select(ArticleRow.public_id)
    .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
    .where(RevisionRow.digest == bindparam("digest"), CURRENT)
    .where(or_(ArticleRow.link.is_(None), _link.is_(None)))
    .where(
        or_(
            RevisionRow.publisher.is_(None),
            _publisher.is_(None),
            RevisionRow.publisher == _publisher,
        )
    )
    .where(
        or_(
            RevisionRow.publisher.is_(None),
            ArticleRow.link.is_not(None),
            _publisher.is_not(None),
            _link.is_(None),
        )
    )
    .where(
        or_(
            _publisher.is_(None),
            _link.is_not(None),
            RevisionRow.publisher.is_not(None),
            ArticleRow.link.is_(None),
        )
    )
    .order_by(ArticleRow.id)
    .limit(1)
)


def stored_or_retracted(connection: Connection, draft: Draft) -> AddResult | None:
    """Return the stored article if the draft adds nothing to it, or if it was retracted; None if it is to be stored."""
    identity = identity_of(connection, draft)
    return _unchanged(connection, draft, identity) or _retracted(connection, draft, identity)


# By the two indexes: left to itself, SQLite reads all retracted articles, and undoing a bulk load leaves many.
_GONE = (
    revisions(*RETRACTED)
    .where(
        RevisionRow.id.in_(
            union_all(
                select(RevisionRow.id).where(RevisionRow.digest == bindparam("digest")),
                select(RevisionRow.id)
                .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
                .where(ArticleRow.public_id == bindparam("identity")),
            )
        )
    )
    # Spelt so that SQLite does not use the partial index of "retracted IS NOT NULL".
    .where(ArticleRow.retracted.is_(None).is_(False))
    .order_by(ArticleRow.public_id == bindparam("identity"), RevisionRow.number)
)


def _retracted(connection: Connection, draft: Draft, identity: str) -> AddResult | None:
    """Return the retracted article that the draft is, or one with the same text under any id."""
    rows = connection.execute(_GONE, {"identity": identity, "digest": text_digest(draft.text)}).all()
    if not rows:
        return None
    return AddResult(Outcome.RETRACTED, article_from(rows[-1]), 0, 0, retraction=retraction_of(rows[-1]))


def _unchanged(connection: Connection, draft: Draft, identity: str) -> AddResult | None:
    """Return the stored article, if it has the same text and the draft brings no new metadata."""
    row = connection.execute(CURRENT_BY_ID, {"identity": identity}).first()
    if row is None or row.digest != text_digest(draft.text):
        return None
    if has_new_metadata(draft, article_from(row)):
        return None
    return unchanged(connection, row)


def with_known_metadata(connection: Connection, draft: Draft) -> Draft:
    """Fill in what a draft leaves out with the metadata of its article, if that has the same text."""
    row = connection.execute(CURRENT_BY_ID, {"identity": identity_of(connection, draft)}).first()
    if row is None or row.digest != text_digest(draft.text):
        return draft
    known = article_from(row)
    return replace(
        draft,
        # Once it has the link, it might be taken for another article at that link.
        id=known.id,
        title=known.title if draft.title is None else draft.title,
        url=known.url if draft.url is None else draft.url,
        publisher=known.publisher if draft.publisher is None else draft.publisher,
        author=known.author if draft.author is None else draft.author,
        published=known.published if draft.published is None else draft.published,
    )


CURRENT_BY_ID = current_articles(
    RevisionRow.id, RevisionRow.article_id, RevisionRow.digest, RevisionRow.understood
).where(ArticleRow.public_id == bindparam("identity"))


def unchanged(connection: Connection, row: Row[Any]) -> AddResult:
    """Build the result for an article that is stored already, from its row of CURRENT_BY_ID."""
    return AddResult(Outcome.UNCHANGED, article_from(row), *counts_of(connection, row.id), row.understood)


def counts_of(connection: Connection, revision_id: int) -> tuple[int, int]:
    """Count the passages of a revision that are in search, and the statements that were read out of it."""
    passages, statements = [
        connection.execute(select(func.count()).where(*where)).scalar_one()
        for where in (
            (PassageRow.revision_id == revision_id, PassageRow.retired.is_(None)),
            (StatementRow.revision_id == revision_id,),
        )
    ]
    return passages, statements
