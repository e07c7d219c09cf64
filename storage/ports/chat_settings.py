"""What is set for a chat: the language of the bot's own words there, and who may ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Askers(StrEnum):
    """Who may ask in a group."""

    EVERYONE = "everyone"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """The settings of one chat.

    `language` was chosen with /language (None: go by whoever writes); `seen` is the language of whoever wrote there
    last (None: nobody has written in a language but English), for what is sent there unasked.  Both are codes.
    `is_channel`: it is a channel, whose digests an administrator set up in private.
    """

    language: str | None = None
    seen: str | None = None
    who_may_ask: Askers = Askers.EVERYONE
    is_channel: bool = False

    @property
    def language_for_pushes(self) -> str | None:
        """The language of what is sent there unasked; None: nobody has said."""
        return self.language or self.seen


class SettingsByChat(Protocol):
    """Keeps the settings of each chat."""

    async def get(self, chat_id: int) -> ChatSettings:
        """Return a chat's settings; the defaults if nothing is set."""

    async def choose_language(self, chat_id: int, language: str | None) -> None:
        """Set the language that was chosen; None ends the choice."""

    async def see_language(self, chat_id: int, language: str) -> None:
        """Note the language of whoever wrote last."""

    async def let_ask(self, chat_id: int, who: Askers) -> None:
        """Set who may ask."""

    async def set_up(self, chat_id: int, by: int, language: str) -> None:
        """Note which user has digests posted in a channel, and the language for the bot's own words there."""

    async def set_up_by(self, user: int) -> list[int]:
        """Return the channels that a user has set up, in the order of their numbers."""
