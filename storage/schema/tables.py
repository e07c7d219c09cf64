"""The tables, as typed SQLAlchemy classes.  A row here is a `…Row`; the nouns live in retrieval.domain.article."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import NEVER_REUSES_IDS, STORED_BY_KEY, Base, partial_index


class GenerationRow(Base):
    """One state of the searchable content; an index says which one it was made from."""

    __tablename__ = "generations"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(32))


class ArticleRow(Base):
    """`retracted` is when it was taken back, None while it stands: then one of its revisions is current.

    `link` is the canonical form of the last link that a revision of it came with: who brings it means this article.
    """

    __tablename__ = "articles"
    # Of those alone: whether a text was taken back is asked at every /add.
    __table_args__ = (partial_index("retracted", where="retracted IS NOT NULL"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    retracted: Mapped[datetime | None]
    retracted_by: Mapped[str | None]
    retracted_why: Mapped[str | None]
    link: Mapped[str | None] = mapped_column(index=True)


class RevisionRow(Base):
    """A text as it stood at one time.  Never changed once written, but for `current` and what is read out of it.

    `understood` is False for a text in a language that is not read for statements; `read_by` is the Reading.version.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"), Index(None, "current", "added"))
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    current: Mapped[bool]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    text: Mapped[str]
    title: Mapped[str | None]
    url: Mapped[str | None]
    publisher: Mapped[str | None]
    author: Mapped[str | None]
    published: Mapped[datetime | None]
    added: Mapped[datetime]
    understood: Mapped[bool] = mapped_column(server_default=true())
    read_by: Mapped[str] = mapped_column(server_default=sql("''"))


class PassageRow(Base):
    """`born` and `retired` are generation numbers: what an index has to make up for."""

    __tablename__ = "passages"
    # AUTOINCREMENT: an index must never meet an id again that meant another passage.
    __table_args__ = (NEVER_REUSES_IDS,)
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    born: Mapped[int] = mapped_column(index=True)
    retired: Mapped[int | None] = mapped_column(index=True)


class StatementRow(Base):
    __tablename__ = "statements"
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[float]
    cue_start: Mapped[int | None]
    cue_end: Mapped[int | None]


class ContentRow(Base):
    """One piece of a statement's words."""

    __tablename__ = "statement_content"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int]
    end: Mapped[int]


class SpeakerRow(Base):
    """One of a statement's speakers.  `key` is the folded name, `last` the word of it that a surname is looked up by.

    `described`: he goes by what he is ("a senior official"), not by a name.
    """

    __tablename__ = "statement_speakers"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    last: Mapped[str] = mapped_column(index=True)
    how: Mapped[str] = mapped_column(String(8))
    mention_start: Mapped[int | None]
    mention_end: Mapped[int | None]
    described: Mapped[bool] = mapped_column(server_default=false())


class NameRow(Base):
    """A name that a revision prints, quoted or not."""

    __tablename__ = "names"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    last: Mapped[str] = mapped_column(index=True)


class RoleRow(Base):
    """A role that a revision prints beside the name `name_key`; `key` is the role folded."""

    __tablename__ = "roles"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int] = mapped_column(primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)


class FingerprintRow(Base):
    """What tells copies of a revision, packed, made by this `version`: of each article's newest revision alone.

    `origin_id` is the article whose copy it is, itself where it is nobody's.
    """

    __tablename__ = "fingerprints"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), unique=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    version: Mapped[str] = mapped_column(String(8))
    packed: Mapped[bytes]


class FingerprintKeyRow(Base):
    """A key under which an article that is searched is looked up as a copy."""

    __tablename__ = "fingerprint_keys"
    __table_args__ = (STORED_BY_KEY,)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class SubscriptionRow(Base):
    """A chat's daily digest: at `minute` of the day in `time_zone`; `due` and `since` say what the next one covers."""

    __tablename__ = "subscriptions"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    minute: Mapped[int]
    time_zone: Mapped[str]
    since: Mapped[datetime]
    due: Mapped[datetime] = mapped_column(index=True)
    paused: Mapped[bool] = mapped_column(default=False)


