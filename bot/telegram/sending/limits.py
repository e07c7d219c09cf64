"""Decide when a message may go: sliding windows, an even pace, and pauses.  Pure: the time is an argument."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

# A message counts from the moment it reached Telegram, and the way there takes longer at times.  No more than this is
# allowed for, so that a message without an acknowledgement does not hold up the others for long.
MAX_LATENESS_SECONDS = 1.0
# So many round trips are compared to tell how late one was: more than are late together when the computer is busy.
COMPARED_TRIPS = 300
# What is assumed at first: the first round trips make connections, and may all be late.
QUICK_TRIP_SECONDS = 0.05
# An even pace keeps round trips short; so many may go at once, or timers that are late would cost a part of the rate.
BURST = 3
# If so many chats are told to wait within this time, it is the bot that is too fast, not the chats.
CHATS_OF_A_GLOBAL_LIMIT = 3
GLOBAL_LIMIT_SECONDS = 2.0
MAX_GLOBAL_PAUSE_SECONDS = 5.0
# Forget what is over when so many chats are known.
MAX_KNOWN_CHATS = 2_000


@dataclass(frozen=True, slots=True)
class Window:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


# What Telegram allows, plus a hundredth for the clocks.
OVERALL = Window(30, 1.01)
PER_CHAT = Window(5, 5.05)
PER_GROUP = Window(20, 60.6)


@dataclass(slots=True, eq=False)
class Trip:
    """A message that was let go; `reached` is when it reached Telegram at the latest, the way there left out.

    `unused`: it was not sent after all.
    """

    released: float
    reached: float
    unused: bool = False

    def leaves(self, now: float) -> None:
        """Note that the message leaves only now: what came before is no part of its way."""
        self.released, self.reached = now, now + MAX_LATENESS_SECONDS


class _Sliding:
    """The messages of the last seconds."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._trips: list[Trip] = []

    def earliest(self, now: float) -> float:
        """Return when one more may go."""
        self._trips = [t for t in self._trips if t.reached > now - self._window.seconds]
        too_many = len(self._trips) - self._window.count
        if too_many < 0:
            return now
        return sorted(t.reached for t in self._trips)[too_many] + self._window.seconds

    def add(self, trip: Trip) -> None:
        self._trips.append(trip)

    def is_over(self, now: float) -> bool:
        return all(t.reached <= now - self._window.seconds for t in self._trips)


class Limits:
    """Keep the messages of the last seconds, and the pauses that Telegram asked for.

    Telegram counts a message when it arrives, which we cannot see.  It is between letting it go and the response; a
    round trip that takes longer than the fastest ones may have been late on the way there, so the message counts
    as late by the difference.
    """

    def __init__(self, overall: Window = OVERALL, chat: Window = PER_CHAT, group: Window = PER_GROUP) -> None:
        self._overall = _Sliding(overall)
        self._interval = 1 / overall.count
        self._next = 0.0
        self._windows = (chat, group)
        self._chats: dict[Hashable, list[_Sliding]] = {}
        self._paused: dict[Hashable, float] = {}
        self._paused_all = 0.0
        self._refused: deque[tuple[float, Hashable, float]] = deque(maxlen=CHATS_OF_A_GLOBAL_LIMIT * 4)
        self._round_trips: deque[float] = deque([QUICK_TRIP_SECONDS], maxlen=COMPARED_TRIPS)

    def earliest(self, now: float) -> float:
        """Return when the next message may go, whatever its chat."""
        return max(self._overall.earliest(now), self._next - BURST * self._interval, self._paused_all)

    def earliest_to(self, chat: Hashable, now: float) -> float:
        """Return when the next message may go to a chat, as far as it depends on the chat."""
        windows = self._chats.get(chat, ())
        return max(now, self._paused.get(chat, 0.0), *(window.earliest(now) for window in windows))

    def release(self, chat: Hashable, now: float) -> Trip:
        """Let a message go."""
        trip = Trip(now, now + MAX_LATENESS_SECONDS)
        self._next = max(self._next, now) + self._interval
        if chat not in self._chats:
            self._forget(now)
            per_chat, per_group = self._windows
            group = isinstance(chat, str) or (isinstance(chat, int) and chat < 0)
            self._chats[chat] = [_Sliding(per_chat), *([_Sliding(per_group)] if group else [])]
        for window in (self._overall, *self._chats[chat]):
            window.add(trip)
        return trip

    def ended(self, trip: Trip, now: float, *, answered: bool) -> None:
        """Note that the response to a message came, or that none will (`answered` is False)."""
        took = now - trip.released
        if trip.unused:
            trip.reached = 0.0
            return
        if answered:
            self._round_trips.append(took)
        late = took - min(self._round_trips)
        trip.reached = trip.released + min(max(late, 0.0), MAX_LATENESS_SECONDS)

    def pause(self, chat: Hashable, seconds: float, now: float) -> None:
        """Let nothing go to a chat, because Telegram asked to wait; if it asks for many chats at once, to none."""
        until = now + seconds
        self._paused[chat] = max(until, self._paused.get(chat, 0.0))
        self._refused.append((now, chat, until))
        lately = {c: u for at, c, u in self._refused if at > now - GLOBAL_LIMIT_SECONDS}
        if len(lately) >= CHATS_OF_A_GLOBAL_LIMIT:
            # Not for long: three chats may also have limits of their own.
            self._paused_all = max(self._paused_all, min(*lately.values(), now + MAX_GLOBAL_PAUSE_SECONDS))

    def _forget(self, now: float) -> None:
        if len(self._chats) + len(self._paused) < MAX_KNOWN_CHATS:
            return
        self._chats = {c: windows for c, windows in self._chats.items() if not all(w.is_over(now) for w in windows)}
        self._paused = {c: until for c, until in self._paused.items() if until > now}
