"""Remember who was asked what to add: their next message in that chat is meant for it."""

from __future__ import annotations

from datetime import datetime, timedelta

# Who has not answered by then asks something else.
PATIENCE = timedelta(minutes=10)


class Expected:
    """Editors who were asked what to add, by chat and user.

    A restart forgets them; a reply to the question itself is understood after one, too.
    """

    def __init__(self) -> None:
        self._since: dict[tuple[int, int], datetime] = {}

    def begin(self, chat: int, user: int, now: datetime) -> None:
        self._since = {place: since for place, since in self._since.items() if now - since <= PATIENCE}
        self._since[chat, user] = now

    def waits(self, chat: int, user: int, now: datetime) -> bool:
        since = self._since.get((chat, user))
        return since is not None and now - since <= PATIENCE

    def end(self, chat: int, user: int, now: datetime) -> bool:
        """Wait no longer, and return whether it was waited for."""
        waited = self.waits(chat, user, now)
        self._since.pop((chat, user), None)
        return waited
