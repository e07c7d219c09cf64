"""Replies and digests as texts: excerpts verbatim in block quotes, everything else in the bot's own voice.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.richtext import Mark, Style, Text, bold, italic, join, styled
from retrieval.model import (
    Answer,
    Article,
    Digest,
    Excerpt,
    How,
    QuestionKind,
    Refusal,
    Reply,
    Silence,
    StatementKind,
    names,
)

# Statements in one reply; a person who is quoted more often is asked about a topic.
STATEMENTS = 12
# A title longer than this is cut in the citation line, which is the bot's own voice.
TITLE = 150

_SAID = {
    StatementKind.DIRECT: "said directly",
    StatementKind.INDIRECT: "reported by the article, not in quotation marks",
    StatementKind.MIXED: "partly quoted, partly reported",
}


def reply_blocks(reply: Reply) -> list[Text]:
    """A reply as blocks, each of which should stay on one page."""
    return list(_answer(reply) if isinstance(reply, Answer) else _refusal(reply))


def _answer(answer: Answer) -> Iterator[Text]:
    shown = [e for e in answer.excerpts if e.statement is None or e.statement <= STATEMENTS]
    numbered = list(enumerate(shown, start=1))
    for who, group in groupby(numbered, key=lambda pair: _heading(pair[1])):
        yield bold(who)
        for number, excerpt in group:
            yield _cited(number, excerpt, shown[number - 2] if number > 1 else None)
    if len(shown) < len(answer.excerpts):
        left = answer.excerpts[-1].statement or 0
        yield italic(f"{left - STATEMENTS} more statements are stored: ask about a topic to see others.")
    yield from _sources(numbered)


def _heading(excerpt: Excerpt) -> str:
    if excerpt.kind is None:
        return "From what is stored"
    return names([s.name for s in excerpt.speakers]) or "It is not plain who said this"


def _cited(number: int, excerpt: Excerpt, before: Excerpt | None) -> Text:
    return join([_quote(excerpt), Text(f"[{number}]{_remark(excerpt, before)}")], "\n")


def _quote(excerpt: Excerpt) -> Text:
    """The excerpt verbatim; the sentences in focus bold where they are not all of it."""
    quote = Mark(Style.QUOTE, 0, len(excerpt.text))
    start = excerpt.span.start
    focus = tuple(Mark(Style.BOLD, f.start - start, f.end - start) for f in excerpt.focus if f != excerpt.span)
    return Text(excerpt.text, (quote, *focus))


def _remark(excerpt: Excerpt, before: Excerpt | None) -> str:
    """What the bot adds in its own voice: where it stands, how it was said, and by what the speaker is known."""
    place = f" paragraph {paragraph(excerpt)}"
    if excerpt.kind is None:
        return place
    if before is not None and before.statement == excerpt.statement:
        return f"{place}, the same statement, continued"
    printed = [
        f"“{s.mention.cut(excerpt.article.text)}”"
        for s in excerpt.speakers
        if s.how is How.PRONOUN and s.mention is not None
    ]
    return f"{place}, {_SAID[excerpt.kind]}" + (f"; the text has {names(printed)}" if printed else "")


def paragraph(excerpt: Excerpt) -> int:
    """Which paragraph of the article the excerpt begins in, from 1; blank lines do not count."""
    before = excerpt.article.text[: excerpt.span.start]
    return 1 + sum(bool(line.strip()) for line in before.split("\n")[:-1])


def _sources(numbered: Sequence[tuple[int, Excerpt]]) -> Iterator[Text]:
    lines = []
    for _, group in groupby(numbered, key=lambda pair: (pair[1].article.id, pair[1].article.revision)):
        cited = list(group)
        first, last = cited[0][0], cited[-1][0]
        lines.append(
            Text(f"[{first}]" if first == last else f"[{first}–{last}]") + " " + source_line(cited[0][1].article)
        )
    yield join(lines, "\n")


def source_line(article: Article) -> Text:
    """Title, publisher and date as printed, linked where there is an address; what was not printed is said so."""
    label = shortened(article.label)
    title = styled(label, Style.LINK, article.url) if article.url else Text(label)
    return title + "".join(f" · {part}" for part in (article.publisher, _date(article.published)) if part)


def shortened(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[:TITLE].rstrip()}…"


def _date(published: datetime | None) -> str:
    return f"{published.day} {published:%B %Y}" if published else "no date printed"


def _refusal(refusal: Refusal) -> Iterator[Text]:
    yield _silence(refusal)
    if refusal.silence is Silence.NOTHING_CLOSE and refusal.nearest:
        yield Text("The nearest thing stored, perhaps on something else: ") + source_line(refusal.nearest[0].article)
    elif refusal.nearest:
        numbered = list(enumerate(refusal.nearest, start=1))
        yield bold("Printed about them" if refusal.silence is Silence.NEVER_QUOTED else "On other things")
        for number, excerpt in numbered:
            yield _cited(number, excerpt, refusal.nearest[number - 2] if number > 1 else None)
        yield from _sources(numbered)


def _silence(refusal: Refusal) -> Text:
    question, people = refusal.question, names(refusal.people)
    who = bold(question.speaker or "that name")
    said: dict[Silence, Text] = {
        Silence.NOTHING_STORED: Text(
            "Nothing is stored yet, so there is nothing to quote. An editor adds articles with /add."
        ),
        Silence.NOBODY_OF_THAT_NAME: Text("Nobody called ") + who + " is quoted here."
        + (f" Quoted here: {people}." if people else ""),
        Silence.NEVER_QUOTED: who + " is named here, but never quoted."
        + (f" Quoted in the same articles: {people}." if people else ""),
        Silence.SEVERAL_OF_THAT_NAME: Text("Several people called ") + who
        + f" are quoted here: {people}. Ask with the full name.",
        Silence.NOT_ON_THIS: bold(people) + f" is quoted here, but not on “{question.topic}”.",
        Silence.NOTHING_CLOSE: Text(
            "No stored article prints those words."
            if question.kind is QuestionKind.WHO_SAID
            else "Nothing stored answers that."
        ),
    }  # fmt: skip
    return said[refusal.silence]


def digest_heading(digest: Digest, zone: ZoneInfo) -> Text:
    day = digest.until.astimezone(zone)
    return bold(f"On Record, {day:%A} {day.day} {day:%B}")


def digest_blocks(digest: Digest, first: int = 1) -> list[Text]:
    """The entries of a digest; citations are numbered from `first`."""
    blocks = []
    number = first
    for entry in digest.entries:
        parts = [source_line(entry.article)]
        for who, group in groupby(entry.excerpts, key=_heading):
            if entry.excerpts[0].kind is not None:
                parts.append(bold(who))
            for excerpt in group:
                parts.append(_quote(excerpt) + f"\n[{number}]" + _remark(excerpt, None))
                number += 1
        blocks.append(join(parts, "\n"))
    if digest.more:
        blocks.append(italic(f"And {digest.more} more: see /sources, or ask."))
    return blocks


def nothing_new(zone: ZoneInfo, until: datetime) -> Text:
    day = until.astimezone(zone)
    return bold(f"On Record, {day:%A} {day.day} {day:%B}") + "\nNothing new came in since the last digest."
