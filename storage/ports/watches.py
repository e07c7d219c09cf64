"""Watches: which people and words a chat follows, and the alerts that it gets about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from retrieval.domain.article import Article
from storage.ports.outbox import Delivery

# What a chat may follow in all its topics.
MAX_WATCHES = 50
# Messages with alerts that a chat gets in a day, unless it chose another number.
ALERTS_PER_DAY = 10
# The keys of alerts in the outbox begin with this.
ALERT_KEY = "alert:"
# The same words in another article alert once in this time.
ALERT_MEMORY = timedelta(days=30)


class WatchKind(StrEnum):
    """PERSON: statements by somebody of this name.  WORDS: whatever prints these words.  QUESTION: what answers it."""

    PERSON = "person"
    WORDS = "words"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody or something that a chat follows in a topic (0: no topic); `key` is the folded `name`.

    `word` is a word of the key, or of a question the stem of one: every new article that the watch is about prints it.
    Only articles added after `since` alert.
    """

    chat_id: int
    topic: int
    kind: WatchKind
    name: str
    key: str
    word: str
    since: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that was not looked through yet; `number` is its place in the order in which articles came in.

    `surnames` are those of the people quoted in it.
    """

    article: Article
    number: int
    surnames: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Batch:
    """The articles that came in after number `after`, up to `until`."""

    after: int
    until: int
    articles: tuple[NewArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without alerts: from the minute `start` of the day until before `end`, past midnight if that is earlier."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start == self.end or not 0 <= min(self.start, self.end) <= max(self.start, self.end) < 24 * 60:
            raise ValueError(f"quiet hours from minute {self.start} until {self.end} are empty or no part of a day")

    def holds(self, minute: int) -> bool:
        """Return whether a minute of the day is in them."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return not self.end <= minute < self.start


@dataclass(frozen=True, slots=True)
class AlertChat:
    """How many messages with alerts a chat wants `per_day`, and that it got `sent` on `day` ("2026-11-30").

    In its `quiet` hours it gets none.
    """

    chat_id: int
    per_day: int = ALERTS_PER_DAY
    day: str | None = None
    sent: int = 0
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An article that a watch is about; `said` are digests of the words that are new.

    `waits`: for the next day, or for the end of the quiet hours.
    """

    watch: Watch
    article: str
    said: tuple[str, ...]
    waits: bool = False


class Watches(Protocol):
    """Keeps what chats follow."""

    async def put(self, watch: Watch, most: int = MAX_WATCHES) -> Watch | None:
        """Follow, and return the watch with its number; None if the chat follows `most` already.

        What is followed already is returned as it is.
        """

    async def get(self, number: int, chat_id: int) -> Watch | None:
        """Return a chat's watch by its number."""

    async def of_chat(self, chat_id: int, topic: int | None = None) -> list[Watch]:
        """Return what a chat follows, in one topic or in all, the oldest first."""

    async def remove(self, number: int, chat_id: int) -> Watch | None:
        """Stop following, with what waits to be sent; return what it was, None if there is none of this number."""

    async def naming(
        self, surnames: Collection[str], words: Collection[str], stems: Collection[str] = ()
    ) -> list[Watch]:
        """Return the watches that new articles may be about: of people with these surnames, of `words`, of questions.

        `stems` are those of the words printed.  Without those of chats that cannot be written to.
        """

    async def chat(self, chat_id: int) -> AlertChat:
        """Return how many alerts a chat wants, and has got."""

    async def chats(self, chats: Collection[int]) -> dict[int, AlertChat]:
        """Return the same for several chats, by their ids."""

    async def set_per_day(self, chat_id: int, per_day: int) -> None:
        """Change how many messages with alerts a chat gets in a day."""

    async def set_quiet(self, chat_id: int, quiet: Quiet | None) -> None:
        """Change the quiet hours of a chat; None ends them."""

    async def set_reachable(self, chat_id: int, *, reachable: bool) -> None:
        """Note that the bot was blocked or removed, or is back: a chat that cannot be reached gets no alerts."""


class Alerts(Protocol):
    """Looks through new articles once, and writes the alerts about them to the outbox."""

    async def unseen(self, limit: int) -> Batch | None:
        """Return the next `limit` revisions that were not looked through yet; None if there are none.

        The first call on a store begins after its newest.  Without watches, all are passed over.
        """

    async def earlier(self, article: NewArticle) -> list[str]:
        """Return the texts of its former revisions, and of its near-duplicates that came in before it."""

    async def known(self, watches: Collection[int], since: datetime) -> dict[int, tuple[set[str], set[str]]]:
        """Return, by watch, the ids of the articles and the digests of the words that were alerted of."""

    async def waiting(self) -> list[Alert]:
        """Return the alerts that wait for the next day or for the end of quiet hours, the oldest first."""

    async def advance(
        self,
        batch: Batch | None,
        alerts: Sequence[Alert],
        chats: Sequence[AlertChat],
        deliveries: Sequence[Delivery],
        now: datetime,
    ) -> bool:
        """Write alerts and their deliveries, and pass over the batch, in one transaction.

        Return False, and write nothing, if another process did so before.
        """
