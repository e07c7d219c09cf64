"""The tables of articles, readers, feeds and the outbox.  A row is a `…Row`; the nouns are in retrieval.domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import NEVER_REUSES_IDS, STORED_BY_KEY, Base, partial_index


class GenerationRow(Base):
    """One state of the searchable content; an index names the one it was built from."""

    __tablename__ = "generations"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(32))


class ArticleRow(Base):
    """An article.  `retracted` says when; None: it is not, and one of its revisions is current.

    `link` is the canonical form of the last link that one of its revisions came with; the same link means this article,
    unless it is a `shared_link`, with which other articles were printed too.
    """

    __tablename__ = "articles"
    # Every /add asks whether the text was retracted.
    __table_args__ = (partial_index("retracted", where="retracted IS NOT NULL"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    retracted: Mapped[datetime | None]
    retracted_by: Mapped[str | None]
    retracted_why: Mapped[str | None]
    link: Mapped[str | None] = mapped_column(index=True)
    shared_link: Mapped[bool] = mapped_column(server_default=false())


class RevisionRow(Base):
    """A text as it stood at one time.  Only `current`, `understood` and `read_by` ever change.

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
    """A passage.  `born` and `retired` are the generations at which it came into search and left it."""

    __tablename__ = "passages"
    # An index must never meet the id of another passage.
    __table_args__ = (NEVER_REUSES_IDS,)
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    born: Mapped[int] = mapped_column(index=True)
    retired: Mapped[int | None] = mapped_column(index=True)


class StatementRow(Base):
    """A statement that was read out of a revision."""

    __tablename__ = "statements"
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[float]
    cue_start: Mapped[int | None]
    cue_end: Mapped[int | None]


class ContentRow(Base):
    """One piece of the words of a statement."""

    __tablename__ = "statement_content"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int]
    end: Mapped[int]


class SpeakerRow(Base):
    """One speaker of a statement.  `key` is the folded name, `last` the word by which a surname is looked up.

    `described`: the text gives a description ("a senior official"), not a name.
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


class DescriptionRow(Base):
    """A folded description of a source, printed next to a name (RoleRow.key) or instead of one (SpeakerRow.key)."""

    __tablename__ = "descriptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)


class DescriptionWordRow(Base):
    """A word of a description."""

    __tablename__ = "description_words"
    __table_args__ = (STORED_BY_KEY,)
    word: Mapped[str] = mapped_column(primary_key=True)
    description_id: Mapped[int] = mapped_column(ForeignKey("descriptions.id"), primary_key=True)


class NameRow(Base):
    """A name that a revision prints, of somebody quoted or not."""

    __tablename__ = "names"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    last: Mapped[str] = mapped_column(index=True)


class RoleRow(Base):
    """A role that a revision prints next to the name `name_key`; `key` is the folded role."""

    __tablename__ = "roles"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int] = mapped_column(primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)


class FingerprintRow(Base):
    """The packed fingerprint of an article's newest revision, made by this `version` of the algorithm.

    `origin_id` is the article that it copies, or the article itself if it copies none.
    """

    __tablename__ = "fingerprints"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), unique=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    version: Mapped[str] = mapped_column(String(8))
    packed: Mapped[bytes]


class FingerprintKeyRow(Base):
    """A key of the fingerprint of an article in search: articles with common keys may be copies."""

    __tablename__ = "fingerprint_keys"
    __table_args__ = (STORED_BY_KEY,)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class SubscriptionRow(Base):
    """The digest of a chat or topic, as storage.ports.subscriptions.Subscription.

    `paused`: the chat cannot be written to.  `pauses` are the reader's own: pairs of moments in ISO format.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (Index(None, "due", "chat_id", "topic"),)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, server_default=sql("0"))
    minutes: Mapped[list[Any]]
    time_zone: Mapped[str]
    since: Mapped[datetime]
    due: Mapped[datetime]
    days: Mapped[str] = mapped_column(String(7), server_default=sql("'1234567'"))
    subjects: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'"))
    people: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'"))
    papers: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'"))
    pauses: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'"))
    short: Mapped[bool] = mapped_column(server_default=false())
    silent: Mapped[bool] = mapped_column(server_default=false())
    paused: Mapped[bool] = mapped_column(default=False)


