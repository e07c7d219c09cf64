"""Record which articles are copies of which, in the transaction of every change.

A copy belongs to its origin: the earliest article that copies none and that it is a copy of.  So no chain of small
differences joins two texts that share nothing, and the groups depend only on what is stored, not on how it came in.
"""

from __future__ import annotations

import asyncio
import heapq
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from retrieval.domain.article import Article, Draft
from retrieval.identity.fingerprint import VERSION, Fingerprint, are_copies, fingerprint_of
from storage.database.dialect import chunked, insert_if_new, integers_in
from storage.database.engine import Database
from storage.library.catching_up import Made, catch_up
from storage.library.rows import article_from, current_articles
from storage.schema.tables import ArticleRow, FingerprintKeyRow, FingerprintRow, RevisionRow

# An article is compared with those that share the most keys with it.  Only forms in wide use have more such articles.
MAX_COMPARED = 64


class SqlNearDuplicates:
    """The part of the ArticleStore port that finds copies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def near_duplicates(self, articles: Collection[str]) -> dict[str, list[Article]]:
        asked = list(articles)

        def found(connection: Connection) -> dict[str, list[Article]]:
            of_each: defaultdict[str, list[Article]] = defaultdict(list)
            for some in chunked(asked):
                for row in connection.execute(_NEAR_DUPLICATES, {"articles": some}):
                    of_each[row.of].append(article_from(row))
            return dict(of_each)

        return await self._database.read(found)

    async def copied_by(self, draft: Draft) -> list[Article]:
        own = await asyncio.to_thread(fingerprint_of, draft.text, draft.title, draft.published)

        def found(connection: Connection) -> list[Article]:
            alike = connection.execute(_SHARING_KEYS, {"keys": json.dumps(own.keys)})
            copied = [row.article_id for row in alike if are_copies(own, Fingerprint.unpacked(row.packed))]
            rows = connection.execute(current_articles().where(ArticleRow.id.in_(copied)).order_by(ArticleRow.id))
            return [article_from(row) for row in rows]

        return await self._database.read(found)

    async def find_near_duplicates(self, most: int) -> int:
        def write(connection: Connection, made: Iterator[Made[Fingerprint]]) -> None:
            _forget_other_versions(connection)
            copies = CopyUpdates(connection)
            for article_id, revision_id, fingerprint in made:
                # Not add: another process may have written its fingerprint in the meantime.
                copies.change(article_id, revision_id, fingerprint)
            copies.end()

        return await catch_up(self._database, _WAITING.limit(most), fingerprint_of, write)

    async def near_duplicates_unknown(self) -> int:
        """Count the articles without a fingerprint of this version."""
        count = select(func.count()).select_from(_WAITING.subquery())
        return int(await self._database.read(lambda c: c.execute(count).scalar_one()))


_own, _Own = aliased(FingerprintRow), aliased(ArticleRow)
_NEAR_DUPLICATES = (
    current_articles(_Own.public_id.label("of"))
    .join(FingerprintRow, FingerprintRow.revision_id == RevisionRow.id)
    .join(_own, and_(_own.origin_id == FingerprintRow.origin_id, _own.article_id != FingerprintRow.article_id))
    .join(_Own, _Own.id == _own.article_id)
    .where(_Own.public_id.in_(bindparam("articles", expanding=True)))
    .order_by(ArticleRow.id)
)
_WAITING = (
    select(RevisionRow.id, RevisionRow.article_id, RevisionRow.text, RevisionRow.title, RevisionRow.published)
    .outerjoin(FingerprintRow, FingerprintRow.revision_id == RevisionRow.id)
    .where(RevisionRow.current, or_(FingerprintRow.version.is_(None), FingerprintRow.version != VERSION))
    .order_by(RevisionRow.id)
)


def _forget_other_versions(connection: Connection) -> None:
    """Delete all fingerprints of other versions, so that articles are never compared by two measures."""
    others = select(FingerprintRow.article_id).where(FingerprintRow.version != VERSION)
    if connection.execute(others.limit(1)).first() is not None:
        connection.execute(delete(FingerprintKeyRow).where(FingerprintKeyRow.article_id.in_(others)))
        connection.execute(delete(FingerprintRow).where(FingerprintRow.version != VERSION))


def copies_among(connection: Connection, articles: Collection[str]) -> dict[str, str]:
    """Return which of these articles are copies, each with the id of its origin."""
    first = aliased(ArticleRow)
    query = (
        select(ArticleRow.public_id, first.public_id)
        .join(FingerprintRow, FingerprintRow.article_id == ArticleRow.id)
        .join(first, first.id == FingerprintRow.origin_id)
        .where(FingerprintRow.origin_id != FingerprintRow.article_id, ArticleRow.public_id.in_(articles))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def current_copies(connection: Connection, article_id: int) -> list[tuple[str, datetime]]:
    """Return (id, when its current revision was added) of the other articles of the same origin, the earliest first."""
    own = select(FingerprintRow.origin_id).where(FingerprintRow.article_id == article_id).scalar_subquery()
    query = (
        select(ArticleRow.public_id, RevisionRow.added)
        .join(FingerprintRow, FingerprintRow.article_id == ArticleRow.id)
        .join(RevisionRow, RevisionRow.id == FingerprintRow.revision_id)
        .where(FingerprintRow.origin_id == own, FingerprintRow.article_id != article_id, RevisionRow.current)
        .order_by(ArticleRow.id)
    )
    return [(row.public_id, row.added) for row in connection.execute(query)]


@dataclass(slots=True)
class CopyUpdates:
    """Updates which articles are copies, inside one transaction; `end` settles everything.

    An article copies only an earlier one, so a change affects only later articles: settled in order of their ids, each
    is visited once.
    """

    connection: Connection
    _unsettled: list[int] = field(default_factory=list)
    _known: dict[int, Fingerprint] = field(default_factory=dict)
    _fresh: dict[int, tuple[int, Fingerprint]] = field(default_factory=dict)

    def add(self, article_id: int, revision_id: int, fingerprint: Fingerprint) -> None:
        """Add the fingerprint of an article that has none."""
        self._fresh[article_id] = revision_id, fingerprint

    def change(self, article_id: int, revision_id: int, fingerprint: Fingerprint) -> None:
        """Replace the fingerprint of an article whose text has changed."""
        self._fresh.pop(article_id, None)
        self.drop(article_id)
        self.connection.execute(delete(FingerprintRow).where(FingerprintRow.article_id == article_id))
        self._known.pop(article_id, None)
        self.add(article_id, revision_id, fingerprint)

    def put_back(self, article_id: int) -> bool:
        """Put an article into search again.  Return False if it needs a new fingerprint (`change`) instead."""
        fingerprint = self._fingerprint(article_id)
        if fingerprint is not None:
            self._write_keys({article_id: fingerprint})
        return fingerprint is not None

    def drop(self, article_id: int) -> None:
        """Take an article out of search: it has no copies, and is none."""
        fingerprint = self._fingerprint(article_id)
        if fingerprint is None:
            return
        keys = FingerprintKeyRow.key.in_(fingerprint.keys), FingerprintKeyRow.article_id == article_id
        self.connection.execute(delete(FingerprintKeyRow).where(*keys))
        self.connection.execute(_SET_ORIGIN, {"of": article_id, "origin": article_id})
        self._unsettled += self.connection.execute(_COPIES_OF, {"of": article_id}).scalars()

    def end(self) -> None:
        """Write new fingerprints in one go, and settle all affected articles, the earliest first."""
        if self._fresh:
            self._write(self._fresh)
        heapq.heapify(self._unsettled)
        last = None
        while self._unsettled:
            article_id = heapq.heappop(self._unsettled)
            if article_id != last:
                self._settle(article_id)
            last = article_id

    def _write(self, fresh: Mapping[int, tuple[int, Fingerprint]]) -> None:
        rows = [
            {
                "article_id": article, "revision_id": revision, "origin_id": article, "version": VERSION,
                "packed": fingerprint.packed(),
            }
            for article, (revision, fingerprint) in fresh.items()
        ]  # fmt: skip
        self.connection.execute(_NEW, rows)
        fingerprints = {article: fingerprint for article, (_, fingerprint) in fresh.items()}
        self._known |= fingerprints
        self._write_keys(fingerprints)

    def _write_keys(self, fingerprints: Mapping[int, Fingerprint]) -> None:
        """Write the keys by which these fingerprints are found."""
        rows = [
            {"key": key, "article_id": a}
            for a, fingerprint in fingerprints.items()
            for key in dict.fromkeys(fingerprint.keys)
        ]
        if rows:
            self.connection.execute(_NEW_KEY, rows)
        self._unsettled += fingerprints

    def _settle(self, article_id: int) -> None:
        own = self._fingerprint(article_id)
        fresh = article_id in self._fresh
        if own is None or not (fresh or self._is_searched(article_id)):
            return
        before, after = self._alike(article_id, own)
        origin = next((first for first in before if are_copies(own, self._known[first])), article_id)
        if origin != article_id or not fresh:
            self.connection.execute(_SET_ORIGIN, {"of": article_id, "origin": origin})
        # A copy has no copies of its own.  An origin takes over copies that had joined a later article.
        if origin != article_id:
            after = [] if fresh else list(self.connection.execute(_COPIES_OF, {"of": article_id}).scalars())
        else:
            after = [other for other in after if are_copies(own, self._known[other])]
        for other in after:
            heapq.heappush(self._unsettled, other)

    def _is_searched(self, article_id: int) -> bool:
        return self.connection.execute(_IS_SEARCHED, {"of": article_id}).first() is not None

    def _alike(self, article_id: int, fingerprint: Fingerprint) -> tuple[list[int], list[int]]:
        """Return articles that share keys with this one, in order: earlier ones that copy none, and later ones.

        Later articles that belong to an earlier origin are left out.  The fingerprints of all are in `_known` then.
        """
        if not fingerprint.keys:
            return [], []
        values = {"keys": json.dumps(fingerprint.keys), "own": article_id}
        found = sorted(self.connection.execute(_ALIKE, values).scalars())
        unknown = [other for other in found if other not in self._known]
        if unknown:
            for other, packed in self.connection.execute(_PACKED, {"articles": json.dumps(unknown)}):
                self._known[other] = Fingerprint.unpacked(packed)
        return [o for o in found if o < article_id], [o for o in found if o > article_id]

    def _fingerprint(self, article_id: int) -> Fingerprint | None:
        if article_id not in self._known:
            packed = self.connection.execute(_OWN, {"of": article_id}).scalar()
            if packed is None:
                return None
            self._known[article_id] = Fingerprint.unpacked(packed)
        return self._known[article_id]


# Built once, because building a query takes as long as running it.
_IS_SEARCHED = (
    select(RevisionRow.id)
    .join(FingerprintRow, FingerprintRow.revision_id == RevisionRow.id)
    .where(FingerprintRow.article_id == bindparam("of"), RevisionRow.current)
)
_COPIES_OF = select(FingerprintRow.article_id).where(
    FingerprintRow.origin_id == bindparam("of"), FingerprintRow.article_id != bindparam("of")
)
_SET_ORIGIN = (
    update(FingerprintRow).where(FingerprintRow.article_id == bindparam("of")).values(origin_id=bindparam("origin"))
)
_ALIKE = (
    select(FingerprintKeyRow.article_id)
    .join(FingerprintRow, FingerprintRow.article_id == FingerprintKeyRow.article_id)
    .where(FingerprintKeyRow.key.in_(integers_in("keys")), FingerprintRow.version == VERSION)
    .where(
        or_(
            and_(FingerprintRow.article_id < bindparam("own"), FingerprintRow.origin_id == FingerprintRow.article_id),
            and_(FingerprintRow.article_id > bindparam("own"), FingerprintRow.origin_id > bindparam("own")),
        )
    )
    .group_by(FingerprintKeyRow.article_id)
    .order_by(func.count().desc(), FingerprintKeyRow.article_id)
    .limit(MAX_COMPARED)
)
# The articles that share the most keys with a draft.
_SHARING_KEYS = (
    select(FingerprintRow.article_id, FingerprintRow.packed)
    .join(FingerprintKeyRow, FingerprintKeyRow.article_id == FingerprintRow.article_id)
    .where(FingerprintKeyRow.key.in_(integers_in("keys")), FingerprintRow.version == VERSION)
    .group_by(FingerprintRow.article_id, FingerprintRow.packed)
    .order_by(func.count().desc(), FingerprintRow.article_id)
    .limit(MAX_COMPARED)
)
_PACKED = select(FingerprintRow.article_id, FingerprintRow.packed).where(
    FingerprintRow.article_id.in_(integers_in("articles"))
)
_OWN = select(FingerprintRow.packed).where(
    FingerprintRow.article_id == bindparam("of"), FingerprintRow.version == VERSION
)
# A key may be there already, left by a fingerprint of another version.
_NEW, _NEW_KEY = insert(FingerprintRow), insert_if_new(FingerprintKeyRow)
