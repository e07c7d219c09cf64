"""Keep conversations: what was asked and shown in each chat, and which messages of the bot carried it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, or_, select, update

from retrieval.domain.clock import utc_now
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import MAX_REPLY_CHARS, MAX_TURNS, About, Cited, Conversation, Turn
from storage.database.dialect import json_length, upsert
from storage.database.engine import Database
from storage.library.rows import article_from, revisions
from storage.ports.conversations import Party, StoredTurn
from storage.ports.outbox import NOTICE_PERIOD
from storage.schema.tables import ArticleRow, BotMessageRow, RatingRow, RevisionRow, TurnRow

# Rated turns do not count towards the first limit; loose messages (digests) belong to no turn.
MAX_TURNS_PER_CHAT = 300
MAX_RATED_TURNS_PER_CHAT = 2_000
MAX_LOOSE_MESSAGES_PER_CHAT = 1_000


TURN_COLUMNS = (
    TurnRow.id,
    TurnRow.chat_id,
    TurnRow.topic,
    TurnRow.reader_id,
    TurnRow.at,
    TurnRow.asked,
    TurnRow.understood,
    TurnRow.label,
    TurnRow.kind,
    TurnRow.reason,
    TurnRow.people,
    TurnRow.articles,
    TurnRow.cited,
)


class SqlTurns:
    """The Turns port on SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    async def put(self, party: Party, turn: Turn, now: datetime, card: Mapping[str, Any] | None = None) -> int:
        def kept(connection: Connection) -> int:
            put = insert(TurnRow).values(
                chat_id=party.chat_id, topic=party.topic, reader_id=party.reader_id, at=now, asked=turn.asked,
                understood=turn.understood, label=turn.label, kind=turn.kind, reason=turn.reason,
                people=list(turn.people), articles=list(turn.articles), closed=False,
                cited=_places(turn.cited), card=None if card is None else dict(card),
            )  # fmt: skip
            number = connection.execute(put.returning(TurnRow.id)).scalar_one()
            _delete_oldest(connection, party.chat_id, now)
            return int(number)

        return await self._database.write(kept)

    async def record_messages(
        self,
        chat_id: int,
        messages: Iterable[int],
        turn_id: int | None = None,
        *,
        articles: Sequence[str] = (),
        people: Sequence[str] = (),
    ) -> None:
        about = {"turn_id": turn_id, "articles": list(articles), "people": list(people)}
        rows = [{"chat_id": chat_id, "message_id": m, "at": self._now(), **about} for m in messages]
        if not rows:
            return

        def keep(connection: Connection) -> None:
            if turn_id is not None and not _exists(connection, turn_id):
                return
            connection.execute(
                upsert(BotMessageRow, BotMessageRow.chat_id, BotMessageRow.message_id, update=about), rows
            )
            if turn_id is None:
                _delete_oldest_messages(connection, chat_id)

        await self._database.write(keep)

    async def conversation(
        self, party: Party, now: datetime, quiet: timedelta, replying_to: int | None = None, phrase: str | None = None
    ) -> Conversation:
        def found(connection: Connection) -> tuple[list[Turn], Row[Any] | None, bool]:
            message = None if replying_to is None else _message(connection, party.chat_id, replying_to)
            kept = [] if message is None or message.turn_id is None else _up_to(connection, message)
            answered = bool(kept)
            if message is None:
                kept = _since_pause(_newest(connection, party), now, quiet)
            turns = [_with_words(connection, k.turn) for k in kept]
            return turns, message, answered

        turns, message, answered = await self._database.read(found)
        about = None
        if message is not None or phrase is not None:
            articles, people = ((), ()) if message is None else (tuple(message.articles), tuple(message.people))
            if answered:
                articles = turns[-1].articles
            about = About(articles, people, phrase, answered=answered)
        return Conversation(tuple(turns), about)

    async def get(self, number: int, chat_id: int) -> StoredTurn | None:
        query = select(*TURN_COLUMNS, TurnRow.card).where(TurnRow.id == number, TurnRow.chat_id == chat_id)
        row = await self._database.read(lambda c: c.execute(query).first())
        return None if row is None else replace(stored_turn(row[:-1]), card=row.card)

    async def add_shown(self, number: int, cited: Sequence[Cited]) -> None:
        def add(connection: Connection) -> None:
            before = connection.execute(select(TurnRow.cited).where(TurnRow.id == number)).scalar_one_or_none()
            new = [place for place in _places(cited) if place not in (before or [])]
            if before is not None and new:
                connection.execute(update(TurnRow).where(TurnRow.id == number).values(cited=[*before, *new]))

        await self._database.write(add)

    async def conversation_before(self, kept: StoredTurn, quiet: timedelta) -> Conversation:
        query = select(*TURN_COLUMNS).where(*_open(kept.party), TurnRow.id < kept.id)
        earlier = await self._database.read(lambda connection: _select(connection, query))
        return Conversation(tuple(k.turn for k in _since_pause(earlier, kept.at, quiet)))

    async def start_afresh(self, party: Party) -> bool:
        return await self._database.change(update(TurnRow).where(*_open(party)).values(closed=True)) > 0

    async def take_back(self, number: int, party: Party) -> Turn | None:
        def close(connection: Connection) -> Turn | None:
            closing = update(TurnRow).where(TurnRow.id == number, *_open(party)).values(closed=True)
            if connection.execute(closing).rowcount != 1:
                return None
            row = connection.execute(select(*TURN_COLUMNS).where(TurnRow.id == number)).one()
            return stored_turn(row).turn

        return await self._database.write(close)


