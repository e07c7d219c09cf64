"""Let chats take turns: each has a short queue of its own, which is worked off in order.  Knows nothing of Telegram."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Queues by chat.  `next` goes round the chats, and never returns a second item of a chat before `done`."""

    def __init__(self, chat_limit: int, limit: int) -> None:
        """Let `chat_limit` items of one chat wait, and report no room at all from `limit` items on."""
        self._chat_limit, self._limit = chat_limit, limit
        self._waiting: dict[int, deque[T]] = {}
        # Chats with something to do and nobody doing it.
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._busy: set[int] = set()
        self._count = 0
        self._has_room = asyncio.Event()
        self._has_room.set()

    def __len__(self) -> int:
        """Return how many items wait, those that somebody is doing not among them."""
        return self._count

    def room_for(self, chat: int) -> int:
        """Return how many more items of a chat may wait."""
        return self._chat_limit - len(self._waiting.get(chat, ()))

    async def has_room(self) -> None:
        """Wait until fewer items than the limit wait."""
        await self._has_room.wait()

    def put(self, chat: int, item: T) -> None:
        """Add an item, even beyond the limits: it may have been accepted by an earlier process."""
        waiting = self._waiting.setdefault(chat, deque())
        waiting.append(item)
        self._counted(1)
        if len(waiting) == 1 and chat not in self._busy:
            self._ready.put_nowait(chat)

    async def next(self) -> tuple[int, T]:
        """Wait for an item whose turn it is.  The chat is then busy until `done`."""
        chat = await self._ready.get()
        self._busy.add(chat)
        waiting = self._waiting[chat]
        item = waiting.popleft()
        if not waiting:
            del self._waiting[chat]
        self._counted(-1)
        return chat, item

    def done(self, chat: int) -> bool:
        """Let the next item of the chat have its turn, after the other chats; return whether there is one."""
        self._busy.discard(chat)
        if chat not in self._waiting:
            return False
        self._ready.put_nowait(chat)
        return True

    def _counted(self, by: int) -> None:
        self._count += by
        if self._count < self._limit:
            self._has_room.set()
        else:
            self._has_room.clear()
