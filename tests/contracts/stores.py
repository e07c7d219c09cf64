"""Open a store with every port on top.  Another database joins the suites by one more entry in DATABASES."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.chats.alerts import SqlAlerts
from storage.chats.attachments import SqlSentDocuments
from storage.chats.background_jobs import SqlJobs
from storage.chats.bot_identity import SqlBotIdentity
from storage.chats.chat_settings import SqlSettingsByChat
from storage.chats.conversations import SqlTurns
from storage.chats.digests import SqlToldStories
from storage.chats.editors import SqlEditors
from storage.chats.feedback import SqlFeedback
from storage.chats.inbox import SqlInbox
from storage.chats.personal_data import SqlPersonalData
from storage.chats.subscriptions import SqlSubscriptions
from storage.chats.watches import SqlWatches
from storage.database.engine import Database
from storage.database.place import Address
from storage.feeds.polls import SqlPolls
from storage.feeds.subscriptions import SqlFeeds
from storage.library.library import SqlLibrary
from storage.outbox.deliveries import SqlOutbox
from storage.ports.bot_identity import BotIdentity
from storage.ports.chat_settings import SettingsByChat
from storage.ports.conversations import Turns
from storage.ports.digests import ToldStories
from storage.ports.editors import Editors
from storage.ports.feedback import Feedback
from storage.ports.feeds import Feeds, Polls
from storage.ports.inbox import SharedInbox
from storage.ports.jobs import Jobs, SentDocuments
from storage.ports.library import NewsLibrary
from storage.ports.outbox import Outbox
from storage.ports.personal_data import PersonalData
from storage.ports.subscriptions import Subscriptions
from storage.ports.watches import Alerts, Watches
from storage.ports.workers import Workers
from storage.workers.workers import SqlWorkers
from tests.postgres import emptied_database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OWNER = 7
"""The one editor whom the settings name."""


@dataclass(slots=True)
class Clock:
    """What the stores take for the time; tests move it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The ports over one store."""

    library: NewsLibrary
    turns: Turns
    feedback: Feedback
    subscriptions: Subscriptions
    told: ToldStories
    personal_data: PersonalData
    watches: Watches
    alerts: Alerts
    chat_settings: SettingsByChat
    outbox: Outbox
    editors: Editors
    feeds: Feeds
    polls: Polls
    jobs: Jobs
    documents: SentDocuments
    inbox: SharedInbox
    identity: BotIdentity
    workers: Workers


Now = Callable[[], datetime]
Open = Callable[[], AbstractAsyncContextManager[Stores]]
"""Opens the store of a test, once more at each call, as another process would."""


@asynccontextmanager
async def opened(address: Address, now: Now, worker: str | None = None) -> AsyncIterator[Stores]:
    """Open the stores of one process, which is a `worker` if it has an id."""
    database = await Database.open(address)
    try:
        yield Stores(
            library=SqlLibrary(database, now),
            turns=SqlTurns(database),
            feedback=SqlFeedback(database),
            subscriptions=SqlSubscriptions(database, {OWNER}),
            told=SqlToldStories(database),
            personal_data=SqlPersonalData(database),
            watches=SqlWatches(database),
            alerts=SqlAlerts(database),
            chat_settings=SqlSettingsByChat(database),
            outbox=SqlOutbox(database, worker),
            editors=SqlEditors(database, now),
            feeds=SqlFeeds(database, now),
            polls=SqlPolls(database, {OWNER}),
            jobs=SqlJobs(database, now, worker),
            documents=SqlSentDocuments(database, now),
            inbox=SqlInbox(database, worker),
            identity=SqlBotIdentity(database),
            workers=SqlWorkers(database),
        )
    finally:
        await database.close()


DATABASES: dict[str, Callable[[Path], Address]] = {"sqlite": lambda folder: folder, "postgres": emptied_database}
"""Return the address of an empty store, by the kind of database."""
