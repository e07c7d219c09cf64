"""Read labelled data: a JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The lines of a .jsonl, in order.  Raises OSError, and ValueError where one is not JSON."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
