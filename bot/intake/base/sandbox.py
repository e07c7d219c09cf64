"""Read a document in a process of its own, limited in memory, time and output, and killed together with its children.

The process runs our own code on a file that is already open.  It gets no path, no shell and no file name; for a page it
gets the address, which it only compares.
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
from bot.intake.base.unreadable_files import damaged, too_much
from bot.intake.base.worded import from_json
from retrieval.domain.errors import UnusableArticle
from retrieval.ingest.pipeline import MAX_ARTICLE_CHARS


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes of address space, `processor` and `clock` in seconds, `answer` in bytes of JSON output."""

    memory: int = 1 << 30
    processor: int = 60
    clock: float = 120.0
    # A character takes at most four bytes in UTF-8; everything but the text is short.
    answer: int = 4 * MAX_ARTICLE_CHARS + (1 << 16)


LIMITS = Limits()
# An ordinary page takes a second; one that takes longer than this was made to.
PAGE_LIMITS = Limits(processor=15, clock=60.0)


async def read_document(
    file: IO[bytes], kind: FileType, limits: Limits = LIMITS, found: WebOrigin = NOT_FROM_WEB
) -> dict[str, Any]:
    """Return the keys of an article line (or feeds) that a document or page holds.

    `file` must have a file descriptor; it is read from its beginning.  No process outlives a call that is cancelled or
    out of time.  Raise UnusableArticle.
    """
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-s", "-P", "-B", "-m", "bot.intake.documents",
        kind.value, str(limits.memory), str(limits.processor), str(MAX_ARTICLE_CHARS),
        found.url or "", found.content_type,
        stdin=file, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        # The environment holds only the path to our code: no token, no settings.
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, cwd="/", start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(limits.clock):
            output = await _output(process.stdout, limits.answer)
            code = await process.wait()
    except TimeoutError as error:
        raise too_much(kind) from error
    finally:
        await _end(process)
    return _result(output, code, kind)


async def _output(stream: asyncio.StreamReader | None, max_bytes: int) -> bytes:
    if stream is None:
        return b""
    try:
        await stream.readexactly(max_bytes + 1)
    except asyncio.IncompleteReadError as complete:
        return complete.partial
    raise UnusableArticle("holds more text than any article; split it into its parts")


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill the process with whatever it may have started, and wait until it is gone."""
    # Once it has ended by itself, its number may belong to another process.
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.communicate()


def _result(output: bytes, code: int, kind: FileType) -> dict[str, Any]:
    # It was out of processor time, or killed because the machine was out of memory.
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise too_much(kind)
    if code:
        raise damaged(kind)
    result: dict[str, Any] = json.loads(output)
    if "refused" in result:
        raise UnusableArticle(from_json(result))
    return result
