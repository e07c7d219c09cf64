"""Find who said what, and who is named where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from retrieval.domain.article import (
    Article,
    KnownBy,
    NameUse,
    PrintedRole,
    Span,
    Speaker,
    Statement,
    StatementKind,
    StoredStatement,
)
from retrieval.domain.ports.library import Wanted
from retrieval.text.normalize import fold
from storage.database.dialect import MAX_BOUND_VALUES, any_value, chunked, cut
from storage.database.engine import Database
from storage.library.descriptions import keys_with
from storage.library.rows import (
    COPY_OF,
    CURRENT,
    IS_COPY,
    ORIGIN,
    article_from,
    current_articles,
    newest_first,
    revisions,
    speaker_from,
)
from storage.schema.tables import (
    ArticleRow,
    ContentRow,
    FingerprintRow,
    NameRow,
    RevisionRow,
    RoleRow,
    SpeakerRow,
    StatementRow,
)

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

    async def uses(self, surnames: Collection[str]) -> list[NameUse]:
        wanted = list(surnames)

        def found(connection: Connection) -> list[NameUse]:
            uses = _Uses()
            for some in chunked(wanted):
                uses.add_names(connection, NameRow.last.in_(some))
                speaking = and_(SpeakerRow.last.in_(some), ~SpeakerRow.described)
                uses.add_speakers(connection, speaking)
            return uses.newest_first()

        return await self._database.read(found)

    async def quoted_surnames(self, article: str | None = None) -> list[str]:
        query = (
            select(SpeakerRow.last)
            .join(StatementRow, SpeakerRow.statement_id == StatementRow.id)
            .join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(CURRENT, ~SpeakerRow.described)
            .distinct()
            .order_by(SpeakerRow.last)
        )
        return await self._list(_scoped(query, article))

    async def quoted_with(self, words: Collection[str], article: str | None = None) -> list[str]:
        if not words:
            return []
        # One pass over the names, however many words there are.
        first = [SpeakerRow.key.startswith(f"{word} ", autoescape=True) for word in words]
        within = [SpeakerRow.key.contains(f" {word} ", autoescape=True) for word in words]
        return await self._names(and_(~SpeakerRow.described, or_(*first, *within)), article)

    async def in_role(self, wanted: Wanted) -> list[tuple[str, str]]:
        query = (
            select(any_value(NameRow.name), RoleRow.key)
            .select_from(RoleRow)
            .join(RevisionRow, RoleRow.revision_id == RevisionRow.id)
            .join(NameRow, and_(NameRow.revision_id == RoleRow.revision_id, NameRow.key == RoleRow.name_key))
            .outerjoin(FingerprintRow, FingerprintRow.revision_id == RevisionRow.id)
            .where(CURRENT, RoleRow.key.in_(keys_with(wanted)))
            .group_by(NameRow.key, RoleRow.key)
            .order_by(func.count(ORIGIN.distinct()).desc(), NameRow.key, RoleRow.key)
        )
        return [(name, role) for name, role in await self._database.rows(query)] if wanted else []

    async def roles_of(self, names: Collection[str], limit: int) -> list[PrintedRole]:
        keys = list({fold(name) for name in names})[:MAX_BOUND_VALUES]
        query = (
            current_articles(NameRow.name, RoleRow.start, RoleRow.end)
            .join(RoleRow, RoleRow.revision_id == RevisionRow.id)
            .join(NameRow, and_(NameRow.revision_id == RoleRow.revision_id, NameRow.key == RoleRow.name_key))
            .where(RoleRow.name_key.in_(keys))
            .order_by(*newest_first(), RoleRow.start, RoleRow.end)
            .limit(limit)
        )
        found = await self._database.rows(query)
        return [PrintedRole(article_from(row), row.name, Span(row.start, row.end)) for row in found]

    async def described(self, wanted: Wanted) -> list[NameUse]:
        if not wanted:
            return []
        named = SpeakerRow.key.in_(keys_with(wanted))
        a_source = or_(~SpeakerRow.described, SpeakerRow.how == KnownBy.ROLE.value)

        def found(connection: Connection) -> list[NameUse]:
            uses = _Uses()
            uses.add_speakers(connection, and_(named, a_source))
            return uses.newest_first()

        return await self._database.read(found)

    async def quoted_alongside(self, name: str, article: str | None = None) -> list[str]:
        naming = select(NameRow.revision_id).where(NameRow.key == fold(name))
        there = StatementRow.revision_id.in_(naming)
        named = await self._names(and_(there, ~SpeakerRow.described), article)
        a_role = and_(SpeakerRow.described, SpeakerRow.how == KnownBy.ROLE.value)
        return named or await self._names(and_(there, a_role), article)

    async def quoted_people(self, limit: int | None = None, article: str | None = None) -> list[str]:
        return await self._names(~SpeakerRow.described, article, limit)

    async def said_by(
        self, names: Sequence[str], article: str | None = None, newest: int | None = None
    ) -> list[StoredStatement]:
        theirs = StatementRow.id.in_(
            select(SpeakerRow.statement_id).where(SpeakerRow.key.in_([fold(n) for n in names]))
        )
        if newest is None:
            return await self._quoted(theirs, article)
        theirs_in = (
            select(RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(CURRENT, RevisionRow.id.in_(select(StatementRow.revision_id).where(theirs)))
        )
        there = _scoped(theirs_in, article).order_by(*newest_first()).limit(newest)
        return await self._quoted(and_(theirs, StatementRow.revision_id.in_(there)), article)

    async def said_in(self, articles: Collection[str]) -> list[StoredStatement]:
        found: list[StoredStatement] = []
        for some in chunked(list(articles)):
            found += await self._quoted(ArticleRow.public_id.in_(some), None)
        return found

    async def said_then(self, article: str, revision: int) -> list[StoredStatement]:
        query = (
            select(*_COLUMNS)
            .join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(ArticleRow.public_id == article, RevisionRow.number == revision)
            .order_by(StatementRow.id)
        )
        return await self._database.read(lambda connection: _quoted_by(connection, query))

    async def _names(self, where: ColumnElement[bool], article: str | None, limit: int | None = None) -> list[str]:
        name = any_value(SpeakerRow.name)
        query = (
            select(name)
            .join(StatementRow, SpeakerRow.statement_id == StatementRow.id)
            .join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .outerjoin(FingerprintRow, FingerprintRow.revision_id == RevisionRow.id)
            .where(CURRENT, where)
            .group_by(SpeakerRow.key)
            # Copies of one article count once.
            .order_by(func.sum(case((IS_COPY, 0), else_=1)).desc(), func.count().desc(), name)
            .limit(limit)
        )
        return await self._list(_scoped(query, article))

    async def _list(self, query: Select[Any]) -> list[str]:
        return await self._database.read(lambda c: list(c.execute(query).scalars()))

    async def _quoted(self, where: ColumnElement[bool], article: str | None) -> list[StoredStatement]:
        """Return statements with their content, speakers and articles, all from one snapshot."""
        query = (
            select(*_COLUMNS)
            .join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(CURRENT, where)
        )
        query = _scoped(query, article).order_by(*newest_first(), StatementRow.id)
        return await self._database.read(lambda connection: _quoted_by(connection, query))


def _quoted_by(connection: Connection, query: Select[Any]) -> list[StoredStatement]:
    """Return the statements of a query for _COLUMNS; each article's text is fetched once."""
    rows = connection.execute(query).all()
    content: defaultdict[int, list[Span]] = defaultdict(list)
    speakers: defaultdict[int, list[Speaker]] = defaultdict(list)
    articles: dict[int, Article] = {}
    printed_in = list({row.revision_id for row in rows})
    for some in chunked(printed_in):
        texts = revisions(RevisionRow.id).where(RevisionRow.id.in_(some))
        for row in connection.execute(texts):
            articles[row.id] = article_from(row)
    for some in chunked([row.id for row in rows]):
        pieces = select(ContentRow.statement_id, ContentRow.start, ContentRow.end).where(
            ContentRow.statement_id.in_(some)
        )
        for owner, start, end in connection.execute(pieces.order_by(ContentRow.ordinal)):
            content[owner].append(Span(start, end))
        who = select(
            SpeakerRow.statement_id,
            SpeakerRow.name,
            SpeakerRow.how,
            SpeakerRow.mention_start,
            SpeakerRow.mention_end,
        ).where(SpeakerRow.statement_id.in_(some))
        for owner, name, how, begin, stop in connection.execute(who.order_by(SpeakerRow.ordinal)):
            speakers[owner].append(speaker_from(name, how, begin, stop))
    return _assembled(rows, articles, content, speakers)


