"""Find who said what, and who is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from retrieval.folding import fold
from retrieval.model import Article, Quoted, Span, Speaker, Statement, StatementKind
from storage.engine import Database
from storage.rows import MANY, article_from, current_articles, newest_first, speaker_from
from storage.tables import ArticleRow, ContentRow, NameRow, RevisionRow, SpeakerRow, StatementRow

_COLUMNS: tuple[Any, ...] = (
    StatementRow.revision_id,
    StatementRow.id,
    StatementRow.kind,
    StatementRow.confidence,
    StatementRow.cue_start,
    StatementRow.cue_end,
)


class SqlStatements:
    """The StatementStore port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def speakers_called(self, key: str, article: str | None = None) -> list[str]:
        return await self._names(SpeakerRow.name, or_(SpeakerRow.key == key, SpeakerRow.last == key), article)

    async def people_called(self, key: str, article: str | None = None) -> list[str]:
        query = (
            select(NameRow.name)
            .join(RevisionRow, NameRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(RevisionRow.current, or_(NameRow.key == key, NameRow.last == key))
            .group_by(NameRow.name)
            .order_by(func.count().desc(), NameRow.name)
        )
        return await self._list(_scoped(query, article))

    async def quoted_beside(self, name: str, article: str | None = None) -> list[str]:
        beside = select(NameRow.revision_id).where(NameRow.key == fold(name))
        return await self._names(SpeakerRow.name, StatementRow.revision_id.in_(beside), article)

    async def quoted_people(self, limit: int, article: str | None = None) -> list[str]:
        return (await self._names(SpeakerRow.name, SpeakerRow.how != "role", article, limit))[:limit]

    async def said_by(self, names: Sequence[str], article: str | None = None) -> list[Quoted]:
        theirs = select(SpeakerRow.statement_id).where(SpeakerRow.key.in_([fold(n) for n in names]))
        return await self._quoted(StatementRow.id.in_(theirs), article)

    async def said_in(self, articles: Collection[str]) -> list[Quoted]:
        wanted = list(articles)
        found: list[Quoted] = []
        for first in range(0, len(wanted), MANY):
            found += await self._quoted(ArticleRow.public_id.in_(wanted[first : first + MANY]), None)
        return found

    async def _names(
        self, name: Any, where: ColumnElement[bool], article: str | None, limit: int | None = None
    ) -> list[str]:
        query = (
            select(name)
            .join(StatementRow, SpeakerRow.statement_id == StatementRow.id)
            .join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(RevisionRow.current, where)
            .group_by(SpeakerRow.key)
            .order_by(func.count().desc(), SpeakerRow.name)
            .limit(limit)
        )
        return await self._list(_scoped(query, article))

    async def _list(self, query: Select[Any]) -> list[str]:
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def _quoted(self, where: ColumnElement[bool], article: str | None) -> list[Quoted]:
        """Statements with all that belongs to them, on one snapshot; each article's text is fetched once."""
        query = (
            select(*_COLUMNS)
            .join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(RevisionRow.current, where)
        )
        query = _scoped(query, article).order_by(*newest_first(), StatementRow.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
            content: defaultdict[int, list[Span]] = defaultdict(list)
            speakers: defaultdict[int, list[Speaker]] = defaultdict(list)
            articles: dict[int, Article] = {}
            printed_in = list({row.revision_id for row in rows})
            for first in range(0, len(printed_in), MANY):
                texts = current_articles(RevisionRow.id).where(RevisionRow.id.in_(printed_in[first : first + MANY]))
                for row in await connection.execute(texts):
                    articles[row.id] = article_from(row)
            ids = [row.id for row in rows]
            for first in range(0, len(ids), MANY):
                some = ids[first : first + MANY]
                pieces = select(ContentRow.statement_id, ContentRow.start, ContentRow.end).where(
                    ContentRow.statement_id.in_(some)
                )
                for owner, start, end in await connection.execute(pieces.order_by(ContentRow.ordinal)):
                    content[owner].append(Span(start, end))
                who = select(
                    SpeakerRow.statement_id,
                    SpeakerRow.name,
                    SpeakerRow.how,
                    SpeakerRow.mention_start,
                    SpeakerRow.mention_end,
                ).where(SpeakerRow.statement_id.in_(some))
                for owner, name, how, begin, stop in await connection.execute(who.order_by(SpeakerRow.ordinal)):
                    speakers[owner].append(speaker_from(name, how, begin, stop))
        return _assembled(rows, articles, content, speakers)


def _assembled(
    rows: Sequence[Any],
    articles: dict[int, Article],
    content: dict[int, list[Span]],
    speakers: dict[int, list[Speaker]],
) -> list[Quoted]:
    quoted: list[Quoted] = []
    for row in rows:
        cue = None if row.cue_start is None else Span(row.cue_start, row.cue_end)
        statement = Statement(
            tuple(content[row.id]), StatementKind(row.kind), cue, tuple(speakers[row.id]), row.confidence
        )
        quoted.append(Quoted(articles[row.revision_id], statement))
    return quoted


def _scoped(query: Select[Any], article: str | None) -> Select[Any]:
    return query if article is None else query.where(ArticleRow.public_id == article)
