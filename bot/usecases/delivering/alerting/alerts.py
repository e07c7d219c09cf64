"""Alert chats of new articles on what they follow: look each article through once, and write to the outbox.

The outbox holds only which articles an alert shows; their words are cut from the store at the moment of sending.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.services import Delivering
from bot.usecases.asking.reader_time import time_there
from bot.usecases.delivering.alerting.answering import answered, may_answer, passages_told
from bot.usecases.delivering.alerting.printed_words import EarlierTexts, spans_of
from bot.usecases.delivering.alerting.watched import Passage, passages_on, shown
from bot.views.chats.alerts import AlertEntry, alert_text
from bot.views.citing import CitationLink, to_source
from bot.views.rich_text import Text
from retrieval.domain.article import Article, StoredStatement
from retrieval.domain.ports import Library
from retrieval.models.pair_input import stem
from retrieval.people.registry import Person, people, surname
from retrieval.text.normalize import without_number, words
from storage.ports.outbox import Delivery
from storage.ports.watches import ALERT_KEY, ALERT_MEMORY, Alert, AlertChat, Batch, NewArticle, Watch, WatchKind

# Articles looked through in one transaction.
BATCH = 128
# An article is news for this long after its printed date; what comes in later is from an archive.
NEWS_AGE = timedelta(days=3)
# What waits for the next day is sent at this hour, or with the day's first alert.
MORNING = 8


async def write_alerts(delivering: Delivering, zone: str, now: datetime) -> int:
    """Look through what came in since the last time, and return how many articles that were.

    `zone` is the operator's, for chats that chose none.
    """
    count = 0
    while (batch := await delivering.alerts.unseen(BATCH)) is not None:
        alerts = await _alerts(delivering, batch)
        if not await _write(delivering, batch, alerts, zone, now):
            break
        count += len(batch.articles)
    if waiting := await delivering.alerts.waiting():
        await _write(delivering, None, waiting, zone, now)
    return count


async def _alerts(delivering: Delivering, batch: Batch) -> list[Alert]:
    """Return what is new for each watch in a batch; what was alerted of before is not."""
    news = [n for n in batch.articles if is_news(n.article)]
    candidates = await _candidates(delivering, news)
    if not candidates:
        return []
    library = delivering.library
    surnames = {w.word for watches in candidates.values() for w in watches if w.kind is WatchKind.PERSON}
    everyone = await _everyone(library, surnames)
    quoted = await _said_in(library, [n.article.id for n in news if n.number in candidates])
    watches = {w.id for some in candidates.values() for w in some}
    known = await delivering.alerts.known(watches, batch_time(news) - ALERT_MEMORY)
    found: list[Alert] = []
    for new in news:
        if new.number in candidates:
            earlier = await delivering.alerts.earlier(new)
            own, said = candidates[new.number], quoted.get(new.article.id, [])
            replied = await answered(delivering, new.article, said, own, known)
            one = _Candidate(new.article, said, earlier, own, replied)
            found += await asyncio.to_thread(one.alerts, everyone, known)
    return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An article with its statements, the texts before it, and the watches that it may be about.

    `answered` has, by watch, the passages that answer a question followed.
    """

    article: Article
    quoted: Sequence[StoredStatement]
    earlier: Sequence[str]
    watches: Sequence[Watch]
    answered: Mapping[int, Sequence[Passage]]

    def alerts(
        self, everyone: Mapping[str, Sequence[Person]], known: Mapping[int, tuple[set[str], set[str]]]
    ) -> list[Alert]:
        """Return the alerts about it, and add them to what is known."""
        before = EarlierTexts(self.earlier)
        found: list[Alert] = []
        # Many chats may follow the same.
        on: dict[tuple[WatchKind, str], list[str]] = {}
        for watch in self.watches:
            articles, said = known[watch.id]
            wanted = watch.kind, watch.name
            if watch.kind is WatchKind.QUESTION:
                digests = [p.digest for p in self.answered.get(watch.id, ()) if not before.print(p.words)]
            else:
                if wanted not in on:
                    passages = passages_on(*wanted, self.article, self.quoted, everyone.get(watch.word, ()))
                    on[wanted] = [p.digest for p in passages if not before.print(p.words)]
                digests = on[wanted]
            new = tuple(digest for digest in digests if digest not in said)
            if new and self.article.id not in articles:
                articles.add(self.article.id)
                said.update(new)
                found.append(Alert(watch, self.article.id, new))
        return found


