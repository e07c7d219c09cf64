"""Group the parts that handlers and commands work with; bot.composition builds them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bot.feeds.poller import Poller
from bot.intake.feeds.parser_process import FeedReader
from bot.intake.web.fetching import Fetcher
from bot.intake.web.pacing import PoliteFetcher
from bot.metrics import Metrics
from bot.settings import Settings
from bot.views.sharing.page_links import PageLinks
from retrieval.answers.digests.making import MakeDigest
from retrieval.answers.openers import Openers
from retrieval.answers.router import AnswerQuestion
from retrieval.domain.changes import Actor
from retrieval.domain.clock import Clock
from retrieval.domain.ports import Encoder, Reranker
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.ingest.pipeline import AddArticles, ReadAgain
from retrieval.ingest.replacing import ReplaceByCopy
from retrieval.ingest.undo import RestoreArticle, RetractArticle, UndoChange
from storage.ports.bot_identity import BotIdentity
from storage.ports.chat_settings import SettingsByChat
from storage.ports.conversations import Turns
from storage.ports.digests import ToldStories
from storage.ports.editors import Editors
from storage.ports.feedback import Feedback
from storage.ports.feeds import Feeds, Polls
from storage.ports.inbox import SharedInbox
from storage.ports.jobs import Jobs, SentDocuments
from storage.ports.library import NewsLibrary, Statistics, Store
from storage.ports.outbox import Outbox
from storage.ports.personal_data import PersonalData
from storage.ports.subscriptions import Subscriptions
from storage.ports.watches import Alerts, Watches
from storage.ports.workers import Workers


@dataclass(frozen=True, slots=True)
class Asking:
    """Answer readers: the library, its search, and the conversations so far.

    `pages` makes the links of citations to our pages; None without ONRECORD_PUBLIC_URL.
    """

    library: NewsLibrary
    search: PassageSearch
    answer: AnswerQuestion
    turns: Turns
    feedback: Feedback
    openers: Openers
    metrics: Metrics
    pages: PageLinks | None = None


@dataclass(frozen=True, slots=True)
class Editing:
    """Change what is stored.  `appointed` are the Telegram user ids of editors and owners in the settings."""

    library: NewsLibrary
    add: AddArticles
    read_again: ReadAgain
    retract: RetractArticle
    restore: RestoreArticle
    undo: UndoChange
    replace: ReplaceByCopy
    editors: Editors
    jobs: Jobs
    documents: SentDocuments
    statistics: Statistics
    appointed: frozenset[int]

    async def is_editor(self, user: int) -> bool:
        """Return whether a Telegram user may edit.  Never cached: an editor may just have been removed."""
        return user in self.appointed or await self.editors.is_editor(user)

    def while_editor(self, by: Actor) -> Actor:
        """Return an actor for work that takes long: each of its changes is refused once an owner has removed them."""
        return replace(by, removable=by.user not in self.appointed)

    async def added_at(self, link: str) -> datetime | None:
        """Return when the current revision of the article at a link was stored; None if there is none."""
        article = await self.library.at_link(link)
        return None if article is None else article.added


@dataclass(frozen=True, slots=True)
class Following:
    """Fetch pages and follow feeds."""

    feeds: Feeds
    polls: Polls
    reader: FeedReader
    poller: Poller
    web: PoliteFetcher
    fetcher: Fetcher
    clock: Clock


@dataclass(frozen=True, slots=True)
class Delivering:
    """Write digests and alerts, and send what is in the outbox."""

    library: NewsLibrary
    search: PassageSearch
    answer: AnswerQuestion
    digest: MakeDigest
    told: ToldStories
    subscriptions: Subscriptions
    watches: Watches
    alerts: Alerts
    outbox: Outbox
    turns: Turns
    chat_settings: SettingsByChat
    pages: PageLinks | None = None


@dataclass(frozen=True, slots=True)
class Receiving:
    """What comes in from Telegram, the bot that it is for, and the processes that handle it.

    `worker` is the id of this process among them.
    """

    inbox: SharedInbox
    identity: BotIdentity
    workers: Workers
    worker: str


@dataclass(frozen=True, slots=True)
class Engine:
    """The models, the indexes, and the threads that own them."""

    worker: RetrievalWorker
    encoder: Encoder
    reranker: Reranker | None
    search: PassageSearch

    async def check(self) -> None:
        """Load the models.  Raise ModelUnusable at the start rather than at the first reader's question."""
        await self.worker.run(self.encoder.check)
        if self.reranker is not None:
            await self.worker.run(self.reranker.check)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything over one data folder."""

    settings: Settings
    store: Store
    library: NewsLibrary
    engine: Engine
    asking: Asking
    editing: Editing
    following: Following
    delivering: Delivering
    receiving: Receiving
    personal_data: PersonalData
    chat_settings: SettingsByChat
    metrics: Metrics

    async def close(self) -> None:
        await self.asking.openers.close()
        await self.following.poller.close()
        await self.following.fetcher.close()
        await self.engine.search.close()
        # Closing waits for work in progress, and the event loop must not.
        await asyncio.to_thread(self.engine.worker.close)
        await self.store.close()
