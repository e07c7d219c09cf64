"""Write notices for chats that were lately shown an article: once, that it was corrected, retracted or restored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from storage.database.dialect import integer_at, json_lists, json_texts, text_at
from storage.outbox.deliveries import SEEN, write
from storage.ports.digests import DIGEST_KEY, PREVIEW_KEY
from storage.ports.outbox import NOTICE_PERIOD, Delivery, DeliveryState, Notice
from storage.ports.watches import ALERT_KEY
from storage.schema.tables import ArticleRow, DeliveryRow, RevisionRow, TurnRow

# What shows the words of the articles in its content, cut when it is sent.
_SHOWING = (DIGEST_KEY, PREVIEW_KEY, ALERT_KEY)


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article, its row id, and the revision that a notice is about."""

    row: int
    article: str
    revision: int


def notify_corrected(connection: Connection, changed: Mapping[str, ChangedArticle], now: datetime) -> None:
    """Notify chats that were shown another text of these articles, given by id, than the current revision has.

    A chat gets one message for each revision that it was shown, however often the article is corrected after that.
    """
    for about in changed.values():
        _drop_corrections(connection, about, but_for=_of_another_text(connection, about))
    for article, chats in _shown(connection, list(changed), now).items():
        about = changed[article]
        others = _of_another_text(connection, about)
        for chat, revision in chats.items():
            if revision in others:
                write(connection, _delivery(f"{about.row}:{revision}", chat, Notice.CORRECTED, about), now)


def notify_retracted(
    connection: Connection, about: ChangedArticle, entry: int, reason: str | None, now: datetime
) -> None:
    """Notify chats that were shown the article; `entry` is the retraction's number in the log."""
    _drop_corrections(connection, about)
    for chat in _shown(connection, [about.article], now).get(about.article, {}):
        write(connection, _delivery(str(entry), chat, Notice.RETRACTED, about, reason), now)


def notify_restored(connection: Connection, about: ChangedArticle, retraction: int, entry: int, now: datetime) -> None:
    """Notify chats that heard of the `retraction` (its number in the log); drop its notices that still wait."""
    of_retraction = DeliveryRow.key.startswith(f"{Notice.RETRACTED}:{retraction}:", autoescape=True)
    connection.execute(delete(DeliveryRow).where(of_retraction, DeliveryRow.state == DeliveryState.PENDING.value))
    notified = select(DeliveryRow.chat_id).where(of_retraction, SEEN).distinct().order_by(DeliveryRow.chat_id)
    for chat in connection.execute(notified).scalars().all():
        write(connection, _delivery(str(entry), chat, Notice.RESTORED, about), now)


def replace_in_waiting_digests(connection: Connection, article: str, copies: Sequence[tuple[str, datetime]]) -> None:
    """Let another article stand for a story in waiting digests, in place of one that is retracted.

    That is its first copy, if it had come in by then, because the digest left it out only for the article and no later
    digest covers it; else the last other article of the story.  `copies` are (id, when it came in).
    """
    listing = (
        or_(DeliveryRow.key.startswith(DIGEST_KEY), DeliveryRow.key.startswith(PREVIEW_KEY)),
        DeliveryRow.state == DeliveryState.PENDING.value,
        DeliveryRow.arrived == 0,
    )
    for row in connection.execute(
        select(DeliveryRow.id, DeliveryRow.content, DeliveryRow.written).where(*listing)
    ).all():
        content = row.content
        stories = content.get("stories", ())
        heads = {*content["articles"], *(story["head"] for story in stories)}
        if article not in heads:
            continue
        copy = next((copy for copy, added in copies if added <= row.written and copy not in heads), None)
        others = [_without(story, article, copy) for story in stories]
        # Who stands for it is shown where it was.
        instead = [new["head"] for old, new in zip(stories, others, strict=True) if old["head"] == article]
        shown = content["articles"]
        if article in shown:
            shown = [*(a for a in shown if a != article), *(instead if stories else [copy or article])]
        changed = {**content, "articles": list(dict.fromkeys(shown))}
        if stories:
            changed["stories"] = others
        connection.execute(update(DeliveryRow).where(DeliveryRow.id == row.id).values(content=changed))


def _without(story: dict[str, Any], article: str, copy: str | None) -> dict[str, Any]:
    """Return a story of a digest's content without an article; what it says is chosen anew when it is sent."""
    if story["head"] != article:
        return {**story, "articles": [a for a in story["articles"] if a != article]}
    others = [a for a in story["articles"] if a != article]
    if copy is not None and copy not in others:
        others.append(copy)
    head = copy if copy is not None else (others[-1] if others else article)
    return {**story, "articles": others or [article], "head": head, "says": []}


def _drop_corrections(connection: Connection, about: ChangedArticle, but_for: Collection[int] = ()) -> None:
    """Delete waiting notices of corrections of an article, except those for chats shown the revisions `but_for`."""
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
        # A reply to the notice asks the article, unless that is retracted.
        "articles": [] if notice is Notice.RETRACTED else [about.article],
    }  # fmt: skip
    return Delivery(f"{notice}:{key}:{chat}", chat, content)


def _shown(connection: Connection, articles: list[str], now: datetime) -> dict[str, dict[int, int]]:
    """Return, by article, the chats that were lately shown it, each with the newest revision that they saw."""
    since = now - NOTICE_PERIOD
    one = json_lists(TurnRow.cited)
    article, revision = text_at(one.c.value, 0), integer_at(one.c.value, 1)
    answered = (
        select(TurnRow.chat_id, article, func.max(revision))
        .select_from(TurnRow)
        .join(one, one.c.value.is_not(None))
        .where(TurnRow.at > since, article.in_(articles))
        .group_by(TurnRow.chat_id, article)
        .order_by(TurnRow.chat_id)
    )
    listed = json_texts(DeliveryRow.content, "articles")
    digested = (
        # A digest or an alert is cut when it is sent, from the newest revision at that moment.
        select(DeliveryRow.chat_id, listed.c.value, func.max(RevisionRow.number))
        .select_from(DeliveryRow)
        .join(listed, listed.c.value.in_(articles))
        .join(ArticleRow, ArticleRow.public_id == listed.c.value)
        .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
        .where(or_(*(DeliveryRow.key.startswith(key) for key in _SHOWING)), SEEN)
        .where(func.coalesce(DeliveryRow.settled, DeliveryRow.written) > since)
        .where(RevisionRow.added <= func.coalesce(DeliveryRow.settled, DeliveryRow.written))
        .group_by(DeliveryRow.chat_id, listed.c.value)
        .order_by(DeliveryRow.chat_id)
    )
    found: dict[str, dict[int, int]] = {}
    for query in (answered, digested):
        for chat, identity, number in connection.execute(query):
            chats = found.setdefault(identity, {})
            chats[chat] = max(number, chats.get(chat, 0))
    return found


def _of_another_text(connection: Connection, about: ChangedArticle) -> set[int]:
    """Return the revisions of an article whose text differs from that of `about.revision`."""
    of_article = RevisionRow.article_id == about.row
    now = select(RevisionRow.digest).where(of_article, RevisionRow.number == about.revision).scalar_subquery()
    others = select(RevisionRow.number).where(of_article, RevisionRow.digest != now)
    return set(connection.execute(others).scalars())
