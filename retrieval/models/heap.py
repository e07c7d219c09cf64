"""Give memory that was freed back to the system.  The C library keeps it for itself, by the hundred megabytes."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable

from retrieval.models.packaged_minilm import release_weights


def give_back() -> None:
    """Return freed memory, and the pages of weights that were read from a file.  It takes some milliseconds."""
    release_weights()
    _trim()


@functools.cache
def _malloc_trim() -> Callable[[int], object] | None:
    """Return the function of glibc; other C libraries have none, and some return memory by themselves."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None


def _trim() -> None:
    if (trim := _malloc_trim()) is not None:
        trim(0)
