"""Who changed what is stored: the nouns of the log.  Every change is an entry, written together with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain.article import Article, Retraction
from retrieval.domain.period import require_aware


class Action(StrEnum):
    """What was done."""

    ADDED = "added"
    REVISED = "revised"
    RETRACTED = "retracted"
    RESTORED = "restored"
    EDITOR_ADDED = "editor_added"
    EDITOR_REMOVED = "editor_removed"
    FEED_ADDED = "feed_added"
    FEED_REMOVED = "feed_removed"
    FEED_PAUSED = "feed_paused"
    FEED_RESUMED = "feed_resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who changes something, and from where.

    `user` is the Telegram user id; None: not by Telegram.  `place` is the chat and message, the file or the link.
    `update` is the Telegram update that asks for it: what it has changed once it does not change again.
    """

    name: str
    user: int | None = None
    place: str | None = None
    update: int | None = field(default=None, compare=False)


OPERATOR = Actor(name="command line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change: its number in the log, when and by whom, and what it is about.

    Of an article: its id, the title then, the revision that it left current, or took away.  Of an editor: the user id.
    Of a feed: its address as it is now.  `note` is the reason of a retraction or of a pause that begins or ends, or the
    editor's name; `undoes` the number of the entry that this one undid.
    """

    number: int
    at: datetime
    action: Action
    by: Actor
    article: str | None = None
    title: str | None = None
    revision: int | None = None
    editor: int | None = None
    feed: str | None = None
    note: str | None = None
    undoes: int | None = None

    def __post_init__(self) -> None:
        require_aware(self.at, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStatus:
    """An article at its newest revision and how it stands: searched, or retracted with its `retraction`.

    `since` is when its first revision came in; `passages` and `statements` are those that are searched.
    """

    article: Article
    since: datetime
    passages: int
    statements: int
    understood: bool = True
    retraction: Retraction | None = None
