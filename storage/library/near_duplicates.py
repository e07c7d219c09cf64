"""Keep which articles are copies of one another, with every change, inside its transaction.

Each joins the first article that is nobody's copy and whose copy it is.  So no chain of small differences makes one of
two texts that share nothing, and what belongs together depends on what is stored alone, not on the way there.
"""

from __future__ import annotations

import asyncio
import heapq
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from retrieval.domain.article import Article
from retrieval.identity.fingerprint import VERSION, Fingerprint, are_copies, fingerprint_of
from storage.database.dialect import chunked, insert_if_new, integers_in
from storage.database.engine import Database
from storage.library.rows import article_from, current_articles
from storage.schema.tables import ArticleRow, FingerprintKeyRow, FingerprintRow, RevisionRow

# Articles compared with one: those that share the most keys with it.  More share some only on a much used form.
MAX_COMPARED = 64


class SqlNearDuplicates:
    """The copies of each article, as the ArticleStore port has it."""

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

    async def find_near_duplicates(self, most: int) -> int:
        waiting = await self._database.rows(_WAITING.limit(most))
        if not waiting:
            return 0
        made = await asyncio.to_thread(lambda: [fingerprint_of(row.text, row.title, row.published) for row in waiting])

        def all_of_them(connection: Connection) -> None:
            _forget_other_versions(connection)
            copies = CopyUpdates(connection)
            for row, fingerprint in zip(waiting, made, strict=True):
                still = select(RevisionRow.id).where(RevisionRow.id == row.id, RevisionRow.current)
                if connection.execute(still).first() is not None:
                    # Another process may have looked at it meanwhile.
                    copies.change(row.article_id, row.id, fingerprint)
            copies.end()

        await self._database.write(all_of_them)
        return len(waiting)

    async def near_duplicates_unknown(self) -> int:
        """How many articles' siblings are not looked for yet, or by another version."""
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
    """All at once: with some left, what is looked up would be looked up by two measures."""
    others = select(FingerprintRow.article_id).where(FingerprintRow.version != VERSION)
    if connection.execute(others.limit(1)).first() is not None:
        connection.execute(delete(FingerprintKeyRow).where(FingerprintKeyRow.article_id.in_(others)))
        connection.execute(delete(FingerprintRow).where(FingerprintRow.version != VERSION))


def copies_among(connection: Connection, articles: Collection[str]) -> dict[str, str]:
    """Which of these articles are copies, and whose."""
    first = aliased(ArticleRow)
    query = (
        select(ArticleRow.public_id, first.public_id)
        .join(FingerprintRow, FingerprintRow.article_id == ArticleRow.id)
        .join(first, first.id == FingerprintRow.origin_id)
        .where(FingerprintRow.origin_id != FingerprintRow.article_id, ArticleRow.public_id.in_(articles))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def current_copies(connection: Connection, article_id: int) -> list[tuple[str, datetime]]:
    """The others of an article's origin, by their ids, with when they came to read as they do; the earliest first."""
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
    """Changes of who is whose copy inside one transaction; `end` brings all into order.

    An article is a copy of an earlier one only, so that a change of one touches those after it alone: taken in their
    order, each needs to be looked at once.
    """

    connection: Connection
    _unsettled: list[int] = field(default_factory=list)
    _known: dict[int, Fingerprint] = field(default_factory=dict)
    _fresh: dict[int, tuple[int, Fingerprint]] = field(default_factory=dict)

    def add(self, article_id: int, revision_id: int, fingerprint: Fingerprint) -> None:
        """An article has its first text, or its fingerprint at last."""
        self._fresh[article_id] = revision_id, fingerprint

    def change(self, article_id: int, revision_id: int, fingerprint: Fingerprint) -> None:
        """The text of an article is another now."""
        self._fresh.pop(article_id, None)
        self.drop(article_id)
        self.connection.execute(delete(FingerprintRow).where(FingerprintRow.article_id == article_id))
        self._known.pop(article_id, None)
        self.add(article_id, revision_id, fingerprint)

    def put_back(self, article_id: int) -> bool:
        """An article is searched again; False where its fingerprint is of another version: it is to be changed."""
        fingerprint = self._fingerprint(article_id)
        if fingerprint is not None:
            self._lay_out({article_id: fingerprint})
        return fingerprint is not None

    def drop(self, article_id: int) -> None:
        """An article is searched no more: nobody is its copy, and it is nobody's."""
        fingerprint = self._fingerprint(article_id)
        if fingerprint is None:
            return
        keys = FingerprintKeyRow.key.in_(fingerprint.keys), FingerprintKeyRow.article_id == article_id
        self.connection.execute(delete(FingerprintKeyRow).where(*keys))
        self.connection.execute(_SAY, {"of": article_id, "origin": article_id})
        self._unsettled += self.connection.execute(_COPIES_OF, {"of": article_id}).scalars()

    def end(self) -> None:
        """Write what is new at once, and settle everything, the earliest first."""
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
        self._lay_out(fingerprints)

    def _lay_out(self, fingerprints: Mapping[int, Fingerprint]) -> None:
        """Let them be looked up by their keys."""
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
            self.connection.execute(_SAY, {"of": article_id, "origin": origin})
        # Who is a copy has none of its own; to who is not, copies belong that had joined a later one.
        if origin != article_id:
            after = [] if fresh else list(self.connection.execute(_COPIES_OF, {"of": article_id}).scalars())
        else:
            after = [other for other in after if are_copies(own, self._known[other])]
        for other in after:
            heapq.heappush(self._unsettled, other)

    def _is_searched(self, article_id: int) -> bool:
        return self.connection.execute(_IS_SEARCHED, {"of": article_id}).first() is not None

    def _alike(self, article_id: int, fingerprint: Fingerprint) -> tuple[list[int], list[int]]:
        """Articles that may be its copies, in their order: those before it that are nobody's, and those after it that
        belong to none before it.  Their fingerprints are known then.
        """
        if not fingerprint.keys:
            return [], []
        told = {"keys": json.dumps(fingerprint.keys), "own": article_id}
        found = sorted(self.connection.execute(_ALIKE, told).scalars())
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


# Built once: building a query takes as long as running it.
_IS_SEARCHED = (
    select(RevisionRow.id)
    .join(FingerprintRow, FingerprintRow.revision_id == RevisionRow.id)
    .where(FingerprintRow.article_id == bindparam("of"), RevisionRow.current)
)
_COPIES_OF = select(FingerprintRow.article_id).where(
    FingerprintRow.origin_id == bindparam("of"), FingerprintRow.article_id != bindparam("of")
)
_SAY = update(FingerprintRow).where(FingerprintRow.article_id == bindparam("of")).values(origin_id=bindparam("origin"))
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
_PACKED = select(FingerprintRow.article_id, FingerprintRow.packed).where(
    FingerprintRow.article_id.in_(integers_in("articles"))
)
_OWN = select(FingerprintRow.packed).where(
    FingerprintRow.article_id == bindparam("of"), FingerprintRow.version == VERSION
)
# A key that a fingerprint of another version has left is as good.
_NEW, _NEW_KEY = insert(FingerprintRow), insert_if_new(FingerprintKeyRow)
