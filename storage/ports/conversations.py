"""Conversations: which questions a reader asked in a chat, what was shown for them, and in which messages.

A question may lean on the turns before it ("and what did she say?").  Each reader has one conversation in each topic
of each chat; a store keeps only the newest turns of a chat, and rated ones for longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from retrieval.followups.conversation import Cited, Conversation, Turn


@dataclass(frozen=True, slots=True)
class Party:
    """A reader in a topic of a chat (0: no topic): whose conversation it is."""

    chat_id: int
    topic: int
    reader_id: int


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn with its number, whose it is, and when it was.

    `card` is what its buttons need to show it again, in JSON of the caller's; only `get` returns it.
    """

    id: int
    party: Party
    at: datetime
    turn: Turn
    card: Mapping[str, Any] | None = None


class Turns(Protocol):
    """Keeps turns, and which messages of the bot carried them."""

    async def put(self, party: Party, turn: Turn, now: datetime, card: Mapping[str, Any] | None = None) -> int:
        """Store a turn and delete the chat's oldest beyond the limit.  Return its number, which is never reused."""

    async def record_messages(
        self,
        chat_id: int,
        messages: Iterable[int],
        turn_id: int | None = None,
        *,
        articles: Sequence[str] = (),
        people: Sequence[str] = (),
    ) -> None:
        """Record that messages carried a turn, or else which articles and people a reply to them is about.

        Do nothing if the turn is no longer stored.
        """

    async def conversation(
        self, party: Party, now: datetime, quiet: timedelta, replying_to: int | None = None, phrase: str | None = None
    ) -> Conversation:
        """Return what a new question of this reader leans on: their own turns since the last pause longer than `quiet`.

        If the question replies to a message of the bot, return the turns up to the one that the message carried,
        whoever asked it and however long ago; `about` then says what the message, and the `phrase` selected in it,
        point at.
        """

    async def get(self, number: int, chat_id: int) -> StoredTurn | None:
        """Return a turn; None if it is no longer stored, or belongs to another chat."""

    async def add_shown(self, number: int, cited: Sequence[Cited]) -> None:
        """Record that more of a turn's answer was shown, for later questions and for notices of corrections."""

    async def conversation_before(self, kept: StoredTurn, quiet: timedelta) -> Conversation:
        """Return what a turn itself leaned on: the turns before it since the last pause longer than `quiet`."""

    async def start_afresh(self, party: Party) -> bool:
        """End the reader's conversation; its turns stay stored for their ratings.

        Return whether there was anything to lean on.
        """

    async def take_back(self, number: int, party: Party) -> Turn | None:
        """Let no later question lean on a turn, and return it.

        Return None if it is not this reader's, or was taken back before.
        """
