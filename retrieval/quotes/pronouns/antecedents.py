"""Whom the personal pronouns of a text mean: by who is named in their paragraph, else as the network sees it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from retrieval.domain.article import Mention, Span
from retrieval.quotes.pronouns.features import PRONOUNS
from retrieval.quotes.pronouns.resolver import BEFORE, PersonCandidate, PronounResolver, candidates
from retrieval.quotes.sources import Source, SourceForm, sources_in
from retrieval.text.normalize import fold, words

# Less likely than not is unsure: here a wrong name costs more than a missing one.
SURE = 0.5
# Who alone is named in the pronoun's paragraph, and opens it.
ALONE = 0.8
# So far into a paragraph, in characters, a name still opens it: "Her spokesman, Aldo Serra, denied it."
OPENS = 60
# So far on, in characters, a pronoun means the same person as the one before if nobody was named between.
STILL = 600
FEMININE = frozenset("she her hers herself".split())
PERSONAL = frozenset("he she him her his hers himself herself".split())

_REPLIES = re.compile(r" (?:replied|answered|responded|retorted|countered|shot back)\b")

Antecedent = Callable[[Span], tuple[str, float] | None]
"""Whom a personal pronoun means, and how surely; None where that is unsure."""


def antecedents(
    text: str, mentions: Sequence[Mention], sources: Iterable[Span], pronouns: Callable[[], PronounResolver] | None
) -> Antecedent:
    """Whom the personal pronouns of a text mean, among the persons that it names.

    `pronouns` is called for the first of them: many texts have none to resolve.
    """
    return (lambda _: None) if pronouns is None else _Antecedents(text, mentions, sorted(sources), pronouns)


class _Antecedents:
    """Asked in reading order."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], sources: Sequence[Span], pronouns: Callable[[], PronounResolver]
    ) -> None:
        self._text = text
        self._mentions = mentions
        self._sources = sources
        self._pronouns = pronouns
        self._people = persons(text, mentions, sources)
        self._places = sorted((span.start, n) for n, one in enumerate(self._people) for span in one.spans)
        self._told: dict[bool, tuple[int, tuple[str, float] | None]] = {}

    def __call__(self, pronoun: Span) -> tuple[str, float] | None:
        """With nobody named since, "he" is who he was a moment ago."""
        feminine = pronoun.cut(self._text).lower() in FEMININE
        since, who = self._told.get(feminine, (-1, None))
        if since < 0 or self._named(since, pronoun.start) or pronoun.start - since > STILL:
            who = self._meant(pronoun)
        self._told[feminine] = (pronoun.end, who)
        return who

    def _meant(self, pronoun: Span) -> tuple[str, float] | None:
        if _REPLIES.match(self._text, pronoun.end):
            return self._other(pronoun)
        speaking = self._speaking(pronoun)
        if speaking is not None and speaking.form is SourceForm.ROLE:
            # "A spokeswoman said … she said": she has no name, and nobody who has one is meant.
            return None
        if speaking is not None and speaking.named is not None:
            name = fold(speaking.named.name)
            who = next((one for one in self._people if fold(one.name) == name), None)
            if who is not None and self._suits(pronoun, who):
                return who.name, ALONE
        return self._alone(pronoun) or self._looked_up(pronoun)

    def _other(self, pronoun: Span) -> tuple[str, float] | None:
        """Who replies is not who spoke before: the only other person whom the paragraph has named."""
        at = bisect_left(self._sources, pronoun) - 1
        start = self._text.rfind("\n", max(0, pronoun.start - BEFORE), pronoun.start) + 1
        if at < 0 or self._sources[at].start < start:
            return self._looked_up(pronoun)
        before = self._sources[at]
        spoke = {n for _, n in self._named(before.start, before.end)}
        others = {n for _, n in self._named(start, pronoun.start)} - spoke
        suited = [self._people[n] for n in others if self._suits(pronoun, self._people[n])]
        return (suited[0].name, ALONE) if len(suited) == 1 else None

    def _named(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where persons are named, and which."""
        first, last = (bisect_left(self._places, (at, -1)) for at in (start, end))
        return self._places[first:last]

    def _alone(self, pronoun: Span) -> tuple[str, float] | None:
        """The only person whom the paragraph has named so far, if it opens with him."""
        # What opens further back is out of reach; so a pronoun costs the same in a paragraph without end.
        reach = max(0, pronoun.start - BEFORE)
        start = self._text.rfind("\n", reach, pronoun.start) + 1
        if start == 0 < reach:
            return None
        here = [(at, n) for at, n in self._named(start, pronoun.start) if not _is_quoted(self._text, start, at)]
        if len({n for _, n in here}) != 1 or here[0][0] - start > OPENS:
            return None
        who = self._people[here[0][1]]
        asked = PRONOUNS[pronoun.cut(self._text).lower()]
        before = {PRONOUNS.get(word) for word in words(self._text[start : here[0][0]])}
        return None if asked in before or not self._suits(pronoun, who) else (who.name, ALONE)

    def _looked_up(self, pronoun: Span) -> tuple[str, float] | None:
        # A long text names thousands: only who is near is asked about.  Who "he said" means has been named before;
        # a name that comes after tempts the network, which was taught by texts of another kind.
        named = self._named(pronoun.start - BEFORE, pronoun.start)
        near = [_near(self._people[n], pronoun.start) for n in sorted({n for _, n in named})]
        chosen, sure = self._pronouns().choose(self._text, pronoun, near)
        return None if chosen is None or sure < SURE else (near[chosen].name, sure)

    def _speaking(self, pronoun: Span) -> Source | None:
        """Who spoke last in this paragraph, if he alone did and no person has been named since."""
        at = bisect_left(self._sources, pronoun) - 1
        if at < 0 or "\n" in self._text[self._sources[at].end : pronoun.start]:
            return None
        last, *more = sources_in(self._text, self._sources[at], self._mentions)
        end = last.named.span.end if last.named else last.span.end
        return None if more or self._named(end, pronoun.start) else last

    def _suits(self, pronoun: Span, who: PersonCandidate) -> bool:
        """Whether nothing tells that somebody is of the other gender."""
        asked = PRONOUNS[pronoun.cut(self._text).lower()]
        return self._pronouns().gender_of(who) in {None, asked}


def _is_quoted(text: str, start: int, at: int) -> bool:
    """Whether a mark that was opened since `start` is open at `at`."""
    if "“" in text[start:at]:
        return text.rfind("“", start, at) > text.rfind("”", start, at)
    return text.count('"', start, at) % 2 == 1


def _near(person: PersonCandidate, at: int) -> PersonCandidate:
    """A person where he is named within reach before `at`."""
    first, last = (bisect_left(person.spans, edge, key=lambda s: s.start) for edge in (at - BEFORE, at))
    return replace(person, spans=person.spans[first:last])


def persons(text: str, mentions: Sequence[Mention], sources: Iterable[Span]) -> list[PersonCandidate]:
    """Who may be "he" or "she": who is told to be somebody, has a printed gender, or speaks under a full name.

    A place or a paper speaks too ("Moscow said"), but under one name, or with an article before it.
    """
    speaking = {
        fold(one.named.name) for span in sources for one in sources_in(text, span, mentions) if one.named is not None
    }
    told = {fold(m.name) for m in mentions if m.role is not None}
    things = {fold(m.name) for m in mentions if text[max(0, m.span.start - 4) : m.span.start].lower() == "the "}
    return [
        one
        for one in candidates(text, mentions)
        if (key := fold(one.name)) in told
        or one.gender is not None
        or (" " in key and key in speaking and key not in things)
    ]
