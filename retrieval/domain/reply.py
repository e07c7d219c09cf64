"""Replies, as values: excerpts that answer, or a refusal with its reason.  Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.domain.article import Article, Span, Speaker, StatementKind
from retrieval.domain.question import Question
from retrieval.domain.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A part of an article to be shown: always a slice of its text, so that it cannot misquote.

    `focus` are the sentences in it that answer.
    `statement` numbers the statement within the answer: a statement printed in two pieces is two excerpts with one
    number.  `kind` None means a passage of the article, not somebody's words.
    `score` is comparable within one answer only; `confidence` is how sure it is that the words are the speakers'.
    `also` are other articles that print nearly the same; this excerpt stands for all of them.
    `story` is the story of its article if several papers tell it, in whatever words.
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
    story: Story | None = None

    def __post_init__(self) -> None:
        self.span.cut(self.article.text)
        if not all(self.span.holds(f) for f in self.focus):
            raise ValueError("a focus outside its excerpt")

    @property
    def text(self) -> str:
        return self.span.cut(self.article.text)

    @property
    def told_by(self) -> tuple[Article, ...]:
        """Return the newest article on the story of each further paper: one that does not print these words."""
        if self.story is None:
            return ()
        printing = {a.publisher for a in (self.article, *self.also)}
        newest = {a.publisher: a for a in self.story.articles if a.publisher and a.publisher not in printing}
        return tuple(newest.values())


class DifferenceKind(StrEnum):
    """In what two articles differ."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    DENIAL = "denial"
    """One says that it is so, the other that it is not."""
    WORDING = "wording"
    """The same words of the same person, quoted differently."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What articles of different origins print differently of one fact, each as an excerpt; nobody says who is right.

    Each excerpt's `focus` is the one stretch that differs.
    """

    kind: DifferenceKind
    sides: tuple[Excerpt, ...]

    def __post_init__(self) -> None:
        if len({side.article.origin for side in self.sides}) < len(self.sides) or len(self.sides) < MIN_SIDES:
            raise ValueError("a difference is between articles of different origins")
        if any(len(side.focus) != 1 for side in self.sides):
            raise ValueError("a side of a difference has one focus")


# Articles that it takes to differ.
MIN_SIDES = 2


class RefusalReason(StrEnum):
    """Why a question is not answered."""

    NOBODY_OF_THAT_NAME = "nobody_of_that_name"
    DID_YOU_MEAN = "did_you_mean"
    """Nobody of that name, but somebody of a similar one."""
    NEVER_QUOTED = "never_quoted"
    NOT_ON_THIS = "not_on_this"
    NOT_TO_THEM = "not_to_them"
    NOT_THEN = "nothing_in_those_dates"
    NOBODY_ON_THIS = "nobody_on_this"
    NO_ROLE = "no_role"
    """They are named, but no article prints their role."""
    SEVERAL_OF_THAT_NAME = "several_of_that_name"
    NOTHING_STORED = "nothing_stored"
    NOTHING_CLOSE = "nothing_close"
    NOTHING_MORE = "nothing_more"
    """Everything that answers was shown before."""
    NOBODY_ELSE = "nobody_else"
    NOTHING_BEFORE = "nothing_before"
    """The question refers to something that was not asked or shown before."""
    WHO_IS_MEANT = "whom_you_mean"
    """A "he" may mean several of the people mentioned, or none of them."""
    SMALL_TALK = "small_talk"
    """It asks for nothing stored."""


class Talk(StrEnum):
    """What a message is that asks for nothing stored."""

    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT_THE_BOT = "about_the_bot"
    STORED = "stored"
    """ "How many articles do you have?" """
    PEOPLE = "people"
    """ "Who do you have quotes from?" """
    DATE = "date"
    STOP = "stop"
    COMMENT = "comment"
    """ "Really?", "no", "so what?" """


class Note(StrEnum):
    """What a reader should know in addition to a reply; each note has a count."""

    UNNAMED = "unnamed"
    """Statements by somebody of that surname who is not named in full."""
    NAMESAKES = "namesakes"
    """People who have a name asked for, too, but whose words are not shown."""
    UNDATED = "undated"
    """Statements left out because their article is undated."""
    UNDATED_ARTICLES = "undated_articles"
    """Articles left out because they are undated, when articles or passages were searched."""
    UNREAD = "unread"
    """Articles in a language in which statements cannot be read."""
    FURTHER = "further"
    """Further stories from those days that are not shown."""
    BEHIND = "behind"
    """Passages stored a moment ago that cannot be searched yet."""
    NEWEST = "newest"
    """More articles print the topic than were searched; the count is how many were, the newest ones."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note with its count."""

    about: Note
    count: int


@dataclass(frozen=True, slots=True)
class Resembling:
    """A name that nobody has, and the `people` whose names it resembles."""

    asked: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Excerpts that answer, best first.  `confidence` is in 0…1.

    `hedged`: they are likely to answer, but not sure to; the reader is told so.  `resembling` is the name asked for, if
    it only resembles that of somebody shown.  `whether_true`: asked whether what was shown before is true, it
    shows what follows there, which may or may not tell.
    `ranked` are all passages by rank, even those too uncertain to be shown, for callers that asked for so many.
    `unanswered` has a refusal for each further person asked about who has no excerpt.
    `differences` are what the articles shown, or others of their stories, print differently of one fact.
    """

    question: Question
    excerpts: tuple[Excerpt, ...]
    confidence: float
    hedged: bool = False
    resembling: Resembling | None = None
    whether_true: bool = False
    remarks: tuple[Remark, ...] = ()
    unanswered: tuple[Refusal, ...] = ()
    ranked: tuple[Excerpt, ...] = ()
    differences: tuple[Difference, ...] = ()

    def __post_init__(self) -> None:
        if not self.excerpts:
            raise ValueError("an answer without excerpts is a refusal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no answer, with the nearest real things.

    `asked` is the name it is about, as the question has it; `named` is how articles print it, if it was typed in lower
    case.  `people` are names worth offering: people who are quoted,
    who share the name asked for, or who have a similar one.  `topics` are the topics on which the people asked about
    are quoted.  `nearest` are the excerpts that come closest; they do not answer.  `far`: not even
    these have much to do with the question.  `talk` is set for small talk only.
    """

    question: Question
    reason: RefusalReason
    asked: str | None = None
    named: str | None = None
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    nearest: tuple[Excerpt, ...] = ()
    far: bool = False
    confidence: float = 0.0
    remarks: tuple[Remark, ...] = ()
    unanswered: tuple[Refusal, ...] = ()
    talk: Talk | None = None


Reply = Answer | Refusal
