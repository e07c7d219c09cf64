"""Take from the inbox what other processes have received, for the chats that are this worker's."""

from __future__ import annotations

import asyncio
import logging

from bot.telegram.crew import Crew
from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.dispatcher import Dispatcher
from retrieval.domain.errors import StorageError
from storage.ports.inbox import SharedInbox

log = logging.getLogger(__name__)

# How often the inbox is looked into while it is empty: a look is one query on an index.
IDLE_SECONDS = 0.1
FAILED_SECONDS = 1.0
# Claimed at a time, and at most waiting here: what others could begin at once is not hoarded.
MOST_CLAIMED, MOST_WAITING = 64, 128


class SharedClaims:
    """Knows whether what this worker has claimed is still its own (the dispatcher's protocol)."""

    def __init__(self, inbox: SharedInbox, crew: Crew) -> None:
        self._inbox, self._crew = inbox, crew

    async def holds(self, number: int) -> bool:
        # A query for each, because whoever was paused for a minute begins with what it had then.
        return await self._inbox.holds(number)

    def is_surely_living(self) -> bool:
        return self._crew.is_surely_living()


class Claiming:
    """Claims updates, and hands them to the dispatcher."""

    def __init__(self, inbox: SharedInbox, acceptance: Acceptance, dispatcher: Dispatcher, crew: Crew) -> None:
        self._inbox, self._acceptance, self._dispatcher, self._crew = inbox, acceptance, dispatcher, crew
        # A claim failed that may have been written all the same: what it claimed is not here.
        self._has_missed = False

    async def run(self) -> None:
        """Claim until cancelled."""
        while True:
            pause = IDLE_SECONDS
            try:
                if self._dispatcher.waiting < MOST_WAITING and await self._claimed():
                    pause = 0.0
            except StorageError as error:
                log.warning("cannot look into the inbox, and will try again: %s", error)
                self._has_missed = True
                pause = FAILED_SECONDS
            await asyncio.sleep(pause)

    async def _claimed(self) -> bool:
        if self._has_missed:
            # The dispatcher knows which of them it has.
            await self._acceptance.hand_on(await self._inbox.claimed())
            self._has_missed = False
        claimed = await self._inbox.claim(MOST_CLAIMED, self._crew.is_mine)
        await self._acceptance.hand_on(claimed)
        return bool(claimed)
