"""Look through new articles once for what chats follow, and write the alerts to the outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.chats.watches import REACHABLE, WATCH_COLUMNS, watch_from
from storage.database.dialect import chunked, upsert
from storage.database.engine import Database
from storage.library.rows import article_from, current_articles
from storage.outbox.deliveries import write_all
from storage.ports.outbox import Delivery
from storage.ports.watches import Alert, AlertChat, Batch, NewArticle
from storage.schema.tables import FingerprintRow, RevisionRow, SpeakerRow, StatementRow
from storage.schema.watch_tables import AlertChatRow, AlertRow, AlertScanRow, WatchRow

# Of texts that an article may have its words from: former revisions, and near-duplicates.
MAX_EARLIER = 20
_ONLY = 1


class SqlAlerts:
    """The Alerts port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unseen(self, limit: int) -> Batch | None:
        batch = await self._database.read(lambda connection: _unseen(connection, limit))
        if batch is not None and batch.after < 0:
            # Nothing was scanned yet, or nobody follows anything: begin after what nobody followed.
            await self._database.write(lambda connection: _pass_over(connection, batch))
            return None
        return batch

    async def earlier(self, article: NewArticle) -> list[str]:
        return await self._database.read(lambda connection: _earlier(connection, article.number))

    async def known(self, watches: Collection[int], since: datetime) -> dict[int, tuple[set[str], set[str]]]:
        def found(connection: Connection) -> dict[int, tuple[set[str], set[str]]]:
            known: dict[int, tuple[set[str], set[str]]] = {watch: (set(), set()) for watch in watches}
            for some in chunked(list(watches)):
                query = select(AlertRow.watch_id, AlertRow.article, AlertRow.said)
                for watch, article, said in connection.execute(
                    query.where(AlertRow.watch_id.in_(some), AlertRow.at > since)
                ):
                    known[watch][0].add(article)
                    known[watch][1].update(said)
            return known

        return await self._database.read(found)

    async def waiting(self) -> list[Alert]:
        query = select(AlertRow.article, AlertRow.said, *WATCH_COLUMNS).join(WatchRow, AlertRow.watch_id == WatchRow.id)
        query = query.where(AlertRow.waits, REACHABLE).order_by(AlertRow.at, AlertRow.watch_id, AlertRow.article)
        return [
            Alert(watch_from(watch), article, tuple(said), waits=True)
            for article, said, *watch in await self._database.rows(query)
        ]

    async def advance(
        self,
        batch: Batch | None,
        alerts: Sequence[Alert],
        chats: Sequence[AlertChat],
        deliveries: Sequence[Delivery],
        now: datetime,
    ) -> bool:
        def advanced(connection: Connection) -> bool:
            if batch is not None and not _pass_over(connection, batch):
                return False
            still = {a.watch.id for a in alerts}
            for some in chunked(list(still)):
                still -= set(some) - set(connection.execute(select(WatchRow.id).where(WatchRow.id.in_(some))).scalars())
            rows = [
                {"watch_id": a.watch.id, "article": a.article, "said": list(a.said), "at": now, "waits": a.waits}
                for a in alerts
                if a.watch.id in still
            ]
            if rows:
                connection.execute(upsert(AlertRow, AlertRow.watch_id, AlertRow.article, update=("waits",)), rows)
            counts = [{"chat_id": c.chat_id, "per_day": c.per_day, "day": c.day, "sent": c.sent} for c in chats]
            if counts:
                connection.execute(upsert(AlertChatRow, AlertChatRow.chat_id, update=("day", "sent")), counts)
            write_all(connection, deliveries, now)
            return True

        return await self._database.write(advanced)


def _unseen(connection: Connection, limit: int) -> Batch | None:
    newest = connection.execute(select(func.max(RevisionRow.id))).scalar() or 0
    after = connection.execute(select(AlertScanRow.revision)).scalar()
    if after is None:
        # Somebody may have begun to follow, and an article come in, before the first scan.
        first = connection.execute(select(func.min(WatchRow.since))).scalar()
        if first is None:
            return Batch(-1, newest)
        before = select(func.max(RevisionRow.id)).where(RevisionRow.added < first)
        return Batch(-1, connection.execute(before).scalar() or 0)
    if newest <= after:
        return None
    if connection.execute(select(WatchRow.id).limit(1)).first() is None:
        return Batch(-1, newest)
    until = min(newest, after + limit)
    within = RevisionRow.id > after, RevisionRow.id <= until
    rows = connection.execute(current_articles(RevisionRow.id).where(*within).order_by(RevisionRow.id)).all()
    speaking = (
        select(StatementRow.revision_id, SpeakerRow.last)
        .join(SpeakerRow, SpeakerRow.statement_id == StatementRow.id)
        .where(StatementRow.revision_id > after, StatementRow.revision_id <= until, ~SpeakerRow.described)
    )
    surnames: defaultdict[int, set[str]] = defaultdict(set)
    for revision, surname in connection.execute(speaking):
        surnames[revision].add(surname)
    articles = [NewArticle(article_from(row), row.id, frozenset(surnames[row.id])) for row in rows]
    return Batch(after, until, tuple(articles))


def _earlier(connection: Connection, revision: int) -> list[str]:
    article = connection.execute(select(RevisionRow.article_id).where(RevisionRow.id == revision)).scalar_one()
    origin = select(FingerprintRow.origin_id).where(FingerprintRow.article_id == article).scalar_subquery()
    alike = select(FingerprintRow.article_id).where(FingerprintRow.origin_id == origin)
    query = select(RevisionRow.text).where(
        (RevisionRow.article_id == article) | RevisionRow.article_id.in_(alike), RevisionRow.id < revision
    )
    return list(connection.execute(query.order_by(RevisionRow.id.desc()).limit(MAX_EARLIER)).scalars())


def _pass_over(connection: Connection, batch: Batch) -> bool:
    """Move the scan to the end of a batch; return False if another process did so before."""
    if batch.after < 0:
        put = upsert(AlertScanRow, AlertScanRow.id, update=("revision",))
        connection.execute(put.values(id=_ONLY, revision=batch.until))
        return True
    moved = update(AlertScanRow).where(AlertScanRow.revision == batch.after).values(revision=batch.until)
    return connection.execute(moved).rowcount == 1
