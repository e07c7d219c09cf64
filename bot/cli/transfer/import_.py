"""`onrecord import`: load an export into an empty store, then build the indexes."""

from __future__ import annotations

import asyncio
import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from bot.cli.json_output import print_line
from bot.cli.progress import IndexingBar, counting
from bot.composition import address_of, open_services, store_name
from bot.settings import Settings
from bot.views.json.transfers import ImportLine
from retrieval.domain.errors import StoreNotEmpty, UnusableExport
from retrieval.domain.ports import Encoder
from retrieval.models.encoder_factory import encoder_of
from storage.transfer.import_ import import_rows, store_matches
from storage.transfer.reader import ExportLines

_GZIP = b"\x1f\x8b"
STANDARD_INPUT = "standard input"


def import_(settings: Settings, path: str, *, as_json: bool) -> None:
    """Store everything in an export and make it searchable.  Raise OnRecordError; then nothing is changed.

    If it is killed while indexing, the same command continues from there.
    """
    encoder = encoder_of(settings.encoder)
    with _opened(path) as stream:
        export = ExportLines(stream, STANDARD_INPUT if path == "-" else path)
        # Report an unusable model before anything is stored.
        encoder.check()
        again = not _stored(settings, export)
        asyncio.run(_index(settings, encoder, export if again else None))
    count, rows = export.head.rows_of("articles"), export.head.rows
    if as_json:
        print_line(ImportLine(outcome="unchanged" if again else "imported", articles=count, rows=rows))
    else:
        counted = f"{count:,} article{'' if count == 1 else 's'} and all else"
        sys.stdout.write(f"{counted} {'were imported before' if again else 'imported'}\n")


def _stored(settings: Settings, export: ExportLines) -> bool:
    """Fill an empty store.  Return False if it was not empty."""
    with counting("Importing") as progress:
        task = progress.add_task("import", total=export.head.rows)
        try:
            # On this thread: an interrupt ends it at once, with nothing changed.
            import_rows(address_of(settings), export, lambda more: progress.advance(task, more))
        except StoreNotEmpty:
            return False
    return True


async def _index(settings: Settings, encoder: Encoder, export: ExportLines | None) -> None:
    """Update the indexes.

    `export` is given if the store was not empty: it must hold exactly that.  Raise StoreNotEmpty otherwise.
    """
    services = await open_services(settings, encoder, IndexingBar())
    try:
        if export is not None and not await store_matches(address_of(settings), export):
            raise StoreNotEmpty(_not_empty(settings))
        await services.engine.search.catch_up()
    finally:
        await services.close()


def _not_empty(settings: Settings) -> str:
    if settings.database is not None:
        return f"{store_name(settings)} is not empty, and an export is imported only into an empty database"
    return (
        f"{settings.data} is not empty, and an export is imported only into an empty folder; name a new one with --data"
    )


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    """Open a file, compressed or not, as its first bytes say."""
    if path == "-":
        yield _unpacked(sys.stdin.buffer)
        return
    try:
        file = open(path, "rb")  # noqa: PTH123, SIM115  the name is as the user wrote it
    except OSError as error:
        raise UnusableExport(
            f"{path} cannot be read ({error.strerror}); check the spelling and its permissions"
        ) from error
    with file:
        yield _unpacked(file)


def _unpacked(stream: BinaryIO) -> IO[bytes]:
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    if buffered.peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return buffered
    return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=buffered)))
