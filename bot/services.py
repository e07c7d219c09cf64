"""Put the parts together: what the bot, the terminal and the command line all stand on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.feeds.poller import Poller
from bot.intake.feeds.parser_process import FeedReader
from bot.intake.sources.links import article_at
from bot.intake.web.fetching import Fetcher
from bot.intake.web.pacing import Polite
from bot.intake.web.sites import Sites
from bot.settings import Settings
from retrieval.answers.digest import MakeDigest
from retrieval.answers.router import AnswerQuestion
from retrieval.domain.clock import utc_now
from retrieval.domain.ports import Encoder, Reranker
from retrieval.index.embedded import embedded_indexes
from retrieval.index.index_sync import Progress
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.ingest.pipeline import AddArticles, ReadAgain
from retrieval.ingest.undo import RestoreArticle, RetractArticle, UndoChange
from retrieval.models.cross_encoder import reranker_of
from retrieval.models.encoder_factory import encoder_of
from retrieval.quotes.article_reader import ArticleReader
from storage.chats.attachments import SentDocuments
from storage.chats.background_jobs import Jobs
from storage.chats.conversations import Turns
from storage.chats.editors import Editors
from storage.chats.feedback import Feedback
from storage.chats.subscriptions import Subscriptions
from storage.database.engine import Database
from storage.feeds.polls import SqlPolls
from storage.feeds.subscriptions import Feeds
from storage.library.library import SqlLibrary
from storage.library.statistics import Statistics
from storage.outbox.deliveries import Outbox


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases and stores over one data folder."""

    settings: Settings
    database: Database
    worker: RetrievalWorker
    encoder: Encoder
    reranker: Reranker | None
    library: SqlLibrary
    reader: ArticleReader
    search: PassageSearch
    answer: AnswerQuestion
    add: AddArticles
    read_again: ReadAgain
    retract: RetractArticle
    restore: RestoreArticle
    undo: UndoChange
    digest: MakeDigest
    subscriptions: Subscriptions
    outbox: Outbox
    turns: Turns
    feedback: Feedback
    editors: Editors
    jobs: Jobs
    sent_documents: SentDocuments
    stats: Statistics
    web: Polite
    feeds: Feeds
    polls: SqlPolls
    feed_reader: FeedReader
    poller: Poller
    fetcher: Fetcher

    @classmethod
    async def open(
        cls,
        settings: Settings,
        encoder: Encoder | None = None,
        progress: Progress | None = None,
        patience: float | None = None,
        fetcher: Fetcher | None = None,
    ) -> Services:
        """Open the store and build what stands on it; no model is loaded yet.

        `encoder` shares one that another Services has loaded; `progress` hears of passages being indexed; `patience`
        is how many seconds a question waits for what was just stored (None: until it can be found); `fetcher` may reach
        other addresses than the public's.  Raises StorageError.
        """
        database = await Database.open(settings.data)
        library = SqlLibrary(database)
        editors = Editors(database)
        worker = RetrievalWorker()
        reader = ArticleReader()
        encoder = encoder or encoder_of(settings.encoder)
        reranker = reranker_of(settings.reranker)
        indexes = embedded_indexes(index_folder(settings), encoder)
        search = PassageSearch(library, encoder, worker, indexes, progress, patience=patience)
        fetcher, add = fetcher or Fetcher(), AddArticles(library, search, worker, reader)
        web = Polite(fetcher, Sites(fetcher, utc_now))
        feeds, polls = Feeds(database), SqlPolls(database, settings.editors | settings.owners)
        feed_reader, every = FeedReader(), timedelta(minutes=settings.feeds_minutes)
        return cls(
            settings=settings,
            database=database,
            worker=worker,
            encoder=encoder,
            reranker=reranker,
            library=library,
            reader=reader,
            search=search,
            answer=AnswerQuestion(library, search, settings.now, reranker),
            add=add,
            read_again=ReadAgain(library, search, worker, reader),
            retract=RetractArticle(library, search),
            restore=RestoreArticle(library, search),
            undo=UndoChange(library, editors, search, feeds=feeds, worker=worker, reader=reader, now=utc_now),
            digest=MakeDigest(library),
            subscriptions=Subscriptions(database),
            outbox=Outbox(database),
            turns=Turns(database),
            feedback=Feedback(database),
            editors=editors,
            jobs=Jobs(database, utc_now),
            sent_documents=SentDocuments(database, utc_now),
            stats=Statistics(database),
            web=web,
            feeds=feeds,
            polls=polls,
            feed_reader=feed_reader,
            poller=Poller(feeds, polls, add, web, article_at, every=every, reader=feed_reader),
            fetcher=fetcher,
        )

    async def check(self) -> None:
        """Raises ModelUnusable where a model cannot be used: told at the start, not to the first reader."""
        await self.worker.run(self.encoder.check)
        if self.reranker is not None:
            await self.worker.run(self.reranker.check)

    async def is_editor(self, user: int) -> bool:
        """By Telegram user id, asked anew each time: who was removed a moment ago is none."""
        return user in self.settings.editors | self.settings.owners or await self.editors.holds(user)

    async def added_at(self, link: str) -> datetime | None:
        """When the article at a link was stored as it is now; None where it is not."""
        article = await self.library.at_link(link)
        return None if article is None else article.added

    async def close(self) -> None:
        await self.poller.close()
        await self.fetcher.close()
        await self.search.close()
        # It waits for the piece of work at hand, which the event loop must not.
        await asyncio.to_thread(self.worker.close)
        await self.database.close()


def index_folder(settings: Settings) -> Path:
    return settings.data / "index"
