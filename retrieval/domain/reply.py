"""What is replied, as values: excerpts that answer, or silence of a kind.  Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.domain.article import Article, Span, Speaker, StatementKind
from retrieval.domain.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What is shown of an article: always a slice of its text, so that it cannot misquote.

    `statement` numbers the statement within the answer: one printed in two pieces is two excerpts with one number.
    `kind` None means a passage of the article, nobody's words in particular.
    `score` is comparable within one answer only; `confidence` is how sure it is that the words are the speakers'.
    `also` are the other articles that print nearly the same, in whose place this one is shown.
    """

    article: Article
    span: Span
    focus: tuple[Span, ...] = ()
    kind: StatementKind | None = None
    statement: int | None = None
    speakers: tuple[Speaker, ...] = ()
    score: float = 1.0
    confidence: float = 1.0
    also: tuple[Article, ...] = ()

    def __post_init__(self) -> None:
        self.span.cut(self.article.text)
        if not all(self.span.holds(f) for f in self.focus):
            raise ValueError("a focus outside its excerpt")

    @property
    def text(self) -> str:
        return self.span.cut(self.article.text)


class RefusalReason(StrEnum):
    """Why nothing is answered.  Silence is an answer, and it has a kind."""

    NOBODY_OF_THAT_NAME = "nobody_of_that_name"
    DID_YOU_MEAN = "did_you_mean"
    """Nobody of that name either, but somebody of nearly that name."""
    NEVER_QUOTED = "never_quoted"
    NOT_ON_THIS = "not_on_this"
    NOT_TO_THEM = "not_to_them"
    NOT_THEN = "nothing_in_those_dates"
    NOBODY_ON_THIS = "nobody_on_this"
    NO_ROLE = "no_role"
    """Named, but no article prints what they are."""
    SEVERAL_OF_THAT_NAME = "several_of_that_name"
    NOTHING_STORED = "nothing_stored"
    NOTHING_CLOSE = "nothing_close"
    NOTHING_MORE = "nothing_more"
    """All that answers was shown before."""
    NOBODY_ELSE = "nobody_else"
    NOTHING_BEFORE = "nothing_before"
    """It leans on something that was not asked or shown before."""
    WHO_IS_MEANT = "whom_you_mean"
    """A "he" that several of those spoken of may be, or none."""


class Note(StrEnum):
    """What a reader should know beside a reply; each is counted."""

    UNNAMED = "unnamed"
    """Statements by somebody of that surname, whom the articles do not name in full."""
    UNDATED = "undated"
    """Statements left out because their article's date was not printed."""
    UNDATED_ARTICLES = "undated_articles"
    """Articles left out for the same reason, where whole articles or passages of them were looked for."""
    UNREAD = "unread"
    """Articles in a language that is not read for statements."""
    FURTHER = "further"
    """Further articles of those days that are not shown."""
    BEHIND = "behind"
    """Passages stored a moment ago that are not searched yet."""
    NEWEST = "newest"
    """More articles print the topic than were looked through: so many of them, the newest."""


@dataclass(frozen=True, slots=True)
class Remark:
    about: Note
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Excerpts that answer, best first.  `confidence` is in 0…1.

    `ranked` are the passages as they rank, those too unsure to be shown to anybody among them; for whoever asked for so
    many.
    `unanswered` says of each further person asked about why there is nothing of theirs.
    """

    question: Question
    excerpts: tuple[Excerpt, ...]
    confidence: float
    remarks: tuple[Remark, ...] = ()
    unanswered: tuple[Refusal, ...] = ()
    ranked: tuple[Excerpt, ...] = ()

    def __post_init__(self) -> None:
        if not self.excerpts:
            raise ValueError("an answer without excerpts is a refusal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Silence of a kind, with the nearest real thing.

    `asked` is the name that it is about, as the question has it.  `people` are the names worth offering: who is quoted,
    who shares the name asked for, or whose name is nearly that.  `topics` is what those asked about are quoted on.
    `nearest` are the excerpts that come closest; they do not answer.
    """

    question: Question
    reason: RefusalReason
    asked: str | None = None
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    nearest: tuple[Excerpt, ...] = ()
    confidence: float = 0.0
    remarks: tuple[Remark, ...] = ()
    unanswered: tuple[Refusal, ...] = ()


Reply = Answer | Refusal
