"""Say an error or a refusal in the language spoken: its template is translated, and its values are filled in."""

from __future__ import annotations

from bot.languages.speaking import number, tr
from retrieval.domain.errors import OnRecordError
from retrieval.domain.wording import Quantity, Wording

_ENDS = (".", "?", "!", "”", "“", "…", ":")


def phrase(said: BaseException | str) -> str:
    """Return an error, or words that an error or a refusal consists of, as a part of one line, translated."""
    if isinstance(said, OnRecordError):
        said = said.wording
    if not isinstance(said, Wording):
        # The catalogue has its own header under the empty message.
        return tr(said) if isinstance(said, str) and said else str(said)
    translated = tr(said.template)
    if translated == said.template:
        # Nobody has translated it, or it is not one of ours: documents are read by a process that may be broken into.
        return str(said)
    try:
        return translated.format(**{name: _value(value) for name, value in said.values.items()})
    except KeyError:
        # It came from that process without its values.
        return str(said)


def _value(value: object) -> object:
    if isinstance(value, Quantity):
        return number(int(value))
    return phrase(value) if isinstance(value, OnRecordError | Wording) else value


def sentence(error: BaseException) -> str:
    """Return an error as a sentence for a reader."""
    return as_sentence(phrase(error))


def as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith(_ENDS) else ".")
