"""Erase what was stored about readers when its time is over, as docs/privacy.md promises."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.services import Services
from retrieval.domain.errors import StorageError

log = logging.getLogger(__name__)


async def erase_expired(services: Services, now: datetime) -> None:
    """Erase it.  A storage error is only logged, because the next run tries again."""
    try:
        erased = await services.personal_data.erase_expired(now, services.settings.keep)
    except StorageError as error:
        log.warning("what was kept long enough will be erased later: %s", error)
        return
    if erased:
        log.info("erased %d rows that were kept long enough", erased)