class ChatSettingsRow(Base):
    """What is set for a chat, as storage.ports.chat_settings.ChatSettings; `set_up_by` is a channel's user."""

    __tablename__ = "chat_settings"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(8))
    seen: Mapped[str | None] = mapped_column(String(8))
    who_may_ask: Mapped[str] = mapped_column(String(8), server_default=sql("'everyone'"))
    set_up_by: Mapped[int | None] = mapped_column(BigInteger, index=True)


class DeliveryRow(Base):
    """A delivery in the outbox, written before it is sent.  `note` is for the operator.

    `arrived` counts the messages of a long text that certainly arrived.  `topic` 0: no forum topic.  `worker` is the
    process that claimed it.
    """

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    topic: Mapped[int] = mapped_column(BigInteger, server_default=sql("0"))
    content: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0)
    arrived: Mapped[int] = mapped_column(server_default=sql("0"))
    not_before: Mapped[datetime]
    written: Mapped[datetime]
    settled: Mapped[datetime | None]
    note: Mapped[str | None]
    worker: Mapped[str | None] = mapped_column(String(32))
    __table_args__ = (Index(None, "state", "not_before"), partial_index("settled", where="settled IS NOT NULL"))


class TurnRow(Base):
    """A question and what was shown for it, to one reader in one topic of a chat (0: no topic).

    `cited` are [article, revision, start, end]; `reason` is None for an answer.  `closed`: no later question leans on
    it, because the reader started afresh or took the turn back.  `message_id` is the reader's message that asked;
    None: it was a button, or nobody knows.
    `card` is what the answer's buttons need.
    """

    __tablename__ = "turns"
    # A button must never meet the id of another answer.
    __table_args__ = (Index(None, "chat_id", "topic", "reader_id"), NEVER_REUSES_IDS)
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    topic: Mapped[int]
    reader_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
    asked: Mapped[str]
    understood: Mapped[str]
    label: Mapped[str | None]
    kind: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    people: Mapped[list[Any]]
    articles: Mapped[list[Any]]
    cited: Mapped[list[Any]]
    card: Mapped[dict[str, Any] | None]
    closed: Mapped[bool] = mapped_column(default=False)


class BotMessageRow(Base):
    """A message of the bot, with the turn that it carried, or the articles and people that a reply to it is about."""

    __tablename__ = "bot_messages"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    articles: Mapped[list[Any]]
    people: Mapped[list[Any]]
    at: Mapped[datetime]


class RatingRow(Base):
    """One reader's opinion of one answer."""

    __tablename__ = "ratings"
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    reader_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    good: Mapped[bool]
    at: Mapped[datetime]


class LogRow(Base):
    """An entry of the change log (retrieval.domain.changes).

    It is never deleted, and never changed, except that an editor who asks to be forgotten loses their name in it.
    `user_id` is None for a change that did not come by Telegram.  The entry is about an article (`article_id`,
    `revision`), an editor (`editor_id`) or a feed (`feed_id`).
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
    """An editor appointed by an owner."""

    __tablename__ = "editors"
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    since: Mapped[datetime]


class FeedRow(Base):
    """A feed: who added it, its state, and the outcome of its last polls (storage.ports.feeds documents the columns).

    `removed` says when; None: it is not.  The row of a removed feed stays, for the log and for putting it back.
    """

    __tablename__ = "feeds"
    __table_args__ = (
        # Every poll asks which feed is due.
        partial_index("due", where="removed IS NULL AND paused IS NULL"),
        # A number that an editor writes must never mean another feed.
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
    """An entry that a feed has shown (storage.ports.feeds.SeenEntry), and when it was last `seen` there."""

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
