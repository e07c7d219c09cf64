"""Say what went wrong on the bot's side, to somebody who cannot mend it.  Pure."""

from __future__ import annotations

from bot.languages.errors import sentence
from bot.languages.speaking import tr
from retrieval.domain.errors import BadInput, StorageBusy, StorageFull, StorageUnwritable


def error_text(error: BaseException | None) -> str:
    """Return a sentence or two for whoever caused an error or met with it."""
    return sentence(error) if isinstance(error, BadInput) else failure_text(error)


def failure_text(error: BaseException | None) -> str:
    """Return a sentence or two on an error that is no fault of the reader's."""
    match error:
        case StorageFull():
            return tr("My disk is full: I can't store anything, and nothing was changed. Please tell whoever runs me.")
        case StorageBusy():
            return tr("I'm busy storing something: please try again in a minute. Nothing was changed.")
        case StorageUnwritable():
            return tr("I can't write to my disk, and nothing was changed. Please tell whoever runs me.")
    return tr("Something went wrong on my side, and I've logged it. Please try again in a moment.")


def failure_of_job(error: BaseException) -> str:
    """Return in a sentence why a job stopped; what it stored before stays."""
    match error:
        case StorageFull():
            return tr("My disk is full; please tell whoever runs me.")
        case StorageBusy():
            return tr("I was busy storing something else.")
        case StorageUnwritable():
            return tr("I can't write to my disk; please tell whoever runs me.")
    return sentence(error)


def too_many() -> str:
    """Return the line for a chat that sends more than its share."""
    return tr(
        "Messages are coming in here faster than I can answer them. I'll answer the first ones; please send the others "
        "again in a moment."
    )


def interrupted() -> str:
    """Return what follows if the bot was stopped while it answered."""
    return tr("I was restarted while answering this. If you see no answer above, please send it again.")


def press_interrupted() -> str:
    return tr("I was restarted while you pressed a button here. If nothing happened, please press it again.")


def unanswered() -> str:
    return tr("I couldn't reach Telegram to answer your last message here. Please send it again.")
