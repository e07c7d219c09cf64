"""Set up logging without secrets, for commands that run for long."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO

# Anything that looks like a bot token, even if it is not ours.
# In an address, the token follows "bot" without a break.
_TOKEN = re.compile(r"(?<!\d)\d{6,}:[A-Za-z0-9_-]{30,}")


class RedactingFormatter(logging.Formatter):
    """Format a record, traceback included, and replace the secrets in the result."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return self.redacted(super().format(record))

    def redacted(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "‹secret›")
        return _TOKEN.sub("‹token›", text)


def _without_known_traces(record: logging.LogRecord) -> bool:
    """Drop PTB's traces of a refused token or a lost connection, which the command reports in a sentence."""
    if (
        record.name.startswith("telegram")
        and record.exc_info
        and type(record.exc_info[1]).__module__ == "telegram.error"
    ):
        record.exc_info = None
    return True


def set_up_logs(level: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Log to standard error, in place of any handlers set up before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_without_known_traces)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At INFO, httpx logs the address of every request, which contains the token.
    for noisy in ("httpx", "httpcore", "faiss", "sentence_transformers", "transformers", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
