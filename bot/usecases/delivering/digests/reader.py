"""Make the digest of one reader: with what they were told before, and without what they want left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from bot.services import Delivering
from bot.usecases.delivering.digests.contents import content_of
from retrieval.answers.digests.interests import EVERYTHING
from retrieval.answers.digests.making import News
from retrieval.answers.digests.news import NOBODY, Digest, Reader
from retrieval.domain.article import Article
from storage.ports.digests import PREVIEW_KEY
from storage.ports.outbox import Delivery

# Without a subscription, a digest that is asked for covers this long.
PREVIEW_PERIOD = timedelta(days=1)
# Stories left out that can matter for what comes in now.
MAX_LEFT_OUT = 30


async def digest_for(delivering: Delivering, news: News, chat_id: int, topic: int, *, short: bool = False) -> Digest:
    """Return the digest of a chat or topic from what came in."""
    return await delivering.digest.digest(news, await reader_of(delivering, news, chat_id, topic), short=short)


async def reader_of(delivering: Delivering, news: News, chat_id: int, topic: int) -> Reader:
    """Return what a chat or topic was told of the stories that came in, and what it wants left out."""
    told = await delivering.told.told(chat_id, topic, [a.id for c in news.candidates for a in c.articles])
    left_out = await stories_left_out(delivering, chat_id, topic)
    return Reader(told, left_out) if told or left_out else NOBODY


async def stories_left_out(delivering: Delivering, chat_id: int, topic: int) -> list[Article]:
    """Return an article of each story that a chat wants left out, the last chosen first; retracted ones are missing."""
    chosen = await delivering.told.left_out(chat_id, topic)
    articles = await delivering.library.articles(chosen[:MAX_LEFT_OUT])
    return [articles[i] for i in chosen if i in articles]


async def listed_left_out(delivering: Delivering, chat_id: int, topic: int) -> list[tuple[str, str]]:
    """Return the stories left out, the last chosen first, each as (a short key, its headline)."""
    chosen = await delivering.told.left_out(chat_id, topic)
    labels = {a.id: a.label for a in await stories_left_out(delivering, chat_id, topic)}
    return [(_key(i), labels.get(i, i)) for i in chosen[:MAX_LEFT_OUT]]


async def take_back(delivering: Delivering, chat_id: int, topic: int, key: str) -> None:
    """No longer leave out the story with this key; an unknown one changes nothing."""
    for article in await delivering.told.left_out(chat_id, topic):
        if _key(article) == key:
            await delivering.told.take_back(chat_id, topic, article)


def _key(article: str) -> str:
    """Return what a button can carry for an article: an id may be too long."""
    return sha256(article.encode()).hexdigest()[:16]


async def preview(delivering: Delivering, place: tuple[int, int], zone: str, asked: str, now: datetime) -> Delivery:
    """Return the digest that would come now to a chat and topic; sending it marks nothing as told.

    Without a subscription it is that of a day, with the clock of `zone`.  `asked` tells requests apart.
    """
    chat_id, topic = place
    subscription = await delivering.subscriptions.get(chat_id, topic)
    since, interests, short = now - PREVIEW_PERIOD, EVERYTHING, False
    if subscription is not None:
        since, interests, short = subscription.since, subscription.interests, subscription.is_short
        zone = subscription.schedule.time_zone
    news = await delivering.digest.news(since, now, interests)
    digest = await digest_for(delivering, news, chat_id, topic, short=short)
    content = content_of(digest, zone, subjects=interests.names, short=short)
    content = {**content, "told": [], "subscribed": subscription is not None}
    return Delivery(f"{PREVIEW_KEY}{chat_id}:{asked}", chat_id, content, topic=topic)


def again(last: Delivery, asked: str) -> Delivery:
    """Return the last digest to be sent once more."""
    return Delivery(
        f"{PREVIEW_KEY}{last.chat_id}:{asked}", last.chat_id, {**last.content, "told": []}, topic=last.topic
    )
