"""Let a bot handle updates again: changes must not be made twice, even if the inbox does not know them any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.telegram.stand import Stand


def handle_again(stand: Stand, data: Path, updates: Sequence[dict[str, Any]]) -> None:
    """Send updates again, in their order, to a bot that did not live to write down that it had received them."""
    with closing(sqlite3.connect(data / "onrecord.db")) as connection, connection:
        forget = "delete from inbox where update_id = ?"
        assert connection.executemany(forget, [(u["update_id"],) for u in updates]).rowcount == len(updates)
    for update in reversed(updates):
        stand.send_again(update)
