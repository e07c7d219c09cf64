"""What a reader wants to hear of: topics, people and papers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interests:
    """Names as readers know them; nothing in it means everything.

    An article fits if it is on one of the `topics` or `people`, and, if there are `papers`, one of them printed it.
    """

    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.people or self.papers)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Topics and people, in one list."""
        return self.topics + self.people

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, in one list."""
        return self.subjects + self.papers
