"""Questions for the pronoun resolver that nobody had to label: names in news, blanked by a pronoun in their place.

V. Kocijan and others, "WikiCREM: a large unsupervised corpus for coreference resolution" (EMNLP 2019), do so by a mask.
A blanked name must be printed before as well, near enough, so that it can be found.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.folding import fold
from retrieval.model import Span
from retrieval.quotes.names import mentions
from retrieval.quotes.pronoun_signs import PREPOSITIONS, PRONOUNS, VERB, Gender
from retrieval.quotes.pronouns import Candidate, candidates

_PRONOUN = re.compile(rf"\b(?:{'|'.join(PRONOUNS)})\b", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sen|Gov|Rep|President|Secretary|Senator)\.? $")
_POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?!\w)")
_WORD_BEFORE = re.compile(r"(\w+)\W{0,3}$")
_WORD_AFTER = re.compile(r"\s?(\w+)")
# A pronoun so near behind a name tells something of its bearer's gender; one such tells little.
_NEAR = 80
_FORMS = {
    Gender.FEMININE: ("she", "her", "her"),
    Gender.MASCULINE: ("he", "his", "him"),
}
# A name is blanked where it stands at most so many characters after it was printed last.
REACH = 700
A_TEXT = 12


@dataclass(frozen=True, slots=True)
class Blank:
    """A text with one name made a pronoun; `people` without the place, the first of them the one who is meant."""

    text: str
    pronoun: Span
    people: tuple[Candidate, ...]


@dataclass
class Genders:
    """Which pronouns follow a full name or a given name, in many texts."""

    counts: dict[str, Counter[Gender]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Genders:
        genders = cls()
        for text in texts:
            genders._read(text)
        return genders

    def _read(self, text: str) -> None:
        known = persons(text)
        ends = sorted((span.end, person.name) for person in known for span in person.spans)
        for found in _PRONOUN.finditer(text):
            at = bisect_left(ends, (found.start(), "")) - 1
            if at >= 0 and found.start() - ends[at][0] <= _NEAR:
                self._count(ends[at][1], PRONOUNS[found.group().lower()], 1)
        for person in known:
            if person.gender:
                self._count(person.name, person.gender, 5)

    def _count(self, name: str, gender: Gender, weight: int) -> None:
        for key in (fold(name), fold(name).split()[0]):
            self.counts.setdefault(key, Counter())[gender] += weight

    def __getitem__(self, name: str) -> Gender | None:
        """None where little is known, or where it disagrees."""
        full, given = (self.counts.get(key, Counter()) for key in (fold(name), fold(name).split()[0]))
        she, he = (2 * full[g] + given[g] for g in (Gender.FEMININE, Gender.MASCULINE))
        if she + he < 4 or 3 * max(she, he) < 7 * min(she, he):
            return None
        return Gender.FEMININE if she > he else Gender.MASCULINE


def persons(text: str) -> list[Candidate]:
    """Those who go by a full name and by its last word alone, as persons do and places do not."""
    return [c for c in candidates(text, mentions(text)) if _is_person(text, c)]


def _is_person(text: str, candidate: Candidate) -> bool:
    parts = fold(candidate.name).split()
    return 2 <= len(parts) <= 4 and any(fold(s.cut(text)) == parts[-1] for s in candidate.spans)


def blanks(texts: Sequence[str], seed: int) -> Iterator[Blank]:
    """At most A_TEXT of each text, drawn by the seed."""
    genders = Genders.of(texts)
    for n, text in enumerate(texts):
        everybody = candidates(text, mentions(text))
        places = [
            (person, span, gender)
            for person in everybody
            if _is_person(text, person) and (gender := genders[person.name])
            for before, span in zip(person.spans, person.spans[1:], strict=False)
            if span.start - before.end <= REACH
        ]
        chance = random.Random(f"{seed} {n}")  # noqa: S311  a choice, not a secret
        for person, span, gender in chance.sample(places, min(A_TEXT, len(places))):
            yield _blank(text, person, span, gender, everybody)


def _blank(text: str, person: Candidate, name: Span, gender: Gender, everybody: Sequence[Candidate]) -> Blank:
    title = _TITLE.search(text, max(0, name.start - 12), name.start)
    start = title.start() if title else name.start
    owns = _POSSESSIVE.match(text, name.end)
    end = owns.end() if owns else name.end
    form = _form(text, start, end, gender, possessive=owns is not None)
    longer = len(form) - (end - start)

    def moved(spans: Sequence[Span]) -> tuple[Span, ...]:
        before = [s for s in spans if s.end <= start]
        return (*before, *(Span(s.start + longer, s.end + longer) for s in spans if s.start >= end))

    ordered = [person, *(other for other in everybody if other is not person)]
    people = tuple(Candidate(c.name, moved(c.spans), c.gender) for c in ordered)
    return Blank(text[:start] + form + text[end:], Span(start, start + len(form)), people)


def _form(text: str, start: int, end: int, gender: Gender, *, possessive: bool) -> str:
    subject, owner, target = _FORMS[gender]
    before, after = _WORD_BEFORE.search(text, max(0, start - 30), start), _WORD_AFTER.match(text, end, end + 30)
    preposed = before is not None and before.group(1).lower() in PREPOSITIONS
    left = text[max(0, start - 3) : start].rstrip(" ")[-1:]
    opens = left in ("", "\n", ".", "!", "?")
    form = target
    if possessive:
        form = owner
    elif opens or (not preposed and (left in '"“”' or (after and VERB.match(after.group(1).lower())))):
        form = subject
    return form.capitalize() if opens else form
