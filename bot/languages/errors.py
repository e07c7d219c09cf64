"""Say an error in the language spoken: its template is translated, and its values are filled in."""

from __future__ import annotations

from bot.languages.speaking import tr
from retrieval.domain.errors import OnRecordError

_ENDS = (".", "?", "!", "”", "“", "…", ":")


def phrase(error: BaseException) -> str:
    """Return an error as the phrase that it is in one line of a terminal, translated."""
    if not isinstance(error, OnRecordError):
        return str(error)
    values = {
        name: phrase(value) if isinstance(value, OnRecordError) else value for name, value in error.values.items()
    }
    translated = tr(error.template)
    return translated.format(**values) if values else translated


def sentence(error: BaseException) -> str:
    """Return an error as a sentence for a reader."""
    return as_sentence(phrase(error))


def as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith(_ENDS) else ".")
