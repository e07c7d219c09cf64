"""Retract and restore articles: out of everything that is searched, but kept for the answers that cite them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.orm import aliased

from retrieval.domain.article import Article, Draft, Reading
from retrieval.domain.changes import Action, Actor, ArticleStatus, Entry
from retrieval.domain.errors import AlreadyInThatState, UnknownArticle
from retrieval.identity.canonical_url import canonical
from retrieval.identity.fingerprint import fingerprint_of
from retrieval.stories.terms import terms_of
from storage.database.engine import Database
from storage.library.change_log import newest_of, require_new, write_entry
from storage.library.identity import counts_of, link_of
from storage.library.near_duplicates import current_copies
from storage.library.rows import RETRACTED, article_from, retraction_of, revisions
from storage.library.writer import Traces, Writer
from storage.outbox.notices import ChangedArticle, notify_restored, notify_retracted, replace_in_waiting_digests
from storage.schema.tables import ArticleRow, LogRow, PassageRow, RevisionRow

_NEWEST = (
    revisions(RevisionRow.id, RevisionRow.article_id, RevisionRow.current, RevisionRow.understood, *RETRACTED)
    .order_by(RevisionRow.number.desc())
    .limit(1)
)


class SqlRetractions:
    """The part of the ChangeStore port that changes what is stored."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def status(self, article: str) -> ArticleStatus | None:
        def found(connection: Connection) -> ArticleStatus | None:
            row = connection.execute(_NEWEST.where(ArticleRow.public_id == article)).first()
            if row is None:
                return None
            first = select(func.min(RevisionRow.added, type_=RevisionRow.added.type))
            since = connection.execute(first.where(RevisionRow.article_id == row.article_id)).scalar_one()
            passages, statements = counts_of(connection, row.id) if row.current else (0, 0)
            return ArticleStatus(
                article=article_from(row), since=since, passages=passages, statements=statements,
                understood=row.understood, retraction=retraction_of(row),
            )  # fmt: skip

        return await self._database.read(found)

    async def revision(self, article: str, number: int) -> Article | None:
        query = revisions().where(ArticleRow.public_id == article, RevisionRow.number == number)
        row = await self._database.read(lambda c: c.execute(query).first())
        return None if row is None else article_from(row)

    async def retract(self, article: str, by: Actor, reason: str | None = None, *, undoes: int | None = None) -> Entry:
        def retracted(connection: Connection) -> Entry:
            now = self._now()
            row = _newest(connection, article, now, by)
            if row.retracted is not None:
                raise AlreadyInThatState(
                    "the article {id} was already retracted on {day}", id=article, day=f"{row.retracted:%-d %B %Y}"
                )
            writer = Writer(connection, now, by)
            _set(connection, row.article_id, retracted=now, retracted_by=by.name, retracted_why=reason)
            _take_out(connection, row.id, writer.generation)
            copies = current_copies(connection, row.article_id)
            writer.copies.drop(row.article_id)
            writer.stories.drop(row.article_id)
            writer.changed = True
            writer.end()
            about = {"article_id": row.article_id, "revision": row.number, "note": reason}
            entry = write_entry(connection, now, by, Action.RETRACTED, undoes=undoes, **about)
            shown = ChangedArticle(row.article_id, article, row.number)
            notify_retracted(connection, shown, entry.number, reason, now)
            replace_in_waiting_digests(connection, article, copies)
            return entry

        return await self._database.write(retracted)

    async def restore(self, article: str, by: Actor, *, undoes: int | None = None) -> Entry:
        def restored(connection: Connection) -> Entry:
            now = self._now()
            row = _newest(connection, article, now, by)
            if row.retracted is None:
                raise AlreadyInThatState("the article {id} is not retracted; there is nothing to restore", id=article)
            writer = Writer(connection, now, by)
            _set(connection, row.article_id, retracted=None, retracted_by=None, retracted_why=None)
            _put_back(connection, row.id, writer.generation)
            if not writer.copies.put_back(row.article_id):
                writer.copies.change(row.article_id, row.id, fingerprint_of(row.text, row.title, row.published))
            if not writer.stories.put_back(row.article_id):
                writer.stories.change(row.article_id, row.id, terms_of(row.text, row.title, row.published))
            writer.changed = True
            writer.end()
            about = {"article_id": row.article_id, "revision": row.number}
            retraction = newest_of(connection, row.article_id, Action.RETRACTED)
            entry = write_entry(connection, now, by, Action.RESTORED, undoes=undoes, **about)
            shown = ChangedArticle(row.article_id, article, row.number)
            notify_restored(connection, shown, retraction, entry.number, now)
            return entry

        return await self._database.write(restored)

    async def revert(self, former: Draft, reading: Reading, by: Actor, *, undoes: int) -> Entry:
        traces = await asyncio.to_thread(Traces.of, former)

        def reverted(connection: Connection) -> Entry:
            now = self._now()
            undone = None if former.id is None else _newest(connection, former.id, now, by)
            if undone is None or undone.retracted is not None:
                raise AlreadyInThatState("the article {id} is retracted; restore it first", id=former.id)
            writer = Writer(connection, now, by)
            added, article_id = writer.store(former, reading, traces)
            # Otherwise a draft with the link that was undone would become a revision of this article.
            _set(connection, article_id, link=link_of(former) or _link_before(connection, article_id, undone.number))
            writer.end()
            about = {"article_id": article_id, "revision": added.article.revision}
            return write_entry(connection, now, by, Action.REVISED, undoes=undoes, **about)

        return await self._database.write(reverted)


