"""Telegram's flood limits as real sliding windows.  Decides; the server acts.

Chosen, since Telegram publishes only rough numbers: 30 messages in any second over all chats; 5 in any 5
seconds to one chat (1 a second, a small burst allowed); 20 in any minute to one group.  Edits count as
messages. A 429 is binding: until its time is over every call in that scope is refused and counts
as too early.  Calls within `grace` seconds of the 429 may already have been on their way: they are refused, but not
blamed.
"""

import math
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

CHAT_EVERY = ("chat",)
OVERALL = ("overall",)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float

    def __post_init__(self) -> None:
        if self.count < 1 or self.seconds <= 0:
            raise ValueError(f"a window of {self.count} in {self.seconds} s lets nothing through")


@dataclass(frozen=True, slots=True)
class Limits:
    """The three windows, and how long a call may have been on its way when its bot got a 429."""

    overall: Window = Window(30, 1.0)
    chat: Window = Window(5, 5.0)
    group: Window = Window(20, 60.0)
    grace: float = 0.25

    @classmethod
    def none(cls) -> "Limits":
        """Return windows so wide that no test reaches them."""
        wide = Window(1_000_000, 1.0)
        return cls(overall=wide, chat=wide, group=wide)


@dataclass(slots=True)
class Pause:
    """A scope that got a 429 `at` one moment must wait `until` another."""

    at: float
    until: float


@dataclass(slots=True)
class Limiter:
    """Keeps the messages of the last seconds, and the scopes that got a 429.  `now` is monotonic seconds."""

    limits: Limits
    _sent: dict[Hashable, deque[float]] = field(default_factory=dict)
    _paused: dict[Hashable, Pause] = field(default_factory=dict)

    def early(self, scopes: list[Hashable], now: float) -> tuple[int, bool] | None:
        """Return the seconds left to wait and whether the call is to blame; None if no scope must wait."""
        waiting = [pause for scope in scopes if (pause := self._paused.get(scope)) and now < pause.until]
        if not waiting:
            return None
        last = max(waiting, key=lambda pause: pause.until)
        blame = any(now > pause.at + self.limits.grace for pause in waiting)
        return math.ceil(last.until - now), blame

    def wait(self, chat: int, *, group: bool, now: float) -> int | None:
        """Return the seconds to wait if a window is full, which its scope then must; None if the message may go."""
        longest: int | None = None
        for scope, window in self._windows(chat, group=group):
            sent = self._sent.setdefault(scope, deque())
            while sent and sent[0] <= now - window.seconds:
                sent.popleft()
            if len(sent) >= window.count:
                seconds = max(1, math.ceil(sent[0] + window.seconds - now))
                self.pause(scope, seconds, now)
                longest = max(seconds, longest or 0)
        return longest

    def count(self, chat: int, *, group: bool, now: float) -> None:
        """Count a message that was sent."""
        for scope, _ in self._windows(chat, group=group):
            self._sent.setdefault(scope, deque()).append(now)

    def pause(self, scope: Hashable, seconds: float, now: float) -> None:
        self._paused[scope] = Pause(now, now + seconds)

    def _windows(self, chat: int, *, group: bool) -> list[tuple[Hashable, Window]]:
        windows: list[tuple[Hashable, Window]] = [
            (OVERALL, self.limits.overall),
            ((*CHAT_EVERY, chat), self.limits.chat),
        ]
        if group:
            windows.append((("group", chat), self.limits.group))
        return windows
