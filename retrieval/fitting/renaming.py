"""Passages with somebody's given name changed for one of the other gender: they teach that "she" is no Peter.

GAP has only passages where both names are of the pronoun's gender; in news the other gender is half the question.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from retrieval.folding import fold
from retrieval.model import Span
from retrieval.quotes.pronoun_signs import PRONOUNS, Gender
from retrieval.quotes.pronouns import Candidate


@dataclass(frozen=True, slots=True)
class Scene:
    """A text, a pronoun in it, and the candidates for whom it means."""

    text: str
    pronoun: Span
    people: tuple[Candidate, ...]


class GivenNames:
    """Given names by gender, learnt from full names beside a pronoun that may mean them."""

    def __init__(self, seen: Iterable[tuple[str, str]]) -> None:
        """`seen`: a full name and a pronoun."""
        counts: dict[str, Counter[Gender]] = {}
        printed: dict[str, str] = {}
        for name, pronoun in seen:
            given, *rest = name.split()
            gender = PRONOUNS.get(pronoun.lower())
            if rest and gender and given.isalpha() and len(given) > 2:
                counts.setdefault(fold(given), Counter())[gender] += 1
                printed[fold(given)] = given
        self._gender = {key: count.most_common(1)[0][0] for key, count in counts.items() if len(count) == 1}
        self._of = {g: [printed[key] for key, gender in self._gender.items() if gender is g] for g in Gender}

    def gender(self, name: str) -> Gender | None:
        """What the first word of a full name tells; None of a single word or one that is not known."""
        given, *rest = fold(name).split()
        return self._gender.get(given) if rest else None

    def other(self, gender: Gender, chance: random.Random) -> str:
        """A given name of the other gender."""
        names = [n for g, those in self._of.items() if g is not gender for n in those]
        return chance.choice(names)


def renamed(scene: Scene, who: Iterable[int], names: GivenNames, chance: random.Random) -> Scene | None:
    """The scene with the given names of candidates `who` changed; None where one of them cannot be."""
    changes: dict[Span, str] = {}
    people = list(scene.people)
    for n in who:
        person = people[n]
        gender = names.gender(person.name)
        if gender is None or person.gender is not None:
            return None
        old, rest = person.name.split(maxsplit=1)
        given = names.other(gender, chance)
        people[n] = replace(person, name=f"{given} {rest}")
        for span in person.spans:
            first = span.cut(scene.text).split()[0]
            if fold(first) == fold(old):
                changes[Span(span.start, span.start + len(first))] = given
    return _changed(replace(scene, people=tuple(people)), changes)


def _changed(scene: Scene, changes: dict[Span, str]) -> Scene:
    made, at, moves = "", 0, [(0, 0)]
    for span, given in sorted(changes.items()):
        made += scene.text[at : span.start] + given
        at = span.end
        moves.append((at, len(made) - at))
    made += scene.text[at:]

    def moved(offset: int) -> int:
        return offset + next(by for end, by in reversed(moves) if offset >= end)

    def place(span: Span) -> Span:
        return Span(moved(span.start), moved(span.end))

    people = tuple(replace(p, spans=tuple(map(place, p.spans))) for p in scene.people)
    return Scene(made, place(scene.pronoun), people)
