"""`onrecord import`: an export into an empty store, and the indexes made from it."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from bot.cli.progress import IndexingBar, counting
from bot.composition import open_services
from bot.settings import Settings
from retrieval.domain.errors import StoreNotEmpty, UnusableExport
from retrieval.domain.ports import Encoder
from retrieval.models.encoder_factory import encoder_of
from storage.transfer.import_ import import_rows, store_matches
from storage.transfer.reader import ExportLines

_GZIP = b"\x1f\x8b"
STANDARD_INPUT = "standard input"


def import_(settings: Settings, path: str, *, as_json: bool) -> None:
    """Store all that an export tells, and make it searchable.  Raises OnRecordError; nothing is changed then.

    Killed in the middle of indexing, the same again goes on from there.
    """
    encoder = encoder_of(settings.encoder)
    with _opened(path) as stream:
        export = ExportLines(stream, STANDARD_INPUT if path == "-" else path)
        # A model that cannot be used is told before anything is stored, not after.
        encoder.check()
        again = not _stored(settings, export)
        asyncio.run(_index(settings, encoder, export if again else None))
    count, rows = export.head.rows_of("articles"), export.head.rows
    if as_json:
        line = {"outcome": "unchanged" if again else "imported", "articles": count, "rows": rows}
        sys.stdout.write(f"{json.dumps(line)}\n")
    else:
        told = f"{count:,} article{'' if count == 1 else 's'} and all else"
        sys.stdout.write(f"{told} {'were imported before' if again else 'imported'}\n")


def _stored(settings: Settings, export: ExportLines) -> bool:
    """Whether the store was empty and is filled now."""
    with counting("Importing") as progress:
        task = progress.add_task("import", total=export.head.rows)
        try:
            # Here and not on a thread: whoever interrupts it ends it at once, with nothing changed.
            import_rows(settings.data, export, lambda more: progress.advance(task, more))
        except StoreNotEmpty:
            return False
    return True


async def _index(settings: Settings, encoder: Encoder, export: ExportLines | None) -> None:
    """Bring the indexes into step.

    `export` is what the store must hold already where it was not empty.  Raises StoreNotEmpty.
    """
    services = await open_services(settings, encoder, IndexingBar())
    try:
        if export is not None and not await store_matches(settings.data, export):
            raise StoreNotEmpty(
                f"{settings.data} holds something already, and an export is imported into an empty folder only; "
                "name a new one with --data"
            )
        await services.engine.search.catch_up()
    finally:
        await services.close()


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    """Packed or not, its bytes say."""
    if path == "-":
        yield _unpacked(sys.stdin.buffer)
        return
    try:
        file = open(path, "rb")  # noqa: PTH123, SIM115  the name is as the user wrote it
    except OSError as error:
        raise UnusableExport(
            f"{path} cannot be read ({error.strerror}); check how it is spelt, and its permissions"
        ) from error
    with file:
        yield _unpacked(file)


def _unpacked(stream: BinaryIO) -> IO[bytes]:
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    if buffered.peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return buffered
    return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=buffered)))
