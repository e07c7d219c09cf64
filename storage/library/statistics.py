"""Count what is stored, for editors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from storage.database.engine import Database
from storage.library.rows import IS_COPY
from storage.ports.library import PrintedArticle, Stats
from storage.ports.outbox import DeliveryState
from storage.schema.tables import (
    ArticleRow,
    DeliveryRow,
    FingerprintRow,
    PassageRow,
    RevisionRow,
    StatementRow,
    SubscriptionRow,
    TurnRow,
)

_CURRENT_STATEMENTS = (
    select(func.count()).select_from(StatementRow).join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
)
# In the order of the fields of Stats.
_QUERIES = (
    select(func.count()).select_from(RevisionRow).where(RevisionRow.current),
    select(func.count()).select_from(FingerprintRow).where(IS_COPY),
    select(func.count()).select_from(ArticleRow).where(ArticleRow.retracted.is_not(None)),
    select(func.count()).select_from(RevisionRow),
    select(func.count(func.coalesce(RevisionRow.publisher, "").distinct())).where(RevisionRow.current),
    select(func.count()).select_from(PassageRow).where(PassageRow.retired.is_(None)),
    _CURRENT_STATEMENTS.where(RevisionRow.current),
    select(func.count()).select_from(SubscriptionRow).where(SubscriptionRow.paused.is_(False)),
    select(func.count()).select_from(TurnRow),
    select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state == DeliveryState.PENDING.value),
    select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state == DeliveryState.PARKED.value),
)


class SqlStatistics:
    """The Statistics port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self) -> Stats:
        def counted(connection: Connection) -> Stats:
            return Stats(*(int(connection.execute(query).scalar_one()) for query in _QUERIES))

        return await self._database.read(counted)

    async def printed_since(self, since: datetime) -> list[PrintedArticle]:
        query = (
            select(RevisionRow.published, func.count(StatementRow.id))
            .outerjoin(StatementRow, StatementRow.revision_id == RevisionRow.id)
            .outerjoin(FingerprintRow, and_(FingerprintRow.revision_id == RevisionRow.id, IS_COPY))
            .where(RevisionRow.current, FingerprintRow.revision_id.is_(None))
            .where(or_(RevisionRow.published.is_(None), RevisionRow.published >= since))
            .group_by(RevisionRow.id)
        )
        return [PrintedArticle(published, count) for published, count in await self._database.rows(query)]
