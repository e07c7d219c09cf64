"""What an error tells of a call: whether it arrived, and whether the chat can be written to."""

from __future__ import annotations

import httpx
import pytest
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

from bot.telegram.sending.outcomes import Outcome, outcome_of
from bot.telegram.sending.turns import CutShort, Stopping


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RetryAfter(3), Outcome.LATER),
        (ChatMigrated(-100), Outcome.MOVED),
        (Stopping(), Outcome.STOPPED),
        (CutShort(), Outcome.CUT_SHORT),
        (InvalidToken("Unauthorized"), Outcome.NOT_ARRIVED),
        (NetworkError("Internal Server Error"), Outcome.NOT_ARRIVED),
        (caused(NetworkError("Bad Gateway"), TelegramError("Invalid server response")), Outcome.DROPPED),
        (caused(NetworkError("x"), httpx.ConnectError("refused")), Outcome.NOT_ARRIVED),
        (caused(TimedOut(), httpx.ConnectTimeout("x")), Outcome.NOT_ARRIVED),
        (caused(TimedOut(), httpx.PoolTimeout("x")), Outcome.NOT_ARRIVED),
        (caused(TimedOut(), httpx.ReadTimeout("x")), Outcome.UNANSWERED),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Outcome.DROPPED),
        (caused(NetworkError("x"), httpx.ReadError("x")), Outcome.DROPPED),
        (TelegramError("Invalid server response"), Outcome.DROPPED),
        (Forbidden("Forbidden: bot was blocked by the user"), Outcome.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Outcome.BLOCKED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Outcome.BLOCKED),
        (Forbidden("Forbidden: something new"), Outcome.BLOCKED),
        (BadRequest("Bad Request: USER_IS_BLOCKED"), Outcome.BLOCKED),
        (BadRequest("Chat not found"), Outcome.CHAT_CLOSED),
        (BadRequest("Not enough rights to send text messages to the chat"), Outcome.CHAT_CLOSED),
        (Forbidden("Forbidden: CHAT_WRITE_FORBIDDEN"), Outcome.CHAT_CLOSED),
        (BadRequest("Message thread not found"), Outcome.CHAT_CLOSED),
        (BadRequest("group chat was upgraded to a supergroup chat"), Outcome.CHAT_CLOSED),
        (BadRequest("Message is too long"), Outcome.REFUSED),
        (BadRequest("Can't parse entities"), Outcome.REFUSED),
    ],
)
def test_an_error_tells_what_became_of_a_call(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error) is outcome
