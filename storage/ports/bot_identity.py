"""Which bot a store belongs to: chats, message numbers and files mean something only to the bot that saw them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class BotIdentity(Protocol):
    """Remembers Telegram's id of the bot that works on the store."""

    async def claim(self, bot: int, now: datetime, *, take_over: bool = False) -> int:
        """Return the id of the bot that owns the store; if none does yet, `bot` does from now on.

        With `take_over`, `bot` becomes the owner in any case.  What only the former owner could use is then deleted:
        its inbox, the numbers of its messages, and the documents sent to it.
        """
