"""The log of changes, as values.  Every change is an entry, written in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain.article import Article, Retraction
from retrieval.domain.invisible_characters import one_line
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

    `user` is the Telegram user id, None outside Telegram.  `place` is the chat and message, the file or the link.
    `update` is the Telegram update that asks for the change: one update changes a thing only once.  `removable`: an
    owner may remove this editor at any moment, so each transaction checks that nobody did (storage.library.change_log).
    """

    name: str
    user: int | None = None
    place: str | None = None
    update: int | None = field(default=None, compare=False)
    removable: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        # A Telegram name may hold anything, and the log must not be reordered by it.
        object.__setattr__(self, "name", one_line(self.name))


OPERATOR = Actor(name="command line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change: its number in the log, when it was made, by whom, and what it is about.

    About an article: its id, its title then, and the revision that the change made current or took away.  About an
    editor: the user id.  About a feed: its present address.  `note` is the reason for a retraction or for a pause that
    begins or ends, or the editor's name; `undoes` is the number of the entry that this one undid.
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
    """An article at its newest revision: either it is searched, or it is retracted and has a `retraction`.

    `since` is when its first revision was added; `passages` and `statements` count those that are searched.
    """

    article: Article
    since: datetime
    passages: int
    statements: int
    understood: bool = True
    retraction: Retraction | None = None
