"""Read labelled data in JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_rows(file: Path) -> list[dict[str, Any]]:
    """Return the objects of a .jsonl file, in order.  Raise OSError, or ValueError if a line is not JSON."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
