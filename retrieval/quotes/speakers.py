"""Decide whom a source means: by name, by role, or by a pronoun.  Rather says "unsure" than guesses; pure but for the
pronoun resolver.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.folding import fold
from retrieval.model import How, Mention, Span, Speaker
from retrieval.quotes.pronouns import BEFORE, Candidate, PronounResolver, candidates
from retrieval.quotes.roles import Roles, last_before
from retrieval.quotes.sources import Form, Source, sources_in

# Less likely than not is unsure: here a wrong name costs more than a missing one.
SURE = 0.5
# So far on, in characters, a pronoun means the same person as the one before if nobody was named between.
STILL = 600
FEMININE = frozenset("she her hers herself".split())
PERSONAL = frozenset("he she him her his hers himself herself".split())

Antecedent = Callable[[Span], tuple[str, float] | None]
"""Whom a personal pronoun means, and how surely; None where that is unsure."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The speakers of a source, and how sure that is, in 0…1."""

    speakers: tuple[Speaker, ...]
    confidence: float


NOBODY = Resolved((), 0.0)


class Speakers:
    """Resolves the sources of one text."""

    def __init__(self, text: str, mentions: Sequence[Mention], antecedent: Antecedent) -> None:
        self._text = text
        self._mentions = mentions
        self._antecedent = antecedent
        # In a headline a name may have run on into other words, which hides it.
        self._names = {fold(m.name): m.name for m in mentions}
        self._roles = Roles.of(text, mentions)

    def who(self, source: Span) -> Resolved:
        """The speakers that `source` prints.  One that is not resolved goes by what is printed, with how it is."""
        found = [self._one(s) for s in sources_in(self._text, source, self._mentions)]
        return Resolved(tuple(r for one in found for r in one.speakers), min(one.confidence for one in found))

    def _one(self, source: Source) -> Resolved:
        printed = source.span.cut(self._text)
        if source.named is not None:
            return Resolved((Speaker(source.named.name, How.NAMED, source.span),), 1.0)
        if source.form is Form.PRONOUN:
            meant = self._antecedent(source.span) if printed.lower() in PERSONAL else None
            name, sure = meant if meant is not None else (printed, 0.3)
            return Resolved((Speaker(name, How.PRONOUN, source.span),), sure)
        if source.form is Form.RELATIVE:
            return self._relative(source.span, printed)
        if source.form is Form.FIRST_PERSON:
            return Resolved((Speaker(printed, How.PRONOUN, source.span),), 0.3)
        if fold(printed) in self._names:
            return Resolved((Speaker(self._names[fold(printed)], How.NAMED, source.span),), 1.0)
        meant = self._roles.meant(printed, source.span.start)
        name, sure = meant if meant is not None else (printed, 0.9)
        if meant is not None:
            self._roles.learn(name, printed)
        return Resolved((Speaker(name, How.ROLE, source.span),), sure)

    def _relative(self, span: Span, printed: str) -> Resolved:
        """ "Christopher Hill, who …": the name that ends just before."""
        at = last_before(self._mentions, span.start)
        if at >= 0:
            near = self._mentions[at]
            between = self._text[near.span.end : span.start]
            if between.strip(" ,)") == "":
                return Resolved((Speaker(near.name, How.NAMED, span),), 0.9)
        return Resolved((Speaker(printed, How.PRONOUN, span),), 0.3)


def antecedents(
    text: str, mentions: Sequence[Mention], sources: Iterable[Span], pronouns: Callable[[], PronounResolver] | None
) -> Antecedent:
    """Whom the personal pronouns of a text mean, among the persons that it names.

    `pronouns` is called for the first of them: many texts have none to resolve.
    """
    if pronouns is None:
        return lambda _: None
    people = persons(text, mentions, sources)
    places = sorted((span.start, n) for n, one in enumerate(people) for span in one.spans)
    told: dict[bool, tuple[int, tuple[str, float] | None]] = {}

    def meant(pronoun: Span) -> tuple[str, float] | None:
        """Asked in reading order.  With nobody named since, "he" is who he was a moment ago."""
        feminine = pronoun.cut(text).lower() in FEMININE
        since, who = told.get(feminine, (-1, None))
        named_since = bisect_left(places, (since, -1)) < bisect_left(places, (pronoun.start, -1))
        if since < 0 or named_since or pronoun.start - since > STILL:
            who = looked_up(pronoun)
        told[feminine] = (pronoun.end, who)
        return who

    def looked_up(pronoun: Span) -> tuple[str, float] | None:
        # A long text names thousands: only who is near is asked about.  Who "he said" means has been named before;
        # a name that comes after tempts the network, which was taught by texts of another kind.
        first, last = (bisect_left(places, (at, -1)) for at in (pronoun.start - BEFORE, pronoun.start))
        near = [_near(people[n], pronoun.start) for n in sorted({n for _, n in places[first:last]})]
        chosen, sure = pronouns().choose(text, pronoun, near)
        return None if chosen is None or sure < SURE else (near[chosen].name, sure)

    return meant


def _near(person: Candidate, at: int) -> Candidate:
    """A person where he is named within reach before `at`."""
    first, last = (bisect_left(person.spans, edge, key=lambda s: s.start) for edge in (at - BEFORE, at))
    return replace(person, spans=person.spans[first:last])


def persons(text: str, mentions: Sequence[Mention], sources: Iterable[Span]) -> list[Candidate]:
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
