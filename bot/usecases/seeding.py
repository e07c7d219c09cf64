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
    """How many articles were added; nothing happens where any was ever stored, retracted since or not."""
    if not await editing.library.is_untouched():
        return 0
    added = await editing.add([draft_of(file.read_text("utf-8")) for file in seed_files()], by=SEEDING)
    log.info("seeded an empty store with %d article(s)", len(added))
    return len(added)
