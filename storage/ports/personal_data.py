"""What is stored about readers: erased for whoever asks to be forgotten, and for everybody when its time is over."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Protocol

# A delivery keeps its content for this long after it was settled; its key stays, so that nothing is sent twice.
DELIVERY_RETENTION = timedelta(days=30)
# Stands in the log, and wherever else an editor's name stood.
FORGOTTEN = "an editor who asked to be forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much of each kind was erased.

    `watches` counts what was followed and how many alerts were wanted;
    `settings` counts chats with a setting that somebody chose; `names` are the places where an editor's name stood.
    """

    questions: int = 0
    ratings: int = 0
    subscriptions: int = 0
    watches: int = 0
    settings: int = 0
    deliveries: int = 0
    messages: int = 0
    documents: int = 0
    jobs: int = 0
    names: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


class PersonalData(Protocol):
    """Erases what is stored about readers, so that no file of the store holds it any more."""

    async def forget_reader(self, reader: int) -> Erased:
        """Erase a reader: everything of their private chat, and what is theirs in groups.

        An editor's name goes, too; what they changed stays, with its number.  Raise BadInput while a job of theirs
        runs, because its end would bring the name back.
        """

    async def forget_in_chat(self, reader: int, chat: int) -> Erased:
        """Erase what is one reader's in one group: questions, ratings, and jobs with their documents.

        Raise BadInput as above.
        """

    async def forget_chat(self, chat: int) -> Erased:
        """Erase everything of a group, whoever's it is.  Raise BadInput while a job runs there."""

    async def erase_expired(self, now: datetime, keep: timedelta) -> int:
        """Erase questions, with what was shown and their ratings, after `keep`, and the rest after its own time.

        Return how many rows were erased or emptied.
        """
