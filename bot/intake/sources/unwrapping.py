"""Undo the wrapping of hard-wrapped text files, where a line is not a paragraph.  Pure."""

from __future__ import annotations

from bot.intake.documents.hyphens import Vocabulary, joined
from retrieval.text.hard_wraps import wrapped_paragraphs


def unwrapped(text: str) -> str:
    """Return a text with each wrapped paragraph on one line; a text that is not plainly wrapped stays as it is."""
    paragraphs = wrapped_paragraphs(text)
    if paragraphs is None:
        return text
    vocabulary = Vocabulary.of(paragraphs, frozenset())
    return "\n".join(joined(lines, vocabulary) if len(lines) > 1 else lines[0] for lines in paragraphs)
