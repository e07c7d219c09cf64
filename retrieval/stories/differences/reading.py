"""Read the sentences of an article for comparing them: their words, figures, days, names and denials.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.domain.article import Article, Span
from retrieval.stories.differences.days import Day, days
from retrieval.stories.differences.figures import Figure, figures
from retrieval.stories.differences.tables import (
    MONTHS,
    MOVES,
    NEGATIONS,
    NEGATIONS_TO,
    ORDINALS,
    SAYING,
    SCOPES,
    TRADED,
    WEEKDAYS,
)
from retrieval.stories.differences.words import Word, words_of
from retrieval.text.names.tables import FIRM_ENDS, INSTITUTIONS
from retrieval.text.names.word_kinds import kinds
from retrieval.text.normalize import fold
from retrieval.text.person_names import mentions
from retrieval.text.sentences import sentences
from retrieval.text.verb_forms import MOSTLY_FINITE, SOMETIMES_FINITE

# Sentences of one article that are compared; reports put what matters first.
MAX_SENTENCES = 60
MAX_SENTENCE_CHARS = 600
# Within so many words of a verb of saying, a name or a day belongs to the report and not to the event.
SAYING_REACH = 3
# Words so near to a stretch that they say something of it.
NEAR = 7
# Words between what is traded and how it moved: "shares on the exchange rose".
SUBJECT_REACH = 6
# "NV", "AG": a shorter word of a longer name is no name of its own.
MIN_OWN = 2
# A line with a larger share of numbers is of a table.
MAX_NUMBERS = 0.3
# "Davox said it", "Davox Corp said in a statement that it"
SELF_REACH = 6
_SELF = frozenset("it its he his she her they their".split())
_VERBS = (
    MOSTLY_FINITE
    | SOMETIMES_FINITE
    | frozenset("is are was were has have had does did will would can could may might must should".split())
)
_PERSON_ODDS = 0.5
_COMMON_ODDS = 0.5
_NOT_NEGATING = frozenset("only just least less more fewer doubt longer later necessarily merely alone".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence; `parts` are its folded words, those of the longest form that its article prints too.

    `own` are those of them that are no common words, such as a firm's "Group" or a bank's "Bank".
    `is_source`: it stands with a verb of saying, so it is somebody who tells of the event.
    """

    span: Span
    parts: frozenset[str]
    own: frozenset[str]
    printed: str
    is_person: bool
    is_source: bool
    at: int
    until: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article, read."""

    article: Article
    span: Span
    words: tuple[Word, ...]
    figures: tuple[Figure, ...]
    days: tuple[Day, ...]
    names: tuple[Name, ...]

    def prints(self, name: Name) -> bool:
        """Return whether it prints the words that make a name what it is."""
        return bool(name.own & self.printed) if name.own else name.parts <= self.printed

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers printed in digits, but for those of days."""
        dated = {n for d in self.days for n in range(d.at, d.until)}
        return frozenset(w.printed for n, w in enumerate(self.words) if w.is_number and n not in dated)

    @cached_property
    def printed(self) -> frozenset[str]:
        return frozenset(w.folded.replace(".", "") for w in self.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """The keys of its content words, without those of figures, days and names."""
        taken = self.taken
        return frozenset(w.key for n, w in enumerate(self.words) if w.is_content and n not in taken)

    @cached_property
    def taken(self) -> frozenset[int]:
        """The places of words in figures, days and names."""
        parts: tuple[Figure | Day | Name, ...] = (*self.figures, *self.days, *self.names)
        return frozenset(n for part in parts for n in range(part.at, part.until))

    @cached_property
    def negations(self) -> tuple[int, ...]:
        """The places of the words that deny something."""
        return tuple(
            n
            for n, w in enumerate(self.words)
            if (
                w.folded in NEGATIONS
                or w.folded.endswith("n't")
                or (w.folded in NEGATIONS_TO and self._next(n) == "to")
            )
            and self._next(n) not in _NOT_NEGATING
        )

    def _next(self, n: int) -> str:
        return self.words[n + 1].folded if n + 1 < len(self.words) else ""

    def has_near(self, span: Span, wanted: frozenset[str]) -> bool:
        """Return whether one of the `wanted` words stands near a stretch of it."""
        at = next(n for n, w in enumerate(self.words) if span.overlaps(w.span))
        return any(w.folded in wanted for w in self.words[max(0, at - NEAR) : at + NEAR])

    def scopes(self, near: int, reach: int = 8) -> frozenset[str]:
        """Return the words around a place that limit what was counted, and the ordinals of the whole sentence."""
        around = self.words[max(0, near - reach) : near + reach]
        limits = {w.folded.rstrip("s") for w in around if w.folded in SCOPES}
        return frozenset(limits | {w.folded for w in self.words if w.folded in ORDINALS})

    @cached_property
    def is_of_a_market(self) -> bool:
        """Return whether it says how something traded stands, which is of one moment: "shares on the exchange rose"."""
        printed = [w.folded for w in self.words]
        return any(
            word in MOVES and not TRADED.isdisjoint(printed[max(0, n - SUBJECT_REACH) : n])
            for n, word in enumerate(printed)
        )

    def around(self, at: int, until: int, reach: int) -> frozenset[str]:
        """Return the keys of the content words within `reach` content words of a place, on either side."""
        taken = self.taken
        usable = [n for n, w in enumerate(self.words) if w.is_content and n not in taken]
        before = [n for n in usable if n < at][-reach:]
        behind = [n for n in usable if n >= until][:reach]
        return frozenset(self.words[n].key for n in (*before, *behind))


def read(article: Article) -> list[Sentence]:
    """Read the first sentences of an article."""
    # The names' longest forms come from the whole text.
    named = [(m.span, m.name) for m in mentions(article.text)]
    cut = [
        (s, words_of(article.text, s)) for s in sentences(article.text)[:MAX_SENTENCES] if len(s) <= MAX_SENTENCE_CHARS
    ]
    return [_sentence(article, s, words, [n for n in named if s.holds(n[0])]) for s, words in cut if _states(words)]


def _states(words: Sequence[Word]) -> bool:
    """Return whether there may be a verb: a line of a table states nothing by itself."""
    if sum(w.is_number for w in words) > MAX_NUMBERS * len(words):
        return False
    return any(w.folded in _VERBS or w.folded.endswith("ed") for w in words)


def _sentence(article: Article, span: Span, words: tuple[Word, ...], named: Sequence[tuple[Span, str]]) -> Sentence:
    dates = days(words)
    names = [
        _name(article.text, words, where, full)
        for where, full in named
        if not any(d.span.overlaps(where) for d in dates)
    ]
    known = [n for n in names if n is not None]
    taken = [*(d.span for d in dates), *(n.span for n in known)]
    return Sentence(article, span, words, tuple(figures(words, taken)), tuple(dates), tuple(known))


def _name(text: str, words: Sequence[Word], span: Span, full: str) -> Name | None:
    places = [n for n, w in enumerate(words) if span.overlaps(w.span)]
    printed = span.cut(text)
    parts = _parts(full) | _parts(printed)
    if not places or not parts:
        return None
    at, until = places[0], places[-1] + 1
    is_source = is_reported_by(words, at, until) and not _tells_of_itself(words, at, until)
    return Name(
        span,
        parts,
        frozenset(p for p in parts if not _is_common(p) and (len(p) > MIN_OWN or len(parts) == 1)),
        fold(printed),
        _is_person(full),
        is_source,
        at,
        until,
    )


def _tells_of_itself(words: Sequence[Word], at: int, until: int) -> bool:
    """Return whether somebody tells what they did: "Davox said it bought", "It bought, Davox said"."""
    behind = [w.folded for w in words[until : until + SELF_REACH]]
    return bool(_SELF.intersection(behind)) or (until + 1 >= len(words) - 1 and words[0].folded in _SELF)


def _parts(name: str) -> frozenset[str]:
    """Return the folded words of a name, without the dots of initials."""
    found = (p.replace(".", "") for p in re.split(r"[\s-]+", fold(name)))
    return frozenset(p for p in found if len(p) > 1)


def is_rare(word: str) -> bool:
    """Return whether a folded word is likely a name wherever it stands."""
    use = kinds(word)
    if word in MONTHS or word in WEEKDAYS:
        return False
    return word.isalpha() and max(use.given, use.family, use.other) > max(use.common, _COMMON_ODDS)


def _is_common(part: str) -> bool:
    use = kinds(part)
    return part in INSTITUTIONS | FIRM_ENDS or use.common > max(use.given, use.family, use.other, _COMMON_ODDS)


def _is_person(full: str) -> bool:
    first, *rest = full.split()
    if not rest:
        use = kinds(first)
        return use.family > max(use.common, use.other, _PERSON_ODDS)
    given, family = kinds(first), kinds(rest[-1])
    return given.given > max(given.common, given.other, _PERSON_ODDS) and family.family >= max(
        family.common, family.other
    )


def is_reported_by(words: Sequence[Word], at: int, until: int) -> bool:
    """Return whether a verb of saying stands close to a place, with no comma between."""
    for near in (words[max(0, at - SAYING_REACH) : at][::-1], words[until : until + SAYING_REACH]):
        for word in near:
            if word.is_mark:
                break
            if word.folded in SAYING and not word.printed[0].isupper():
                return True
    return False
