"""Tell whoever was shown an article lately that it was corrected, retracted or restored: once, through the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from storage.database.dialect import json_item, json_items
from storage.outbox.deliveries import write
from storage.ports.outbox import NOTICE_PERIOD, Delivery, DeliveryState, Notice
from storage.schema.tables import ArticleRow, DeliveryRow, RevisionRow, TurnRow

# What a chat has seen, or may have.
_SEEN = (DeliveryState.SENT.value, DeliveryState.PARKED.value, DeliveryState.SENDING.value)


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article with its row's id, and the revision that it is told of."""

    row: int
    article: str
    revision: int


def notify_corrected(connection: Connection, changed: Mapping[str, ChangedArticle], now: datetime) -> None:
    """Tell who was shown another text of these articles, by their ids, than the revision that is current now.

    One message for each revision that a chat was shown, however often the article is corrected after it.
    """
    for about in changed.values():
        _take_back(connection, about, but_for=_of_another_text(connection, about))
    for article, chats in _shown(connection, list(changed), now).items():
        about = changed[article]
        others = _of_another_text(connection, about)
        for chat, revision in chats.items():
            if revision in others:
                write(connection, _delivery(f"{about.row}:{revision}", chat, Notice.CORRECTED, about), now)


def notify_retracted(
    connection: Connection, about: ChangedArticle, entry: int, reason: str | None, now: datetime
) -> None:
    """Tell who was shown it; `entry` is the retraction's number in the log."""
    _take_back(connection, about)
    for chat in _shown(connection, [about.article], now).get(about.article, {}):
        write(connection, _delivery(str(entry), chat, Notice.RETRACTED, about, reason), now)


def notify_restored(connection: Connection, about: ChangedArticle, retraction: int, entry: int, now: datetime) -> None:
    """Tell who was told of the retraction, by its number in the log; who was not told yet is not told of either."""
    of_it = DeliveryRow.key.startswith(f"{Notice.RETRACTED}:{retraction}:", autoescape=True)
    connection.execute(delete(DeliveryRow).where(of_it, DeliveryRow.state == DeliveryState.PENDING.value))
    told = select(DeliveryRow.chat_id).where(of_it, DeliveryRow.state.in_(_SEEN)).distinct()
    for chat in connection.execute(told).scalars().all():
        write(connection, _delivery(str(entry), chat, Notice.RESTORED, about), now)


def replace_in_waiting_digests(connection: Connection, article: str, copies: Sequence[tuple[str, datetime]]) -> None:
    """In digests that wait, the first of an article's copies stands where it stood, if it had come in by then.

    With it they were left out of the digest, and no later one begins so early.  `copies` are (id, when it came in).
    """
    listing = DeliveryRow.key.startswith("digest:"), DeliveryRow.state == DeliveryState.PENDING.value
    for row in connection.execute(
        select(DeliveryRow.id, DeliveryRow.content, DeliveryRow.written).where(*listing)
    ).all():
        articles: list[str] = row.content["articles"]
        other = next((copy for copy, added in copies if added <= row.written and copy not in articles), None)
        if article in articles and other is not None:
            content = {**row.content, "articles": [other if a == article else a for a in articles]}
            connection.execute(update(DeliveryRow).where(DeliveryRow.id == row.id).values(content=content))


def _take_back(connection: Connection, about: ChangedArticle, but_for: Collection[int] = ()) -> None:
    """What waits to be told of corrections of an article and is not so any more, but for those of these revisions."""
    own = f"{Notice.CORRECTED}:{about.row}:"
    waiting = select(DeliveryRow.id, DeliveryRow.key).where(
        DeliveryRow.key.startswith(own, autoescape=True), DeliveryRow.state == DeliveryState.PENDING.value
    )
    gone = [
        i for i, key in connection.execute(waiting).all() if int(key.removeprefix(own).partition(":")[0]) not in but_for
    ]
    if gone:
        connection.execute(delete(DeliveryRow).where(DeliveryRow.id.in_(gone)))


def _delivery(key: str, chat: int, notice: Notice, about: ChangedArticle, reason: str | None = None) -> Delivery:
    content = {
        "notice": notice.value, "article": about.article, "revision": about.revision, "reason": reason,
        # A reply to it asks the article, where there is one to ask.
        "articles": [] if notice is Notice.RETRACTED else [about.article],
    }  # fmt: skip
    return Delivery(f"{notice}:{key}:{chat}", chat, content)


def _shown(connection: Connection, articles: list[str], now: datetime) -> dict[str, dict[int, int]]:
    """For each article the chats where it was shown lately, each with the newest revision that was."""
    since = now - NOTICE_PERIOD
    one = json_items(TurnRow.cited)
    article, revision = json_item(one.c.value, 0), json_item(one.c.value, 1)
    answered = (
        select(TurnRow.chat_id, article, func.max(revision))
        .select_from(TurnRow)
        .join(one, one.c.value.is_not(None))
        .where(TurnRow.at > since, article.in_(articles))
        .group_by(TurnRow.chat_id, article)
    )
    listed = json_items(DeliveryRow.content, "$.articles")
    digested = (
        # Its words were cut when it was sent: from the newest revision that there was.
        select(DeliveryRow.chat_id, listed.c.value, func.max(RevisionRow.number))
        .select_from(DeliveryRow)
        .join(listed, listed.c.value.in_(articles))
        .join(ArticleRow, ArticleRow.public_id == listed.c.value)
        .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
        .where(DeliveryRow.key.startswith("digest:"), DeliveryRow.state.in_(_SEEN))
        .where(func.coalesce(DeliveryRow.settled, DeliveryRow.written) > since)
        .where(RevisionRow.added <= func.coalesce(DeliveryRow.settled, DeliveryRow.written))
        .group_by(DeliveryRow.chat_id, listed.c.value)
    )
    found: dict[str, dict[int, int]] = {}
    for query in (answered, digested):
        for chat, identity, number in connection.execute(query):
            chats = found.setdefault(identity, {})
            chats[chat] = max(number, chats.get(chat, 0))
    return found


def _of_another_text(connection: Connection, about: ChangedArticle) -> set[int]:
    """The revisions of an article whose text is not that of `about.revision`."""
    of_it = RevisionRow.article_id == about.row
    now = select(RevisionRow.digest).where(of_it, RevisionRow.number == about.revision).scalar_subquery()
    others = select(RevisionRow.number).where(of_it, RevisionRow.digest != now)
    return set(connection.execute(others).scalars())
