"""A document that somebody sent on Telegram: fetched when its turn comes, its name looked at and never a path."""

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
from storage.ports.jobs import SentDocument

log = logging.getLogger(__name__)

# What getFile gives a bot.
MOST_BYTES = 20 * 1024 * 1024
# Characters of a name that are shown and kept.
LONGEST_NAME = 80
LONGEST_SUFFIX = 10
# Seconds: for one try, for a silence within it, and between the tries.
PATIENCE = 120.0
REASON = 20.0
PAUSES = (1.0, 4.0)


def sent_document(message: Message) -> SentDocument:
    document = message.document
    if document is None:
        raise RuntimeError("a message without a document")
    return SentDocument(
        chat=message.chat_id, message=message.message_id, album=message.media_group_id, file=document.file_id,
        name=file_name(document.file_name), size=document.file_size,
    )  # fmt: skip


def file_name(given: str | None) -> str:
    """One short line of what can be seen, without folders; its end tells what it is, and is kept."""
    last = next((part for part in reversed((given or "").replace("\\", "/").split("/")) if part.strip(" .")), "")
    seen = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    if len(seen) > LONGEST_NAME:
        stem, dot, suffix = seen.rpartition(".")
        end = f"{dot}{suffix}" if stem and len(suffix) <= LONGEST_SUFFIX else ""
        seen = f"{seen[: LONGEST_NAME - len(end) - 1]}…{end}"
    return seen or "document"


async def drafts_of(document: SentDocument, bot: ExtBot[Any]) -> AsyncIterator[Draft | Refused]:
    """The drafts in it; what cannot be fetched or read is refused."""
    try:
        content = await _content(document, bot)
    except UnusableArticle as error:
        yield Refused(document.name, str(error))
        return
    async for item in drafts_sent(content, document.name):
        yield item
        # A file of many lines is read line by line: between two the others have their turn.
        await asyncio.sleep(0)


async def _content(document: SentDocument, bot: ExtBot[Any]) -> bytes:
    """Raises UnusableArticle."""
    if (document.size or 0) > MOST_BYTES:
        raise _too_large(document.size)
    for pause in (*PAUSES, None):
        try:
            async with asyncio.timeout(PATIENCE):
                file = await bot.get_file(document.file)
                return bytes(await file.download_as_bytearray(read_timeout=REASON))
        except (NetworkError, TimeoutError) as error:
            log.warning("a document was not fetched from Telegram: %s", type(error).__name__)
            if isinstance(error, BadRequest):
                raise _gone_or_too_large(error) from error
            if pause is None:
                raise UnusableArticle("could not be fetched from Telegram in time; send it again") from error
            await asyncio.sleep(pause)
        except TelegramError as error:
            log.warning("a document is not to be had from Telegram: %s", type(error).__name__)
            raise _gone_or_too_large(error) from error
    raise RuntimeError("the last try neither ended nor failed")


def _gone_or_too_large(error: TelegramError) -> UnusableArticle:
    if "too big" in error.message.casefold():
        return _too_large(None)
    return UnusableArticle("is not at Telegram any more; send it again")


def _too_large(size: int | None) -> UnusableArticle:
    has = f"has {math.ceil(size / 1_000_000):,} MB" if size else "is too large"
    return UnusableArticle(f"{has}; Telegram lets a bot fetch 20 MB: split it, or use `onrecord add`")