def _places(cited: Sequence[Cited]) -> list[list[Any]]:
    return [[c.article, c.revision, c.start, c.end] for c in cited]


def _open(party: Party) -> tuple[Any, ...]:
    return (
        TurnRow.chat_id == party.chat_id,
        TurnRow.topic == party.topic,
        TurnRow.reader_id == party.reader_id,
        TurnRow.closed.is_(False),
    )


def stored_turn(row: Sequence[Any]) -> StoredTurn:
    """Build a turn from a row of TURN_COLUMNS."""
    number, chat, topic, reader, at, asked, understood, label, kind, reason, people, articles, cited = tuple(row)
    turn = Turn(
        asked, understood, articles=tuple(articles), people=tuple(people), cited=tuple(Cited(*c) for c in cited),
        # A later version may have written kinds that this one does not know.
        kind=next((k for k in QuestionKind if k == kind), None),
        reason=next((s for s in RefusalReason if s == reason), None), label=label,
    )  # fmt: skip
    return StoredTurn(number, Party(chat, topic, reader), at, turn)


def _exists(connection: Connection, number: int) -> bool:
    return connection.execute(select(TurnRow.id).where(TurnRow.id == number)).first() is not None


def _message(connection: Connection, chat_id: int, message_id: int) -> Row[Any] | None:
    query = select(BotMessageRow.turn_id, BotMessageRow.articles, BotMessageRow.people)
    found = connection.execute(query.where(BotMessageRow.chat_id == chat_id, BotMessageRow.message_id == message_id))
    return found.first()


def _newest(connection: Connection, party: Party) -> list[StoredTurn]:
    """Return the newest turns of a reader's conversation, the oldest first."""
    return _select(connection, select(*TURN_COLUMNS).where(*_open(party)))


def _up_to(connection: Connection, message: Row[Any]) -> list[StoredTurn]:
    """Return the turn of a message, after those of the same reader that it may have leaned on."""
    found = _select(connection, select(*TURN_COLUMNS).where(TurnRow.id == message.turn_id))
    if not found:
        return []
    before = _select(
        connection, select(*TURN_COLUMNS).where(*_open(found[0].party), TurnRow.id < found[0].id)
    )  # fmt: skip
    return [*before, *found]


def _select(connection: Connection, query: Select[Any]) -> list[StoredTurn]:
    rows = connection.execute(query.order_by(TurnRow.id.desc()).limit(MAX_TURNS))
    return [stored_turn(row) for row in rows][::-1]


def _since_pause(kept: Sequence[StoredTurn], now: datetime, quiet: timedelta) -> list[StoredTurn]:
    """Return the turns after the last pause longer than `quiet`."""
    since: list[StoredTurn] = []
    for one in reversed(kept):
        if now - one.at > quiet:
            break
        since.append(one)
        now = one.at
    return since[::-1]


def _with_words(connection: Connection, turn: Turn) -> Turn:
    return replace(turn, replied="\n".join(cited_words(connection, turn.cited))[:MAX_REPLY_CHARS])


def cited_words(connection: Connection, cited: Sequence[Cited]) -> list[str]:
    """Cut the cited words out of their revisions again; what is no longer stored is left out."""
    wanted = list(dict.fromkeys((c.article, c.revision) for c in cited))
    texts: dict[tuple[str, int], str] = {}
    for article, revision in wanted:
        query = revisions().where(ArticleRow.public_id == article, RevisionRow.number == revision)
        row = connection.execute(query).first()
        if row is not None:
            texts[article, revision] = article_from(row).text
    return [text[c.start : c.end] for c in cited if (text := texts.get((c.article, c.revision))) is not None]


def _delete_oldest(connection: Connection, chat_id: int, now: datetime) -> None:
    """Delete a chat's oldest turns beyond the limits.

    Turns that showed an article within NOTICE_PERIOD stay: otherwise a busy chat would not hear that it was corrected
    or retracted.
    """
    deletable = or_(TurnRow.at <= now - NOTICE_PERIOD, json_length(TurnRow.cited) == 0)
    rated = select(RatingRow.turn_id)
    for is_rated, limit in ((False, MAX_TURNS_PER_CHAT), (True, MAX_RATED_TURNS_PER_CHAT)):
        of_these = TurnRow.id.in_(rated) if is_rated else TurnRow.id.not_in(rated)
        newest = select(TurnRow.id).where(TurnRow.chat_id == chat_id, of_these)
        oldest_kept = newest.order_by(TurnRow.id.desc()).offset(limit - 1).limit(1).scalar_subquery()
        connection.execute(
            delete(TurnRow).where(TurnRow.chat_id == chat_id, of_these, deletable, TurnRow.id < oldest_kept)
        )


def _delete_oldest_messages(connection: Connection, chat_id: int) -> None:
    """Delete a chat's oldest messages that belong to no turn, beyond the limit."""
    mine = BotMessageRow.chat_id == chat_id, BotMessageRow.turn_id.is_(None)
    newest = select(BotMessageRow.message_id).where(*mine).order_by(BotMessageRow.message_id.desc())
    oldest_kept = newest.offset(MAX_LOOSE_MESSAGES_PER_CHAT - 1).limit(1).scalar_subquery()
    connection.execute(delete(BotMessageRow).where(*mine, BotMessageRow.message_id < oldest_kept))
