"""Say which article a draft is: by its id, its link or its text; and what keeps it from being stored.

A link is an identity: who brings it again with another text brings a new revision.  An id that is given comes first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from retrieval.domain.article import AddResult, Draft, Outcome
from retrieval.identity.article_id import draft_id, text_digest
from retrieval.identity.canonical_url import canonical
from retrieval.identity.fingerprint import are_strangers, fingerprint_of
from retrieval.identity.metadata import has_new_metadata
from storage.library.rows import CURRENT, RETRACTED, article_from, current_articles, retraction_of, revisions
from storage.schema.tables import ArticleRow, PassageRow, RevisionRow, StatementRow

# Articles of one link that are compared with what comes with it, the first that came.
AT_ONE_LINK = 16


def identity_of(connection: Connection, draft: Draft) -> str:
    """The id of the article that a draft is, stored already or not."""
    if draft.id is not None:
        return draft.id
    link = link_of(draft)
    if link is not None and (known := _at_link(connection, draft, link)) is not None:
        return known
    told: dict[str, Any] = {"digest": text_digest(draft.text), "link": link, "publisher": draft.publisher}
    known = connection.execute(_BY_TEXT, told).scalar()
    if known is not None:
        return str(known)
    if link is not None:
        return text_digest(link)[:12]
    own = draft_id(draft)
    row = connection.execute(_BEGAN, {"identity": own}).first()
    # The article that began with these words, unless another paper printed that.
    if row is None or draft.publisher is None or _is_of(draft.publisher, *row):
        return own
    return text_digest(f"{draft.publisher}\n{draft.text}")[:12]


def _at_link(connection: Connection, draft: Draft, link: str) -> str | None:
    """The article of a link, None where there is none yet.

    A page that shows one article after the other, and a section's link that all its articles came with, are no
    identity: what has nothing in common with any article there is another one.
    """
    rows = connection.execute(_BY_LINK, {"link": link, "digest": text_digest(draft.text)}).all()
    if not rows:
        return None
    if rows[0].same:
        return str(rows[0].public_id)
    own = fingerprint_of(draft.text, draft.title)
    found = (row.public_id for row in rows if not are_strangers(own, fingerprint_of(row.text, row.title)))
    return next(found, None) or text_digest(f"{link}\n{draft.text}")[:12]


def _is_of(publisher: str, known: str | None, link: str | None) -> bool:
    """Where the link alone says who printed an article, it is not known to be of this paper."""
    return link is None if known is None else known == publisher


def link_of(draft: Draft) -> str | None:
    return None if draft.url is None else canonical(draft.url)


# All built once: building a query takes as long as running it.
_BEGAN = (
    select(RevisionRow.publisher, ArticleRow.link)
    .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
    .where(ArticleRow.public_id == bindparam("identity"))
    .order_by(RevisionRow.number.desc())
    .limit(1)
)
_Later, _Once = aliased(RevisionRow), aliased(RevisionRow)
_ONCE_SAME = exists().where(_Once.article_id == ArticleRow.id, _Once.digest == bindparam("digest"))
# By their newest revisions, who ever had the same text first, then as they came in.
_BY_LINK = (
    select(ArticleRow.public_id, RevisionRow.text, RevisionRow.title, _ONCE_SAME.label("same"))
    .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
    .where(ArticleRow.link == bindparam("link"))
    .where(~exists().where(_Later.article_id == RevisionRow.article_id, _Later.number > RevisionRow.number))
    .order_by(_ONCE_SAME.desc(), ArticleRow.id)
    .limit(AT_ONE_LINK)
)
# The same text told with more or with less about it is the same article, another link or publisher another one; and
# that a paper printed it and that it stands at a link does not say that this is the paper's link.
_BY_TEXT = (
    select(ArticleRow.public_id)
    .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
    .where(RevisionRow.digest == bindparam("digest"), CURRENT)
    .where(or_(ArticleRow.link.is_(None), bindparam("link").is_(None)))
    .where(
        or_(
            RevisionRow.publisher.is_(None),
            bindparam("publisher").is_(None),
            RevisionRow.publisher == bindparam("publisher"),
        )
    )
    .where(
        or_(
            RevisionRow.publisher.is_(None),
            ArticleRow.link.is_not(None),
            bindparam("publisher").is_not(None),
            bindparam("link").is_(None),
        )
    )
    .where(
        or_(
            bindparam("publisher").is_(None),
            bindparam("link").is_not(None),
            RevisionRow.publisher.is_not(None),
            ArticleRow.link.is_(None),
        )
    )
    .order_by(ArticleRow.id)
    .limit(1)
)


def known(connection: Connection, draft: Draft) -> AddResult | None:
    """What keeps the draft from being stored: that it is, or that it was taken back."""
    identity = identity_of(connection, draft)
    return _unchanged(connection, draft, identity) or _retracted(connection, draft, identity)


# By the two indexes: left to itself SQLite goes through all that was retracted, and an undone load is much.
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
    # Not as "retracted IS NOT NULL", which has an index of its own.
    .where(ArticleRow.retracted.is_(None).is_(False))
    .order_by(ArticleRow.public_id == bindparam("identity"), RevisionRow.number)
)


def _retracted(connection: Connection, draft: Draft, identity: str) -> AddResult | None:
    """The retracted article that the draft is, or of its text under whatever id."""
    rows = connection.execute(_GONE, {"identity": identity, "digest": text_digest(draft.text)}).all()
    if not rows:
        return None
    return AddResult(Outcome.RETRACTED, article_from(rows[-1]), 0, 0, retraction=retraction_of(rows[-1]))


def _unchanged(connection: Connection, draft: Draft, identity: str) -> AddResult | None:
    """What is stored of the article, if its text and what is printed about it are the same."""
    row = connection.execute(STANDING, {"identity": identity}).first()
    if row is None or row.digest != text_digest(draft.text):
        return None
    if has_new_metadata(draft, article_from(row)):
        return None
    return as_it_stands(connection, row)


def completed(connection: Connection, draft: Draft) -> Draft:
    """The draft with what is known of the article that it is, where that has the same text and the draft tells less."""
    row = connection.execute(STANDING, {"identity": identity_of(connection, draft)}).first()
    if row is None or row.digest != text_digest(draft.text):
        return draft
    known = article_from(row)
    return replace(
        draft,
        # With its link it might be taken for another of that link.
        id=known.id,
        title=known.title if draft.title is None else draft.title,
        url=known.url if draft.url is None else draft.url,
        publisher=known.publisher if draft.publisher is None else draft.publisher,
        author=known.author if draft.author is None else draft.author,
        published=known.published if draft.published is None else draft.published,
    )


STANDING = current_articles(RevisionRow.id, RevisionRow.article_id, RevisionRow.digest, RevisionRow.understood).where(
    ArticleRow.public_id == bindparam("identity")
)


def as_it_stands(connection: Connection, row: Row[Any]) -> AddResult:
    """What is stored already, by its row of STANDING."""
    return AddResult(Outcome.UNCHANGED, article_from(row), *counts_of(connection, row.id), row.understood)


def counts_of(connection: Connection, revision_id: int) -> tuple[int, int]:
    """How many passages of a revision are searched, and how many statements were read out of it."""
    passages, statements = [
        connection.execute(select(func.count()).where(*where)).scalar_one()
        for where in (
            (PassageRow.revision_id == revision_id, PassageRow.retired.is_(None)),
            (StatementRow.revision_id == revision_id,),
        )
    ]
    return passages, statements
