"""Wait until an album has arrived: its documents come one by one, and nothing says which is the last."""

from __future__ import annotations

import asyncio

from storage.ports.jobs import Job

# Without another document for so long an album counts as complete; a later document is handled on its own.
SETTLE_SECONDS = 1.0


class Albums:
    """The albums that are still arriving, by chat and album, with the job that a caption in each began."""

    def __init__(self) -> None:
        self._arrived: dict[tuple[int, str], int] = {}
        self._jobs: dict[tuple[int, str], Job] = {}

    def request(self, album: str, job: Job) -> None:
        """Note that a caption asks to store the album."""
        self._jobs[job.chat, album] = job

    def is_requested(self, chat: int, album: str) -> bool:
        """Return whether a caption has asked to store the album, which takes one job."""
        return (chat, album) in self._jobs

    async def is_complete(self, chat: int, album: str) -> bool:
        """Wait for further documents, and return whether this one was the last."""
        place = chat, album
        number = self._arrived[place] = self._arrived.get(place, 0) + 1
        await asyncio.sleep(SETTLE_SECONDS)
        if self._arrived[place] != number:
            return False
        del self._arrived[place]
        return True

    def take_request(self, chat: int, album: str) -> Job | None:
        """Return, once, the job for a complete album; None if no caption asked for one."""
        return self._jobs.pop((chat, album), None)
