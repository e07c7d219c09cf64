"""Fill an empty store with the packaged seed articles, so that a new installation has something to ask about."""

from __future__ import annotations

import logging

from bot.intake.sources.front_matter import draft_of
from bot.intake.sources.seeds import seed_files
from bot.services import Editing
from retrieval.domain.changes import Actor

log = logging.getLogger(__name__)

SEEDING = Actor(name="On Record", place="the packaged seed")


async def seed_if_empty(editing: Editing) -> int:
    """Add the seed articles and return how many; 0 if the store ever held an article, even a retracted one."""
    if not await editing.library.is_untouched():
        return 0
    added = await editing.add([draft_of(file.read_text("utf-8")) for file in seed_files()], by=SEEDING)
    log.info("added %d seed article(s) to an empty store", len(added))
    return len(added)
