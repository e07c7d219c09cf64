"""What was erased of a chat, as `onrecord forget --json` prints it."""

from __future__ import annotations

from dataclasses import asdict

from bot.views.json.base import JsonLine
from storage.ports.personal_data import Erased


class ErasedCounts(JsonLine):
    """How much of each kind was erased.

    `watches` counts what was followed and how many alerts were wanted; `settings` counts chats with a setting that
    somebody chose; `names` are the places where an editor's name stood.
    """

    questions: int
    ratings: int
    subscriptions: int
    watches: int
    settings: int
    deliveries: int
    messages: int
    documents: int
    jobs: int
    names: int


class ForgottenLine(JsonLine):
    """A chat, or the reader of that number, and what was erased of it."""

    chat: int
    erased: ErasedCounts

    @classmethod
    def of(cls, chat: int, erased: Erased) -> ForgottenLine:
        return cls(chat=chat, erased=ErasedCounts(**asdict(erased)))
