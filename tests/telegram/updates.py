"""The updates waiting for the bot, by long poll.  A webhook takes them from the same queue."""

from collections.abc import Sequence

from aiogram.enums import UpdateType

from tests.telegram.bell import Bell
from tests.telegram.refusals import Json, conflict

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""What Telegram sends only to a bot which named it in allowed_updates."""
SECOND_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
LONGEST_POLL = 50
MOST = 100


KINDS = frozenset(kind.value for kind in UpdateType)


def unknown_kinds(kinds: Sequence[str] | None) -> list[str]:
    """Return the kinds that Telegram does not know, and therefore ignores."""
    return [f"allowed_updates names {kind!r}, which is no update" for kind in kinds or () if kind not in KINDS]


class Updates:
    """Numbered updates, kept until an offset confirms them or a webhook took them."""

    def __init__(self, bell: Bell, first_id: int = 700_000_001) -> None:
        self.bell = bell
        self.allowed: list[str] = []
        """The kinds asked for last; empty means all but the `UNASKED`."""
        self.sent: list[Json] = []
        """Every update ever made, for tests to look at."""
        self._pending: list[Json] = []
        self._next_id = first_id
        self._poller = 0

    @property
    def pending(self) -> Sequence[Json]:
        return tuple(self._pending)

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def add(self, kind: str, content: Json) -> bool:
        """Queue an update; False when the bot did not ask for its kind, so it never comes."""
        if not self.wants(kind):
            return False
        update = {"update_id": self._next_id, kind: content}
        self._next_id += 1
        self._pending.append(update)
        self.sent.append(update)
        self.bell.ring()
        return True

    def again(self, update: Json) -> None:
        """Queue a sent update again, as for a bot that ended before it confirmed it."""
        self._pending.insert(0, update)
        self.bell.ring()

    def allow(self, kinds: list[str] | None) -> None:
        """Set which kinds the bot wants: None keeps the last choice, an empty list restores the default."""
        if kinds is not None:
            self.allowed = list(kinds)

    def drop(self) -> None:
        self._pending.clear()

    def took(self, update: Json) -> None:
        """Remove an update that a webhook took."""
        self._pending.remove(update)

    def confirm(self, offset: int) -> None:
        """Forget what came before the offset; a negative one keeps only that many from the end."""
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [update for update in self._pending if update["update_id"] >= offset]

    async def poll(self, params: Json) -> list[Json]:
        """Answer one getUpdates.  A later poll ends this one with a 409."""
        self._poller += 1
        me = self._poller
        self.bell.ring()
        self.allow(params.get("allowed_updates"))
        self.confirm(params.get("offset") or 0)
        limit = min(max(params.get("limit") or MOST, 1), MOST)

        def look() -> list[Json] | None:
            if self._poller != me:
                raise conflict(SECOND_POLLER)
            return self._pending[:limit] or None

        wait = min(max(params.get("timeout") or 0, 0), LONGEST_POLL)
        return await self.bell.until(look, wait) or []

    def end_polls(self) -> None:
        """End the current poll with a conflict, because a webhook or another poller has come."""
        self._poller += 1
        self.bell.ring()
