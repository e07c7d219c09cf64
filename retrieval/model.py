"""The nouns of the subject, as values.  Standard library only; docs/glossary.md says what each word means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.invisible import visible
from retrieval.period import Period, require_aware


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
    """One stored article at one revision.  Its text never changes: a change is a new revision."""

    id: str
    revision: int
    text: str
    added: datetime
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(self.added, "added")
        require_aware(self.published, "published")

    @property
    def label(self) -> str:
        """What the bot calls it in its own voice; never words of the text, which it would clip into a misquotation."""
        return self.title or "untitled article"


class StatementKind(StrEnum):
    """How somebody's words stand in print."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class How(StrEnum):
    """By what a speaker is known."""

    NAMED = "named"
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
    how: How
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


class QuestionKind(StrEnum):
    SAID_BY = "said_by"
    """What did X say [to Y] [about T] [when]?"""
    WHO_SAID = "who_said"
    """Who said '…'?"""
    ABOUT = "about"
    """Who spoke about T?  What did they say about X?"""
    AGAINST = "against"
    """X against Y [on T]: the words of both, side by side."""
    BRIEFING = "briefing"
    """Brief me on T: sentences from several articles, oldest to newest, no two on the same thing."""
    TIMELINE = "timeline"
    """Timeline of T: the same of dated articles only, under their days."""
    NEWS = "news"
    """What's new [on T]?  The newest articles, by the passage that opens them."""
    WHO_IS = "who_is"
    """Who is X?  What is printed of what they are."""
    OPEN = "open"
    """Anything else: the passages that answer."""


class Wanted(StrEnum):
    """What an open question asks for."""

    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    REASON = "reason"
    EVENT = "event"
    """What happened?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A reader's question, understood.

    `speaker` is whom it asks about as written, `speakers` each of them where there are several, `titles` what stands
    before each of these names ("Mayor"; "" for none).  `topic` None means "on
    anything", `audience` None "to anybody", `when` None "at any time"; `phrase` holds words asked for verbatim.
    `guess`: it may be no question of its kind ("War on Want" is nobody's name; "tell me about cheese" asks for no
    briefing); it is open where nobody of the name is quoted, or no several articles of some day are on the topic.
    `wanted` is what an open question asks for, None where it does not say.  `asked_at`, aware and in the reader's zone,
    is when it was asked: what "yesterday" and the age of an article are counted from; None where nobody said.
    `asked` is what the reader typed, and `understood` the short form in which they are told how it was taken, where
    something of the conversation was added to it; None where `text` is what they typed.
    """

    text: str
    kind: QuestionKind = QuestionKind.OPEN
    speaker: str | None = None
    speakers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    topic: str | None = None
    audience: str | None = None
    phrase: str | None = None
    when: Period | None = None
    guess: bool = False
    wanted: Wanted | None = None
    asked_at: datetime | None = field(default=None, compare=False)
    asked: str | None = None
    understood: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.asked_at, "asked_at")


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


class Silence(StrEnum):
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
    WHOM_YOU_MEAN = "whom_you_mean"
    """A "he" that several of those spoken of may be, or none."""


class Beside(StrEnum):
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
    NEWEST = "newest"
    """More articles print the topic than were looked through: so many of them, the newest."""


@dataclass(frozen=True, slots=True)
class Remark:
    about: Beside
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
    silence: Silence
    asked: str | None = None
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    nearest: tuple[Excerpt, ...] = ()
    confidence: float = 0.0
    remarks: tuple[Remark, ...] = ()
    unanswered: tuple[Refusal, ...] = ()


Reply = Answer | Refusal


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
class Added:
    """A draft that is stored now, or was before; or, with its `retraction`, the article that keeps it out."""

    outcome: Outcome
    article: Article
    passages: int
    statements: int
    understood: bool = True
    retraction: Retraction | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
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


def names(people: Sequence[str]) -> str:
    """Join names as English prose does: "A", "A and B", "A, B and C"."""
    if len(people) < 2:
        return "".join(people)
    return f"{', '.join(people[:-1])} and {people[-1]}"
