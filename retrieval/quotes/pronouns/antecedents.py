"""Resolve the personal pronouns of a text: by who spoke last, by the names in their paragraph, or by the network.

Each of the three may only choose people whom the words around the pronoun allow (retrieval.quotes.pronouns.binding).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from retrieval.domain.article import Mention, Span
from retrieval.quotes.pronouns.binding import is_possessive, may_speak
from retrieval.quotes.pronouns.features import PRONOUNS, Gender
from retrieval.quotes.pronouns.people import People, with_name
from retrieval.quotes.pronouns.resolver import CHARS_BEFORE, PronounResolver
from retrieval.quotes.speakers.roles import Roles
from retrieval.quotes.speakers.sources import Source, SourceForm, sources_in
from retrieval.text.normalize import words

# A person less likely than this is not named: a wrong name costs more than a missing one.
MIN_PROBABILITY = 0.5
# For a person who opens the pronoun's paragraph and is the only one named in it.
ONLY_NAMED_CONFIDENCE = 0.8
# A name no further into its paragraph than this still opens it: "Her spokesman, Aldo Serra, denied it."
MAX_OPENING_CHARS = 60
# Within this distance, quotations aside, a pronoun means the same person as the one before, if nobody is named between.
SAME_PERSON_CHARS = 600
PERSONAL = frozenset("he she him her his hers himself herself".split())

_REPLIES = re.compile(
    r" (?:replied|answered|responded|retorted|countered|shot back|(?:told|assured) (?:him|her)\b)", re.IGNORECASE
)
# Whoever goes by these has no name in the article.
_NAMELESS = frozenset(
    "spokesman spokeswoman spokesperson official source insider aide man woman boy girl caller witness".split()
)

Found = tuple[str, float]
Antecedent = Callable[[Span], Found | None]
"""Takes a personal pronoun; returns the person's name and its probability, or None if unsure."""


def antecedents(
    text: str, mentions: Sequence[Mention], sources: Iterable[Span], pronouns: Callable[[], PronounResolver] | None
) -> Antecedent:
    """Return a function that resolves the personal pronouns of a text to people that it names.

    `pronouns` loads the resolver, and is called at the first pronoun that needs it: many texts have none.
    """
    return (lambda _: None) if pronouns is None else _Antecedents(text, mentions, sorted(sources), pronouns)


