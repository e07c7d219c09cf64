"""Store articles with what was read out of them, and find them again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, case, func, or_, select

from retrieval.domain.article import AddResult, Article, Draft, Reading
from retrieval.domain.changes import OPERATOR, Actor
from retrieval.domain.clock import utc_now
from retrieval.identity.canonical_url import canonical
from storage.database.dialect import chunked, like_folded
from storage.database.engine import Database
from storage.library.identity import stored_or_retracted
from storage.library.near_duplicates import copies_among
from storage.library.rows import (
    IS_COPY,
    article_from,
    between,
    current_articles,
    newest_first,
)
from storage.library.writer import Traces, Writer
from storage.ports.library import SourceSummary
from storage.schema.base import UtcDateTime
from storage.schema.tables import (
    ArticleRow,
    FingerprintRow,
    RevisionRow,
)


class SqlArticles:
    """The ArticleStore port on SQL.  `now` returns an aware time."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    async def put(self, drafts: Sequence[tuple[Draft, Reading]], by: Actor = OPERATOR) -> list[AddResult]:
        traces = await asyncio.to_thread(lambda: [Traces.of(draft) for draft, _ in drafts])

        def work(connection: Connection) -> list[AddResult]:
            writer = Writer(connection, self._now(), by)
            added = [writer.put(*pair, of_it) for pair, of_it in zip(drafts, traces, strict=True)]
            writer.end()
            copies = copies_among(connection, {a.article.id for a in added})
            return [replace(a, article=replace(a.article, copy_of=copies.get(a.article.id))) for a in added]

        return await self._database.write(work)

    async def same(self, draft: Draft) -> AddResult | None:
        return await self._database.read(lambda connection: stored_or_retracted(connection, draft))

    async def is_untouched(self) -> bool:
        """Return whether no article was ever stored; one that was retracted was."""
        return await self._database.read(lambda c: c.execute(select(ArticleRow.id).limit(1)).first()) is None

    async def article(self, article_id: str) -> Article | None:
        query = current_articles().where(ArticleRow.public_id == article_id)
        row = await self._database.read(lambda c: c.execute(query).first())
        return None if row is None else article_from(row)

    async def articles(self, articles: Collection[str]) -> dict[str, Article]:
        asked = list(dict.fromkeys(articles))

        def found(connection: Connection) -> dict[str, Article]:
            queries = (current_articles().where(ArticleRow.public_id.in_(some)) for some in chunked(asked))
            return {a.id: a for query in queries for a in map(article_from, connection.execute(query))}

        return await self._database.read(found)

    async def ids_beginning(self, beginning: str) -> list[str]:
        """Return the ids of the current articles whose id begins so, in alphabetical order."""
        # A range, which the index on ids serves; LIKE would read them all.
        begins = (ArticleRow.public_id >= beginning, ArticleRow.public_id < f"{beginning}\U0010ffff")
        query = select(ArticleRow.public_id).join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
        query = query.where(RevisionRow.current, *begins).order_by(ArticleRow.public_id)
        return [row.public_id for row in await self._database.rows(query)]

    async def at_link(self, url: str) -> Article | None:
        if (link := canonical(url)) is None:
            return None
        # Articles that share a link are found by it as it was printed, if only one of them was printed with it so.
        is_exact = (RevisionRow.url == url).is_(True)
        query = current_articles(ArticleRow.shared_link).where(
            ArticleRow.link == link, or_(~ArticleRow.shared_link, is_exact)
        )
        query = query.order_by(is_exact.desc(), ArticleRow.shared_link, ArticleRow.id).limit(2)
        rows = await self._database.rows(query)
        is_one_of_many = len(rows) == 2 and rows[0].shared_link and rows[1].shared_link
        return article_from(rows[0]) if rows and not is_one_of_many else None

    async def article_count(self) -> int:
        query = select(func.count()).select_from(RevisionRow).where(RevisionRow.current)
        return int(await self._database.read(lambda c: c.execute(query).scalar_one()))

    async def added_between(self, since: datetime, until: datetime) -> list[Article]:
        query = current_articles().where(RevisionRow.added > since, RevisionRow.added <= until)
        return [article_from(row) for row in await self._database.rows(query.order_by(*newest_first()))]

    async def newest(self, limit: int, offset: int = 0) -> list[Article]:
        """Return `limit` articles after the `offset` newest."""
        return await self.newest_between(None, None, limit, offset)

    async def newest_between(
        self, start: datetime | None, end: datetime | None, limit: int, offset: int = 0
    ) -> list[Article]:
        counted = func.coalesce(RevisionRow.published, RevisionRow.added, type_=UtcDateTime())
        # Sort ids, not whole articles, which would copy the store.
        chosen = select(RevisionRow.id).where(RevisionRow.current, *between(counted, start, end))
        chosen = chosen.order_by(*newest_first()).limit(limit).offset(offset)
        query = current_articles().where(RevisionRow.id.in_(chosen)).order_by(*newest_first())
        return [article_from(row) for row in await self._database.rows(query)]

    async def articles_printing(
        self, words: Sequence[str], article: str | None = None, limit: int | None = None
    ) -> list[Article]:
        # LIKE only narrows, because marks and spaces between the words vary; the caller decides.
        query = current_articles().where(like_folded(RevisionRow.text, "%" + "%".join(map(_literal, words)) + "%"))
        if article is not None:
            query = query.where(ArticleRow.public_id == article)
        query = query.order_by(*newest_first()).limit(limit)
        return [article_from(row) for row in await self._database.rows(query)]

    async def unread(self, article: str | None = None) -> int:
        query = (
            select(func.count())
            .select_from(RevisionRow)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(RevisionRow.current, ~RevisionRow.understood)
        )
        if article is not None:
            query = query.where(ArticleRow.public_id == article)
        return int(await self._database.read(lambda c: c.execute(query).scalar_one()))

    async def count_outdated_readings(self, version: str) -> int:
        query = select(func.count()).select_from(RevisionRow).where(RevisionRow.current, RevisionRow.read_by != version)
        return int(await self._database.read(lambda c: c.execute(query).scalar_one()))

    async def ids_of_outdated_readings(self, version: str) -> list[str]:
        query = select(ArticleRow.public_id).join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
        query = query.where(RevisionRow.current, RevisionRow.read_by != version).order_by(*newest_first())
        return await self._database.read(lambda c: list(c.execute(query).scalars()))

    async def replace_readings(self, readings: Sequence[tuple[Article, Reading]]) -> None:
        def work(connection: Connection) -> None:
            writer = Writer(connection, self._now(), OPERATOR)
            for article, reading in readings:
                writer.replace(article, reading)
            writer.end()

        await self._database.write(work)

    async def sources(self) -> list[SourceSummary]:
        """Return a summary of each publisher, the one with the most articles first."""
        copies = func.sum(case((IS_COPY, 1), else_=0))
        query = (
            select(RevisionRow.publisher, func.count(), func.max(RevisionRow.published), copies)
            .outerjoin(FingerprintRow, FingerprintRow.revision_id == RevisionRow.id)
            .where(RevisionRow.current)
            .group_by(RevisionRow.publisher)
            .order_by(func.count().desc(), RevisionRow.publisher.nulls_first())
        )
        return [SourceSummary(*row) for row in await self._database.rows(query)]


def _literal(word: str) -> str:
    """Escape a word for LIKE; an apostrophe matches any letter, because it may be printed curly."""
    return re.sub(r"[%_\\]", r"\\\g<0>", word).replace("'", "_")
