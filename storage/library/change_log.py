"""Keep the log of who changed what: written in the transaction of the change, read in pages, never altered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select

from retrieval.domain.changes import Action, Actor, Entry
from retrieval.domain.errors import AlreadyDone, CannotUndo, NoLongerEditor
from storage.database.engine import Database
from storage.ports.library import ChangeSummary
from storage.schema.tables import ArticleRow, EditorRow, FeedRow, LogRow, RevisionRow

# Telegram repeats an update for up to a day, and may reuse its number after a week without updates.
UPDATE_REPLAY_PERIOD = timedelta(days=2)

_COLUMNS: tuple[Any, ...] = (
    LogRow.id,
    LogRow.at,
    LogRow.action,
    LogRow.who,
    LogRow.user_id,
    LogRow.place,
    ArticleRow.public_id,
    RevisionRow.title,
    LogRow.revision,
    LogRow.editor_id,
    FeedRow.url,
    LogRow.note,
    LogRow.undoes,
)
_ENTRIES = (
    select(*_COLUMNS)
    .join_from(LogRow, ArticleRow, LogRow.article_id == ArticleRow.id, isouter=True)
    .join(
        RevisionRow,
        and_(RevisionRow.article_id == LogRow.article_id, RevisionRow.number == LogRow.revision),
        isouter=True,
    )
    .join(FeedRow, LogRow.feed_id == FeedRow.id, isouter=True)
)


class SqlChangeLog:
    """The part of the ChangeStore port that reads the log."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def entries(self, limit: int, *, upto: int | None = None, article: str | None = None) -> list[Entry]:
        query = _ENTRIES.order_by(LogRow.id.desc()).limit(limit)
        if upto is not None:
            query = query.where(LogRow.id <= upto)
        if article is not None:
            query = query.where(ArticleRow.public_id == article)
        return [_entry(row) for row in await self._database.rows(query)]

    async def entry(self, number: int) -> Entry | None:
        row = await self._database.read(lambda c: c.execute(_ENTRIES.where(LogRow.id == number)).first())
        return None if row is None else _entry(row)

    async def asked_by(self, update: int | None, limit: int) -> ChangeSummary:
        """Return what one Telegram update changed, with the first `limit` entries."""

        def found(connection: Connection) -> ChangeSummary:
            same_update = _of_update(update, self._now())
            counted = select(func.count(), func.max(LogRow.id)).select_from(LogRow).where(*same_update)
            count, last = connection.execute(counted).one()
            rows = connection.execute(_ENTRIES.where(*same_update).order_by(LogRow.id).limit(limit))
            return ChangeSummary([_entry(row) for row in rows], count, last or 0)

        return await self._database.read(found)

    async def numbers(self, first: int, last: int, update: int | None = None) -> list[int]:
        """Return the numbers from `first` to `last` of entries about articles, newest first; of one update if given."""
        about = LogRow.id.between(first, last), LogRow.article_id.is_not(None)
        same_update = () if update is None else _of_update(update, self._now())
        query = select(LogRow.id).where(*about, *same_update).order_by(LogRow.id.desc())
        return [row.id for row in await self._database.rows(query)]

    async def newest_like(self, entry: Entry) -> Entry:
        same = LogRow.editor_id == entry.editor
        if entry.feed is not None:
            same = FeedRow.url == entry.feed
        elif entry.article is not None:
            same = ArticleRow.public_id == entry.article
        query = _ENTRIES.where(same).order_by(LogRow.id.desc()).limit(1)
        return _entry(await self._database.read(lambda c: c.execute(query).one()))


def require_new(connection: Connection, now: datetime, by: Actor) -> None:
    """Raise AlreadyDone if the same Telegram update has changed something already."""
    if by.update is None:
        return
    if connection.execute(select(LogRow.id).where(*_of_update(by.update, now))).first() is not None:
        raise AlreadyDone


def _require_editor(connection: Connection, by: Actor) -> None:
    """Raise NoLongerEditor if an owner has removed the editor who makes the change of this transaction."""
    still = select(EditorRow.user_id).where(EditorRow.user_id == by.user)
    if by.removable and connection.execute(still).first() is None:
        raise NoLongerEditor(by.name)


def write_entry(
    connection: Connection, now: datetime, by: Actor, action: Action, *, undoes: int | None = None, **about: Any
) -> Entry:
    """Write one entry in the caller's transaction.  `about`: article_id, revision, editor_id, feed_id, note.

    Raise CannotUndo if the entry that this one undoes is no longer the newest about the same thing, and NoLongerEditor.
    """
    _require_editor(connection, by)
    if undoes is not None:
        _require_newest(connection, undoes, about)
    row = {**_row(now, by, action), "undoes": undoes, **about}
    number = connection.execute(insert(LogRow).values(**row).returning(LogRow.id)).scalar_one()
    return _entry(connection.execute(_ENTRIES.where(LogRow.id == number)).one())


def newest_of(connection: Connection, article: int, action: Action) -> int:
    """Return the number of the newest entry of this action about an article's row; 0 if there is none."""
    query = select(func.max(LogRow.id)).where(LogRow.article_id == article, LogRow.action == action.value)
    return connection.execute(query).scalar_one() or 0


def write_stored(
    connection: Connection, now: datetime, by: Actor, stored: Sequence[tuple[Action, int, int, str | None]]
) -> None:
    """Write an entry for each stored article, given as (action, row id, revision, where it came from).

    Raise NoLongerEditor.
    """
    rows = [
        {**_row(now, by, action), "article_id": article, "revision": revision, "place": place or by.place}
        for action, article, revision, place in stored
    ]
    if rows:
        _require_editor(connection, by)
        connection.execute(insert(LogRow), rows)


def stored_before(connection: Connection, now: datetime, by: Actor, article: int, digest: str) -> bool:
    """Return whether the same Telegram update has stored this text under this article's row already."""
    query = (
        select(LogRow.id)
        .join(RevisionRow, and_(RevisionRow.article_id == LogRow.article_id, RevisionRow.number == LogRow.revision))
        .where(*_of_update(by.update, now), LogRow.article_id == article, RevisionRow.digest == digest)
    )
    return connection.execute(query).first() is not None


def _of_update(update: int | None, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return LogRow.update_id == update, LogRow.at > now - UPDATE_REPLAY_PERIOD


def _require_newest(connection: Connection, number: int, about: dict[str, Any]) -> None:
    same = [getattr(LogRow, key) == about[key] for key in ("article_id", "editor_id", "feed_id") if key in about]
    newest = connection.execute(select(func.max(LogRow.id)).where(*same)).scalar_one()
    if newest != number:
        raise CannotUndo(
            "#{newest} changed the same thing after #{number}; nothing was undone", newest=newest, number=number
        )


def _row(now: datetime, by: Actor, action: Action) -> dict[str, Any]:
    return {
        "at": now,
        "action": action.value,
        "who": by.name,
        "user_id": by.user,
        "place": by.place,
        "update_id": by.update,
    }


def _entry(row: Row[Any]) -> Entry:
    number, at, action, who, user, place, article, title, revision, editor, feed, note, undoes = tuple(row)
    return Entry(
        number=number, at=at, action=Action(action), by=Actor(name=who, user=user, place=place), article=article,
        title=title, revision=revision, editor=editor, feed=feed, note=note, undoes=undoes,
    )  # fmt: skip
