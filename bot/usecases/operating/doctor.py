"""Check an installation part by part, and say what to do about each fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.composition import address_of, has_database, open_services, store_name
from bot.services import Services
from bot.settings import Settings
from bot.usecases.operating.rights import exposed_files
from bot.views.counting import counted
from retrieval.domain.errors import IndexBroken, OnRecordError
from retrieval.domain.ports import IndexStore, PassageIndex
from retrieval.models.cross_encoder import CrossEncoderReranker
from retrieval.models.encoder_factory import encoder_of
from retrieval.quotes.article_reader import ArticleReader
from storage.ports.outbox import DeliveryState


class Status(Enum):
    OK = "ok"
    NOTE = "note"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, its status, and what is known about it or to be done."""

    part: str
    status: Status
    message: str


async def examine(settings: Settings) -> AsyncGenerator[Finding, None]:
    """Check model, reranker if one is set, reader, database, indexes, outbox, rights and token, in this order.

    A fault in one part does not keep the others from being checked.
    """
    yield await asyncio.to_thread(_model, settings)
    if settings.reranker is not None:
        yield await asyncio.to_thread(_reranker, settings.reranker)
    yield await asyncio.to_thread(_reader)
    try:
        if not await asyncio.to_thread(has_database, address_of(settings)):
            right = "name its folder with --data" if settings.database is None else "correct ONRECORD_DATABASE"
            nothing = f"nothing is stored in {store_name(settings)} yet; if there should be, {right}"
            yield Finding("database", Status.NOTE, nothing)
            yield await _token(settings)
            return
        services = await open_services(settings)
    except OnRecordError as error:
        yield Finding("database", Status.FAULT, str(error))
    else:
        try:
            yield await _database(services)
            yield await _index(services, "index", services.engine.search.indexes.vectors)
            yield await _index(services, "words", services.engine.search.indexes.keywords)
            yield await _outbox(services)
        finally:
            await services.close()
    yield await asyncio.to_thread(_rights, settings)
    yield await _token(settings)


def _model(settings: Settings) -> Finding:
    encoder = encoder_of(settings.encoder)
    began = time.monotonic()
    try:
        encoder.encode(["Does it encode?"])
    except OnRecordError as error:
        return Finding("model", Status.FAULT, str(error))
    took = time.monotonic() - began
    return Finding("model", Status.OK, f"{encoder.fingerprint}, {encoder.dimension} dimensions, loaded in {took:.1f} s")


def _reranker(name: str) -> Finding:
    began = time.monotonic()
    try:
        CrossEncoderReranker(name).check()
    except OnRecordError as error:
        return Finding("reranker", Status.FAULT, str(error))
    return Finding("reranker", Status.OK, f"{name}, loaded in {time.monotonic() - began:.1f} s")


def _reader() -> Finding:
    """Read a text whose last speaker is a pronoun, so that every network is loaded."""
    began = time.monotonic()
    try:
        read = ArticleReader().read("Ana Maric came. “It is over,” Ana Maric said. “We go,” she added.")
    except OnRecordError as error:
        return Finding("reader", Status.FAULT, str(error))
    took = time.monotonic() - began
    if not read.statements:
        return Finding("reader", Status.FAULT, "finds no quotes in a text that has some: reinstall On Record")
    return Finding("reader", Status.OK, f"finds who said what, loaded in {took:.1f} s")


async def _database(services: Services) -> Finding:
    try:
        await services.store.check()
        count = await services.library.article_count()
        old = await services.editing.read_again.waiting()
        unknown = await services.library.near_duplicates_unknown()
    except OnRecordError as error:
        return Finding("database", Status.FAULT, str(error))
    known = f"{services.store.where}, {counted(count, 'article')}"
    if old:
        todo = f"{old:,} not read for quotes by this version yet: `onrecord reindex` reads them again"
        return Finding("database", Status.NOTE, f"{known}; {todo}")
    if unknown:
        todo = f"{unknown:,} not checked for copies yet: `onrecord reindex` or the next start checks them"
        return Finding("database", Status.NOTE, f"{known}; {todo}")
    return Finding("database", Status.OK, known)


async def _index(services: Services, part: str, store: IndexStore[PassageIndex]) -> Finding:
    try:
        index = await services.engine.worker.run(store.load)
        stored = await services.library.passage_count()
    except IndexBroken as broken:
        return Finding(part, Status.NOTE, f"{broken}; the next question or start rebuilds it from the database")
    except OnRecordError as error:
        return Finding(part, Status.FAULT, str(error))
    if index is None:
        return Finding(part, Status.NOTE, f"none yet; the next question or start indexes {counted(stored, 'passage')}")
    if len(index) != stored or index.generation != await services.library.generation():
        return Finding(part, Status.NOTE, f"{len(index):,} of {stored:,} passages; the next question adds the rest")
    return Finding(part, Status.OK, f"{counted(len(index), 'passage')}, up to date with the database")


async def _outbox(services: Services) -> Finding:
    try:
        counts = await services.delivering.outbox.counts()
    except OnRecordError as error:
        return Finding("outbox", Status.FAULT, str(error))
    known = ", ".join(f"{count} {state.value}" for state, count in sorted(counts.items())) or "nothing to deliver yet"
    if counts.get(DeliveryState.FAILED, 0):
        return Finding("outbox", Status.NOTE, f"{known}; Telegram refused the failed ones for good: the log says why")
    if counts.get(DeliveryState.PARKED, 0):
        return Finding(
            "outbox",
            Status.NOTE,
            f"{known}; parked ones may have arrived; see `onrecord outbox`",
        )
    return Finding("outbox", Status.OK, known)


def _rights(settings: Settings) -> Finding:
    exposed = exposed_files(settings.data, Path.cwd())
    if exposed is not None:
        return Finding("rights", Status.NOTE, exposed)
    return Finding("rights", Status.OK, "only their owner may read the data folder, .env and exports")


async def _token(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        return Finding(
            "token",
            Status.NOTE,
            "not set: `onrecord run` chats in the terminal; get one from @BotFather and set ONRECORD_TELEGRAM_TOKEN",
        )
    from telegram import Bot  # noqa: PLC0415  only needed with a token
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415

    try:
        async with Bot(settings.telegram_token.get_secret_value(), base_url=f"{settings.telegram_api}/bot") as bot:
            return Finding("token", Status.OK, f"belongs to @{bot.username}")
    except InvalidToken:
        return Finding("token", Status.FAULT, "Telegram does not know this token; copy it again from @BotFather")
    except TelegramError as error:
        return Finding("token", Status.FAULT, f"Telegram cannot be reached ({error.message}); check the network")
