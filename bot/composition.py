"""Build the services over one data folder.  Only this module of `bot` knows which database and indexes are used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from bot.feeds.poller import Poller
from bot.intake.feeds.parser_process import FeedReader
from bot.intake.sources.links import article_at
from bot.intake.web.fetching import Fetcher
from bot.intake.web.pacing import PoliteFetcher
from bot.intake.web.robots_cache import RobotsCache
from bot.metrics import Metrics
from bot.services import Asking, Delivering, Editing, Engine, Following, Receiving, Services
from bot.settings import Settings
from bot.views.sharing.page_links import PageLinks
from retrieval.answers.digests.making import MakeDigest
from retrieval.answers.openers import Openers
from retrieval.answers.router import AnswerQuestion
from retrieval.domain.clock import Clock, utc_now
from retrieval.domain.ports import Encoder
from retrieval.index import private_files
from retrieval.index.embedded import embedded_indexes
from retrieval.index.index_sync import Progress
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.ingest.pipeline import AddArticles, ReadAgain
from retrieval.ingest.replacing import ReplaceByCopy
from retrieval.ingest.undo import RestoreArticle, RetractArticle, UndoChange
from retrieval.models.cross_encoder import reranker_of
from retrieval.models.encoder_factory import encoder_of
from retrieval.models.heap import give_back
from retrieval.quotes.article_reader import ArticleReader
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
from storage.database.place import Address, ServerAddress, place_of
from storage.database.sqlite.file import make_folder
from storage.feeds.polls import SqlPolls
from storage.feeds.subscriptions import SqlFeeds
from storage.library.library import SqlLibrary
from storage.library.statistics import SqlStatistics
from storage.outbox.deliveries import SqlOutbox
from storage.workers.workers import SqlWorkers

# Memory is given back once there was no question for so long, or after so many pieces of work (a question is several);
# the models of intake are dropped once no article was read for so long.
TRIM_AFTER_SECONDS = 15.0
TRIM_EVERY = 100
RELEASE_AFTER_SECONDS = 60.0


@asynccontextmanager
async def opened(
    settings: Settings, encoder: Encoder | None = None, progress: Progress | None = None
) -> AsyncIterator[Services]:
    """Open the services and close them at the end.  Raise StorageError."""
    services = await open_services(settings, encoder, progress)
    try:
        yield services
    finally:
        await services.close()


async def open_services(
    settings: Settings,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    patience: float | None = None,
    fetcher: Fetcher | None = None,
    *,
    clock: Clock = utc_now,
    pages: PageLinks | None = None,
    receives_only: bool = False,
) -> Services:
    """Open the store and build what works on it; no model is loaded yet.

    `encoder` shares one that other services have loaded.  `progress` is called as passages are indexed.  `patience` is
    how many seconds a question waits for articles just stored to become searchable (None: as long as it takes).
    `fetcher` may reach addresses that are not public.  `clock` is what the store and the schedules take for the time.
    `pages` makes the links of citations to our pages.  With `receives_only`, what comes in is for other processes.
    Raise StorageError.
    """
    await asyncio.to_thread(private_files.protect_tree, index_folder(settings))
    # With a server, too: the indexes are there.
    await asyncio.to_thread(make_folder, settings.data)
    database = await Database.open(address_of(settings))
    library, turns, editors = SqlLibrary(database, clock), SqlTurns(database), SqlEditors(database, clock)
    chat_settings = SqlSettingsByChat(database)
    # What this process claims bears its id.
    process = None if receives_only else uuid4().hex
    encoder, reranker = encoder or encoder_of(settings.encoder), reranker_of(settings.reranker)
    worker, reader = RetrievalWorker(), ArticleReader()
    worker.when_idle(TRIM_AFTER_SECONDS, give_back, every=TRIM_EVERY)
    worker.reading.when_idle(RELEASE_AFTER_SECONDS, reader.release)
    indexes = embedded_indexes(index_folder(settings), encoder)
    if (shared := await asyncio.to_thread(database.place.shared_vectors, encoder)) is not None:
        indexes = replace(indexes, vectors=shared)
    search = PassageSearch(library, encoder, worker, indexes, progress, patience=patience)
    answer = AnswerQuestion(library, search, partial(settings.now, clock), reranker)
    add = AddArticles(library, search, worker, reader)
    retract = RetractArticle(library, search)
    appointed, metrics = settings.editors | settings.owners, Metrics()
    following = _following(settings, database, add, fetcher or Fetcher(), appointed, clock=clock)
    return Services(
        settings=settings,
        store=database,
        library=library,
        engine=Engine(worker, encoder, reranker, search),
        asking=Asking(
            library=library,
            search=search,
            answer=answer,
            turns=turns,
            feedback=SqlFeedback(database),
            openers=Openers(library, answer),
            metrics=metrics,
            pages=pages,
        ),
        editing=Editing(
            library=library,
            add=add,
            read_again=ReadAgain(library, search, worker, reader),
            retract=retract,
            restore=RestoreArticle(library, search),
            undo=UndoChange(library, editors, search, feeds=following.feeds, worker=worker, reader=reader, now=clock),
            replace=ReplaceByCopy(library, add, retract),
            editors=editors,
            jobs=SqlJobs(database, clock, process),
            documents=SqlSentDocuments(database, clock),
            statistics=SqlStatistics(database),
            appointed=appointed,
        ),
        following=following,
        delivering=_delivering(
            database,
            library,
            search,
            answer,
            chat_settings=chat_settings,
            appointed=appointed,
            pages=pages,
            process=process,
        ),
        receiving=Receiving(SqlInbox(database, process), SqlBotIdentity(database), SqlWorkers(database), process or ""),
        personal_data=SqlPersonalData(database),
        chat_settings=chat_settings,
        metrics=metrics,
    )


def _delivering(
    database: Database,
    library: SqlLibrary,
    search: PassageSearch,
    answer: AnswerQuestion,
    *,
    chat_settings: SqlSettingsByChat,
    appointed: frozenset[int],
    pages: PageLinks | None,
    process: str | None,
) -> Delivering:
    return Delivering(
        library=library,
        search=search,
        answer=answer,
        digest=MakeDigest(library, search),
        told=SqlToldStories(database),
        subscriptions=SqlSubscriptions(database, appointed),
        watches=SqlWatches(database),
        alerts=SqlAlerts(database),
        outbox=SqlOutbox(database, process),
        turns=SqlTurns(database),
        chat_settings=chat_settings,
        pages=pages,
    )


def _following(
    settings: Settings,
    database: Database,
    add: AddArticles,
    fetcher: Fetcher,
    appointed: frozenset[int],
    *,
    clock: Clock,
) -> Following:
    web = PoliteFetcher(fetcher, RobotsCache(fetcher, clock))
    feeds, polls, reader = SqlFeeds(database, clock), SqlPolls(database, appointed), FeedReader()
    every = timedelta(minutes=settings.feeds_minutes)
    poller = Poller(feeds, polls, add, web, article_at, every=every, reader=reader)
    return Following(feeds, polls, reader, poller, web, fetcher, clock)


def index_folder(settings: Settings) -> Path:
    return settings.data / "index"


def address_of(settings: Settings) -> Address:
    """Return where the database is: in the data folder, unless a server is set."""
    return settings.data if settings.database is None else ServerAddress(settings.database.get_secret_value())


def store_name(settings: Settings) -> str:
    """Name the store in messages: its folder, or the database on a server, without a password.  Raise StorageError."""
    return str(settings.data) if settings.database is None else place_of(address_of(settings)).where


def has_database(address: Address) -> bool:
    """Return whether there is a database, so that opening it makes nothing.  Raise StorageError."""
    return place_of(address).exists()
