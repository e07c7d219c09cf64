"""Conversations of readers: the values, and the protocol of what keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from retrieval.followups.conversation import Conversation, Turn


@dataclass(frozen=True, slots=True)
class Party:
    """Who talks where: a reader in a topic of a chat (0: no topic).  Each has a conversation of their own."""

    chat_id: int
    topic: int
    reader_id: int


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """An turn as it is kept: with its number, whose it is and when it was."""

    id: int
    party: Party
    at: datetime
    turn: Turn


class Turns(Protocol):
    """What was asked and shown in each chat, and which message of the bot carried it.  Bounded."""

    async def put(self, party: Party, turn: Turn, now: datetime) -> int:
        """Keep a turn, and let go of the chat's oldest; returns its number, which is never given again."""

    async def record_messages(
        self,
        chat_id: int,
        messages: Iterable[int],
        turn_id: int | None = None,
        *,
        articles: Sequence[str] = (),
        people: Sequence[str] = (),
    ) -> None:
        """Keep which messages carried a turn, or what else a reply to them would be about."""

    async def conversation(
        self, party: Party, now: datetime, quiet: timedelta, replying_to: int | None = None, phrase: str | None = None
    ) -> Conversation:
        """What a question of this reader leans on: their own turns since the last silence longer than `quiet`.

        In reply to a message of the bot: those of the reader to whom it was sent, up to it, however long ago; `about`
        says what the message and the `phrase` selected in it point at.
        """

    async def get(self, number: int, chat_id: int) -> StoredTurn | None:
        """An turn of this chat; None where it is kept no more, or is another chat's."""

    async def conversation_before(self, kept: StoredTurn, quiet: timedelta) -> Conversation:
        """What a turn itself leaned on: those before it since the last silence longer than `quiet`."""

    async def start_afresh(self, party: Party) -> bool:
        """Whether there was anything to lean on; it stays kept for its ratings."""

    async def take_back(self, number: int, party: Party) -> Turn | None:
        """Let nothing lean on a turn any more; None where it is not this reader's, or was taken back before."""
