"""Tell from an error of python-telegram-bot what became of a call.  Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.sending.turns import CutShort, Stopping
from bot.views.deliveries import CHAT_GONE, NO_RIGHT_TO_WRITE, TOPIC_CLOSED


class Outcome(Enum):
    """What became of a call that raised an error."""

    LATER = auto()
    """Telegram asked to wait: it did not arrive."""
    MOVED = auto()
    """The chat has a new id: it did not arrive."""
    BLOCKED = auto()
    """The reader blocked the bot, removed it, or is gone."""
    CHAT_CLOSED = auto()
    """The chat or topic is gone, or the bot may not write there."""
    REFUSED = auto()
    """Telegram will never take it."""
    NOT_ARRIVED = auto()
    """It certainly did not arrive, and may another time."""
    DROPPED = auto()
    """The connection ended without a response: it may have arrived."""
    UNANSWERED = auto()
    """The response took too long: as a rule, it arrived."""
    CUT_SHORT = auto()
    """The bot stopped before the response came: it may have arrived."""
    STOPPED = auto()
    """The bot is stopping, and it was not sent."""

    @property
    def is_unknown(self) -> bool:
        """Return whether it may have arrived."""
        return self in {Outcome.DROPPED, Outcome.UNANSWERED, Outcome.CUT_SHORT}

    @property
    def is_stop(self) -> bool:
        """Return whether the bot is stopping: what is left to do is done after the next start."""
        return self in {Outcome.STOPPED, Outcome.CUT_SHORT}

    @property
    def is_outage(self) -> bool:
        """Return whether Telegram cannot be reached, or does not work."""
        return self.is_unknown or self is Outcome.NOT_ARRIVED


# Errors before the request left: nothing can have arrived.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

# What Telegram says, in lower case, when a chat cannot be written to: whoever left, and what an administrator can mend.
_LEFT = (
    "bot was blocked",
    "bot was kicked",
    "bot is not a member",
    "can't initiate conversation",
    "can't send messages to bots",
    "user is deactivated",
    "user_is_blocked",
    "input_user_deactivated",
)
_GONE = (
    "chat not found",
    "peer_id_invalid",
    "chat_id_invalid",
    "channel_invalid",
    "channel_private",
    "chat was deactivated",
    "chat is deactivated",
    "chat was deleted",
    "was upgraded to a supergroup",
)
_NO_RIGHT = (
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_admin_required",
    "chat_restricted",
    "_forbidden",
    "user_banned_in_channel",
)
_NO_TOPIC = (
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "topic_id_invalid",
    "topic closed",
    "topic deleted",
    "topic is closed",
)


def outcome_of(error: TelegramError) -> Outcome:
    """Return what became of the call that raised an error."""
    if isinstance(error, BadRequest | Forbidden):
        return _refusal(error)
    found = (outcome for kind, outcome in _BY_KIND if isinstance(error, kind))
    return next(found, None) or _failure(error)


# Nobody gets anything with a token that is not valid until the operator has set another.
_BY_KIND: tuple[tuple[type[TelegramError], Outcome], ...] = (
    (Stopping, Outcome.STOPPED),
    (CutShort, Outcome.CUT_SHORT),
    (RetryAfter, Outcome.LATER),
    (ChatMigrated, Outcome.MOVED),
    (InvalidToken, Outcome.NOT_ARRIVED),
)


def is_topic_closed(error: TelegramError) -> bool:
    """Return whether only the topic is closed or gone, not the chat."""
    return any(s in error.message.casefold() for s in _NO_TOPIC)


def closed_because(error: TelegramError) -> str | None:
    """Return what to do about a chat that cannot be written to; None if that is not the trouble."""
    said = error.message.casefold()
    if is_topic_closed(error):
        return TOPIC_CLOSED
    if any(s in said for s in _NO_RIGHT):
        return NO_RIGHT_TO_WRITE
    if any(s in said for s in _GONE):
        return CHAT_GONE
    return None


def _refusal(error: TelegramError) -> Outcome:
    if any(s in error.message.casefold() for s in _LEFT):
        return Outcome.BLOCKED
    if closed_because(error) is not None:
        return Outcome.CHAT_CLOSED
    return Outcome.BLOCKED if isinstance(error, Forbidden) else Outcome.REFUSED


def _failure(error: TelegramError) -> Outcome:
    cause = error.__cause__
    if isinstance(cause, NEVER_LEFT):
        return Outcome.NOT_ARRIVED
    if isinstance(error, TimedOut):
        return Outcome.UNANSWERED
    if isinstance(error, NetworkError) and cause is None:
        # Telegram said that it failed.
        return Outcome.NOT_ARRIVED
    # The connection broke, or the response made no sense: the page of a proxy does not say what Telegram did.
    return Outcome.DROPPED


def seconds(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
