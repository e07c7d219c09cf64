"""Logging that keeps secrets: set up once, by the commands that run for long."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO

# Anything of the form of a bot token, should one that is not ours come by.
# In an address it follows "bot" without a break.
_TOKEN = re.compile(r"(?<!\d)\d{6,}:[A-Za-z0-9_-]{30,}")


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, and takes the secrets out of what results."""

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
    """PTB logs the trace of a refused token or a lost connection; the command says it in one sentence."""
    if (
        record.name.startswith("telegram")
        and record.exc_info
        and type(record.exc_info[1]).__module__ == "telegram.error"
    ):
        record.exc_info = None
    return True


def set_up_logs(level: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Log to standard error; replaces what handlers there were."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_without_known_traces)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # httpx tells the whole address of every request, the token with it, at INFO.
    for noisy in ("httpx", "httpcore", "apscheduler", "faiss", "sentence_transformers", "transformers", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
