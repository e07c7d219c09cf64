"""Fetch documents sent on Telegram, when their turn comes.  A document's name is never used as a path."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from typing import Any

from telegram import Message
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.intake.base.refusal import Refused
from bot.intake.sources.files import drafts_sent
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity
from storage.ports.jobs import SentDocument

log = logging.getLogger(__name__)

# The limit of getFile for bots.
MAX_BYTES = 20 * 1024 * 1024
# Of a name, as it is shown and stored.
MAX_NAME_CHARS = 80
MAX_SUFFIX_CHARS = 10
# For one try; for one read within it; between the tries.
TRY_TIMEOUT_SECONDS = 120.0
READ_TIMEOUT_SECONDS = 20.0
PAUSES_SECONDS = (1.0, 4.0)


def sent_document(message: Message) -> SentDocument:
    document = message.document
    if document is None:
        raise RuntimeError("a message without a document")
    return SentDocument(
        chat=message.chat_id, message=message.message_id, album=message.media_group_id, file=document.file_id,
        name=file_name(document.file_name), size=document.file_size,
    )  # fmt: skip


def file_name(given: str | None) -> str:
    """Return a name as one short, visible line without folders; its suffix, which tells the type, is kept."""
    last = next((part for part in reversed((given or "").replace("\\", "/").split("/")) if part.strip(" .")), "")
    visible = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    if len(visible) > MAX_NAME_CHARS:
        stem, dot, suffix = visible.rpartition(".")
        end = f"{dot}{suffix}" if stem and len(suffix) <= MAX_SUFFIX_CHARS else ""
        visible = f"{visible[: MAX_NAME_CHARS - len(end) - 1]}…{end}"
    return visible or "document"


async def drafts_of(document: SentDocument, bot: ExtBot[Any]) -> AsyncIterator[Draft | Refused]:
    """Yield the drafts in a document; refuse it if it cannot be fetched or read."""
    try:
        content = await _content(document, bot)
    except UnusableArticle as error:
        yield Refused(document.name, error.wording)
        return
    async for item in drafts_sent(content, document.name):
        yield item
        # A file of many lines is read line by line: let other tasks run in between.
        await asyncio.sleep(0)


async def _content(document: SentDocument, bot: ExtBot[Any]) -> bytes:
    """Fetch a document.  Raise UnusableArticle."""
    if (document.size or 0) > MAX_BYTES:
        raise _too_large(document.size)
    for pause in (*PAUSES_SECONDS, None):
        try:
            async with asyncio.timeout(TRY_TIMEOUT_SECONDS):
                file = await bot.get_file(document.file)
                return bytes(await file.download_as_bytearray(read_timeout=READ_TIMEOUT_SECONDS))
        except (NetworkError, TimeoutError) as error:
            log.warning("cannot fetch a document from Telegram: %s", type(error).__name__)
            if isinstance(error, BadRequest):
                raise _gone_or_too_large(error) from error
            if pause is None:
                raise UnusableArticle("could not be fetched from Telegram in time; send it again") from error
            await asyncio.sleep(pause)
        except TelegramError as error:
            log.warning("Telegram does not have a document: %s", type(error).__name__)
            raise _gone_or_too_large(error) from error
    raise RuntimeError("the last try neither ended nor failed")


def _gone_or_too_large(error: TelegramError) -> UnusableArticle:
    if "too big" in error.message.casefold():
        return _too_large(None)
    return UnusableArticle("is no longer at Telegram; send it again")


def _too_large(size: int | None) -> UnusableArticle:
    if not size:
        return UnusableArticle("is too large; Telegram lets bots fetch at most 20 MB: split it, or use `onrecord add`")
    return UnusableArticle(
        "has {size} MB; Telegram lets bots fetch at most 20 MB: split it, or use `onrecord add`",
        size=Quantity(math.ceil(size / 1_000_000)),
    )