def is_news(article: Article) -> bool:
    """Return whether an article came in soon after it was published; an undated one counts as new."""
    return article.published is None or article.added - article.published <= NEWS_AGE


def batch_time(news: Sequence[NewArticle]) -> datetime:
    return min(n.article.added for n in news)


async def _candidates(delivering: Delivering, news: Sequence[NewArticle]) -> dict[int, list[Watch]]:
    """Return, by an article's number, the watches that it may be about, as far as words tell."""
    printed = await asyncio.to_thread(lambda: {n.number: _printed_in(n.article) for n in news})
    stems = {number: frozenset(map(stem, words)) for number, words in printed.items()}
    surnames = frozenset[str]().union(*(n.surnames for n in news))
    watches = await delivering.watches.naming(
        surnames, frozenset[str]().union(*printed.values()), frozenset[str]().union(*stems.values())
    )
    return await asyncio.to_thread(by_article, news, watches, printed, stems)


def by_article(
    news: Sequence[NewArticle],
    watches: Sequence[Watch],
    printed: Mapping[int, frozenset[str]],
    stems: Mapping[int, frozenset[str]],
) -> dict[int, list[Watch]]:
    """Return the same as _candidates, by the words `printed` in each article and their `stems`.  Pure.

    What many follow is looked for once in an article.
    """
    followers: defaultdict[tuple[WatchKind, str, str, str], list[Watch]] = defaultdict(list)
    for watch in watches:
        followers[watch.kind, watch.word, watch.key, watch.name].append(watch)
    by_word: defaultdict[tuple[WatchKind, str], list[list[Watch]]] = defaultdict(list)
    for same in followers.values():
        by_word[same[0].kind, same[0].word].append(same)
    found: dict[int, list[Watch]] = {}
    for new in news:
        own = [same for s in new.surnames for same in by_word.get((WatchKind.PERSON, s), ())]
        for word in printed[new.number]:
            own += [same for same in by_word.get((WatchKind.WORDS, word), ()) if _prints(new, same[0], word)]
        for word in stems[new.number]:
            asked = by_word.get((WatchKind.QUESTION, word), ())
            own += [same for same in asked if may_answer(same[0].name, stems[new.number])]
        if theirs := [w for same in own for w in same if w.since <= new.article.added]:
            found[new.number] = sorted(theirs, key=lambda w: w.id)
    return found


def _printed_in(article: Article) -> frozenset[str]:
    """Return the words of an article, as printed and as in a topic's key."""
    printed = words(f"{article.title or ''}\n{article.text}")
    return frozenset(printed).union(map(without_number, printed))


def _prints(new: NewArticle, watch: Watch, word: str) -> bool:
    """Return whether an article prints all the words of a watch; it prints `word`, one of them."""
    if watch.key == word:
        return True
    return bool(spans_of(watch.key, new.article.text) or spans_of(watch.key, new.article.title or ""))


async def _everyone(library: Library, surnames: set[str]) -> dict[str, list[Person]]:
    """Return who has these surnames, by surname."""
    found: defaultdict[str, list[Person]] = defaultdict(list)
    if surnames:
        for person in await asyncio.to_thread(people, await library.uses(surnames)):
            found[surname(person.name)].append(person)
    return found


async def _said_in(library: Library, articles: Sequence[str]) -> dict[str, list[StoredStatement]]:
    found: defaultdict[str, list[StoredStatement]] = defaultdict(list)
    for q in await library.said_in(articles):
        found[q.article.id].append(q)
    return found


