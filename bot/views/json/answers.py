"""Answers and refusals as `onrecord ask --json` prints them, and the questions of a batch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from bot.views.json.base import JsonLine, Moment, Offsets, moment, moment_or_none, offsets
from retrieval.domain.article import Article, KnownBy, Span, Speaker
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Difference, DifferenceKind, Excerpt, Refusal, RefusalReason, Reply
from retrieval.domain.story import Story
from retrieval.people.registry import is_unknown
from retrieval.text.prose import join_names


class QuestionLine(JsonLine):
    """A line of `ask --batch`.  Only `question` is required; other keys are ignored."""

    id: JsonValue = None
    question: str
    conversation: str | int | None = Field(
        None, description="Lines of one conversation are its turns, and the answers given are its history."
    )
    history: list[str | None] | None = Field(None, description="What was said before: reader, bot, reader, bot …")
    article: str | int | None = Field(None, description="Ask this article only.")


class SourceArticle(JsonLine):
    """The article that an excerpt comes from."""

    id: str
    title: str | None
    url: str | None
    publisher: str | None
    published: Moment | None

    @classmethod
    def of(cls, article: Article) -> SourceArticle:
        return cls(
            id=article.id,
            title=article.title,
            url=article.url,
            publisher=article.publisher,
            published=moment_or_none(article.published),
        )


class SpeakerObject(JsonLine):
    """Who said it.  Several speakers of one statement are one object, with their names joined."""

    name: str
    mention: Offsets | None = Field(description="Where the text names them, from the first mention to the last.")
    how: KnownBy

    @classmethod
    def of(cls, speakers: tuple[Speaker, ...]) -> SpeakerObject | None:
        if not speakers:
            return None
        mentions = [s.mention for s in speakers if s.mention is not None]
        span = Span(min(m.start for m in mentions), max(m.end for m in mentions)) if mentions else None
        return cls(
            name=join_names([s.name for s in speakers]),
            mention=None if span is None else offsets(span),
            how=speakers[0].how if len(speakers) == 1 else KnownBy.NAME,
        )


class StoryObject(JsonLine):
    """The story of an article, if several papers tell it; its number stays."""

    id: int
    papers: list[str] = Field(description="Who tells it, in the order in which they came in.")
    origins: int = Field(description="How many articles it has, near-copies counted once.")
    articles: list[str] = Field(description="The ids of all its articles, in the order in which they came in.")
    first_seen: Moment = Field(description="When its first article came in.")
    last_seen: Moment = Field(description="When its last article, or the last correction of one, came in.")

    @classmethod
    def of(cls, story: Story) -> StoryObject:
        return cls(
            id=story.id,
            papers=list(story.papers),
            origins=story.origins,
            articles=[a.id for a in story.articles],
            first_seen=moment(story.first_seen),
            last_seen=moment(story.last_seen),
        )


class ExcerptObject(JsonLine):
    """Words of one stored article: `text` is always `article.text[start:end]`."""

    n: int = Field(description="The citation's number, from 1.")
    statement: int | None = Field(description="Excerpts with one number are pieces of one statement.")
    kind: Literal["direct", "indirect", "mixed", "passage"]
    text: str
    start: int
    end: int
    focus: list[Offsets] = Field(description="The sentences that answer, in article offsets.")
    article: SourceArticle
    also: list[SourceArticle] = Field(description="Other articles that print nearly the same.")
    story: StoryObject | None = Field(description="The story of the article; null if only one paper tells it.")
    speaker: SpeakerObject | None = Field(description="Null if the text does not make clear who speaks.")
    score: float

    @classmethod
    def of(cls, number: int, excerpt: Excerpt) -> ExcerptObject:
        known = tuple(s for s in excerpt.speakers if not is_unknown(s, excerpt.article.text))
        return cls(
            n=number,
            statement=excerpt.statement,
            kind=excerpt.kind.value if excerpt.kind else "passage",
            text=excerpt.text,
            start=excerpt.span.start,
            end=excerpt.span.end,
            focus=[offsets(f) for f in excerpt.focus],
            article=SourceArticle.of(excerpt.article),
            also=[SourceArticle.of(a) for a in excerpt.also],
            story=None if excerpt.story is None else StoryObject.of(excerpt.story),
            speaker=SpeakerObject.of(known),
            score=excerpt.score,
        )


class SideObject(JsonLine):
    """What one article prints: `text` is always `article.text[start:end]`."""

    text: str
    start: int
    end: int
    differs: Offsets = Field(description="The stretch that differs, in article offsets.")
    article: SourceArticle
    speaker: SpeakerObject | None = Field(description="Who is quoted, if two wordings of a quote differ.")

    @classmethod
    def of(cls, side: Excerpt) -> SideObject:
        return cls(
            text=side.text,
            start=side.span.start,
            end=side.span.end,
            differs=offsets(side.focus[0]),
            article=SourceArticle.of(side.article),
            speaker=SpeakerObject.of(side.speakers),
        )


class DifferenceObject(JsonLine):
    """What articles on one event print differently of one fact; it is not said which is right."""

    kind: DifferenceKind
    sides: list[SideObject]

    @classmethod
    def of(cls, difference: Difference) -> DifferenceObject:
        return cls(kind=difference.kind, sides=[SideObject.of(side) for side in difference.sides])


class UnderstoodObject(JsonLine):
    """How a follow-up was understood: a short label, and the whole question it stands for."""

    label: str
    question: str

    @classmethod
    def of(cls, question: Question) -> UnderstoodObject | None:
        return cls(label=question.understood, question=question.text) if question.understood else None


class AnswerLine(JsonLine):
    """A reply: an answer, or a refusal (`abstained`), whose excerpts are the nearest things."""

    id: JsonValue
    question: str
    understood: UnderstoodObject | None
    abstained: bool
    hedged: bool = Field(description="Likely to answer, but not sure: shown under a caution.")
    reason: RefusalReason | None = Field(description="Why it abstained.")
    confidence: float
    ms: float = Field(description="How long the answer took, in milliseconds.")
    excerpts: list[ExcerptObject]
    people: list[str] = Field([], description="When abstained: names worth offering.")
    differences: list[DifferenceObject] = Field([], description="If there are any, in a briefing or timeline.")

    @classmethod
    def of(cls, reply: Reply, *, id: JsonValue = None, ms: float = 0.0) -> AnswerLine:  # noqa: A002  the key
        excerpts = (reply.ranked or reply.excerpts) if isinstance(reply, Answer) else reply.nearest
        refusal = reply if isinstance(reply, Refusal) else None
        differences = reply.differences if isinstance(reply, Answer) else ()
        return cls(
            id=id,
            question=reply.question.asked or reply.question.text,
            understood=UnderstoodObject.of(reply.question),
            abstained=refusal is not None,
            hedged=isinstance(reply, Answer) and reply.hedged,
            reason=None if refusal is None else refusal.reason,
            confidence=round(reply.confidence, 4),
            ms=round(ms, 1),
            excerpts=[ExcerptObject.of(n, e) for n, e in enumerate(excerpts, start=1)],
            **({} if refusal is None else {"people": list(refusal.people)}),
            **({"differences": [DifferenceObject.of(d) for d in differences]} if differences else {}),
        )


class UnaskableLine(JsonLine):
    """Stands in a batch for a question that could not be asked."""

    id: JsonValue
    error: str
    abstained: Literal[True]
    excerpts: list[ExcerptObject]

    @classmethod
    def of(cls, error: Exception, id: JsonValue) -> UnaskableLine:  # noqa: A002  the key
        return cls(id=id, error=str(error), abstained=True, excerpts=[])
