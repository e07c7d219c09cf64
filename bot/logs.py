"""Set up logging for commands that run for long: without secrets, readers' words or readers' names."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from bot.settings import LogFormat

# Anything that looks like a bot token, even if it is not ours.
# In an address, the token follows "bot" without a break.
_TOKEN = re.compile(r"(?<!\d)\d{6,}:[A-Za-z0-9_-]{30,}")
# The loggers of these packages are ours; all others are a library's.
OWN = ("bot", "retrieval", "storage")
# A library's argument that is longer may be a whole update.
MAX_ARGUMENT_CHARS = 100
# Shorter words are everywhere: hiding them would hide errors, and tell nothing.
MIN_WORD_CHARS = 4
HIDDEN = "‹not shown›"

# What the reader whose update is being handled wrote, and their names.
_private: ContextVar[tuple[str, ...]] = ContextVar("private", default=())
_request: ContextVar[str | None] = ContextVar("request", default=None)


def begin_request(name: str) -> None:
    """Name the request in everything that the current task, and those that it starts, log from now on."""
    _request.set(name)


def hide(texts: Iterable[str | None]) -> None:
    """Keep texts out of everything that the current task, and those that it starts, log from now on."""
    _private.set(tuple(text for text in texts if text))


class RedactingFormatter(logging.Formatter):
    """Format a record, traceback included, and replace the secrets in the result."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return self.redacted(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name is logging's
        request = _request.get()
        return super().formatMessage(record) + ("" if request is None else f" [{request}]")

    def formatException(self, ei: Any) -> str:  # noqa: N802  the name is logging's
        """Format a traceback without messages that repeat what a reader wrote, like the key of a KeyError."""
        formatted = super().formatException(ei)
        for error in _chain(ei[1]):
            for line in "".join(traceback.format_exception_only(error)).splitlines():
                if _is_private(line):
                    formatted = formatted.replace(line.strip(), f"{type(error).__name__}: {HIDDEN}")
        return formatted

    def redacted(self, text: str) -> str:
        text = self._without_secrets(text)
        for private in _private.get():
            if len(private) >= MIN_WORD_CHARS:
                # A reader's words may hold a secret, which is gone from the text by now.
                text = text.replace(self._without_secrets(private), HIDDEN)
        return text

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "‹secret›")
        return _TOKEN.sub("‹token›", text)


class JsonFormatter(RedactingFormatter):
    """Format a record as one line of JSON, with the same secrets replaced."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # Before it is escaped: afterwards a secret might no longer look like itself.
            "message": self.redacted(record.getMessage()),
        }
        if (request := _request.get()) is not None:
            line["request"] = request
        if record.exc_info:
            line["error"] = self.redacted(self.formatException(record.exc_info))
        return json.dumps(line)


_FORMATTERS = {LogFormat.TEXT: RedactingFormatter, LogFormat.JSON: JsonFormatter}


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error with its causes, contexts and, of a group, its parts."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]


def _is_private(text: str) -> bool:
    words = {w for private in _private.get() for w in re.findall(rf"\w{{{MIN_WORD_CHARS},}}", private.casefold())}
    return not words.isdisjoint(re.findall(r"\w+", text.casefold()))


def _is_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN


def _without_long_arguments(record: logging.LogRecord) -> bool:
    """Hide long arguments of a library's warnings: PTB logs an update that it cannot read, whole."""
    if not _is_own(record):
        if isinstance(record.args, tuple):
            record.args = tuple(_shown(argument) for argument in record.args)
        elif isinstance(record.args, dict):
            record.args = {key: _shown(argument) for key, argument in record.args.items()}
    return True


def _shown(argument: object) -> object:
    """Return an argument, or what stands for it; numbers stay, because a message may format them."""
    return argument if isinstance(argument, int | float) or len(repr(argument)) <= MAX_ARGUMENT_CHARS else HIDDEN


def _without_known_traces(record: logging.LogRecord) -> bool:
    """Drop PTB's traces of a refused token or a lost connection, which the command reports in a sentence."""
    if (
        record.name.startswith("telegram")
        and record.exc_info
        and type(record.exc_info[1]).__module__ == "telegram.error"
    ):
        record.exc_info = None
    return True


def set_up_logs(
    level: str,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
    form: LogFormat = LogFormat.TEXT,
) -> None:
    """Log to standard error, in place of any handlers set up before.

    `level` is that of our own packages; libraries never say less than a warning.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_FORMATTERS[form](secrets))
    # Below that, they log SQL with its values, updates, and requests with the token.
    libraries = max(logging.WARNING, logging.getLevelNamesMapping()[level])
    # Also those that set a level of their own.
    handler.addFilter(lambda record: _is_own(record) or record.levelno >= libraries)
    handler.addFilter(_without_long_arguments)
    handler.addFilter(_without_known_traces)
    logging.basicConfig(level=libraries, handlers=[handler], force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(level)
