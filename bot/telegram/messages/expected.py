"""Remember who was asked something: their next message in that chat may be the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from telegram import Message
from telegram.ext import filters

from retrieval.domain.clock import Clock

# Who has not answered by then asks something else.
PATIENCE = timedelta(minutes=10)

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A reader's message that asked for nothing stored, its text, and the messages that answered it."""

    message: int
    text: str
    answers: tuple[int, ...]


class Expected(Generic[Asked]):
    """Users who were asked something, by chat and user, each with what the answer belongs to.

    A restart forgets them; buttons and replies to the question itself are understood after one, too.
    """

    def __init__(self) -> None:
        self._asked: dict[tuple[int, int], tuple[datetime, Asked]] = {}

    def begin(self, chat: int, user: int, now: datetime, asked: Asked) -> None:
        self._asked = {place: one for place, one in self._asked.items() if now - one[0] <= PATIENCE}
        self._asked[chat, user] = now, asked

    def waits(self, chat: int, user: int, now: datetime) -> bool:
        since = self._asked.get((chat, user))
        return since is not None and now - since[0] <= PATIENCE

    def end(self, chat: int, user: int, now: datetime) -> Asked | None:
        """Wait no longer, and return what the answer belongs to; None if none was waited for."""
        waited = self.waits(chat, user, now)
        _, asked = self._asked.pop((chat, user), (now, None))
        return asked if waited else None


class WasAsked(filters.MessageFilter):
    """Passes messages of users who were asked something, whatever they say.

    Whether it is an answer takes too long for a filter: the handler reads it in a thread, in a group before the others,
    and raises ApplicationHandlerStop if it is.
    """

    def __init__(self, expected: Expected[Any], clock: Clock) -> None:
        super().__init__()
        self._expected, self._clock = expected, clock

    def filter(self, message: Message) -> bool:
        user = message.from_user
        return user is not None and self._expected.waits(message.chat_id, user.id, self._clock())
