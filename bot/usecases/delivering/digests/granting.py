"""Turn a wish into the change of a subscription: tell people, papers and topics apart by what is stored."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services import Asking
from bot.usecases.delivering.alerting.following import MAX_NAME_CHARS, Followed, find
from bot.usecases.delivering.digests.subscribing import MAX_SUBJECTS, Change
from bot.usecases.delivering.wishes.wish import Wish
from retrieval.text.normalize import fold, paper_key
from storage.ports.watches import WatchKind


async def change_for(asking: Asking, wish: Wish) -> Change:
    """Return what a wish without open questions changes; who names an hour wants digests, so that it ends a pause."""
    topics: list[str] | None = None
    people: list[str] | None = None
    papers: list[str] | None = None
    if wish.subjects is not None or wish.papers is not None:
        # "From Berlin" names no paper, but a topic.
        names = [*(wish.subjects or ()), *(wish.papers or ())]
        subjects, persons, printed = await _told_apart(asking, names[:MAX_SUBJECTS])
        if wish.subjects is not None or subjects or persons:
            topics, people = subjects, persons
        if wish.papers is not None or printed:
            papers = printed
    return Change(
        minutes=wish.minutes, zone=wish.zone, days=wish.days, topics=_fixed(topics), people=_fixed(people),
        papers=_fixed(papers), is_short=wish.is_short, is_silent=wish.is_silent, hold=wish.hold, resume=wish.resume,
        restart=wish.minutes is not None,
    )  # fmt: skip


async def _told_apart(asking: Asking, names: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return topics, people and papers.  A surname alone stays a topic: several people may have it."""
    known = {paper_key(s.name): s.name for s in await asking.library.sources() if s.name} if names else {}
    topics: list[str] = []
    people: list[str] = []
    papers: list[str] = []
    for name in names:
        if (paper := known.get(paper_key(name))) is not None:
            papers.append(paper)
        elif await _is_person(asking, name):
            people.append(name)
        else:
            topics.append(name)
    return topics, people, papers


async def _is_person(asking: Asking, name: str) -> bool:
    if not len(name.split()) >= 2 or len(name) > MAX_NAME_CHARS:
        return False
    found = await find(asking, name)
    return isinstance(found, Followed) and found.kind is WatchKind.PERSON and fold(found.name) == fold(name)


def _fixed(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(dict.fromkeys(names))
