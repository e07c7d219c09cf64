"""Decompress HTTP content piece by piece, so that a bomb can be stopped.  Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from retrieval.domain.errors import FetchFailed
from retrieval.domain.wording import Quantity

ACCEPTED = "gzip, deflate"
_GZIP = zlib.MAX_WBITS | 16
# Bytes decompressed at a time: a bomb makes 64 MB of 64 kB.
_PIECE_BYTES = 1 << 16
# Compressed bytes handed to zlib at a time: it copies the rest of them after each member.
_SLICE_BYTES = 1 << 12
# A gzip file may be many, one after the other; bgzip makes a thousand of 64 MB.  A bomb makes a million empty ones.
MAX_MEMBERS = 10_000


class Unpacking:
    """Decompresses content as it arrives; `encoding` is the value of Content-Encoding, empty if there is none.

    Raises FetchFailed for other encodings, several at once, more than MAX_MEMBERS members, and damaged content.
    """

    def __init__(self, encoding: str) -> None:
        names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
        if len(names) > 1 or not {*names} <= {"gzip", "x-gzip", "deflate"}:
            raise FetchFailed(
                "comes in an unsupported encoding ({encoding}); save it and add the file", encoding=encoding[:50]
            )
        self._plain = not names
        self._window = zlib.MAX_WBITS if names == ["deflate"] else _GZIP
        self._inflate = zlib.decompressobj(self._window)
        self._started = False
        self._members = 1

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk decompresses to, in small pieces."""
        if self._plain:
            yield chunk
            return
        for start in range(0, len(chunk), _SLICE_BYTES):
            yield from self._pieces(chunk[start : start + _SLICE_BYTES])

    def _pieces(self, chunk: bytes) -> Iterator[bytes]:
        piece = b""
        # After a full piece there may be more output, even if all input is used up.
        while chunk or len(piece) == _PIECE_BYTES:
            if self._inflate.eof:
                # Another gzip file may follow; anything else is padding.
                if self._window != _GZIP or not chunk.startswith(b"\x1f"):
                    return
                self._next_member()
            yield (piece := self._piece(chunk))
            chunk = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _next_member(self) -> None:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise FetchFailed(
                "is compressed in more than {most} parts; save it and add the file", most=Quantity(MAX_MEMBERS)
            )
        self._inflate = zlib.decompressobj(self._window)

    def _piece(self, chunk: bytes) -> bytes:
        started, self._started = self._started, True
        try:
            return self._inflate.decompress(chunk, _PIECE_BYTES)
        except zlib.error as error:
            if not started and self._window == zlib.MAX_WBITS:
                # Some servers send raw deflate, without the zlib header that HTTP means by it (RFC 9110, 8.4.1.2).
                self._window = -zlib.MAX_WBITS
                self._inflate = zlib.decompressobj(self._window)
                return self._piece(chunk)
            raise FetchFailed("arrives damaged; try again, or save it and add the file") from error

    def end(self) -> None:
        """Raise FetchFailed if the content is incomplete."""
        if self._started and not self._inflate.eof:
            raise FetchFailed("breaks off before its end; try again")
