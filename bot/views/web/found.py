"""What was found for a page, as values: the words at a place of an article, what somebody said."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.sharing.statement import Shown
from retrieval.domain.article import Article, PrintedRole, Retraction, Span, Statement
from retrieval.people.registry import Person

# Statements on one page of a person's.
PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """A statement as it is shown, and as it was read: with its cue and the mentions of its speakers."""

    shown: Shown
    read: Statement


@dataclass(frozen=True, slots=True)
class CitedPage:
    """The words at `span` of an article, at the revision that was cited.

    `said` is the statement that they belong to, None for words that are nobody's; `others` are the other statements of
    that revision.  `current` is the article as it is now if it was corrected since, and `moved` where it prints the
    same words.  Of a retracted article nothing else is known.
    """

    article: Article
    span: Span
    said: CitedStatement | None = None
    others: tuple[CitedStatement, ...] = ()
    also: tuple[Article, ...] = ()
    current: Article | None = None
    moved: Span | None = None
    retraction: Retraction | None = None
    is_english: bool = True


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a reader of a person's page chose: words on one topic, from one paper, a page of them (from 1)."""

    topic: str = ""
    paper: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One page of a person's statements.

    `topics` and `papers` are what they can be narrowed to, with how many statements each has.  `found` counts those
    that remain.  `namesakes` are others who are quoted under the same last name.
    """

    person: Person
    statements: tuple[CitedStatement, ...]
    found: int
    narrowed: Narrowed
    topics: tuple[tuple[str, int], ...] = ()
    papers: tuple[tuple[str, int], ...] = ()
    roles: tuple[PrintedRole, ...] = ()
    namesakes: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PER_PAGE))
