"""Join the forms in which one text prints one name: a bare surname, a given name, initials, a nickname.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.text.names.tables import NICKNAMES, PARTICLES, SUFFIXES
from retrieval.text.names.word_kinds import kinds
from retrieval.text.normalize import fold

_PART_OF_NAME = re.compile(r" (?:of|for|on)(?: the)? ")
_INITIALS = re.compile(r"[A-Z]{3}")
# From these log-odds on, a lone given or family name is taken for the person whose name begins with it.
MIN_FIRST_ODDS = 0.5
# From these on, the last word of a thing's name is a place or the like, which has a name of its own.
MIN_OTHER_ODDS = 1.0


@dataclass(frozen=True, slots=True)
class Form:
    """A name as printed once.

    `person`: the words show that it is a person's.  `addressed`: the text has it after "Mr" or the like.  `articled`:
    here it stands after "the".
    """

    printed: str
    person: bool = False
    addressed: bool = False
    articled: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words; the halves of "Cordon-Ragot" are two, as in "Cordon Ragot"."""
        found = [w for w in re.split(r"[ -]+", fold(self.printed)) if w]
        while len(found) > 1 and found[-1].strip(".") in SUFFIXES:
            found.pop()
        return tuple(found)


@dataclass
class _Names:
    """For each key that may stand for a name, the one name; None if there are several."""

    by_key: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    def add(self, key: tuple[str, ...], name: str) -> None:
        known = self.by_key.setdefault(key, name)
        if known is not None and fold(known) != fold(name):
            self.by_key[key] = None

    def get(self, key: tuple[str, ...]) -> str | None:
        return self.by_key.get(key)


class Forms:
    """The full names of one text, for looking up its other forms."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._last, self._first, self._initials, self._papers = _Names(), _Names(), _Names(), _Names()
        self._people: list[tuple[tuple[str, ...], str]] = []
        first: dict[tuple[str, ...], int] = {}
        for n, form in enumerate(forms):
            first.setdefault(form.words, n)
        for form in dict.fromkeys(forms):
            if form.words[0] == "the":
                self._papers.add(form.words[1:], form.printed)
                continue
            # "England" alone is not the Bank of England.
            if " " not in form.printed or _PART_OF_NAME.search(form.printed):
                continue
            use = kinds(form.words[-1])
            if form.person or use.other < MIN_OTHER_ODDS:
                # "Holyrood" is not the "Scottish Labour Party Holyrood".
                for key in _surnames(form):
                    # What is printed short first has no longer form: "Honda" is not "American Honda".
                    if form.person or first.get(key, len(forms)) > first[form.words]:
                        self._last.add(key, form.printed)
            if form.person:
                self._people.append((form.words, form.printed))
                self._first.add(form.words[:1], form.printed)
                self._initials.add(tuple(word[0] for word in form.words), form.printed)

    def full(self, form: Form) -> str:
        """Return the one full name that a form stands for; the form itself if there is none, or several."""
        words = form.words
        if form.articled and (paper := self._papers.get(words)) is not None:
            # "Gaze" alone is not "The Gaze".
            return paper
        if words in self._last.by_key and (" " not in form.printed or words[0] in PARTICLES or len(words) == 2):
            return self._last.get(words) or form.printed
        if " " in form.printed:
            return form.printed
        return self._by_first(form) or self._by_letters(form) or self._by_nickname(words) or form.printed

    def _by_first(self, form: Form) -> str | None:
        use = kinds(form.words[0])
        likely = max(use.given, use.family) >= MIN_FIRST_ODDS >= max(use.other, use.common)
        return self._first.get(form.words) if likely or form.addressed else None

    def _by_letters(self, form: Form) -> str | None:
        """Find whom initials mean: "AOC" for Alexandria Ocasio-Cortez."""
        return self._initials.get(tuple(form.printed.lower())) if _INITIALS.fullmatch(form.printed) else None

    def _by_nickname(self, words: tuple[str, ...]) -> str | None:
        wanted = NICKNAMES.get(words[0])
        found = [name for own, name in self._people if wanted and set(wanted) <= set(own)]
        return found[0] if len(set(map(fold, found))) == 1 else None


def _surnames(form: Form) -> Iterator[tuple[str, ...]]:
    """Yield what may stand for a full name: its last word, with a particle or the other half if it has one."""
    words = form.words
    yield words[-1:]
    start = len(words) - 1
    halves = fold(form.printed).split(" ")
    if "-" in halves[-1]:
        start = len(words) - halves[-1].count("-") - 1
        if start > 0:
            yield words[start:]
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
        yield words[start:]
