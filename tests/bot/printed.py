"""Invented articles for the tests of bot/, and excerpts cut from them by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.views.rich_text import Style, Text
from retrieval.domain.article import Article, KnownBy, Span, Speaker, StatementKind
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason

TEXT = (
    "The harbour bridge will close on Monday, the city said.\n"
    "\n"
    '"We found rust," said chief engineer Mara Lindqvist. "It is worse than we feared." The work takes a year.\n'
    "He would not wait, Tom Reyes told the council. He added that money is short.\r\n"
    "“Close it 🌉 tonight,” they said – all of them."
)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def article(
    text: str = TEXT,
    *,
    name: str = "bridge",
    title: str | None = "Bridge to close",
    url: str | None = "https://harbour.example/bridge",
    publisher: str | None = "Harbour Times",
    published: datetime | None = datetime(2026, 11, 20, tzinfo=UTC),
) -> Article:
    return Article(
        id=name, revision=1, text=text, added=NOW, title=title, url=url, publisher=publisher, published=published
    )


BRIDGE = article()


def span(words: str, of: Article = BRIDGE) -> Span:
    """Return where an article first prints these words."""
    start = of.text.index(words)
    return Span(start, start + len(words))


def speaker(name: str, printed: str | None = None, how: KnownBy = KnownBy.NAME, of: Article = BRIDGE) -> Speaker:
    return Speaker(name, how, span(printed or name, of))


MARA = speaker("Mara Lindqvist")
TOM = speaker("Tom Reyes")


def said(
    words: str,
    *speakers: Speaker,
    number: int = 1,
    kind: StatementKind = StatementKind.DIRECT,
    of: Article = BRIDGE,
) -> Excerpt:
    where = span(words, of)
    return Excerpt(article=of, span=where, focus=(where,), kind=kind, statement=number, speakers=speakers, score=0.95)


def passage(words: str, *focus: str, of: Article = BRIDGE) -> Excerpt:
    return Excerpt(article=of, span=span(words, of), focus=tuple(span(f, of) for f in focus), score=0.61)


RUST = said('"We found rust,"', MARA)
WORSE = said('"It is worse than we feared."', MARA)
WAIT = said("He would not wait", TOM, number=2, kind=StatementKind.INDIRECT)
MONEY = said("money is short", speaker("Tom Reyes", "He", KnownBy.PRONOUN), number=3, kind=StatementKind.MIXED)
CLOSE_IT = said("“Close it 🌉 tonight,”", number=4)
YEAR = passage("The work takes a year.\nHe would not wait, Tom Reyes told the council.", "The work takes a year.")


def answer(*excerpts: Excerpt, question: str = "what did Lindqvist say?", confidence: float = 0.95) -> Answer:
    return Answer(question=Question(text=question), excerpts=excerpts, confidence=confidence)


def refusal(
    reason: RefusalReason,
    *,
    asked: str | None = None,
    people: Sequence[str] = (),
    topics: Sequence[str] = (),
    nearest: Sequence[Excerpt] = (),
    **read: object,
) -> Refusal:
    """Return a refusal; `read` is what was read out of the question."""
    question = replace(Question(text="what did Hill say about Mars?"), **read)  # type: ignore[arg-type]
    return Refusal(
        question=question,
        reason=reason,
        asked=asked,
        people=tuple(people),
        topics=tuple(topics),
        nearest=tuple(nearest),
    )


def cuts(texts: Sequence[Text], style: Style) -> list[str]:
    """Return the characters under every mark of a style, in order."""
    return [t.plain[m.start : m.end] for t in texts for m in t.marks if m.style is style]
