"""What can go wrong, as classes that know their facts and say what to do next.

OnRecordError                    one clear sentence for a person; every error of ours is one
├── BadInput                     what came from outside cannot be used; nothing was changed
│   ├── UnusableArticle          empty, binary, too large, not readable
│   │   └── Unfetchable          a link that leads nowhere, to nobody's page, or to too much
│   ├── UnusableQuestion         empty or too long
│   ├── UnknownArticle           no article has this id
│   ├── UnusableExport           an export that is damaged, cut off, or of a newer On Record
│   ├── StoreNotEmpty            an export is brought into an empty store only
│   ├── UnknownFeed              no feed has this address or number
│   ├── AlreadyInThatState          retracted before, or not retracted at all; of a feed, paused before or not paused
│   ├── CannotUndo               no such change, too old, or overtaken by another
│   └── AlreadyDone               Telegram sent again what was done already
├── ModelUnusable                a model is missing, or is not what was promised or asked for
├── IndexBroken                  an index file is damaged (it is rebuilt, so this rarely leaves retrieval)
└── StorageError                 the database or the data folder (storage/ raises these)
    ├── StorageUnwritable        read-only, no permission
    ├── StorageFull              no space left
    ├── StorageBroken            not a database, or damaged
    └── StorageTooNew            written by a newer On Record
"""

from __future__ import annotations


class OnRecordError(Exception):
    """The root: its message is one sentence that a person can act on."""


class BadInput(OnRecordError):
    """What came from outside cannot be used."""


class UnusableArticle(BadInput):
    """An article that cannot be stored."""


class FetchFailed(UnusableArticle):
    """What a link leads to cannot be had.

    `status` is HTTP's where there was an answer; `retry_after` how many seconds the server asks to be left alone.
    """

    def __init__(self, reason: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class UnusableQuestion(BadInput):
    """A question that cannot be asked."""


class UnknownArticle(BadInput):
    """No article has this id."""

    def __init__(self, article: str) -> None:
        super().__init__(f"no article has the id {article!r}; what is stored has its ids in the list of sources")


class UnusableExport(BadInput):
    """An export that cannot be imported."""


class StoreNotEmpty(BadInput):
    """A store that was to be empty holds something."""


class UnknownFeed(BadInput):
    """No feed has this address or number."""

    def __init__(self, feed: str) -> None:
        super().__init__(f"no feed has the address or number {feed!r}")


class AlreadyInThatState(BadInput):
    """An article is not as it must be to be retracted or restored, or a feed to be added, paused or resumed."""


class CannotUndo(BadInput):
    """A change that is not undone."""


class AlreadyDone(BadInput):
    """An update that has changed something already."""

    def __init__(self) -> None:
        super().__init__("that was done already, before I was started again")


class ModelUnusable(OnRecordError):
    """A model cannot be loaded or is not what it should be."""


class IndexBroken(OnRecordError):
    """An index file that does not match its manifest."""


class StorageError(OnRecordError):
    """The database or the data folder."""


class StorageUnwritable(StorageError):
    """The data folder cannot be written."""


class StorageFull(StorageError):
    """No space is left."""


class StorageBroken(StorageError):
    """The database file cannot be read as one."""


class StorageTooNew(StorageError):
    """The database was written by a newer On Record."""
