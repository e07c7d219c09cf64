"""Errors, as classes that know their facts and say what to do next.

OnRecordError                    the root of our errors: one clear sentence for a person
├── BadInput                     the input cannot be used; nothing was changed
│   ├── UnusableArticle          empty, binary, too large, unreadable
│   │   └── FetchFailed          a link leads nowhere, to an address that is not public, or to too much
│   ├── UnusableQuestion         empty or too long
│   ├── UnknownArticle           no article has this id
│   ├── UnusableExport           an export is damaged, cut off, or from a newer On Record
│   ├── StoreNotEmpty            an export is imported only into an empty store
│   ├── UnknownFeed              no feed has this address or number
│   ├── AlreadyInThatState       the article is already retracted, or not retracted; the feed already paused, or not
│   ├── NoLongerEditor           an editor was removed while a job of theirs ran
│   ├── CannotUndo               no such change, too old, or replaced by a later one
│   └── AlreadyDone              Telegram sent an update again that was handled before
├── ModelUnusable                a model is missing, or is not the one expected
├── IndexBroken                  an index is damaged or outdated (it is rebuilt, so this rarely leaves retrieval)
└── StorageError                 the database or the data folder (storage/ raises these)
    ├── StorageUnwritable        read-only, no permission
    ├── StorageFull              no space left
    ├── StorageBusy              others wrote for too long
    │   └── StorageUnreachable   the server is away
    ├── StorageBroken            not a database, or damaged
    └── StorageTooNew            written by a newer On Record
"""

from __future__ import annotations

from retrieval.domain.wording import Wording


def template(words: str, /) -> str:
    """Return the template of an error's message as it is, for `make messages` to find."""
    return words


class OnRecordError(Exception):
    """The root of our errors; the message is one sentence that a person can act on.

    With `values`, the message is a template, as "{link} leads nowhere"; a Wording is taken as it is.
    """

    def __init__(self, template: str = "", /, **values: object) -> None:
        self.wording = template if isinstance(template, Wording) else Wording(template, **values)
        super().__init__(self.wording)


class BadInput(OnRecordError):
    """The input cannot be used."""


class UnusableArticle(BadInput):
    """An article that cannot be stored."""


class FetchFailed(UnusableArticle):
    """The page behind a link cannot be fetched.

    `status` is the HTTP status, if the server answered; `retry_after` is how many seconds it asks us to wait.
    """

    def __init__(
        self, reason: str, /, *, status: int | None = None, retry_after: float | None = None, **values: object
    ) -> None:
        super().__init__(reason, **values)
        self.status = status
        self.retry_after = retry_after


class UnusableQuestion(BadInput):
    """A question that cannot be asked."""


class UnknownArticle(BadInput):
    """No article has this id."""

    def __init__(self, article: str) -> None:
        super().__init__(
            template(
                "no article has the id {article}; the sources list the newest, and the log has all that were changed"
            ),
            article=repr(article),
        )


class UnusableExport(BadInput):
    """An export that cannot be imported."""


class StoreNotEmpty(BadInput):
    """A store that must be empty is not."""


class UnknownFeed(BadInput):
    """No feed has this address or number."""

    def __init__(self, feed: str) -> None:
        super().__init__(template("no feed has the address or number {feed}"), feed=repr(feed))


class AlreadyInThatState(BadInput):
    """An article or feed is already in the state asked for: retracted, restored, added, paused or resumed."""


class NoLongerEditor(BadInput):
    """Someone who was an editor when they asked no longer is one."""

    def __init__(self, name: str) -> None:
        super().__init__(template("{name} is no longer an editor"), name=name)


class CannotUndo(BadInput):
    """A change that cannot be undone."""


class AlreadyDone(BadInput):
    """The update has already changed something."""

    def __init__(self) -> None:
        super().__init__(template("that was done already, before I was started again"))


class ModelUnusable(OnRecordError):
    """A model cannot be loaded or is not what it should be."""


class IndexBroken(OnRecordError):
    """A saved index does not match its manifest, or was made with another version or encoder."""


class StorageError(OnRecordError):
    """The database or the data folder fails."""


class StorageUnwritable(StorageError):
    """The data folder cannot be written."""


class StorageFull(StorageError):
    """No space is left."""


class StorageBusy(StorageError):
    """Others wrote for too long; a later try may succeed."""


class StorageUnreachable(StorageBusy):
    """The database's server cannot be reached; a later try may succeed."""


class StorageBroken(StorageError):
    """The file is not a database, or is damaged."""


class StorageTooNew(StorageError):
    """The database was written by a newer On Record."""