def _newest(connection: Connection, article: str, now: datetime, by: Actor) -> Row[Any]:
    """Return the newest revision of an article that is to be changed.  Raise UnknownArticle or AlreadyDone."""
    require_new(connection, now, by)
    row = connection.execute(_NEWEST.where(ArticleRow.public_id == article)).first()
    if row is None:
        raise UnknownArticle(article)
    return row


def _link_before(connection: Connection, article_id: int, number: int) -> str | None:
    """Return the last link that an article had before this revision, without those of undone revisions."""
    undoing = aliased(LogRow)
    undone = select(LogRow.revision).join(undoing, undoing.undoes == LogRow.id).where(LogRow.article_id == article_id)
    urls = (
        select(RevisionRow.url)
        .where(RevisionRow.article_id == article_id, RevisionRow.number < number, RevisionRow.url.is_not(None))
        .where(
            RevisionRow.number.not_in(undone.where(LogRow.revision.is_not(None), LogRow.action == Action.REVISED.value))
        )
        .order_by(RevisionRow.number.desc())
    )
    links = (canonical(url or "") for url in connection.execute(urls).scalars())
    return next((link for link in links if link is not None), None)


def _set(connection: Connection, article_id: int, **values: Any) -> None:
    connection.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(**values))


def _take_out(connection: Connection, revision_id: int, generation: int) -> None:
    """Take a revision out of search.  Its statements stay: queries leave out revisions that are not current."""
    connection.execute(update(RevisionRow).where(RevisionRow.id == revision_id).values(current=False))
    connection.execute(
        update(PassageRow)
        .where(PassageRow.revision_id == revision_id, PassageRow.retired.is_(None))
        .values(retired=generation)
    )


def _put_back(connection: Connection, revision_id: int, generation: int) -> None:
    """Put a revision into search again with new passages: an index must never meet an id that it has dropped."""
    connection.execute(update(RevisionRow).where(RevisionRow.id == revision_id).values(current=True))
    # Only those retired last: a new reading may have retired others before.
    of_revision = PassageRow.revision_id == revision_id
    last = select(func.max(PassageRow.retired)).where(of_revision).scalar_subquery()
    found = connection.execute(
        select(PassageRow.start, PassageRow.end).where(of_revision, PassageRow.retired == last).order_by(PassageRow.id)
    )
    rows = [{"revision_id": revision_id, "start": s, "end": e, "born": generation} for s, e in found]
    if rows:
        connection.execute(insert(PassageRow), rows)
