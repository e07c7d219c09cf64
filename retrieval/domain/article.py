"""Articles, statements and passages, as values.  Standard library only; docs/glossary.md explains each word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain.invisible_characters import one_line, visible
from retrieval.domain.period import require_aware


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text, `start` inclusive, `end` exclusive, in Unicode code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}:{self.end} is empty or backwards")

    def __len__(self) -> int:
        return self.end - self.start

    def cut(self, text: str) -> str:
        """Cut this stretch out of `text`.  Raise ValueError if it reaches past the end: nothing is cut shorter."""
        if self.end > len(text):
            raise ValueError(f"span {self.start}:{self.end} reaches past the text's {len(text)} characters")
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as it comes in, before it is stored.  What was not printed is None; nothing is invented.

    Invisible characters are removed here, where every source passes and nothing has counted a character yet.
    `dropped` are their offsets in the text as given, ascending.
    `source_id` is the id that its source has for it, for sources whose links do not identify articles.  It is weaker
    than `id`: an article with the same link, title and text that came in by another way is the same.
    `origin` says where the article came from (a file, a link, a chat), for the log only; None if the actor says it.
    `notes` tell whoever adds it what was not used or could not be read; they are not stored.
    """

    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: datetime | None = None
    source_id: str | None = None
    dropped: tuple[int, ...] = field(default=(), init=False, repr=False, compare=False)
    origin: str | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        seen = visible(self.text)
        object.__setattr__(self, "text", seen.text)
        object.__setattr__(self, "dropped", seen.dropped)
        # An id is not prose: it is returned as it came.
        for key in ("title", "url", "publisher", "author"):
            if given := getattr(self, key):
                object.__setattr__(self, key, one_line(given) or None)
        if not self.text.strip():
            raise ValueError("an article without text")
        require_aware(self.published, "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One stored article at one revision.  Its text never changes: a change is a new revision.

    `copy_of` is the id of the first article that this one copies, as known now; None if it is no known copy.
    """

    id: str
    revision: int
    text: str
    added: datetime
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: datetime | None = None
    copy_of: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        require_aware(self.added, "added")
        require_aware(self.published, "published")

    @property
    def origin(self) -> str:
        """The id of the first of its near-duplicates: together they count as one article."""
        return self.copy_of or self.id

    @property
    def label(self) -> str:
        """What the bot calls it in its own voice: never words of the text, which a cut could misquote."""
        return self.title or "untitled article"


class StatementKind(StrEnum):
    """How somebody's words are printed."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class KnownBy(StrEnum):
    """How the text identifies a speaker."""

    NAME = "named"
    ROLE = "role"
    PRONOUN = "pronoun"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who uttered a statement: the resolved name, how it was resolved, and the mention as printed.

    `might_be` are the people who share the name, if neither the article nor the rest of the library says which one is
    meant.  It is found when a question is answered, and never stored.
    """

    name: str
    how: KnownBy
    mention: Span | None = None
    might_be: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's words: `content` in reading order, in one piece or split around the cue.

    `speakers` is empty if the text does not say clearly whose words they are.
    """

    content: tuple[Span, ...]
    kind: StatementKind
    cue: Span | None
    speakers: tuple[Speaker, ...]
    confidence: float

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("a statement without content")


@dataclass(frozen=True, slots=True)
class Mention:
    """A person's name where the text prints it; `name` is the longest form that the article uses.

    `role` is the office or title printed next to the name: "US Ambassador to Serbia" Christopher Hill.  `further` is
    another description, or the only one if it is no office: Mayor Ana Maric, "a former nurse".
    """

    name: str
    span: Span
    role: Span | None = None
    further: Span | None = None

    @property
    def roles(self) -> tuple[Span, ...]:
        """Return every description printed next to the name, the office first."""
        return tuple(role for role in (self.role, self.further) if role is not None)


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading one text: where to cut it, who speaks in it, who is named.

    `understood` is False if statements cannot be read in the text's language; it is stored and searched all the same.
    `version` is the fingerprint of the code and weights that read it: another version may read the text differently.
    """

    passages: tuple[Span, ...]
    statements: tuple[Statement, ...]
    mentions: tuple[Mention, ...]
    understood: bool = True
    version: str = ""


class Outcome(StrEnum):
    """What became of a draft."""

    ADDED = "added"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    RETRACTED = "retracted"
    """Not stored: the article of that id, or of that text, was retracted."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """When an article was retracted, by whom, and why, if that was said."""

    at: datetime
    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AddResult:
    """The stored article of a draft, new or not; or, with its `retraction`, the article that keeps the draft out.

    `notes` are those of the draft.
    """

    outcome: Outcome
    article: Article
    passages: int
    statements: int
    understood: bool = True
    retraction: Retraction | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A stored statement with the article revision that prints it."""

    article: Article
    statement: Statement


@dataclass(frozen=True, slots=True)
class PrintedRole:
    """A role that an article prints next to `name`, or instead of it, and where."""

    article: Article
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A stored passage; the indexes know it by `id`."""

    id: int
    article: Article
    span: Span


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name in one article: its longest form there, its number of statements, and the roles printed next to it.

    `copy_of` is that of the article (see Article).
    """

    name: str
    article: str
    published: datetime | None = None
    statements: int = 0
    roles: tuple[str, ...] = ()
    copy_of: str | None = field(default=None, compare=False)
