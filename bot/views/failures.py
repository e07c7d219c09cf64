"""Say what went wrong on the bot's side, to somebody who cannot mend it.  Pure."""

from __future__ import annotations

from retrieval.domain.errors import StorageBusy, StorageFull, StorageUnwritable

SORRY = "Something went wrong on my side, and I've logged it. Please try again in a moment."
DISK_FULL = "My disk is full: I can't store anything, and nothing was changed. Please tell whoever runs me."
BUSY = "I'm busy storing something: please try again in a minute. Nothing was changed."
UNWRITABLE = "I can't write to my disk, and nothing was changed. Please tell whoever runs me."


def failure_text(error: BaseException | None) -> str:
    """Return a sentence or two on an error that is no fault of the reader's."""
    match error:
        case StorageFull():
            return DISK_FULL
        case StorageBusy():
            return BUSY
        case StorageUnwritable():
            return UNWRITABLE
    return SORRY


def failure_of_job(error: BaseException) -> str:
    """Return why a job stopped; what it stored before stays."""
    match error:
        case StorageFull():
            return "my disk is full; please tell whoever runs me"
        case StorageBusy():
            return "I was busy storing something else"
        case StorageUnwritable():
            return "I can't write to my disk; please tell whoever runs me"
    return str(error)