class DeliveryRow(Base):
    """The outbox: what is to be pushed, written before it is sent."""

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    written: Mapped[datetime]
    settled: Mapped[datetime | None]
    note: Mapped[str | None]
    __table_args__ = (Index(None, "state", "not_before"),)


class TurnRow(Base):
    """One question and what was shown for it, to one reader in one topic of a chat (0: no topic).

    `cited` are [article, revision, start, end]; `reason` is None for an answer.  `closed`: no later question leans on
    it, because the reader began afresh or took its reading back.
    """

    __tablename__ = "turns"
    # AUTOINCREMENT: a button must never meet an id again that meant another answer.
    __table_args__ = (Index(None, "chat_id", "topic", "reader_id"), NEVER_REUSES_IDS)
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    topic: Mapped[int]
    reader_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    asked: Mapped[str]
    understood: Mapped[str]
    label: Mapped[str | None]
    kind: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    people: Mapped[list[Any]]
    articles: Mapped[list[Any]]
    cited: Mapped[list[Any]]
    closed: Mapped[bool] = mapped_column(default=False)


class BotMessageRow(Base):
    """A message that the bot sent: of which turn, or about which articles and people, a reply to it asks."""

    __tablename__ = "bot_messages"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    articles: Mapped[list[Any]]
    people: Mapped[list[Any]]


class RatingRow(Base):
    """What one reader thinks of one answer."""

    __tablename__ = "ratings"
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    reader_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    good: Mapped[bool]
    at: Mapped[datetime]


class LogRow(Base):
    """One change of what is stored: never changed or deleted (retrieval.domain.changes).

    `user_id` is None where it did not come by Telegram.

    `article_id` and `revision` say which article it is about, or `editor_id` which editor, or `feed_id`
    which feed.
    """

    __tablename__ = "log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(16))
    who: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    place: Mapped[str | None]
    update_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"), index=True)
    revision: Mapped[int | None]
    editor_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    feed_id: Mapped[int | None] = mapped_column(ForeignKey("feeds.id"), index=True)
    note: Mapped[str | None]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("log.id"))


class EditorRow(Base):
    """A Telegram user whom an owner made an editor."""

    __tablename__ = "editors"
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    since: Mapped[datetime]


class FeedRow(Base):
    """A feed: who added it, its state, and the outcome of its last polls.

    storage.ports.feeds.Feed documents each column.

    `removed` is when it was taken out, None while it is in: its row stays for the log, and for putting it back.
    """

    __tablename__ = "feeds"
    __table_args__ = (
        # What is polled next.
        partial_index("due", where="removed IS NULL AND paused IS NULL"),
        # AUTOINCREMENT: a number that an editor writes must never mean another feed.
        NEVER_REUSES_IDS,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str | None]
    added: Mapped[datetime]
    added_by: Mapped[str]
    removed: Mapped[datetime | None]
    paused: Mapped[datetime | None]
    paused_by: Mapped[str | None]
    paused_why: Mapped[str | None]
    due: Mapped[datetime]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    hint: Mapped[int | None]
    polled: Mapped[datetime | None]
    succeeded: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default=sql("0"))
    failing_since: Mapped[datetime | None]
    error: Mapped[str | None]
    error_at: Mapped[datetime | None]
    newest: Mapped[datetime | None]


class FeedEntryRow(Base):
    """An entry that a feed has shown: what it said then, what became of it, and when it was shown last.

    `key` is the digest of what identifies it, `fingerprint` that of what it said; `article` is its article's id, None
    where none was stored; `refused` says why; `tries` counts the polls in which it could not be had for the moment.
    """

    __tablename__ = "feed_entries"
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(32))
    seen: Mapped[datetime]
    stored: Mapped[datetime | None]
    article: Mapped[str | None]
    refused: Mapped[str | None]
    where: Mapped[str | None]
    tries: Mapped[int] = mapped_column(server_default=sql("0"))
