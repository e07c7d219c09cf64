"""The conversations of each chat: what was asked and shown, and which message of the bot carried it.  Bounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import MAX_REPLY_CHARS, MAX_TURNS, About, Cited, Conversation, Turn
from storage.database.engine import Database
from storage.library.rows import article_from, revisions
from storage.outbox.notices import TOLD_WITHIN
from storage.ports.conversations import KeptTurn, Party
from storage.schema.tables import ArticleRow, BotMessageRow, RatingRow, RevisionRow, TurnRow

# Kept of one chat: turns, those that were rated, and messages that belong to none (digests).
KEPT = 300
KEPT_RATED = 2_000
KEPT_MESSAGES = 1_000


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
    """The turns and the messages that carried them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, party: Party, turn: Turn, now: datetime) -> int:
        def kept(connection: Connection) -> int:
            put = insert(TurnRow).values(
                chat_id=party.chat_id, topic=party.topic, reader_id=party.reader_id, at=now, asked=turn.asked,
                understood=turn.understood, label=turn.label, kind=turn.kind, reason=turn.reason,
                people=list(turn.people), articles=list(turn.articles), closed=False,
                cited=[[c.article, c.revision, c.start, c.end] for c in turn.cited],
            )  # fmt: skip
            number = connection.execute(put.returning(TurnRow.id)).scalar_one()
            _let_go(connection, party.chat_id, now)
            return int(number)

        return await self._database.write(kept)

    async def sent(
        self,
        chat_id: int,
        messages: Iterable[int],
        turn_id: int | None = None,
        *,
        articles: Sequence[str] = (),
        people: Sequence[str] = (),
    ) -> None:
        about = {"turn_id": turn_id, "articles": list(articles), "people": list(people)}
        rows = [{"chat_id": chat_id, "message_id": m, **about} for m in messages]
        if not rows:
            return

        def keep(connection: Connection) -> None:
            if turn_id is not None and not _exists(connection, turn_id):
                return
            put = sqlite_insert(BotMessageRow)
            connection.execute(
                put.on_conflict_do_update(
                    index_elements=[BotMessageRow.chat_id, BotMessageRow.message_id],
                    set_={key: put.excluded[key] for key in about},
                ),
                rows,
            )
            if turn_id is None:
                _let_messages_go(connection, chat_id)

        await self._database.write(keep)

    async def conversation(
        self, party: Party, now: datetime, quiet: timedelta, replying_to: int | None = None, phrase: str | None = None
    ) -> Conversation:
        def found(connection: Connection) -> tuple[list[Turn], Row[Any] | None, bool]:
            message = None if replying_to is None else _message(connection, party.chat_id, replying_to)
            kept = [] if message is None or message.turn_id is None else _up_to(connection, message)
            answered = bool(kept)
            if message is None:
                kept = _since_silence(_newest(connection, party), now, quiet)
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

    async def of(self, number: int, chat_id: int) -> KeptTurn | None:
        query = select(*TURN_COLUMNS).where(TurnRow.id == number, TurnRow.chat_id == chat_id)
        row = await self._database.read(lambda c: c.execute(query).first())
        return None if row is None else kept_from(row)

    async def leading_to(self, kept: KeptTurn, quiet: timedelta) -> Conversation:
        query = select(*TURN_COLUMNS).where(*_open(kept.party), TurnRow.id < kept.id)
        earlier = await self._database.read(lambda connection: _select(connection, query))
        return Conversation(tuple(k.turn for k in _since_silence(earlier, kept.at, quiet)))

    async def start_afresh(self, party: Party) -> bool:
        return await self._database.change(update(TurnRow).where(*_open(party)).values(closed=True)) > 0

    async def take_back(self, number: int, party: Party) -> Turn | None:
        def close(connection: Connection) -> Turn | None:
            closing = update(TurnRow).where(TurnRow.id == number, *_open(party)).values(closed=True)
            if connection.execute(closing).rowcount != 1:
                return None
            row = connection.execute(select(*TURN_COLUMNS).where(TurnRow.id == number)).one()
            return kept_from(row).turn

        return await self._database.write(close)


def _open(party: Party) -> tuple[Any, ...]:
    return (
        TurnRow.chat_id == party.chat_id,
        TurnRow.topic == party.topic,
        TurnRow.reader_id == party.reader_id,
        TurnRow.closed.is_(False),
    )


