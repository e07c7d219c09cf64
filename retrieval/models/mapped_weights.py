"""Map the tensors of a safetensors file into memory: only the pages that are read become resident, and can be dropped.

The format is a length, a header in JSON and the numbers (github.com/huggingface/safetensors); its own library copies.
"""

from __future__ import annotations

import json
import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64, "I8": np.int8}
_LENGTH = struct.Struct("<Q")


class MappedWeights:
    """The tensors of one file, by name.  They stay readable after the file is replaced or deleted."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._map = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        (length,) = _LENGTH.unpack_from(self._map)
        numbers = _LENGTH.size + length
        header: dict[str, dict[str, Any]] = json.loads(self._map[_LENGTH.size : numbers])
        self.tensors = {
            name: self._tensor(numbers, tensor) for name, tensor in header.items() if name != "__metadata__"
        }

    def release(self) -> None:
        """Drop the pages read so far from memory; the system reads them again from the file when they are used."""
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
            self._map.madvise(mmap.MADV_DONTNEED)

    def _tensor(self, numbers: int, tensor: dict[str, Any]) -> NDArray[Any]:
        kind, (begin, end) = np.dtype(_TYPES[tensor["dtype"]]), tensor["data_offsets"]
        flat = np.frombuffer(self._map, kind, (end - begin) // kind.itemsize, numbers + begin)
        return flat.reshape(tensor["shape"])
