"""Find passages, and say which of them an index has to add or drop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from retrieval.domain.article import Span, StoredPassage
from retrieval.domain.ports import NO_GENERATION, Changes, Generation
from retrieval.text.chunking import with_title
from storage.database.dialect import chunked
from storage.database.engine import Database
from storage.library.rows import article_from, between, current_articles
from storage.schema.tables import ArticleRow, GenerationRow, PassageRow, RevisionRow

_NEWEST = select(GenerationRow.number, GenerationRow.token).order_by(GenerationRow.number.desc()).limit(1)
# Built once, because building it takes as long as running it.
_WITH_IDS = (
    current_articles(PassageRow.id, PassageRow.start, PassageRow.end)
    .join(PassageRow, PassageRow.revision_id == RevisionRow.id)
    .where(PassageRow.id.in_(bindparam("ids", expanding=True)), PassageRow.retired.is_(None))
)
_WENT = select(PassageRow.id).where(PassageRow.retired > bindparam("since"))


class SqlPassages:
    """The PassageStore and PassageSource ports on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        def found(connection: Connection) -> dict[int, StoredPassage]:
            stored: dict[int, StoredPassage] = {}
            for some in chunked(ids):
                for row in connection.execute(_WITH_IDS, {"ids": some}):
                    stored[row.id] = StoredPassage(row.id, article_from(row), Span(row.start, row.end))
            return stored

        return await self._database.read(found)

    async def passage_ids_within(self, articles: Collection[str]) -> list[int]:
        wanted = list(dict.fromkeys(articles))

        def read(connection: Connection) -> list[int]:
            found: list[int] = []
            for some in chunked(wanted):
                query = (
                    select(PassageRow.id)
                    .join(RevisionRow, PassageRow.revision_id == RevisionRow.id)
                    .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
                    .where(ArticleRow.public_id.in_(some), PassageRow.retired.is_(None))
                )
                found += connection.execute(query).scalars()
            return found

        return await self._database.read(read)

    async def passages_between(self, start: datetime | None, end: datetime | None) -> list[int]:
        query = (
            select(PassageRow.id)
            .join(RevisionRow, PassageRow.revision_id == RevisionRow.id)
            .where(RevisionRow.current, RevisionRow.published.is_not(None), PassageRow.retired.is_(None))
            .where(*between(RevisionRow.published, start, end))
            .order_by(PassageRow.id)
        )
        return await self._database.read(lambda c: list(c.execute(query).scalars()))

    async def generation(self) -> Generation:
        row = await self._database.read(lambda c: c.execute(_NEWEST).first())
        return NO_GENERATION if row is None else Generation(row.number, row.token)

    async def holds(self, generation: Generation) -> bool:
        if generation == NO_GENERATION:
            return True
        query = select(func.count()).where(
            GenerationRow.number == generation.number, GenerationRow.token == generation.token
        )
        return bool(await self._database.read(lambda c: c.execute(query).scalar_one()))

    async def changes(self, since: int) -> Changes:
        came = select(PassageRow.id).where(PassageRow.born > since, PassageRow.retired.is_(None))

        def found(connection: Connection) -> Changes:
            row = connection.execute(_NEWEST).first()
            added = connection.execute(came.order_by(PassageRow.id)).scalars().all()
            removed = connection.execute(_WENT, {"since": since}).scalars().all()
            now = NO_GENERATION if row is None else Generation(row.number, row.token)
            return Changes(now, tuple(added), tuple(removed))

        return await self._database.read(found)

    async def removed(self, since: int) -> Sequence[int]:
        return await self._database.read(lambda c: c.execute(_WENT, {"since": since}).scalars().all())

    async def generation_before(self, passage: int) -> Generation:
        # Ids and generations both only grow.
        born = select(PassageRow.born).where(PassageRow.id == passage).scalar_subquery()
        row = await self._database.read(lambda c: c.execute(_NEWEST.where(GenerationRow.number < born)).first())
        return NO_GENERATION if row is None else Generation(row.number, row.token)

    async def passage_count(self) -> int:
        query = select(func.count()).select_from(PassageRow).where(PassageRow.retired.is_(None))
        return int(await self._database.read(lambda c: c.execute(query).scalar_one()))

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {i: with_title(p.article, p.span) for i, p in (await self.passages(ids)).items()}