async def _write(
    delivering: Delivering, batch: Batch | None, alerts: Sequence[Alert], zone: str, now: datetime
) -> bool:
    """Write alerts as one message a chat and topic, within the chat's limit of today."""
    by_chat: defaultdict[int, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_chat[alert.watch.chat_id].append(alert)
    kept: list[Alert] = []
    chats: list[AlertChat] = []
    deliveries: list[Delivery] = []
    known, zones = await delivering.watches.chats(by_chat), await delivering.subscriptions.zones(by_chat)
    for chat_id, own in by_chat.items():
        there = time_there(zones.get(chat_id), zone, now)
        chat = today(known[chat_id], there)
        decided, chat, messages = decide(own, chat, there, batch)
        kept += decided
        chats.append(chat)
        deliveries += messages
    if batch is None and not deliveries:
        return True
    return await delivering.alerts.advance(batch, kept, chats, deliveries, now)


def today(chat: AlertChat, there: datetime) -> AlertChat:
    """Return what a chat got today, by the time there."""
    day = there.date().isoformat()
    return chat if chat.day == day else replace(chat, day=day, sent=0)


def decide(
    alerts: Sequence[Alert], chat: AlertChat, there: datetime, batch: Batch | None
) -> tuple[list[Alert], AlertChat, list[Delivery]]:
    """Decide which alerts of a chat are sent now, and which wait for the next day or the end of quiet hours.  Pure.

    Return all that changed, the chat's count, and the messages.
    """
    waited = batch is None
    by_topic: defaultdict[int, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_topic[alert.watch.topic].append(alert)
    kept: list[Alert] = []
    messages: list[Delivery] = []
    minute = there.hour * 60 + there.minute
    is_quiet = chat.quiet is not None and chat.quiet.holds(minute)
    is_night = waited and not chat.sent and minute < _morning(chat)
    for topic, own in by_topic.items():
        if is_quiet or is_night or chat.sent >= chat.per_day:
            kept += [] if waited else [replace(a, waits=True) for a in own]
            continue
        chat = replace(chat, sent=chat.sent + 1)
        kept += [replace(a, waits=False) for a in own]
        messages.append(_delivery(own, chat, topic))
    return kept, chat, messages


def _morning(chat: AlertChat) -> int:
    """Return the minute from which what waits for the day is sent: earlier if the chat's quiet hours end earlier."""
    return MORNING * 60 if chat.quiet is None else min(MORNING * 60, chat.quiet.end or MORNING * 60)


def _delivery(alerts: Sequence[Alert], chat: AlertChat, topic: int) -> Delivery:
    first = alerts[0]
    content = {
        "alerts": [
            {"watch": a.watch.id, "kind": a.watch.kind.value, "name": a.watch.name, "article": a.article, "new": a.said}
            for a in alerts
        ],
        "topic": topic,
        "articles": list(dict.fromkeys(a.article for a in alerts)),
        # The day's last: it says that more will wait.
        "last": chat.per_day if chat.sent >= chat.per_day else None,
    }
    # A watch alerts of an article once, so that no two messages begin alike.
    return Delivery(f"{ALERT_KEY}{chat.chat_id}:{first.watch.id}:{first.article}", chat.chat_id, content, topic=topic)


async def alert_message(
    library: Library, content: dict[str, Any], now: datetime | None = None, link: CitationLink = to_source
) -> Text:
    """Return the text of an alert; articles that are gone by now are left out, and without any it is empty."""
    listed = content.get("alerts", [])
    articles = [a for i in content["articles"] if (a := await library.article(i)) is not None]
    by_id = {a.id: a for a in articles}
    quoted = await _said_in(library, list(by_id))
    persons = {surname(one["name"]) for one in listed if one["kind"] == WatchKind.PERSON.value}
    everyone = await _everyone(library, persons)

    def entries() -> list[AlertEntry]:
        # An article on two watches is shown once.
        found: dict[tuple[str, str], AlertEntry] = {}
        for one in listed:
            article, kind = by_id.get(one["article"]), WatchKind(one["kind"])
            if article is None:
                continue
            said = quoted.get(article.id, [])
            if kind is WatchKind.QUESTION:
                passages = passages_told(article, said, one["new"])
            else:
                passages = passages_on(kind, one["name"], article, said, everyone.get(surname(one["name"]), []))
            passage = shown(passages, one["new"])
            if passage is not None:
                found.setdefault((article.id, passage.digest), AlertEntry(one["name"], kind, passage.excerpts))
        return list(found.values())

    made = await asyncio.to_thread(entries)
    return alert_text(made, content.get("last"), now, link)
