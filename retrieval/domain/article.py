"""What is printed and stored, as values.  Standard library only; docs/glossary.md says what each word means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain.invisible_characters import visible
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
        """Cut this stretch out of `text`; a span that reaches past the end is an error, never a shorter text."""
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

    What nobody sees is taken out of it here, where no way in can miss it and nothing has counted a character yet.
    `dropped` are the offsets of what went, in the text as given, ascending.
    `origin` is whence it came (a file, a link, a chat), for the log alone; None where whoever adds it says so.
    """

    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: datetime | None = None
    dropped: tuple[int, ...] = field(default=(), init=False, repr=False, compare=False)
    origin: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        seen = visible(self.text)
        object.__setattr__(self, "text", seen.text)
        object.__setattr__(self, "dropped", seen.dropped)
        # An id is no words: it is given back as it came.
        for key in ("title", "url", "publisher", "author"):
            if told := getattr(self, key):
                object.__setattr__(self, key, visible(told).text.strip() or None)
        if not self.text.strip():
            raise ValueError("an article without text")
        require_aware(self.published, "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One stored article at one revision.  Its text never changes: a change is a new revision.

    `copy_of` is the id of the first article of which it is a copy as things stand; None: nobody's that is known.
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
        """What it counts as together with its siblings: the id of the first of them."""
        return self.copy_of or self.id

    @property
    def label(self) -> str:
        """What the bot calls it in its own voice; never words of the text, which it would clip into a misquotation."""
        return self.title or "untitled article"


class StatementKind(StrEnum):
    """How somebody's words stand in print."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class KnownBy(StrEnum):
    """By what a speaker is known."""

    NAME = "named"
    ROLE = "role"
    PRONOUN = "pronoun"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who uttered a statement: the name it resolves to, the mention as printed, and by what it was resolved.

    `might_be` are the people who share the name where neither the article nor what else is stored says which is meant;
    it is found out when a question is answered, and never stored.
    """

    name: str
    how: KnownBy
    mention: Span | None = None
    might_be: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's words: `content` in reading order, in one piece or split round the cue.

    `speakers` is empty where the text does not say plainly enough whose words they are.
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

    `role` is what is printed beside the name of what he is: "US Ambassador to Serbia" Christopher Hill.
    """

    name: str
    span: Span
    role: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of one text: where to cut it, who speaks in it, who is named.

    `understood` is False for a text in a language that is not read for statements; it is stored and found all the same.
    `version` is the fingerprint of the code and weights that read it: others may read the same text otherwise.
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
    """Not stored: the article of that id, or of that text, was taken back."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """When an article was taken back, by whom, and why where that was said."""

    at: datetime
    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AddResult:
    """A draft that is stored now, or was before; or, with its `retraction`, the article that keeps it out."""

    outcome: Outcome
    article: Article
    passages: int
    statements: int
    understood: bool = True
    retraction: Retraction | None = None


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A stored statement with the article revision that prints it."""

    article: Article
    statement: Statement


@dataclass(frozen=True, slots=True)
class PrintedRole:
    """A role that an article prints beside `name`, or in its place, and where."""

    article: Article
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A stored passage; `id` is what the index knows it by."""

    id: int
    article: Article
    span: Span


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name in one article: its longest form there, how many statements are its, which roles stand beside it.

    `copy_of` is the article's (see Article).
    """

    name: str
    article: str
    published: datetime | None = None
    statements: int = 0
    roles: tuple[str, ...] = ()
    copy_of: str | None = field(default=None, compare=False)
