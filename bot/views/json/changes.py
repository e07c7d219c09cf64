"""Changes of what is stored as `onrecord log`, `remove`, `restore` and `undo` print them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from bot.views.json.base import JsonLine, Moment, moment
from retrieval.domain.article import Article
from retrieval.domain.changes import Action, Entry


class ChangedArticle(JsonLine):
    """The article that a change is about."""

    id: str
    title: str | None


class ChangeLine(JsonLine):
    """An entry of the log."""

    n: int
    at: Moment
    what: Action
    article: ChangedArticle | None
    revision: int | None
    editor: int | None = Field(description="The Telegram user id of the editor who was added or removed.")
    feed: str | None
    who: str
    user: int | None = Field(description="The Telegram user id of who made the change.")
    from_: str | None = Field(alias="from", description="The chat it was made in; null for the command line.")
    note: str | None = Field(description="The reason.")
    undoes: int | None
    copies: list[str] = Field([], description="Ids of copies of a removed article that are still shown.")

    @classmethod
    def of(cls, entry: Entry, copies: Sequence[Article] = ()) -> ChangeLine:
        return cls(
            n=entry.number,
            at=moment(entry.at),
            what=entry.action,
            article=None if entry.article is None else ChangedArticle(id=entry.article, title=entry.title),
            revision=entry.revision,
            editor=entry.editor,
            feed=entry.feed,
            who=entry.by.name,
            user=entry.by.user,
            from_=entry.by.place,
            note=entry.note,
            undoes=entry.undoes,
            **({"copies": [a.id for a in copies]} if copies else {}),
        )


class UnchangedLine(JsonLine):
    """Stands for a change that could not be made.  `id` is the article, number or feed as it was given."""

    id: str
    error: str

    @classmethod
    def of(cls, about: str, error: Exception) -> UnchangedLine:
        return cls(id=about, error=str(error))
