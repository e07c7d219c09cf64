"""Resolve the personal pronouns of a text: by the names in their paragraph, else by the network."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from retrieval.domain.article import Mention, Span
from retrieval.quotes.pronouns.features import PRONOUNS
from retrieval.quotes.pronouns.resolver import CHARS_BEFORE, PersonCandidate, PronounResolver, candidates
from retrieval.quotes.sources import Source, SourceForm, sources_in
from retrieval.text.normalize import fold, words

# A person less likely than this is not named: a wrong name costs more than a missing one.
MIN_PROBABILITY = 0.5
# For a person who opens the pronoun's paragraph and is the only one named in it.
ONLY_NAMED_CONFIDENCE = 0.8
# A name no further into its paragraph than this still opens it: "Her spokesman, Aldo Serra, denied it."
MAX_OPENING_CHARS = 60
# Within this distance a pronoun means the same person as the one before, if nobody is named between.
SAME_PERSON_CHARS = 600
FEMININE = frozenset("she her hers herself".split())
PERSONAL = frozenset("he she him her his hers himself herself".split())

_REPLIES = re.compile(r" (?:replied|answered|responded|retorted|countered|shot back)\b")

Antecedent = Callable[[Span], tuple[str, float] | None]
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
        self._people = people_in(text, mentions, sources)
        self._places = sorted((span.start, n) for n, one in enumerate(self._people) for span in one.spans)
        self._last: dict[bool, tuple[int, tuple[str, float] | None]] = {}

    def __call__(self, pronoun: Span) -> tuple[str, float] | None:
        """Return the person that a pronoun means; if nobody was named since the last "he", it is the same person."""
        feminine = pronoun.cut(self._text).lower() in FEMININE
        since, who = self._last.get(feminine, (-1, None))
        if since < 0 or self._named(since, pronoun.start) or pronoun.start - since > SAME_PERSON_CHARS:
            who = self._resolve(pronoun)
        self._last[feminine] = (pronoun.end, who)
        return who

    def _resolve(self, pronoun: Span) -> tuple[str, float] | None:
        if _REPLIES.match(self._text, pronoun.end):
            return self._replying(pronoun)
        speaking = self._last_source(pronoun)
        if speaking is not None and speaking.form is SourceForm.ROLE:
            # "A spokeswoman said … she said": she has no name, so nobody with a name is meant.
            return None
        if speaking is not None and speaking.named is not None:
            name = fold(speaking.named.name)
            who = next((one for one in self._people if fold(one.name) == name), None)
            if who is not None and self._gender_fits(pronoun, who):
                return who.name, ONLY_NAMED_CONFIDENCE
        return self._only_one_named(pronoun) or self._by_network(pronoun)

    def _replying(self, pronoun: Span) -> tuple[str, float] | None:
        """Resolve "he replied": to the only other person named in the paragraph, never to the last speaker."""
        at = bisect_left(self._sources, pronoun) - 1
        start = self._text.rfind("\n", max(0, pronoun.start - CHARS_BEFORE), pronoun.start) + 1
        if at < 0 or self._sources[at].start < start:
            return self._by_network(pronoun)
        before = self._sources[at]
        spoke = {n for _, n in self._named(before.start, before.end)}
        others = {n for _, n in self._named(start, pronoun.start)} - spoke
        suited = [self._people[n] for n in others if self._gender_fits(pronoun, self._people[n])]
        return (suited[0].name, ONLY_NAMED_CONFIDENCE) if len(suited) == 1 else None

    def _named(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the places between two offsets where people are named, each with the person's index."""
        first, last = (bisect_left(self._places, (at, -1)) for at in (start, end))
        return self._places[first:last]

    def _only_one_named(self, pronoun: Span) -> tuple[str, float] | None:
        """Return the only person named in the paragraph so far, if the paragraph opens with them."""
        # A paragraph is searched only this far back, so that a pronoun costs the same in an endless one.
        reach = max(0, pronoun.start - CHARS_BEFORE)
        start = self._text.rfind("\n", reach, pronoun.start) + 1
        if start == 0 < reach:
            return None
        here = [(at, n) for at, n in self._named(start, pronoun.start) if not _is_quoted(self._text, start, at)]
        if len({n for _, n in here}) != 1 or here[0][0] - start > MAX_OPENING_CHARS:
            return None
        who = self._people[here[0][1]]
        asked = PRONOUNS[pronoun.cut(self._text).lower()]
        before = {PRONOUNS.get(word) for word in words(self._text[start : here[0][0]])}
        return None if asked in before or not self._gender_fits(pronoun, who) else (who.name, ONLY_NAMED_CONFIDENCE)

    def _by_network(self, pronoun: Span) -> tuple[str, float] | None:
        # Only names nearby are considered: a long text has thousands.  And only names before "he said": a later one
        # misleads the network, which was fitted on another kind of text.
        named = self._named(pronoun.start - CHARS_BEFORE, pronoun.start)
        near = [_near(self._people[n], pronoun.start) for n in sorted({n for _, n in named})]
        chosen, sure = self._pronouns().choose(self._text, pronoun, near)
        return None if chosen is None or sure < MIN_PROBABILITY else (near[chosen].name, sure)

    def _last_source(self, pronoun: Span) -> Source | None:
        """Return the last source in this paragraph, if it is a single speaker and nobody has been named since."""
        at = bisect_left(self._sources, pronoun) - 1
        if at < 0 or "\n" in self._text[self._sources[at].end : pronoun.start]:
            return None
        last, *more = sources_in(self._text, self._sources[at], self._mentions)
        end = last.named.span.end if last.named else last.span.end
        return None if more or self._named(end, pronoun.start) else last

    def _gender_fits(self, pronoun: Span, who: PersonCandidate) -> bool:
        """Return whether nothing shows that a person is of the other gender."""
        asked = PRONOUNS[pronoun.cut(self._text).lower()]
        return self._pronouns().gender_of(who) in {None, asked}


def _is_quoted(text: str, start: int, at: int) -> bool:
    """Return whether a quotation mark opened since `start` is still open at `at`."""
    if "“" in text[start:at]:
        return text.rfind("“", start, at) > text.rfind("”", start, at)
    return text.count('"', start, at) % 2 == 1


def _near(person: PersonCandidate, at: int) -> PersonCandidate:
    """Return a person with only the mentions within reach before `at`."""
    first, last = (bisect_left(person.spans, edge, key=lambda s: s.start) for edge in (at - CHARS_BEFORE, at))
    return replace(person, spans=person.spans[first:last])


def people_in(text: str, mentions: Sequence[Mention], sources: Iterable[Span]) -> list[PersonCandidate]:
    """Return who may be "he" or "she": people with a printed role or gender, or who speak under a full name.

    Places and newspapers speak too ("Moscow said"), but have names of one word, or an article before them.
    """
    speaking = {
        fold(one.named.name) for span in sources for one in sources_in(text, span, mentions) if one.named is not None
    }
    described = {fold(m.name) for m in mentions if m.role is not None}
    things = {fold(m.name) for m in mentions if text[max(0, m.span.start - 4) : m.span.start].lower() == "the "}
    return [
        one
        for one in candidates(text, mentions)
        if (key := fold(one.name)) in described
        or one.gender is not None
        or (" " in key and key in speaking and key not in things)
    ]