@dataclass(slots=True)
class _Uses:
    """Collects the uses of names, by revision and folded name."""

    _found: dict[tuple[int, str], NameUse] = field(default_factory=dict)
    _when: dict[tuple[int, str], tuple[datetime, int]] = field(default_factory=dict)

    def add_names(self, connection: Connection, where: ColumnElement[bool]) -> None:
        """Add printed names, with the roles printed next to them."""
        query = (
            select(*_WHERE, NameRow.key, NameRow.name)
            .select_from(NameRow)
            .join(RevisionRow, NameRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(CURRENT, where)
        )
        for row in connection.execute(query):
            self._add(row, 0)
        roles = (
            select(RoleRow.revision_id, RoleRow.name_key, cut(RevisionRow.text, RoleRow.start, RoleRow.end))
            .select_from(RoleRow)
            .join(RevisionRow, RoleRow.revision_id == RevisionRow.id)
            .join(NameRow, and_(NameRow.revision_id == RoleRow.revision_id, NameRow.key == RoleRow.name_key))
            .where(CURRENT, where)
            .order_by(RoleRow.start, RoleRow.end)
        )
        for revision, key, role in connection.execute(roles):
            use = self._found[revision, key]
            self._found[revision, key] = replace(use, roles=(*dict.fromkeys((*use.roles, role)),))

    def add_speakers(self, connection: Connection, where: ColumnElement[bool]) -> None:
        """Add speakers, with the number of their statements."""
        query = (
            select(
                *map(any_value, _WHERE),
                SpeakerRow.key,
                any_value(SpeakerRow.name),
                func.count(SpeakerRow.statement_id.distinct()),
            )
            .select_from(SpeakerRow)
            .join(StatementRow, SpeakerRow.statement_id == StatementRow.id)
            .join(RevisionRow, StatementRow.revision_id == RevisionRow.id)
            .join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
            .where(CURRENT, where)
            .group_by(RevisionRow.id, SpeakerRow.key)
        )
        for *row, statements in connection.execute(query):
            self._add(row, statements)

    def _add(self, row: Sequence[Any], statements: int) -> None:
        revision, article, published, added, copy_of, key, name = row
        known = self._found.get((revision, key), NameUse(name, article, published, copy_of=copy_of))
        self._found[revision, key] = replace(known, statements=known.statements + statements)
        self._when[revision, key] = (published or added, revision)

    def newest_first(self) -> list[NameUse]:
        """Return the uses, the newest article's first; within an article by name."""
        by_name = sorted(self._found, key=lambda one: one[1])
        return [self._found[one] for one in sorted(by_name, key=self._when.__getitem__, reverse=True)]


_WHERE: tuple[Any, ...] = (RevisionRow.id, ArticleRow.public_id, RevisionRow.published, RevisionRow.added, COPY_OF)


def _assembled(
    rows: Sequence[Any],
    articles: dict[int, Article],
    content: dict[int, list[Span]],
    speakers: dict[int, list[Speaker]],
) -> list[StoredStatement]:
    quoted: list[StoredStatement] = []
    for row in rows:
        cue = None if row.cue_start is None else Span(row.cue_start, row.cue_end)
        statement = Statement(
            tuple(content[row.id]), StatementKind(row.kind), cue, tuple(speakers[row.id]), row.confidence
        )
        quoted.append(StoredStatement(articles[row.revision_id], statement))
    return quoted


def _scoped(query: Select[Any], article: str | None) -> Select[Any]:
    return query if article is None else query.where(ArticleRow.public_id == article)
