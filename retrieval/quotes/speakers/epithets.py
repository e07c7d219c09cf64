"""Resolve a definite description to a person named shortly before: "the 45-year-old", "the tycoon", "the Scot".  Pure.

Such a description does not introduce anybody; it means somebody whom the reader knows already.  It is resolved only if
one person alone can be meant: a wrong name costs far more than a description left as printed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.domain.article import Mention, Span
from retrieval.quotes.pronouns.features import Gender
from retrieval.quotes.pronouns.resolver import PersonCandidate, candidates
from retrieval.quotes.speakers.roles import ROLE_NOUNS
from retrieval.text.names.boundaries import is_likely_person
from retrieval.text.normalize import fold, words
from retrieval.text.person_nouns import is_demonym, is_person_noun
from retrieval.text.sentences import sentences

CONFIDENCE = 0.75
# Paragraphs are searched this far back for whoever was named last.
REACH_CHARS = 900
MAX_WORDS = 6
# A name no further into its sentence than this opens it: "The billionaire behind Nimbus, Rolf Stein, was defiant."
MAX_OPENING_CHARS = 60

Genders = Callable[[Iterable[str]], Mapping[str, Gender | None]]
"""Takes names; returns the gender of those that are people's, None if the name shows none."""

_DEFINITE = re.compile(r"the (?P<rest>[^,;:()“”\"]+)$", re.IGNORECASE)
_AGE = re.compile(r"(?P<age>\d{1,3})-year-old\b")
_DETAIL = re.compile(r" (?:of|from|in|at|for|who|behind|with)\b.*")
# These speak for others, or are left unnamed on purpose.
_UNNAMED = frozenset(
    """spokesman spokeswoman spokesperson official officer source witness reporter journalist interviewer host lawyer
    attorney judge victim suspect man woman boy girl person resident neighbour neighbor doctor teacher driver caller
    user customer worker employee aide adviser advisor friend relative child player analyst expert""".split()
)


def described(printed: str) -> str | None:
    """Return the core of a definite description of one person: "Nobel laureate"; None if it is none."""
    found = _DEFINITE.match(printed)
    if found is None or len(found["rest"].split()) > MAX_WORDS or re.search(r"['’]s?\b ", found["rest"]):
        return None
    core = _DETAIL.sub("", found["rest"]).strip()
    return core if core and (_AGE.search(core) or is_person_noun(core.split()[-1])) else None


