"""Feeds and their polls as `onrecord feeds … --json` prints them."""

from __future__ import annotations

from pydantic import Field

from bot.feeds.poller import Polled
from bot.views.json.base import JsonLine, Moment, moment, moment_or_none
from storage.ports.feeds import Feed, RecentPolls


class PauseObject(JsonLine):
    """Since when a feed is not polled, who paused it, and why."""

    at: Moment
    by: str
    why: str | None


class RefusalCount(JsonLine):
    """How many entries of a feed were refused in the last days, the last one, and why."""

    count: int
    where: str | None
    why: str | None


class FeedLine(JsonLine):
    """A feed and its state."""

    n: int
    url: str
    title: str | None
    added: Moment
    by: str
    paused: PauseObject | None
    due: Moment
    polled: Moment | None
    succeeded: Moment | None
    newest: Moment | None = Field(description="When it last brought an article.")
    new: int = Field(description="Articles it brought in the last days.")
    failures: int
    failing_since: Moment | None
    error: str | None
    refused: RefusalCount

    @classmethod
    def of(cls, feed: Feed, recent: RecentPolls) -> FeedLine:
        polls, pause = feed.polls, feed.pause
        return cls(
            n=feed.id,
            url=feed.url,
            title=feed.title,
            added=moment(feed.added),
            by=feed.added_by,
            paused=None if pause is None else PauseObject(at=moment(pause.at), by=pause.by, why=pause.why),
            due=moment(polls.due),
            polled=moment_or_none(polls.polled),
            succeeded=moment_or_none(polls.succeeded),
            newest=moment_or_none(polls.newest),
            new=recent.new,
            failures=polls.failures,
            failing_since=moment_or_none(polls.failing_since),
            error=polls.error,
            refused=RefusalCount(count=recent.refused, where=recent.where, why=recent.why),
        )


class RefusedEntry(JsonLine):
    """An entry of a feed that is no article."""

    where: str
    reason: str


class PollLine(JsonLine):
    """What one poll of a feed brought."""

    n: int
    url: str
    new: int
    refused: list[RefusedEntry]
    error: str | None

    @classmethod
    def of(cls, polled: Polled) -> PollLine:
        return cls(
            n=polled.feed.id,
            url=polled.feed.url,
            new=polled.new,
            refused=[RefusedEntry(where=one.where, reason=one.reason) for one in polled.refused],
            error=polled.failed,
        )
