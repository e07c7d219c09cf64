"""Check an installation part by part, and say what to do about what is wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from retrieval.domain.errors import IndexBroken, OnRecordError
from retrieval.domain.ports import IndexStore, PassageIndex
from retrieval.models.cross_encoder import CrossEncoderReranker
from retrieval.models.encoder_factory import encoder_of
from retrieval.quotes.article_reader import ArticleReader
from storage.ports.outbox import DeliveryState

HEARTBEAT = "heartbeat"
# The bot's heart beats every few seconds; a loop that hangs for this long is not alive.
ALIVE_WITHIN = 60.0


class Health(Enum):
    WELL = "ok"
    NOTE = "note"
    ILL = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, how it is, and what is known or to be done."""

    part: str
    health: Health
    says: str


async def examine(settings: Settings) -> AsyncGenerator[Finding, None]:
    """Model, reranker where one is set, reader, database, indexes, outbox and token, in this order.

    Each is looked at although another is ill.
    """
    yield await asyncio.to_thread(_model, settings)
    if settings.reranker is not None:
        yield await asyncio.to_thread(_reranker, settings.reranker)
    yield await asyncio.to_thread(_reader)
    try:
        services = await open_services(settings)
    except OnRecordError as error:
        yield Finding("database", Health.ILL, str(error))
    else:
        try:
            yield await _database(services)
            yield await _index(services, "index", services.engine.search.indexes.vectors)
            yield await _index(services, "words", services.engine.search.indexes.keywords)
            yield await _outbox(services)
        finally:
            await services.close()
    yield await _token(settings)


def alive(data: Path, now: float) -> bool:
    """Whether the bot that works on this folder beat its heart lately."""
    try:
        return now - (data / HEARTBEAT).stat().st_mtime < ALIVE_WITHIN
    except OSError:
        return False


def beat(data: Path) -> None:
    (data / HEARTBEAT).touch()


def _model(settings: Settings) -> Finding:
    encoder = encoder_of(settings.encoder)
    began = time.monotonic()
    try:
        encoder.encode(["Does it encode?"])
    except OnRecordError as error:
        return Finding("model", Health.ILL, str(error))
    took = time.monotonic() - began
    return Finding(
        "model", Health.WELL, f"{encoder.fingerprint}, {encoder.dimension} dimensions, loaded in {took:.1f} s"
    )


def _reranker(name: str) -> Finding:
    began = time.monotonic()
    try:
        CrossEncoderReranker(name).check()
    except OnRecordError as error:
        return Finding("reranker", Health.ILL, str(error))
    return Finding("reranker", Health.WELL, f"{name}, loaded in {time.monotonic() - began:.1f} s")


def _reader() -> Finding:
    """Read a sentence whose speaker is a pronoun, so that every network is loaded."""
    began = time.monotonic()
    try:
        read = ArticleReader().read("Ana Maric came. “It is over,” Ana Maric said. “We go,” she added.")
    except OnRecordError as error:
        return Finding("reader", Health.ILL, str(error))
    took = time.monotonic() - began
    if not read.statements:
        return Finding("reader", Health.ILL, "finds nothing where somebody speaks: reinstall On Record")
    return Finding("reader", Health.WELL, f"who said what is read, loaded in {took:.1f} s")


async def _database(services: Services) -> Finding:
    try:
        await services.store.check()
        count = await services.library.article_count()
        old = await services.editing.read_again.waiting()
        unknown = await services.library.near_duplicates_unknown()
    except OnRecordError as error:
        return Finding("database", Health.ILL, str(error))
    told = f"{services.store.path}, {count:,} article(s)"
    if old:
        says = f"{told}; who said what in {old:,} was read by another version: `onrecord reindex` reads them again"
        return Finding("database", Health.NOTE, says)
    if unknown:
        says = f"{told}; copies are not looked for yet among {unknown:,}: `onrecord reindex` does, or the next start"
        return Finding("database", Health.NOTE, says)
    return Finding("database", Health.WELL, told)


async def _index(services: Services, part: str, store: IndexStore[PassageIndex]) -> Finding:
    try:
        index = await services.engine.worker.run(store.load)
        wanted = await services.library.passage_count()
    except IndexBroken as broken:
        return Finding(part, Health.NOTE, f"{broken}; it is rebuilt from the database at the next question or start")
    except OnRecordError as error:
        return Finding(part, Health.ILL, str(error))
    if index is None:
        return Finding(part, Health.NOTE, f"none yet; {wanted} passage(s) are indexed at the next question or start")
    if len(index) != wanted or index.generation != await services.library.generation():
        return Finding(part, Health.NOTE, f"{len(index)} of {wanted} passages; the rest follows at the next question")
    return Finding(part, Health.WELL, f"{len(index):,} passage(s), in step with the database")


async def _outbox(services: Services) -> Finding:
    try:
        counts = await services.delivering.outbox.counts()
    except OnRecordError as error:
        return Finding("outbox", Health.ILL, str(error))
    parked = counts.get(DeliveryState.PARKED, 0)
    told = ", ".join(f"{count} {state.value}" for state, count in sorted(counts.items())) or "nothing to deliver yet"
    if counts.get(DeliveryState.FAILED, 0):
        return Finding("outbox", Health.NOTE, f"{told}; failed ones were refused by Telegram for good: the log has why")
    if parked:
        return Finding("outbox", Health.NOTE, f"{told}; parked ones may have arrived and are not repeated")
    return Finding("outbox", Health.WELL, told)


async def _token(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        return Finding(
            "token",
            Health.NOTE,
            "not set: `onrecord run` chats in the terminal; get one from @BotFather and set ONRECORD_TELEGRAM_TOKEN",
        )
    from telegram import Bot  # noqa: PLC0415  only who has a token needs Telegram
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415

    try:
        async with Bot(settings.telegram_token.get_secret_value(), base_url=f"{settings.telegram_api}/bot") as bot:
            return Finding("token", Health.WELL, f"belongs to @{bot.username}")
    except InvalidToken:
        return Finding("token", Health.ILL, "Telegram does not know this token; copy it again from @BotFather")
    except TelegramError as error:
        return Finding("token", Health.ILL, f"Telegram cannot be asked ({error.message}); check the network")
