"""Say which stories a new article joins, and so makes one.  Pure: whoever calls knows the articles."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.stories.linkage import Group, margin


def joined(new: Group, stories: Mapping[int, Group]) -> list[int]:
    """Return the ids of the stories that become one with a new group, the nearest first; none: it is a new story.

    A story that was far before may be near once another has joined.
    """
    found: list[int] = []
    left = dict(stories)
    while left:
        margins = {number: margin(new, story) for number, story in left.items()}
        nearest = max(margins, key=lambda number: (margins[number], -number))
        if margins[nearest] < 0:
            break
        found.append(nearest)
        new = new.with_(left.pop(nearest))
    return found
