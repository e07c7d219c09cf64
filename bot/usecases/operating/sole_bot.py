"""See to it that a data folder has one bot: one process at a time, and always the same bot's token."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.services import Services
from bot.usecases.operating.heartbeat import HEARTBEAT_FILE
from retrieval.domain.errors import OnRecordError
from retrieval.index import private_files

LOCK_FILE = ".running.lock"
# Whoever only asks whether a bot is running holds the lock for a moment.
PATIENCE_SECONDS = 0.5
RETRY_SECONDS = 0.05


@contextmanager
def sole_bot(data: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a data folder, which the system releases however the process ends.

    `shared`: beside others that share it, too.  Raise OnRecordError if another bot holds it, or if a link stands in the
    place of a file of the bot.
    """
    private_files.refuse_link(data / HEARTBEAT_FILE)
    try:
        descriptor = private_files.open_file(data / LOCK_FILE)
    except OSError as error:
        raise OnRecordError(f"{data / LOCK_FILE} cannot be opened ({error.strerror}); remove it") from error
    try:
        _lock(descriptor, data, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_running(data: Path) -> bool:
    """Return whether a bot holds the lock of a data folder."""
    try:
        descriptor = os.open(data / LOCK_FILE, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return not _locked(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, data: Path, kind: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not _locked(descriptor, kind):
        if time.monotonic() >= until:
            raise OnRecordError(
                f"another bot is running on {data}; stop it first, or choose another folder with --data"
            )
        time.sleep(RETRY_SECONDS)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def claim_folder(services: Services, now: datetime, *, take_over: bool = False) -> None:
    """Make sure that the data folder belongs to the bot whose token is set; a renewed token has the same bot's id.

    Raise OnRecordError if it belongs to another bot and is not to be taken over.
    """
    token = services.settings.telegram_token
    if token is None:
        raise OnRecordError("no Telegram token is set: set ONRECORD_TELEGRAM_TOKEN (from @BotFather)")
    bot = int(token.get_secret_value().partition(":")[0])
    owner = await services.receiving.identity.claim(bot, now, take_over=take_over)
    if owner != bot:
        raise OnRecordError(
            f"{services.store.where} belongs to another bot: its id is {owner}, that of this token {bot}. Use that "
            "bot's token, choose another folder with --data, or hand the folder over once with "
            "`onrecord run --take-over`"
        )
