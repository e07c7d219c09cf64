"""Have a document read by a process of its own: bounded in memory, time and answer, and killed with its group.

It runs our own code on a file that is open already: no path, no shell, not even the file's name goes along; of a page
its address does, which is only compared.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from bot.intake.base.file_types import NOT_FROM_WEB, FileType, WebOrigin
from retrieval.domain.errors import UnusableArticle
from retrieval.ingest.pipeline import LONGEST


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes of address space, `processor` and `clock` in seconds, `answer` in bytes of JSON."""

    memory: int = 1 << 30
    processor: int = 60
    clock: float = 120.0
    # A character takes four bytes at most in UTF-8, and what surrounds the text is short.
    answer: int = 4 * LONGEST + (1 << 16)


LIMITS = Limits()
# A page is read in a second; what takes longer was made to.
PAGE_LIMITS = Limits(processor=15, clock=60.0)


async def read_document(
    file: IO[bytes], kind: FileType, limits: Limits = LIMITS, found: WebOrigin = NOT_FROM_WEB
) -> dict[str, Any]:
    """What a document or page tells, by the keys of an article line.  `file`: a real one, read from its beginning.

    Raises UnusableArticle.  Cancelled or out of time, it leaves no process behind.
    """
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-s", "-P", "-B", "-m", "bot.intake.documents",
        kind.value, str(limits.memory), str(limits.processor), str(LONGEST),
        found.url or "", found.content_type,
        stdin=file, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        # Nothing of ours is in its environment but where our code is: no token, no settings.
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, cwd="/", start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(limits.clock):
            said = await _said(process.stdout, limits.answer)
            code = await process.wait()
    except TimeoutError as error:
        raise UnusableArticle(_too_much(kind)) from error
    finally:
        await _end(process)
    return _told(said, code, kind)


async def _said(output: asyncio.StreamReader | None, most: int) -> bytes:
    if output is None:
        return b""
    try:
        await output.readexactly(most + 1)
    except asyncio.IncompleteReadError as all_of_it:
        return all_of_it.partial
    raise UnusableArticle("tells more than any article; split it into its parts")


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill it with whatever it may have started, and wait until it is gone."""
    # Once it has ended by itself, its number may be another's.
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.communicate()


def _told(said: bytes, code: int, kind: FileType) -> dict[str, Any]:
    # Out of time, or killed by a system that was out of memory.
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise UnusableArticle(_too_much(kind))
    if code:
        raise UnusableArticle(
            f"cannot be read as a {kind.value}: it is damaged, or made to do harm; save it anew, or save its text"
        )
    told: dict[str, Any] = json.loads(said)
    if "refused" in told:
        raise UnusableArticle(told["refused"])
    return told


def _too_much(kind: FileType) -> str:
    return f"takes more time or memory to read than a {kind.value} may; split it, or save its text"
