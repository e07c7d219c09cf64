"""The tables of stories, and of what places articles in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import NEVER_REUSES_IDS, STORED_BY_KEY, Base


class StoryRow(Base):
    """A story; `merged_into` is the one that took it in, which none took in itself."""

    __tablename__ = "stories"
    # Readers were shown the ids.
    __table_args__ = (NEVER_REUSES_IDS,)
    id: Mapped[int] = mapped_column(primary_key=True)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("stories.id"), index=True)


class StoryArticleRow(Base):
    """The story of an article, placed by the packed terms of its newest revision (retrieval.stories.terms).

    `day` is when it was published, in days since 1970.  It stays while the article is retracted.
    """

    __tablename__ = "story_articles"
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, autoincrement=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), unique=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"), index=True)
    day: Mapped[float | None]
    version: Mapped[str] = mapped_column(String(8))
    terms: Mapped[bytes]


class StoryKeyRow(Base):
    """A term of an article by which others on the same event find it."""

    __tablename__ = "story_keys"
    __table_args__ = (STORED_BY_KEY,)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, index=True)
