"""Albums as they arrive: what was sent as one comes piece by piece, and nothing says which piece is the last."""

from __future__ import annotations

import asyncio

from storage.ports.jobs import Job

# Seconds without another piece after which an album is taken to be whole; a later piece is no loss, it follows.
SETTLED = 1.0


class Albums:
    """What is still arriving, by chat and album, with the job that a caption in it began."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[int, str], int] = {}
        self._jobs: dict[tuple[int, str], Job] = {}

    def wants(self, album: str, job: Job) -> None:
        """A piece asks that the album be stored."""
        self._jobs[job.chat, album] = job

    async def whole(self, chat: int, album: str) -> bool:
        """Wait for the pieces behind this one; True for the last, which speaks for all."""
        place = chat, album
        number = self._pieces[place] = self._pieces.get(place, 0) + 1
        await asyncio.sleep(SETTLED)
        if self._pieces[place] != number:
            return False
        del self._pieces[place]
        return True

    def wanted(self, chat: int, album: str) -> Job | None:
        """The job for an album that is whole, once; None: no piece has asked for one."""
        return self._jobs.pop((chat, album), None)
