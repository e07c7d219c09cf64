"""Compute the state of a feed after a poll, and when to poll it next.  Pure: clock and chance are arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from storage.ports.feeds import Feed, PollState

Chance = Callable[[], float]
"""Returns a random number from 0 up to but not including 1."""

# A feed may ask to be polled less often, up to this.
MAX_HINT = timedelta(hours=6)
# Each failure doubles the pause, up to this.
MAX_BACKOFF = timedelta(days=1)
# A server's Retry-After is obeyed up to this.
MAX_RETRY_AFTER = timedelta(days=7)
# A feed that failed this often in a row, over at least this long, is dead.
MIN_DEAD_FAILURES = 10
MIN_DEAD_TIME = timedelta(days=7)
# The largest share added at random to a pause, so that feeds added together spread out.
JITTER = 0.1
# Doubling more often exceeds MAX_BACKOFF from any interval.
_MAX_DOUBLINGS = 12
GONE = 410

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PollUnchanged:
    """The server says that nothing changed.  `hint` is in seconds; `moved` is as in PollRead."""

    hint: int | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRead:
    """The feed was read and gave `new` articles; `moved` is its new address after a permanent redirect.

    `whole` is False if entries are left for the next poll, which must then get the feed again even if it is unchanged.
    """

    digest: str
    etag: str | None = None
    last_modified: str | None = None
    hint: int | None = None
    title: str | None = None
    moved: str | None = None
    new: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class PollFailed:
    """The feed could not be read; `wait` is the pause that the server asked for, in seconds."""

    reason: str
    status: int | None = None
    wait: float | None = None


PollOutcome = PollUnchanged | PollRead | PollFailed


@dataclass(frozen=True, slots=True)
class AfterPoll:
    """A feed after a poll; `over` says why it is not polled any more, None if it is."""

    feed: Feed
    over: str | None = None


def after(feed: Feed, outcome: PollOutcome, now: datetime, every: timedelta, chance: Chance) -> AfterPoll:
    """Return the feed after a poll; `every` is the usual interval between polls."""
    match outcome:
        case PollFailed():
            polls = _failed(feed.polls, outcome, now, every, chance)
            return AfterPoll(replace(feed, polls=polls), _over(polls, outcome, now))
        case PollUnchanged():
            polls = _succeeded(feed.polls, now, next_after(every, outcome.hint or feed.polls.hint, chance))
            return AfterPoll(replace(feed, polls=polls, url=outcome.moved or feed.url))
        case PollRead():
            polls = replace(
                _succeeded(feed.polls, now, next_after(every, outcome.hint, chance)),
                etag=outcome.etag if outcome.whole else None,
                last_modified=outcome.last_modified if outcome.whole else None,
                digest=outcome.digest if outcome.whole else None,
                hint=outcome.hint,
                newest=now if outcome.new else feed.polls.newest,
            )
            return AfterPoll(
                replace(feed, polls=polls, url=outcome.moved or feed.url, title=feed.title or outcome.title)
            )


def next_after(every: timedelta, hint: int | None, chance: Chance) -> timedelta:
    """Return the time to wait after a successful poll."""
    requested = timedelta(seconds=min(hint or 0, MAX_HINT.total_seconds()))
    return _with_jitter(max(every, requested), chance)


def _with_jitter(wait: timedelta, chance: Chance) -> timedelta:
    """Lengthen a pause at random, never shorten it."""
    return wait * (1 + JITTER * chance())


def _succeeded(polls: PollState, now: datetime, wait: timedelta) -> PollState:
    return replace(polls, due=now + wait, polled=now, succeeded=now, failures=0, failing_since=None)


def _failed(polls: PollState, outcome: PollFailed, now: datetime, every: timedelta, chance: Chance) -> PollState:
    failures = polls.failures + 1
    wait = min(MAX_BACKOFF, every * 2 ** min(failures, _MAX_DOUBLINGS))
    if outcome.wait is not None:
        wait = max(wait, min(MAX_RETRY_AFTER, timedelta(seconds=max(0.0, outcome.wait))))
    return replace(
        polls,
        due=now + _with_jitter(wait, chance),
        polled=now,
        failures=failures,
        failing_since=polls.failing_since or now,
        error=outcome.reason,
        error_at=now,
    )


def _over(polls: PollState, outcome: PollFailed, now: datetime) -> str | None:
    if outcome.status == GONE:
        return "its server says that it is gone for good"
    since = polls.failing_since or now
    if polls.failures >= MIN_DEAD_FAILURES and now - since >= MIN_DEAD_TIME:
        return (
            f"it failed {polls.failures} times in {(now - since).days} days, the last time because it {outcome.reason}"
        )
    return None


def hint_in(headers: Mapping[str, str]) -> int | None:
    """Return how many seconds a response stays fresh by its headers (lower-case names); None if they do not say."""
    control = headers.get("cache-control", "")
    found = _MAX_AGE.search(control)
    return int(found[1]) if found is not None and "no-cache" not in control.casefold() else None
