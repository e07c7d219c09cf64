"""Articles with statements written by hand, so that answering is tested without reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from retrieval.domain.article import Draft, KnownBy, Mention, Reading, Span, Speaker, Statement, StatementKind
from retrieval.text.chunking import passages


@dataclass(frozen=True)
class Said:
    """Words that an article prints, said by `who`; several people are joined by " and ".

    `printed` is the text's form of the name, `cue` the verb; both are searched for after `words`, then before.
    """

    words: str
    who: str = ""
    printed: str = ""
    how: KnownBy = KnownBy.NAME
    kind: StatementKind = StatementKind.DIRECT
    cue: str = ""
    confidence: float = 0.9


def printed(
    text: str,
    *said: Said,
    name: str,
    named: Sequence[tuple[str, str]] = (),
    day: datetime | None = None,
    understood: bool = True,
    title: str | None = None,
    publisher: str | None = None,
) -> tuple[Draft, Reading]:
    """Return an article with id `name`; `named` are people it names, each with the role next to the name, or ""."""
    mentions = [Mention(who, _span(text, who.split()[-1]), _span(text, role) if role else None) for who, role in named]
    mentions += [
        Mention(who, _span(text, s.printed or who)) for s in said for who in _people(s) if _printed(text, s, who)
    ]
    reading = Reading(tuple(passages(text)), tuple(_statement(text, s) for s in said), tuple(mentions), understood)
    return Draft(text=text, id=name, published=day, title=title, publisher=publisher), reading


def _people(said: Said) -> list[str]:
    return said.who.split(" and ") if said.who else []


def _printed(text: str, said: Said, who: str) -> bool:
    return said.how is KnownBy.NAME and (said.printed or who) in text


def _statement(text: str, said: Said) -> Statement:
    words = _span(text, said.words)
    cue = _near(text, words, said.cue) if said.cue else None
    speakers = tuple(
        Speaker(who, said.how, _near(text, words, said.printed or who) if (said.printed or who) in text else None)
        for who in _people(said)
    )
    return Statement((words,), said.kind, cue, speakers, said.confidence)


def _near(text: str, words: Span, what: str) -> Span:
    after = text.find(what, words.end)
    start = after if after >= 0 else text.rindex(what, 0, words.start)
    return Span(start, start + len(what))


def _span(text: str, what: str) -> Span:
    start = text.index(what)
    return Span(start, start + len(what))


def march(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)
