"""Group articles that arrive one by one, as the store does, but with every story compared."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.stories.linkage import Group
from retrieval.stories.placing import joined
from retrieval.stories.terms import Terms


def grouped(arriving: Sequence[Terms]) -> list[int]:
    """Return the number of the story of each article."""
    groups: dict[int, Group] = {}
    members: dict[int, list[int]] = {}
    for n, terms in enumerate(arriving):
        own = Group.of([terms])
        found = joined(own, groups)
        into = min([n, *found])
        together = [n]
        for number in found:
            own = own.with_(groups.pop(number))
            together += members.pop(number)
        groups[into], members[into] = own, together
    numbers = [0] * len(arriving)
    for into, together in members.items():
        for n in together:
            numbers[n] = into
    return numbers