class Epithets:
    """Resolves the descriptions of one text.  `genders` tells which names are people's, and of which gender."""

    def __init__(self, text: str, mentions: Sequence[Mention], genders: Genders) -> None:
        self._text = text
        self._roles = {fold(m.name): set(words(m.role.cut(text))) for m in reversed(mentions) if m.role is not None}
        for m in mentions:
            if (noun := _noun_beside(text, m.span)) is not None:
                self._roles.setdefault(fold(m.name), set()).add(noun)
        self._people = _people(text, mentions, genders, self._roles)
        known = {span for one in self._people for span in one.spans}
        # Whoever else may be a person, such as a bare surname: with one of them nearby, two can be meant.
        self._others = [
            m.span.start
            for m in mentions
            if m.span not in known and not _AT_PLACE.search(text, max(0, m.span.start - 8), m.span.start)
        ]
        self._places = sorted((span.start, n) for n, one in enumerate(self._people) for span in one.spans)
        self._paragraphs = [0, *(m.end() for m in re.finditer(r"\n\s*", text)), len(text) + 1]

    def __call__(self, span: Span) -> tuple[str, float] | None:
        """Return the person that a source describes, and how sure that is; None if it is no description or unclear."""
        core = described(span.cut(self._text))
        if core is None:
            return None
        head, age = core.split()[-1], _AGE.search(core)
        if self._names_others(span.start):
            return None
        near = [n for n in self._last_named(span.start) if _gender_fits(head, self._people[n].gender)]
        chosen = self._choose(near, core, age["age"] if age else None, span)
        return None if chosen is None else (self._people[chosen].name, CONFIDENCE)

    def _last_named(self, before: int) -> list[int]:
        """Return who is named in the last stretch that names anybody: this paragraph so far, or an earlier one."""
        at = bisect_left(self._paragraphs, before) - 1
        edges = [*self._paragraphs[: at + 1], before]
        for start, end in reversed(list(pairwise(edges))):
            if before - end > REACH_CHARS:
                break
            first, last = (bisect_left(self._places, (edge, -1)) for edge in (max(start, before - REACH_CHARS), end))
            if here := {n for _, n in self._places[first:last]}:
                return sorted(here)
        return []

    def _names_others(self, before: int) -> bool:
        """Return whether somebody may have been named nearby who is not among the people."""
        reach = before - REACH_CHARS // 3
        return bisect_left(self._others, reach) < bisect_left(self._others, before)

    def _choose(self, near: Sequence[int], core: str, age: str | None, span: Span) -> int | None:
        if age is not None and (aged := [n for n in near if self._is_aged(n, age, span.start)]):
            return aged[0] if len(aged) == 1 else None
        asked = set(words(core))
        told = [n for n in near if asked <= self._roles.get(fold(self._people[n].name), set())]
        if len(told) == 1:
            return told[0]
        if len(near) != 1 or told:
            return None
        head = core.rsplit(maxsplit=1)[-1]
        if age is not None or (is_demonym(head) and not self._has_unnamed(head, span.start)):
            return near[0]
        return near[0] if self._is_plainly_meant(near[0], fold(head), span.start) else None

    def _is_plainly_meant(self, who: int, head: str, before: int) -> bool:
        """Return whether a kind of person can only be the one named so far, about whom the last sentence is.

        "The pilot" or "the minister" may be mentioned without a name; "the tycoon" hardly.
        """
        if head in _UNNAMED or self._has_unnamed(head, before):
            return False
        office = head in ROLE_NOUNS
        if office and self._roles.get(fold(self._people[who].name)):
            # Somebody with another role in print.
            return False
        since = 0 if office else before - REACH_CHARS
        first, last = (bisect_left(self._places, (edge, -1)) for edge in (since, before))
        alone = {n for _, n in self._places[first:last]} == {who}
        return alone and self._opens_last_sentence(who, before)

    def _opens_last_sentence(self, who: int, before: int) -> bool:
        """Return whether a person is named at the head of the sentence before, or of this one."""
        start = max(0, before - REACH_CHARS)
        here = sentences(self._text[start:before])[-2:]
        return any(
            0 <= s.start - (start + sentence.start) <= MAX_OPENING_CHARS
            for sentence in here
            for s in self._people[who].spans
        )

    def _is_aged(self, who: int, age: str, before: int) -> bool:
        """Return whether the text prints an age beside a name: "Ben Oduya, 24," or "24-year-old Ben Oduya"."""
        return any(
            re.match(rf",? \(?{age}\b", self._text[s.end : s.end + 8]) is not None
            or re.search(rf"\b{age}-year-old (?:[\w-]+ ){{0,3}}$", self._text[max(0, s.start - 60) : s.start])
            is not None
            for s in self._people[who].spans
            if s.start < before
        )

    def _has_unnamed(self, head: str, before: int) -> bool:
        """Return whether the text has introduced somebody without a name by this noun: "a pilot"."""
        pattern = rf"\b(?:an?|another|one)(?: [\w-]+){{0,3}} {re.escape(head)}\b"
        return re.search(pattern, self._text[max(0, before - 3 * REACH_CHARS) : before], re.IGNORECASE) is not None


# A name after these is a place or a thing: "in Leeds", "the Open".
_AT_PLACE = re.compile(r"\b(?:in|at|from|near|into|of|the|behind|outside|across) $", re.IGNORECASE)
_BESIDE = re.compile(r"([\w-]+) $"), re.compile(r", (?:an?|the) ([\w-]+)[,.;]")


def _noun_beside(text: str, name: Span) -> str | None:
    """Return the noun that says what somebody is: "goalkeeper Ben Hart", "Ben Hart, a goalkeeper,"."""
    before, behind = _BESIDE
    found = before.search(text, max(0, name.start - 24), name.start) or behind.match(text, name.end)
    return fold(found.group(1)) if found is not None and is_person_noun(found.group(1)) else None


def _people(
    text: str, mentions: Sequence[Mention], genders: Genders, roles: Mapping[str, set[str]]
) -> list[PersonCandidate]:
    """Return who may be meant: people with a role or a title, or a given name."""
    named = candidates(text, mentions)
    known = genders([one.name for one in named])
    return [
        replace(one, gender=one.gender or known.get(one.name))
        for one in named
        if fold(one.name) in roles or one.gender is not None or one.name in known or is_likely_person(one.name)
    ]


_FEMININE = re.compile(r"(?:woman|girl|actress|heiress|mother|grandmother|queen|duchess|princess|widow|wife|daughter)$")
_MASCULINE = re.compile(r"(?:[^o]man|boy|father|king|duke|prince|husband|son)$")


def _gender_fits(head: str, gender: Gender | None) -> bool:
    word = fold(head)
    if _FEMININE.search(word):
        return gender is not Gender.MASCULINE
    return not (_MASCULINE.search(word) and gender is Gender.FEMININE)
