"""Erase what is stored about readers, when they ask for it and when its time is over."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from retrieval.domain.errors import BadInput, StorageError
from storage.chats import inbox
from storage.chats.attachments import DOCUMENT_RETENTION
from storage.chats.background_jobs import ENDED_JOB_RETENTION
from storage.database.engine import Database
from storage.ports.chat_settings import Askers
from storage.ports.digests import TOLD_MEMORY
from storage.ports.jobs import JobStage
from storage.ports.outbox import DeliveryState
from storage.ports.personal_data import DELIVERY_RETENTION, FORGOTTEN, Erased
from storage.ports.watches import ALERT_MEMORY
from storage.schema.digest_tables import LeftOutRow, ToldRow
from storage.schema.job_tables import JobRow, SentDocumentRow
from storage.schema.tables import (
    ArticleRow,
    BotMessageRow,
    ChatSettingsRow,
    DeliveryRow,
    EditorRow,
    FeedRow,
    LogRow,
    RatingRow,
    SubscriptionRow,
    TurnRow,
)
from storage.schema.watch_tables import AlertChatRow, AlertRow, WatchRow

log = logging.getLogger(__name__)

# Tables whose rows belong to a chat, under the names of Erased.  Documents refer to jobs, messages to turns.
_OF_CHATS: tuple[tuple[str, Any], ...] = (
    ("messages", BotMessageRow),
    ("questions", TurnRow),
    ("subscriptions", SubscriptionRow),
    ("watches", WatchRow),
    ("watches", AlertChatRow),
    ("deliveries", DeliveryRow),
    ("documents", SentDocumentRow),
    ("jobs", JobRow),
)
# Columns with the name of whoever changed a thing last, by the column of the log that refers to the thing.
_NAMES: tuple[tuple[Any, Any], ...] = (
    (LogRow.article_id, ArticleRow.retracted_by),
    (LogRow.feed_id, FeedRow.added_by),
    (LogRow.feed_id, FeedRow.paused_by),
)
EMPTIED: dict[str, Any] = {"articles": []}
_SETTLED = (
    DeliveryState.SENT.value,
    DeliveryState.FAILED.value,
    DeliveryState.PARKED.value,
    DeliveryState.DROPPED.value,
)


class SqlPersonalData:
    """The PersonalData port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget_reader(self, reader: int) -> Erased:
        def forget(connection: Connection, erased: Counter[str]) -> None:
            jobs = or_(JobRow.user_id == reader, JobRow.chat_id == reader)
            _forget_jobs(connection, erased, jobs)
            _count(erased, "ratings", connection, RatingRow, RatingRow.reader_id == reader)
            _count(erased, "questions", connection, TurnRow, TurnRow.reader_id == reader)
            _forget_chat(connection, erased, reader)
            # Their channels go on getting digests, which any administrator there can stop.
            theirs = ChatSettingsRow.set_up_by == reader
            erased["settings"] += connection.execute(
                update(ChatSettingsRow).where(theirs).values(set_up_by=None)
            ).rowcount
            erased["names"] += _forget_names(connection, reader)

        return await self._erase(forget)

    async def forget_in_chat(self, reader: int, chat: int) -> Erased:
        def forget(connection: Connection, erased: Counter[str]) -> None:
            _forget_jobs(connection, erased, and_(JobRow.user_id == reader, JobRow.chat_id == chat))
            here = select(TurnRow.id).where(TurnRow.chat_id == chat)
            own_ratings = and_(RatingRow.reader_id == reader, RatingRow.turn_id.in_(here))
            _count(erased, "ratings", connection, RatingRow, own_ratings)
            _count(erased, "questions", connection, TurnRow, TurnRow.reader_id == reader, TurnRow.chat_id == chat)

        return await self._erase(forget)

    async def forget_chat(self, chat: int) -> Erased:
        def forget(connection: Connection, erased: Counter[str]) -> None:
            _forget_jobs(connection, erased, JobRow.chat_id == chat)
            here = select(TurnRow.id).where(TurnRow.chat_id == chat)
            _count(erased, "ratings", connection, RatingRow, RatingRow.turn_id.in_(here))
            _forget_chat(connection, erased, chat)
            _forget_place(connection, chat)

        return await self._erase(forget)

    async def erase_expired(self, now: datetime, keep: timedelta) -> int:
        def erase(connection: Connection) -> int:
            # Emptied ones have no time of settling any more, so that only those to be emptied are looked at.
            over = DeliveryRow.settled < now - DELIVERY_RETENTION, DeliveryRow.state.in_(_SETTLED)
            gone = (
                delete(TurnRow).where(TurnRow.at < now - keep),
                delete(BotMessageRow).where(BotMessageRow.turn_id.is_(None), BotMessageRow.at < now - keep),
                delete(AlertRow).where(AlertRow.at < now - ALERT_MEMORY, AlertRow.waits.is_(False)),
                delete(ToldRow).where(ToldRow.at < now - TOLD_MEMORY),
                delete(SentDocumentRow).where(SentDocumentRow.at < now - DOCUMENT_RETENTION),
                delete(JobRow).where(JobRow.state != JobStage.RUNNING.value, JobRow.at < now - ENDED_JOB_RETENTION),
                # Nobody can send again what has no content.
                update(DeliveryRow)
                .where(*over, DeliveryRow.state == DeliveryState.PARKED.value)
                .values(state=DeliveryState.FAILED.value),
                update(DeliveryRow).where(*over).values(content=EMPTIED, note=None, settled=None),
            )
            return sum(connection.execute(statement).rowcount for statement in gone)

        erased = await self._database.write(erase)
        await self._empty_log()
        return erased

    async def _erase(self, forget: Callable[[Connection, Counter[str]], None]) -> Erased:
        def erase(connection: Connection) -> Erased:
            erased: Counter[str] = Counter()
            forget(connection, erased)
            return Erased(**erased)

        erased = await self._database.write(erase)
        if erased:
            await self._empty_log()
        return erased

    async def _empty_log(self) -> None:
        """Empty the write-ahead log: pages are overwritten, but it still holds them as they were."""
        try:
            await self._database.empty_log()
        except StorageError as error:
            # What was erased is erased; the next run does this, too.
            log.warning("the write-ahead log will be emptied later: %s", error)


