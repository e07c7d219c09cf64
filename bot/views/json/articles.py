"""Articles as lines: what `onrecord add` takes and prints, and what `sources` and `export --articles` print."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from bot.intake.base.refusal import Refused
from bot.views.json.base import JsonLine, Moment, moment_or_none
from retrieval.domain.article import AddResult, Article, Outcome
from storage.ports.library import SourceSummary


class ArticleLine(JsonLine):
    """An article in a `.jsonl` file, and a line of `export --articles`.  Only `text` is required in a file."""

    id: str | None = None
    title: str | None = None
    text: str
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: Moment | None = None

    @classmethod
    def of(cls, article: Article) -> ArticleLine:
        return cls(
            id=article.id,
            title=article.title,
            text=article.text,
            url=article.url,
            publisher=article.publisher,
            author=article.author,
            published=moment_or_none(article.published),
        )


class AddedLine(JsonLine):
    """What became of one article of an `add`."""

    id: str
    outcome: Outcome
    revision: int
    title: str | None
    passages: int
    statements: int
    copy_of: str | None = Field(None, description="The first article of which this is a near-copy.")
    understood: Literal[False] = Field(False, description="Present if statements are not read in this language.")
    reason: str | None = Field(None, description="Why it was kept out.")
    notes: list[str] = Field([], description="What was not used or could not be read; present if there is any.")

    @classmethod
    def of(cls, added: AddResult, reason: str | None = None) -> AddedLine:
        optional: dict[str, Any] = {}
        if added.article.copy_of is not None:
            optional["copy_of"] = added.article.copy_of
        if not added.understood:
            optional["understood"] = False
        if reason is not None:
            optional["reason"] = reason
        if added.notes:
            optional["notes"] = list(added.notes)
        return cls(
            id=added.article.id,
            outcome=added.outcome,
            revision=added.article.revision,
            title=added.article.title,
            passages=added.passages,
            statements=added.statements,
            **optional,
        )


class RefusedLine(JsonLine):
    """An input that is no article, or a feed that cannot be followed."""

    outcome: Literal["refused"] = "refused"
    where: str
    reason: str

    @classmethod
    def of(cls, refused: Refused) -> RefusedLine:
        return cls(outcome="refused", where=refused.where, reason=refused.reason)


class SourceLine(JsonLine):
    """A publisher and what is stored of it.  `publisher` is null for articles that name none."""

    publisher: str | None
    articles: int
    copies: int = Field(description="How many of them are copies of other articles.")
    newest: Moment | None

    @classmethod
    def of(cls, source: SourceSummary) -> SourceLine:
        return cls(
            publisher=source.name,
            articles=source.articles,
            copies=source.copies,
            newest=moment_or_none(source.newest),
        )
