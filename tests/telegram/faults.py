"""Faults to inject, by method, chat and count.  An injected fault is never a violation; ignoring one is.

Most answer instead of acting, so the call has no effect; `Slow` and `DropAfter` keep the effect and spoil
the answer.
"""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TooMany:
    """429: no effect; calling again sooner than `retry_after` seconds is a violation."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Forbidden:
    """403: no effect."""

    description: str = "bot was blocked by the user"


@dataclass(frozen=True, slots=True)
class Migrate:
    """400 with `migrate_to_chat_id`: no effect.  `Group.upgrade()` moves a group for good instead."""

    to: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """400 in any words: no effect."""

    description: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """409, as when another process polls with the same token: no effect."""


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """401, as when the token was revoked: no effect."""


@dataclass(frozen=True, slots=True)
class ServerError:
    """5xx, as Telegram's JSON or as a proxy's HTML page: no effect."""

    code: int = 502
    html: bool = False


@dataclass(frozen=True, slots=True)
class Slow:
    """The effect happens at once; the answer takes `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class DropBefore:
    """The connection closes with nothing done."""


@dataclass(frozen=True, slots=True)
class DropAfter:
    """The effect happens; the connection closes without an answer."""


Kind = TooMany | Forbidden | Migrate | Refuse | Conflict | Unauthorized | ServerError | Slow | DropBefore | DropAfter


@dataclass(slots=True)
class Fault:
    """A kind of fault, and the method and chat that it strikes; None means any."""

    kind: Kind
    method: str | None
    chat: int | None
    left: int

    def strikes(self, method: str, chat: int | None) -> bool:
        if self.left < 1:
            return False
        same_method = self.method is None or self.method.lower() == method.lower()
        return same_method and (self.chat is None or self.chat == chat)

    @property
    def scope(self) -> Hashable:
        """Return the scope that a `TooMany` makes wait."""
        return ("fault", None if self.method is None else self.method.lower(), self.chat)


class Faults:
    """The faults still to come, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, kind: Kind, method: str | None, chat: int | None, count: int) -> Fault:
        fault = Fault(kind, method, chat, count)
        self._waiting.append(fault)
        return fault

    def take(self, method: str, chat: int | None) -> Fault | None:
        """Return the next fault for this call and use it up; None if there is none."""
        for fault in self._waiting:
            if fault.strikes(method, chat):
                fault.left -= 1
                return fault
        return None

    def pending(self) -> list[Fault]:
        """Return faults which have not struck as often as asked: a test may want none left."""
        return [fault for fault in self._waiting if fault.left > 0]
