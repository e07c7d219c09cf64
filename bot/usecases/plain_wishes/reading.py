"""Recognise a message that asks for a command in plain words, and leave every question alone.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.languages.catalogues import LANGUAGES
from bot.languages.names import is_language
from bot.places.folding import folded
from bot.usecases.plain_wishes import phrases
from bot.usecases.plain_wishes.phrases import FORMS, Form, Gap

# A longer message states something.
MAX_CHARS = 200
# Words of a name or topic; a digest's wish has more.
MAX_NAME_WORDS = 8
MAX_LANGUAGE_WORDS = 2
_MARKS = " .,:;!?…"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlainWish:
    """A command without its slash, and the words that would stand after it, as they were typed."""

    command: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Message:
    """A message's words, as typed and folded, without what is merely polite."""

    typed: Words
    keys: Words
    is_question: bool
    is_polite: bool

    def between(self, start: int, end: int) -> str:
        return " ".join(self.typed[start:end]).strip(_MARKS)


def plain_wish(text: str) -> PlainWish | None:
    """Return what a message asks for; None if it asks for no command."""
    if len(text) > MAX_CHARS or "\n" in text.strip():
        return None
    message = _read(text)
    if not message.keys:
        return None
    for start, form in _heads_of(message.keys):
        if (message.is_question and not form.is_question) or (form.if_polite and not message.is_polite):
            continue
        if (words := _words(message, start, form)) is not None:
            kept = message.between(0, start) if form.keeps else form.adds
            return PlainWish(form.command, f"{kept} {words}".strip())
    return None


def prepare() -> None:
    """Fold all phrases, so that no reader waits for it."""
    for form in FORMS:
        for part in (*form.begin, form.end):
            _lengths(part)


def means_everything(words: str) -> bool:
    """Return whether words say that all is meant, and not one thing by its name."""
    return _key(words) in _listed(phrases.EVERYTHING)


def is_pronoun(words: str) -> bool:
    """Return whether words stand for whoever a conversation is about."""
    return _key(words.strip(_MARKS)) in _listed(phrases.PRONOUNS)


def _read(text: str) -> _Message:
    typed = tuple(text.split())
    keys = tuple(folded(word.strip(f'{_MARKS}"“”„«»()')).replace(" ", "") for word in typed)
    start, end = 0, len(keys)
    # A language by its own name asks for it as well as "German, please".
    is_polite, is_asked = keys in _own_names(), False
    while (found := _first(keys[start:end], phrases.MODAL)) or (polite := _first(keys[start:end], phrases.POLITE)):
        is_asked, is_polite = is_asked or bool(found), True
        start += found or polite
    while found := _last(keys[start:end], phrases.POLITE):
        is_polite, end = True, end - found
    return _Message(typed[start:end], keys[start:end], "?" in text and not is_asked, is_polite)


def _words(message: _Message, start: int, form: Form) -> str | None:
    """Return the words of the command after the first `start` of a message; None if the message has not the form."""
    if form.gap is Gap.NOTHING:
        return "" if start == len(message.keys) else None
    for end in _ends(message.keys, start, form):
        if start == end:
            if form.gap is Gap.MAYBE_WORDS:
                return ""
        elif _fits(message, start, end, form):
            return message.between(start, end)
    return None


def _ends(keys: Words, start: int, form: Form) -> Iterator[int]:
    """Yield where the words that a form leaves open may end."""
    if not form.end:
        yield len(keys)
        return
    tails = _listed(form.end)
    for at in range(start + 1, len(keys)):
        for tail in tails:
            after = at + len(tail)
            if keys[at:after] == tail and (after == len(keys) or _first(keys[after:], phrases.GOES_ON)):
                yield at


def _fits(message: _Message, start: int, end: int, form: Form) -> bool:
    """Return whether words can be what a form leaves open."""
    keys = message.keys[start:end]
    if form.gap is Gap.LANGUAGE:
        return len(keys) <= MAX_LANGUAGE_WORDS and is_language(message.between(start, end))
    if form.command == "subscribe":
        return start > 1 or not _first(keys, phrases.NOT_ME)
    if is_pronoun(message.between(start, end)):
        return True
    if len(keys) > MAX_NAME_WORDS or _first(keys, phrases.NO_BEGINNING):
        return False
    # "WHO" in capitals is the organisation.
    return not any(
        _first((key,), phrases.QUESTION_WORDS) and not typed.isupper()
        for key, typed in zip(keys, message.typed[start:end], strict=True)
    )


def _heads_of(keys: Words) -> list[tuple[int, Form]]:
    """Return the forms by whose phrases a message begins, each with how many words these take, the most first.

    Of two with the same phrase, the one that asks for more of the message comes first.
    """
    found = [(end, form) for form in FORMS for end in _heads(keys, 0, form.begin)]
    return sorted(found, key=lambda one: (-one[0], not one[1].end))


def _heads(keys: Words, start: int, parts: Sequence[str]) -> Iterator[int]:
    """Yield where one phrase of each part, one after another from `start` on, may end."""
    if not parts:
        yield start
        return
    listed = _listed(parts[0])
    for length in _lengths(parts[0]):
        if start + length <= len(keys) and keys[start : start + length] in listed:
            yield from _heads(keys, start + length, parts[1:])


@cache
def _lengths(alternatives: str) -> tuple[int, ...]:
    """Return how many words the alternatives have, longest first."""
    return tuple(sorted({len(one) for one in _listed(alternatives)}, reverse=True))


def _first(keys: Sequence[str], listed: str) -> int:
    """Return how many words of a message one of the phrases takes at its beginning; 0: none."""
    return next((n for n in _lengths(listed) if tuple(keys[:n]) in _listed(listed)), 0)


def _last(keys: Sequence[str], listed: str) -> int:
    return next((n for n in _lengths(listed) if tuple(keys[-n:]) in _listed(listed)), 0)


@cache
def _own_names() -> frozenset[Words]:
    return frozenset(map(_key, LANGUAGES.values()))


@cache
def _listed(alternatives: str) -> frozenset[Words]:
    return frozenset(map(_key, alternatives.split("|")))


def _key(phrase: str) -> Words:
    return tuple(folded(phrase).split())
