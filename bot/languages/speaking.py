"""Say the bot's own words in the language of whoever reads them.

Views write each message in English, as `tr("No subscription in {chat}.", chat=name)`; `make messages` collects these
calls into the catalogues.  Which language is spoken is a context variable: set once for an update or a delivery, it
holds for all that is called from there, and for tasks and threads started there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.languages.catalogues import ENGLISH, LOCALES, translations

_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> str:
    """Return the code of the language that is spoken here, one of LANGUAGES."""
    return _SPOKEN.get()


def speak(language: str) -> None:
    """Speak a language of LANGUAGES from here on, to the end of this task."""
    _SPOKEN.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language of LANGUAGES within the block."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def tr(message: str, /, **values: object) -> str:
    """Return a message in the language spoken, with its {placeholders} filled in.

    `message` is a literal, so that it is found by `make messages`.
    """
    translated = translations(spoken()).gettext(message)
    return translated.format(**values) if values else translated


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a message for `count`; both forms may use {count}, which is written as the language does."""
    translated = translations(spoken()).ngettext(one, many, count)
    return translated.format(count=number(count), **values)


def marked(message: str, /) -> str:
    """Return a message as it is, for `make messages` to find; whoever shows it passes it to `tr`."""
    return message


def marked_plural(one: str, many: str, /) -> tuple[str, str]:
    """Return both forms of a message as they are, for `make messages` to find; whoever shows them calls `trn`."""
    return one, many


def number(count: int) -> str:
    """Return a number with the language's separators between thousands."""
    if spoken() == ENGLISH:
        return f"{count:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415  see bot.languages.catalogues

    return format_decimal(count, locale=LOCALES[spoken()])
