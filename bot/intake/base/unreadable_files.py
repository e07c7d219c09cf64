"""Refuse files that cannot be read whole, by the names of their types."""

from __future__ import annotations

from bot.intake.base.file_types import FileType
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Wording

_NAMES = {
    FileType.TEXT: Wording("text"),
    FileType.JSON_LINES: Wording("JSON lines"),
    FileType.PAGE: Wording("web page"),
    FileType.PDF: Wording("PDF"),
    FileType.ZIP: Wording("Word file"),
    FileType.FEED: Wording("feed"),
    FileType.OPML: Wording("list of feeds"),
}


def too_much(kind: FileType) -> UnusableArticle:
    """Return the refusal of a file that takes more time or memory than one of its type should."""
    return UnusableArticle(
        "takes more time or memory to read than a {kind} should; split it, or save its text", kind=_NAMES[kind]
    )


def damaged(kind: FileType) -> UnusableArticle:
    """Return the refusal of a file at which its reader fails."""
    return UnusableArticle(
        "cannot be read as a {kind}: it is damaged or malicious; save it again, or save its text", kind=_NAMES[kind]
    )