def kept_from(row: Sequence[Any]) -> KeptTurn:
    """From a row of TURN_COLUMNS, in their order."""
    number, chat, topic, reader, at, asked, understood, label, kind, reason, people, articles, cited = tuple(row)
    turn = Turn(
        asked, understood, articles=tuple(articles), people=tuple(people), cited=tuple(Cited(*c) for c in cited),
        # Another version may know kinds that this one does not.
        kind=next((k for k in QuestionKind if k == kind), None),
        reason=next((s for s in RefusalReason if s == reason), None), label=label,
    )  # fmt: skip
    return KeptTurn(number, Party(chat, topic, reader), at, turn)


def _exists(connection: Connection, number: int) -> bool:
    return connection.execute(select(TurnRow.id).where(TurnRow.id == number)).first() is not None


def _message(connection: Connection, chat_id: int, message_id: int) -> Row[Any] | None:
    query = select(BotMessageRow.turn_id, BotMessageRow.articles, BotMessageRow.people)
    found = connection.execute(query.where(BotMessageRow.chat_id == chat_id, BotMessageRow.message_id == message_id))
    return found.first()


def _newest(connection: Connection, party: Party) -> list[KeptTurn]:
    """Of a reader's conversation, the oldest first."""
    return _select(connection, select(*TURN_COLUMNS).where(*_open(party)))


def _up_to(connection: Connection, message: Row[Any]) -> list[KeptTurn]:
    """The turn of a message, and those of the same reader that it leaned on."""
    found = _select(connection, select(*TURN_COLUMNS).where(TurnRow.id == message.turn_id))
    if not found:
        return []
    before = _select(
        connection, select(*TURN_COLUMNS).where(*_open(found[0].party), TurnRow.id < found[0].id)
    )  # fmt: skip
    return [*before, *found]


def _select(connection: Connection, query: Select[Any]) -> list[KeptTurn]:
    rows = connection.execute(query.order_by(TurnRow.id.desc()).limit(MAX_TURNS))
    return [kept_from(row) for row in rows][::-1]


def _since_silence(kept: Sequence[KeptTurn], now: datetime, quiet: timedelta) -> list[KeptTurn]:
    """Those after the last gap longer than `quiet`."""
    since: list[KeptTurn] = []
    for one in reversed(kept):
        if now - one.at > quiet:
            break
        since.append(one)
        now = one.at
    return since[::-1]


def _with_words(connection: Connection, turn: Turn) -> Turn:
    return replace(turn, replied="\n".join(words_of(connection, turn.cited))[:MAX_REPLY_CHARS])


def words_of(connection: Connection, cited: Sequence[Cited]) -> list[str]:
    """What was shown, cut out of its revision again; what is stored no more is left out."""
    wanted = list(dict.fromkeys((c.article, c.revision) for c in cited))
    texts: dict[tuple[str, int], str] = {}
    for article, revision in wanted:
        query = revisions().where(ArticleRow.public_id == article, RevisionRow.number == revision)
        row = connection.execute(query).first()
        if row is not None:
            texts[article, revision] = article_from(row).text
    return [text[c.start : c.end] for c in cited if (text := texts.get((c.article, c.revision))) is not None]


def _let_go(connection: Connection, chat_id: int, now: datetime) -> None:
    """Delete what is more than a chat keeps, the oldest first; rated ones are kept longer.

    What showed an article lately stays: else a busy chat would not hear that it was corrected or retracted.
    """
    done_with = or_(TurnRow.at <= now - TOLD_WITHIN, func.json_array_length(TurnRow.cited) == 0)
    rated = select(RatingRow.turn_id)
    for is_rated, most in ((False, KEPT), (True, KEPT_RATED)):
        of_these = TurnRow.id.in_(rated) if is_rated else TurnRow.id.not_in(rated)
        newest = select(TurnRow.id).where(TurnRow.chat_id == chat_id, of_these)
        oldest_kept = newest.order_by(TurnRow.id.desc()).offset(most - 1).limit(1).scalar_subquery()
        connection.execute(
            delete(TurnRow).where(TurnRow.chat_id == chat_id, of_these, done_with, TurnRow.id < oldest_kept)
        )


def _let_messages_go(connection: Connection, chat_id: int) -> None:
    """The same of messages that belong to no turn."""
    mine = BotMessageRow.chat_id == chat_id, BotMessageRow.turn_id.is_(None)
    newest = select(BotMessageRow.message_id).where(*mine).order_by(BotMessageRow.message_id.desc())
    oldest_kept = newest.offset(KEPT_MESSAGES - 1).limit(1).scalar_subquery()
    connection.execute(delete(BotMessageRow).where(*mine, BotMessageRow.message_id < oldest_kept))
