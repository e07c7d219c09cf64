"""Find the person meant by a role without a name.  Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.domain.article import Mention
from retrieval.text.designations import PERSON_NOUNS
from retrieval.text.normalize import words

ROLE_NOUNS = PERSON_NOUNS
# Other words for one office: a person called by one may be called by the other.
_SYNONYMS = (
    {"president", "leader", "pres"},
    {"premier", "minister", "leader"},
    {"chancellor", "leader"},
    {"senator", "sen", "lawmaker"},
    {"representative", "rep", "congressman", "congresswoman", "lawmaker"},
    {"governor", "gov"},
    {"ambassador", "envoy", "diplomat"},
    {"attorney", "lawyer"},
    {"businessman", "billionaire", "mogul", "businesswoman"},
    {"candidate", "nominee"},
    {"adviser", "advisor", "aide", "strategist"},
    {"ceo", "executive", "chief"},
    {"doctor", "dr", "physician"},
    {"professor", "prof"},
    {"spokesman", "spokesperson"},
    {"spokeswoman", "spokesperson"},
)
_HEADS_OF_STATE = frozenset({"president", "leader", "premier", "minister", "chancellor"})
# These words make it a different office: "the vice president" is not the president.
_OTHER_OFFICE = frozenset("former ex then deputy vice acting interim shadow assistant incoming outgoing".split())
_SMALL_WORDS = frozenset("of to for the a an and former ex then deputy vice acting first us uk eu".split())


@dataclass
class Roles:
    """The roles of the people in one text."""

    people: dict[str, set[str]] = field(default_factory=dict)
    """For each name, the folded words of its roles."""
    _count: Counter[str] = field(default_factory=Counter)
    _first: dict[str, int] = field(default_factory=dict)
    _heads: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _bearers: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    """For each noun of a role ("ambassador"), the people who hold it, in order of appearance."""

    @classmethod
    def of(cls, text: str, mentions: Sequence[Mention]) -> Roles:
        found: defaultdict[str, set[str]] = defaultdict(set)
        roles = cls()
        for m in mentions:
            roles._count[m.name] += 1
            roles._first.setdefault(m.name, m.span.start)
            for role in m.roles:
                found[m.name] |= set(words(role.cut(text)))
                roles._add(m.name, _heads(role.cut(text)))
        roles.people = dict(found)
        return roles

    def holder(self, printed: str, before: int) -> tuple[str, float] | None:
        """Return the person meant by "the ambassador" and how sure that is; None unless one person fits best.

        Only people named so far with such a role count.  "The Serbian leader" may also be somebody whose role the text
        never prints: then it is the one named most, if by a clear margin.
        """
        tokens = words(printed)
        if not tokens or tokens[0] in {"mr", "mrs", "ms", "dr", "a", "an", "one", "another", "some", "several", "many"}:
            return None
        nouns = [t for t in tokens if t in ROLE_NOUNS]
        if not nouns or (nouns[-1] != tokens[-1] and not {"of", "to"} & set(tokens)):
            return None
        # In "the student president" only the last noun is the office; the other one must fit as well.
        core = words(re.split(r" (?:of|for|to|at|in|from|who|under)\b", printed)[0])
        head = next((t for t in reversed(core) if t in ROLE_NOUNS), nouns[-1])
        asked = _with_synonyms([head])
        further = set(tokens) - {head} - _SMALL_WORDS
        another = set(tokens) & _OTHER_OFFICE
        bearers = [
            name
            for name, known in self._called(asked)
            if self._first[name] < before and self._heads[name] & asked
            if known & _OTHER_OFFICE == another and _agree(further, known)
        ]
        if bearers:
            return self._foremost(bearers, 0.8)
        if further and not another and asked & _HEADS_OF_STATE:
            return self._undescribed(before)
        return None

    def _called(self, nouns: set[str]) -> Iterator[tuple[str, set[str]]]:
        """Yield the people who have one of these nouns in a role, in order, with the words of their roles."""
        names = {name: None for noun in sorted(nouns) for name in self._bearers[noun]}
        return ((name, self.people[name]) for name in names)

    def learn(self, name: str, printed: str) -> None:
        """Remember a role that the text uses for somebody, in case it repeats it in fewer words."""
        self.people.setdefault(name, set()).update(words(printed))
        self._add(name, _heads(printed))

    def _add(self, name: str, nouns: set[str]) -> None:
        self._heads[name] |= nouns
        for noun in nouns:
            self._bearers[noun][name] = None

    def _foremost(self, names: Sequence[str], sure: float) -> tuple[str, float] | None:
        """Return the only name, or the one that the text has far more often than the others."""
        ranked = sorted(names, key=lambda n: -self._count[n])
        if len(ranked) > 1 and self._count[ranked[0]] <= 3 * self._count[ranked[1]]:
            return None
        return ranked[0], sure if len(ranked) == 1 else min(sure, 0.6)

    def _undescribed(self, before: int) -> tuple[str, float] | None:
        candidates = [n for n in self._count if n not in self.people and " " in n and self._first[n] < before]
        frequent = [n for n in candidates if self._count[n] > 2]
        return self._foremost(frequent, 0.6) if frequent else None


def _heads(role: str) -> set[str]:
    """Return the nouns that head a role: "ambassador" in "US Ambassador to Serbia", none in "the president's wife"."""
    core = re.split(r"['’]s\b", role)[-1] if re.search(r"['’]s\b", role) else role
    core = re.split(r" (?:of|for|to|at|in|from|who|under)\b", core)[0]
    return set(words(core)) & ROLE_NOUNS


def _with_synonyms(nouns: Sequence[str]) -> set[str]:
    return set(nouns).union(*(group for group in _SYNONYMS if group & set(nouns)))


def _agree(further: set[str], known: set[str]) -> bool:
    """Return whether each further word of a role ("Serbian") is among the known ones, if only as "Serbia"."""
    return all(any(word[:5] == other[:5] for other in known) for word in further)


def last_before(mentions: Sequence[Mention], at: int) -> int:
    """Return the index of the last mention that begins before `at`, or -1."""
    return bisect_left(mentions, at, key=lambda m: m.span.start) - 1
