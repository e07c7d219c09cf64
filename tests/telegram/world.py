"""The state all methods act on, and the two ways it changes: the bot writes, a person writes.

Holds the parts together; each part has its own module.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.bell import Bell
from tests.telegram.chats import Chat, Chats, Person
from tests.telegram.files import Files
from tests.telegram.records import Call, Message
from tests.telegram.refusals import Json
from tests.telegram.updates import Updates

BOT = Person(7_000_000_001, "On Record", "onrecord_test_bot", is_bot=True)


@dataclass(slots=True)
class Query:
    """A callback or inline query: the bot may answer it once, in time."""

    id: str
    update: Json
    answer: Json | None = None
    """The parameters of the answer; None while unanswered."""
    stale: bool = False


@dataclass(slots=True)
class Webhook:
    """What getWebhookInfo returns, and the secret.  An empty url means that there is no webhook."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(slots=True)
class World:
    """Everything Telegram knows."""

    bell: Bell
    chats: Chats
    updates: Updates
    privacy: bool
    files: Files = field(default_factory=Files)
    violations: list[str] = field(default_factory=list)
    callbacks: dict[str, Query] = field(default_factory=dict)
    inline: dict[str, Query] = field(default_factory=dict)
    inline_messages: dict[str, Json] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    """By scope and language."""
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """The bot's name and descriptions, by method and language."""
    logged_out: bool = False
    born: float = field(default_factory=time.monotonic)
    webhook: Webhook = field(default_factory=Webhook)

    @classmethod
    def new(cls, *, privacy: bool) -> "World":
        bell = Bell()
        return cls(bell, Chats(BOT), Updates(bell), privacy)

    @property
    def bot(self) -> Person:
        return self.chats.bot

    def remark(self, method: str, remarks: tuple[str, ...] | list[str]) -> None:
        self.violations += [f"{method}: {remark}" for remark in remarks]

    def bot_wrote(self, chat: Chat, message: Json) -> Message:
        record = chat.keep(message)
        chat.from_bot.append(record)
        self.bell.ring()
        return record

    def bot_edited(self, chat: Chat, message: Json) -> Message:
        record = chat.keep(message)
        chat.edits.append(record)
        self.bell.ring()
        return record


Act = Callable[[World, Call], Any]


@dataclass(frozen=True, slots=True)
class Method:
    """A method the stand plays.  Parameters it does not honour are violations, never silently dropped."""

    name: str
    act: Act
    honoured: frozenset[str]
    rated: bool = False
    """Whether the flood limits count it."""


def method(name: str, act: Act, *honoured: str, rated: bool = False) -> Method:
    return Method(name, act, frozenset(honoured), rated)
