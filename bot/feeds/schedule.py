"""How a feed stands after a poll, and when it is polled next.  Pure: the clock and chance are arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from storage.ports.feeds import Feed, PollState

Chance = Callable[[], float]
"""A number from 0 up to 1, 1 excluded."""

# A feed that wishes to be asked less often is heard, up to this.
LONGEST_HINT = timedelta(hours=6)
# One that fails is asked less and less often, but once a day.
LONGEST_PAUSE = timedelta(days=1)
# A server that names a time to come back is obeyed for so long.
LONGEST_WAIT = timedelta(days=7)
# So many failures in a row over so long: nobody is there any more.
DEAD_AFTER = 10
DEAD_FOR = timedelta(days=7)
# What is added by chance to every waiting time, so that feeds that came together do not stay together.
JITTER = 0.1
# Doubling more often comes to LONGEST_PAUSE whatever one began with.
_DOUBLED = 12
GONE = 410

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PollUnchanged:
    """What was read last still stands, says its server.  `hint` in seconds; `moved` as below."""

    hint: int | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRead:
    """It was read, and `new` articles came of it; `moved` is its new address, where it has one for good.

    `whole` is False where something is left for the next poll: then it must be sent again, changed or not.
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
    """It could not be read; `wait` is for how many seconds the server asked to be left alone."""

    reason: str
    status: int | None = None
    wait: float | None = None


PollOutcome = PollUnchanged | PollRead | PollFailed


@dataclass(frozen=True, slots=True)
class AfterPoll:
    """A feed as the poll leaves it; `over` says why it is to be polled no more, None where it is."""

    feed: Feed
    over: str | None = None


def after(feed: Feed, said: PollOutcome, now: datetime, every: timedelta, chance: Chance) -> AfterPoll:
    """`every`: how often a feed is polled that wishes nothing else and fails in nothing."""
    match said:
        case PollFailed():
            polls = _failed(feed.polls, said, now, every, chance)
            return AfterPoll(replace(feed, polls=polls), _over(polls, said, now))
        case PollUnchanged():
            polls = _well(feed.polls, now, next_after(every, said.hint or feed.polls.hint, chance))
            return AfterPoll(replace(feed, polls=polls, url=said.moved or feed.url))
        case PollRead():
            polls = replace(
                _well(feed.polls, now, next_after(every, said.hint, chance)),
                etag=said.etag if said.whole else None,
                last_modified=said.last_modified if said.whole else None,
                digest=said.digest if said.whole else None,
                hint=said.hint,
                newest=now if said.new else feed.polls.newest,
            )
            return AfterPoll(replace(feed, polls=polls, url=said.moved or feed.url, title=feed.title or said.title))


def next_after(every: timedelta, hint: int | None, chance: Chance) -> timedelta:
    """How long to wait after a poll that went well."""
    wished = timedelta(seconds=min(hint or 0, LONGEST_HINT.total_seconds()))
    return _later(max(every, wished), chance)


def _later(wait: timedelta, chance: Chance) -> timedelta:
    """Never sooner than was asked for."""
    return wait * (1 + JITTER * chance())


def _well(polls: PollState, now: datetime, wait: timedelta) -> PollState:
    return replace(polls, due=now + wait, polled=now, succeeded=now, failures=0, failing_since=None)


def _failed(polls: PollState, said: PollFailed, now: datetime, every: timedelta, chance: Chance) -> PollState:
    failures = polls.failures + 1
    wait = min(LONGEST_PAUSE, every * 2 ** min(failures, _DOUBLED))
    if said.wait is not None:
        wait = max(wait, min(LONGEST_WAIT, timedelta(seconds=max(0.0, said.wait))))
    return replace(
        polls,
        due=now + _later(wait, chance),
        polled=now,
        failures=failures,
        failing_since=polls.failing_since or now,
        error=said.reason,
        error_at=now,
    )


def _over(polls: PollState, said: PollFailed, now: datetime) -> str | None:
    if said.status == GONE:
        return "its server says that it is gone for good"
    since = polls.failing_since or now
    if polls.failures >= DEAD_AFTER and now - since >= DEAD_FOR:
        return f"it failed {polls.failures} times in {(now - since).days} days, the last time because it {said.reason}"
    return None


def hint_in(headers: Mapping[str, str]) -> int | None:
    """For how many seconds an answer may be kept, by its headers (lower-case names); None where they do not say."""
    control = headers.get("cache-control", "")
    found = _MAX_AGE.search(control)
    return int(found[1]) if found is not None and "no-cache" not in control.casefold() else None
