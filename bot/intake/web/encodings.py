"""Undo how content is compressed on its way, piece by piece, so that what swells can be stopped.  Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from retrieval.domain.errors import FetchFailed

ACCEPTED = "gzip, deflate"
_GZIP = zlib.MAX_WBITS | 16
# No more than this is unpacked at a time: of 64 kB a bomb makes 64 MB.
_PIECE = 1 << 16


class Unpacking:
    """Content as it comes in, unpacked: by `encoding`, the header's value, which is empty where there is none.

    Raises Unfetchable for what is encoded otherwise, or twice, or damaged.
    """

    def __init__(self, encoding: str) -> None:
        names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
        if len(names) > 1 or not {*names} <= {"gzip", "x-gzip", "deflate"}:
            raise FetchFailed(f"comes in an encoding that nobody asked for ({encoding[:50]}); save it and add the file")
        self._plain = not names
        self._window = zlib.MAX_WBITS if names == ["deflate"] else _GZIP
        self._inflate = zlib.decompressobj(self._window)
        self._begun = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk unpacks to, in small pieces."""
        if self._plain:
            yield chunk
            return
        piece = b""
        # After a whole piece there may be more of it, though all that came in is used up.
        while chunk or len(piece) == _PIECE:
            if self._inflate.eof:
                # Behind one gzip file may stand another; what else stands there is padding.
                if self._window != _GZIP or not chunk.startswith(b"\x1f"):
                    return
                self._inflate = zlib.decompressobj(self._window)
            yield (piece := self._piece(chunk))
            chunk = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _piece(self, chunk: bytes) -> bytes:
        begun, self._begun = self._begun, True
        try:
            return self._inflate.decompress(chunk, _PIECE)
        except zlib.error as error:
            if not begun and self._window == zlib.MAX_WBITS:
                # Some servers take "deflate" at its word, without the head that HTTP means by it (RFC 9110, 8.4.1.2).
                self._window = -zlib.MAX_WBITS
                self._inflate = zlib.decompressobj(self._window)
                return self._piece(chunk)
            raise FetchFailed("comes damaged; try it again, or save it and add the file") from error

    def end(self) -> None:
        """Raises Unfetchable where something is missing."""
        if self._begun and not self._inflate.eof:
            raise FetchFailed("breaks off before its end; try it again")