class _Antecedents:
    """Resolves pronouns; call it in reading order."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], sources: Sequence[Span], pronouns: Callable[[], PronounResolver]
    ) -> None:
        self._text = text
        self._mentions = mentions
        self._sources = sources
        self._pronouns = pronouns
        self._last: dict[Gender, tuple[int, Found | None]] = {}
        # Whoever was "she" is not "he" later on.
        self._shown: dict[str, Gender] = {}

    def __call__(self, pronoun: Span) -> Found | None:
        """Return the person that a pronoun means; if nobody was named since the last "he", it is the same person."""
        asked = self._gender(pronoun)
        since, who = self._last.get(asked, (-1, None))
        if since < 0 or self._is_interrupted(since, pronoun.start):
            who = self._resolve(pronoun)
        self._last[asked] = (pronoun.end, who)
        if who is not None:
            self._shown[who[0]] = asked
        return who

    def _is_interrupted(self, start: int, end: int) -> bool:
        """Return whether the article has gone on to somebody else between two pronouns."""
        return (
            self._people.told(start, end) > SAME_PERSON_CHARS
            or self._people.someone_new(start, end)
            or self._stranger_speaks(start, end)
        )

    def _stranger_speaks(self, start: int, end: int) -> bool:
        """Return whether a source that goes by no name lies between two offsets."""
        first, last = (bisect_left(self._sources, at, key=lambda s: s.start) for at in (start, end))
        return any(
            source.form is SourceForm.ROLE and not _may_have_name(source.span.cut(self._text))
            for span in self._sources[first:last]
            for source in sources_in(self._text, span, self._mentions)
        )

    def _resolve(self, pronoun: Span) -> Found | None:
        if _REPLIES.match(self._text, pronoun.end):
            return self._replying(pronoun)
        last = self._last_source(pronoun)
        if last is not None and (found := self._by_source(pronoun, last)) is not None:
            return found
        if last is not None and self._is_nameless(last, pronoun):
            # "A spokeswoman said … she said": she has no name, so nobody with a name is meant.
            return None
        return self._only_one_named(pronoun) or self._by_network(pronoun)

    def _last_source(self, pronoun: Span) -> Source | None:
        """Return the last source, of this paragraph or the one before, if it is one speaker and nobody came in since.

        After a new paragraph has named anything at all, it may be about somebody else.
        """
        at = bisect_left(self._sources, pronoun) - 1
        start = self._paragraph(pronoun)
        if at < 0 or self._sources[at].end < pronoun.start - CHARS_BEFORE:
            return None
        if "\n" in self._text[self._sources[at].end : start].strip():
            # There is a whole paragraph in between.
            return None
        names = self._people.named(start, pronoun.start) if self._sources[at].start < start else []
        last, *more = sources_in(self._text, self._sources[at], self._mentions)
        last = with_name(self._text, last, self._mentions)
        end = last.named.span.end if last.named else last.span.end
        if more or self._people.someone_new(end, pronoun.start) or any(not self._people.is_quoted(k) for k, _ in names):
            return None
        # "He hit back at Mr Mallon's claim": whose claim it is says nothing about who speaks next.
        return None if last.named is not None and is_possessive(self._text, last.named.span) else last

    def _by_source(self, pronoun: Span, last: Source) -> Found | None:
        """Return the person who is the last source: by name, or by an office that the text gives to somebody."""
        if last.form is SourceForm.ROLE:
            holder = self._roles.holder(last.span.cut(self._text), last.span.start)
            name = None if holder is None else holder[0]
        else:
            name = None if last.named is None else last.named.name
        n = None if name is None else self._people.called(name)
        return self._sure(n) if n is not None and self._may_be(n, pronoun) else None

    def _is_nameless(self, last: Source, pronoun: Span) -> bool:
        """Return whether the last source is somebody without a name, or a body whose spokesman may be "he".

        "The minister" of the paragraph before may be called by name elsewhere.
        """
        if last.form is SourceForm.ROLE:
            return last.span.start >= self._paragraph(pronoun) or not _may_have_name(last.span.cut(self._text))
        return last.form is SourceForm.NAME and last.named is not None and self._people.called(last.named.name) is None

    def _replying(self, pronoun: Span) -> Found | None:
        """Resolve "he replied": to the only other person named in the paragraph, never to the last speaker."""
        at = bisect_left(self._sources, pronoun) - 1
        start = self._paragraph(pronoun)
        if at < 0 or self._sources[at].start < start:
            return self._by_network(pronoun)
        before = self._sources[at]
        spoke = {n for _, n in self._people.named(before.start, before.end)}
        others = {n for _, n in self._people.named(start, pronoun.start)} - spoke
        asked = self._gender(pronoun)
        suited = [
            n
            for n in others
            if self._gender_fits(pronoun, n)
            and (n in self._people.surely or self._pronouns().gender_of(self._people.all[n]) is asked)
        ]
        return self._sure(suited[0]) if len(suited) == 1 else None

    def _only_one_named(self, pronoun: Span) -> Found | None:
        """Return the only person named in the paragraph so far, if the paragraph opens with them."""
        start = self._paragraph(pronoun)
        if start and self._text[start - 1] != "\n":
            return None
        named = self._people.named(start, pronoun.start)
        here = [(at, n) for at, n in named if n in self._people.surely and not self._people.is_quoted(at)]
        if len({n for _, n in here}) != 1 or here[0][0] - start > MAX_OPENING_CHARS:
            return None
        at, n = here[0]
        before = {PRONOUNS.get(word) for word in words(self._text[start:at])}
        return None if self._gender(pronoun) in before or not self._may_be(n, pronoun) else self._sure(n)

    def _by_network(self, pronoun: Span) -> Found | None:
        # Only names nearby are considered: a long text has thousands.  And only names before "he said": a later one
        # misleads the network, which was fitted on another kind of text.
        people, start = self._people, self._paragraph(pronoun)
        near = sorted(
            {
                n
                for at, n in people.named(pronoun.start - CHARS_BEFORE, pronoun.start)
                if n in people.surely or people.acts(at, n) or (at >= start and not people.is_quoted(at))
            }
        )
        barred = [k for k, n in enumerate(near) if not self._may_be(n, pronoun)]
        seen = [people.near(n, pronoun.start) for n in near]
        shares = self._pronouns().shares(self._text, pronoun, seen, barred)
        best = max(shares, key=lambda k: shares[k], default=None)
        # A name that is hardly a person's may win, but is not given.
        if best is None or shares[best] < MIN_PROBABILITY or near[best] not in people.surely:
            return None
        return seen[best].name, shares[best]

    def _sure(self, n: int) -> Found:
        return self._people.all[n].name, ONLY_NAMED_CONFIDENCE

    def _paragraph(self, pronoun: Span) -> int:
        """Return where the pronoun's paragraph begins, or the edge of what is searched of an endless one."""
        # A paragraph is searched only this far back, so that a pronoun costs the same in an endless one.
        reach = max(0, pronoun.start - CHARS_BEFORE)
        return max(reach, self._text.rfind("\n", reach, pronoun.start) + 1)

    def _may_be(self, n: int, pronoun: Span) -> bool:
        spans = self._people.near(n, pronoun.start).spans
        allowed = not spans or may_speak(self._text, spans, pronoun, self._paragraph(pronoun))
        return allowed and self._gender_fits(pronoun, n)

    def _gender_fits(self, pronoun: Span, n: int) -> bool:
        """Return whether nothing shows that a person is of the other gender."""
        who, asked = self._people.all[n], self._gender(pronoun)
        return self._shown.get(who.name, asked) is asked and self._pronouns().gender_of(who) in {None, asked}

    def _gender(self, pronoun: Span) -> Gender:
        return PRONOUNS[pronoun.cut(self._text).lower()]

    @cached_property
    def _people(self) -> People:
        return People(self._text, self._mentions, self._sources, lambda one: self._pronouns().gender_of(one))

    @cached_property
    def _roles(self) -> Roles:
        return Roles.of(self._text, self._mentions)


def _may_have_name(printed: str) -> bool:
    """Return whether a role may be somebody whom the article also names: "the minister", but not "a man"."""
    found = words(printed)
    return found[:1] == ["the"] and not _NAMELESS & set(found)
