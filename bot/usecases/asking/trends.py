"""Count who said how much, and when: by a person, or on a topic."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from datetime import datetime

from bot.services import Asking
from bot.usecases.asking import people
from bot.views.pictures.timeline import timeline
from bot.views.pictures.trends import NoTrend, Trend
from retrieval.domain.article import StoredStatement
from retrieval.people.registry import Person, is_described, surname
from retrieval.ranking.excerpts import shares_words
from retrieval.text.normalize import fold, narrowing_words

# A topic is followed in so many of the newest articles that print it.
MAX_ARTICLES = 400
MAX_SPEAKERS = 5
MAX_OFFERED = 3


async def trend(asking: Asking, asked: str, now: datetime) -> Trend | NoTrend:
    """Return the trend of a person, place or topic; `now` is in the reader's time zone."""
    subject = " ".join(asked.split())
    if not subject:
        return NoTrend("", tuple(await asking.library.quoted_people(MAX_OFFERED)))
    found = await people.find(asking, subject)
    quoted = [person for person in found.people if person.statements]
    if len(quoted) > 1:
        return NoTrend(subject, tuple(person.name for person in quoted[:MAX_OFFERED]), several=True)
    if quoted:
        person = quoted[0]
        used = {(use.article, use.name) for use in person.uses}
        said = _once(one for one in await asking.library.said_by(person.aliases) if _is_by(used, one))
        named = await _on_topic(asking, await _called(asking, person))
        on_them = [one for one in named if not _is_by(used, one)]
        return _trend(person.name, said, on_them, now, by_person=True)
    if on_it := await _on_topic(asking, subject):
        return _trend(subject, on_it, on_it, now, by_person=False)
    offered = found.offered or await asking.library.quoted_people(MAX_OFFERED)
    return NoTrend(subject, tuple(offered[:MAX_OFFERED]))


async def _called(asking: Asking, person: Person) -> str:
    """Return by what name others speak of a person: the surname, unless somebody else has it too."""
    last = surname(person.name)
    return last if len((await people.find(asking, last)).people) == 1 else person.name


def _trend(
    subject: str,
    counted: Sequence[StoredStatement],
    on_it: Sequence[StoredStatement],
    now: datetime,
    *,
    by_person: bool,
) -> Trend:
    speakers = Counter(name for one in on_it for name in sorted(_names(one)))
    most = sorted(speakers.items(), key=lambda item: (-item[1], item[0]))[:MAX_SPEAKERS]
    over_time = timeline(((one.article.published, 1) for one in counted), now)
    return Trend(subject, by_person, over_time, len(counted), tuple(most))


async def _on_topic(asking: Asking, topic: str) -> list[StoredStatement]:
    """Return the statements that print the topic, and all of articles whose title prints it."""
    articles = await asking.library.articles_printing(narrowing_words(topic), None, MAX_ARTICLES)
    said = await asking.library.said_in([article.id for article in articles])
    # A millisecond each, and there may be thousands.
    return await asyncio.to_thread(lambda: _once(one for one in said if _is_on(topic, one)))


def _is_by(used: Set[tuple[str, str]], said: StoredStatement) -> bool:
    """Return whether a statement is by the person whose names are `used`, each in its article."""
    return any((said.article.id, speaker.name) in used for speaker in said.statement.speakers)


def _is_on(topic: str, said: StoredStatement) -> bool:
    return any(shares_words(topic, text) == 1.0 for text in (_words(said), said.article.title or ""))


def _words(said: StoredStatement) -> str:
    return " ".join(span.cut(said.article.text) for span in said.statement.content)


def _names(said: StoredStatement) -> set[str]:
    """Return the speakers who have names: "an official" may be anybody."""
    return {s.name for s in said.statement.speakers if not is_described(s, said.article.text)}


def _once(said: Iterable[StoredStatement]) -> list[StoredStatement]:
    """Return only one of the statements that copies of an article have in common."""
    first: dict[tuple[str, str], StoredStatement] = {}
    for one in said:
        first.setdefault((one.article.origin, fold(_words(one))), one)
    return list(first.values())
