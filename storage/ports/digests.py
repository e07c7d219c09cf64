"""What digests told each chat, so that a story comes again only with something new, and what it wants left out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from storage.ports.outbox import Delivery

# After a longer silence, a story starts again from its beginning.
TOLD_MEMORY = timedelta(days=14)
# The key of a digest begins so; of one that was asked for with /digest, as the second.
DIGEST_KEY, PREVIEW_KEY = "digest:", "preview:"


class ToldStories(Protocol):
    """Remembers, for a chat or a forum topic of it (0: none), stories by articles of theirs."""

    async def told(self, chat_id: int, topic: int, articles: Collection[str]) -> dict[str, datetime]:
        """Return which of these articles a digest told of, and when it last did.

        Subscriptions.advance notes those that a delivery's content lists as `told`.
        """

    async def left_out(self, chat_id: int, topic: int) -> list[str]:
        """Return an article of each story to leave out, the last one chosen first."""

    async def leave_out(self, chat_id: int, topic: int, article: str, now: datetime) -> None:
        """Leave a story out from now on, known by this article."""

    async def take_back(self, chat_id: int, topic: int, article: str) -> bool:
        """No longer leave a story out; return whether it was."""

    async def delivered(self, number: int, chat_id: int) -> Delivery | None:
        """Return a delivery to a chat by its number; None if there is none or its content was erased."""

    async def last_digest(self, chat_id: int, topic: int) -> Delivery | None:
        """Return the last digest with stories that was sent or begun; None if there is none."""

    async def add_shown(self, number: int, articles: Collection[str], now: datetime) -> None:
        """Note that a delivery's buttons showed these articles, so that its readers hear of changes.

        One that was sent counts as sent now: it showed the articles as they are now.
        """