def _count(erased: Counter[str], name: str, connection: Connection, table: Any, *where: ColumnElement[bool]) -> None:
    """Delete rows and count them."""
    erased[name] += connection.execute(delete(table).where(*where)).rowcount


def _forget_jobs(connection: Connection, erased: Counter[str], which: ColumnElement[bool]) -> None:
    """Delete jobs with the documents that they read.  Raise BadInput if one runs."""
    running = select(JobRow.id).where(which, JobRow.state == JobStage.RUNNING.value)
    if connection.execute(running).first() is not None:
        raise BadInput("a job of theirs is still running; cancel it or wait until it has ended, and try again")
    documents = SentDocumentRow.job_id.in_(select(JobRow.id).where(which))
    _count(erased, "documents", connection, SentDocumentRow, documents)
    _count(erased, "jobs", connection, JobRow, which)


def _forget_chat(connection: Connection, erased: Counter[str], chat: int) -> None:
    for name, table in _OF_CHATS:
        _count(erased, name, connection, table, table.chat_id == chat)
    settings = ChatSettingsRow.chat_id == chat
    chosen = or_(ChatSettingsRow.language.is_not(None), ChatSettingsRow.who_may_ask != Askers.EVERYONE.value)
    _count(erased, "settings", connection, ChatSettingsRow, settings, chosen)
    # Not counted: they go with the digests.
    for memory in (ToldRow, LeftOutRow):
        connection.execute(delete(memory).where(memory.chat_id == chat))
    # Not counted: what nobody chose is noted again with the next message.
    connection.execute(delete(ChatSettingsRow).where(settings))
    inbox.forget_chat(connection, chat)
    # Editors were told that the chat could not be written to.
    told = delete(DeliveryRow).where(DeliveryRow.key.startswith(f"closed:{chat}:", autoescape=True))
    connection.execute(told)


def _forget_names(connection: Connection, editor: int) -> int:
    """Take an editor's name and number out of the log, and the name out of wherever else it stands; return how often.

    The number stays where the log is about the editor, and where they are one still.
    """
    theirs = LogRow.user_id == editor
    names = select(LogRow.who).where(theirs)
    for about, column in _NAMES:
        row = column.class_
        things = select(about).where(theirs, about.is_not(None))
        connection.execute(update(row).where(row.id.in_(things), column.in_(names)).values({column: FORGOTTEN}))
    noted = update(LogRow).where(LogRow.editor_id == editor, LogRow.note.is_not(None)).values(note=None)
    listed = update(EditorRow).where(EditorRow.user_id == editor, EditorRow.name.is_not(None)).values(name=None)
    count = sum(connection.execute(statement).rowcount for statement in (noted, listed))
    _forget_place(connection, editor)
    return count + connection.execute(update(LogRow).where(theirs).values(who=FORGOTTEN, user_id=None)).rowcount


def _forget_place(connection: Connection, chat: int) -> None:
    """Take the number of a chat out of the places in the log (bot.telegram writes "Telegram chat N, message M")."""
    place = f"Telegram chat {chat},"
    forgotten = func.replace(LogRow.place, place, "Telegram,")
    connection.execute(update(LogRow).where(LogRow.place.contains(place, autoescape=True)).values(place=forgotten))
