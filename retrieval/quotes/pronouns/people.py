"""Know who is named in a text, where, and whether the bearer of a name may be "he" or "she".

Decides nothing about a pronoun; retrieval.quotes.pronouns.antecedents does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from retrieval.domain.article import Mention, Span
from retrieval.quotes.pronouns.binding import is_possessive
from retrieval.quotes.pronouns.features import PREPOSITIONS, VERB, Gender
from retrieval.quotes.pronouns.resolver import CHARS_BEFORE, PersonCandidate, candidates
from retrieval.quotes.speakers.roles import last_before
from retrieval.quotes.speakers.sources import Source, SourceForm, sources_in
from retrieval.text.normalize import fold

# In paragraphs merged by a publisher many marks are never closed: there the next opening one ends a stretch.
_QUOTED = re.compile(r"“[^“”\n]*(?:”|(?=“)|$)|(?<![^\s(—–-])\"[^\"\n]*(?:(?<=\S)\"|(?=\")|$)", re.MULTILINE)
# A verb after a name, but no plural: "the European Union arms code".
_VERB_AFTER = re.compile(r" (?:was|is|has|does|says|(?!\w+s\b)" + VERB.pattern.removesuffix("$") + r")\b")
_WORD_BEFORE = re.compile(r"\b(\w{1,20}) $")
# Between a name and its relative pronoun: "Staunton, 49, who told the BBC".
_BEFORE_WHO = re.compile(r",? (?:\d\d,? )?\(?")


class People:
    """The candidates of a text by index, people or not."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        sources: Sequence[Span],
        gender_of: Callable[[PersonCandidate], Gender | None],
    ) -> None:
        self._text = text
        self._mentions = mentions
        self._sources = sources
        self._gender_of = gender_of
        self.all = candidates(text, mentions)
        self._places = sorted((span.start, n) for n, one in enumerate(self.all) for span in one.spans)
        self._index = {fold(one.name): n for n, one in enumerate(self.all)}

    def called(self, name: str) -> int | None:
        """Return the index of the person with this name; None if it is not surely a person's."""
        n = self._index.get(fold(name))
        return n if n in self.surely else None

    def named(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the places between two offsets where somebody or something is named, each with its index."""
        first, last = (bisect_left(self._places, (at, -1)) for at in (start, end))
        return self._places[first:last]

    def near(self, n: int, at: int) -> PersonCandidate:
        """Return a person with only the mentions within reach before `at`."""
        spans = self.all[n].spans
        first, last = (bisect_left(spans, edge, key=lambda s: s.start) for edge in (at - CHARS_BEFORE, at))
        return replace(self.all[n], spans=spans[first:last])

    def someone_new(self, start: int, end: int) -> bool:
        """Return whether somebody is named between two offsets who may be the next "he".

        Names in quotations and possessives do not count: `“Lindsay had me on the run,” she said.`
        """
        return any(
            (n in self.surely or self.acts(at, n))
            and not self.is_quoted(at)
            and not is_possessive(self._text, self._span(at, n))
            for at, n in self.named(start, end)
        )

    def acts(self, at: int, n: int) -> bool:
        """Return whether the name at this place is a full one that begins with a given name and has a verb."""
        span = self._span(at, n)
        before = _WORD_BEFORE.search(self._text, max(0, at - 20), at)
        return (
            " " in span.cut(self._text)
            and _VERB_AFTER.match(self._text, span.end) is not None
            and (before is None or before.group(1).lower() not in PREPOSITIONS)
            and self._gender_of(self.all[n]) is not None
        )

    def told(self, start: int, end: int) -> int:
        """Return the number of characters outside quotation marks between two offsets."""
        first = bisect_left(self._quoted, start, key=lambda q: q.end)
        last = bisect_left(self._quoted, end, key=lambda q: q.start)
        return end - start - sum(min(q.end, end) - max(q.start, start) for q in self._quoted[first:last])

    def is_quoted(self, at: int) -> bool:
        n = bisect_left(self._quoted, at, key=lambda q: q.end)
        return n < len(self._quoted) and self._quoted[n].start < at

    def _span(self, at: int, n: int) -> Span:
        spans = self.all[n].spans
        return spans[bisect_left(spans, at, key=lambda s: s.start)]

    @cached_property
    def _quoted(self) -> list[Span]:
        return [Span(*match.span()) for match in _QUOTED.finditer(self._text)]

    @cached_property
    def surely(self) -> frozenset[int]:
        """The candidates who are people."""
        return people_in(self._text, self._mentions, self._sources, self.all)


def people_in(
    text: str, mentions: Sequence[Mention], sources: Iterable[Span], everybody: Sequence[PersonCandidate]
) -> frozenset[int]:
    """Return the candidates who may be "he" or "she": people with a printed role or gender, and full names that speak.

    Places and newspapers speak too ("Moscow said"), but have names of one word, or an article before them.
    """
    named = (with_name(text, one, mentions).named for span in sources for one in sources_in(text, span, mentions))
    speaking = {fold(m.name) for m in named if m is not None and not is_possessive(text, m.span)}
    described = {fold(m.name) for m in mentions if m.role is not None}
    things = {fold(m.name) for m in mentions if text[max(0, m.span.start - 4) : m.span.start].lower() == "the "}
    keys = {n: fold(one.name) for n, one in enumerate(everybody)}
    return frozenset(
        n
        for n, one in enumerate(everybody)
        if keys[n] in described
        or one.gender is not None
        or (" " in keys[n] and keys[n] in speaking and keys[n] not in things)
    )


def with_name(text: str, source: Source, mentions: Sequence[Mention]) -> Source:
    """Return a source whose "who" follows a name with that name, and any other source unchanged."""
    at = last_before(mentions, source.span.start)
    if source.form is not SourceForm.RELATIVE or at < 0:
        return source
    if _BEFORE_WHO.fullmatch(text, mentions[at].span.end, source.span.start) is None:
        return source
    return replace(source, named=mentions[at])
