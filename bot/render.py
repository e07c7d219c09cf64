"""Replies and digests as texts: excerpts verbatim in block quotes, everything else in the bot's own voice.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate, count, groupby
from urllib.parse import urlsplit
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
    places = _places(answer.excerpts)
    shown = [e for e, place in zip(answer.excerpts, places, strict=True) if place <= STATEMENTS]
    yield from _headed(shown, _heading)
    if (left := places[-1] - STATEMENTS) > 0:
        yield italic(_left(left, answer.question.kind))
    yield _sources(shown)


def _headed(excerpts: Sequence[Excerpt], heading: Callable[[Excerpt], str]) -> Iterator[Text]:
    """The excerpts, numbered from 1, each under the last heading before it."""
    numbered = zip(count(1), excerpts, [None, *excerpts[:-1]], strict=False)
    for head, group in groupby(numbered, key=lambda one: heading(one[1])):
        cited = [_cited(*one) for one in group]
        # One block: a name at the foot of a message, its words in the next, would leave them nobody's.
        yield join([bold(head), cited[0]], "\n\n")
        yield from cited[1:]


def _places(excerpts: Sequence[Excerpt]) -> list[int]:
    """For each excerpt, which statement or passage of the answer it belongs to, from 1."""
    befores: list[Excerpt | None] = [None, *excerpts[:-1]]
    return list(accumulate(not _continues(e, before) for e, before in zip(excerpts, befores, strict=True)))


def _continues(excerpt: Excerpt, before: Excerpt | None) -> bool:
    return before is not None and excerpt.statement is not None and before.statement == excerpt.statement


def _left(number: int, kind: QuestionKind) -> str:
    one = "statement" if kind is QuestionKind.SAID_BY else "place"
    advice = "ask about a topic to see others" if kind is QuestionKind.SAID_BY else "ask with more words"
    return f"{number} more {f'{one} is' if number == 1 else f'{one}s are'} stored: {advice}."


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
    if _continues(excerpt, before):
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


def _sources(excerpts: Sequence[Excerpt]) -> Text:
    """Which article each number leads to."""
    lines = []
    for _, group in groupby(enumerate(excerpts, 1), key=lambda one: (one[1].article.id, one[1].article.revision)):
        cited = list(group)
        first, last = cited[0][0], cited[-1][0]
        lines.append(
            Text(f"[{first}]" if first == last else f"[{first}–{last}]") + " " + source_line(cited[0][1].article)
        )
    return join(lines, "\n")


def source_line(article: Article) -> Text:
    """Title, publisher and date as printed, linked where there is an address; what was not printed is said so."""
    label, printed = shortened(article.label), [article.publisher]
    if not article.title:
        # Two of them must not look like one.
        label = f"{label} {article.id}"
    title = Text(label)
    if article.url and _is_address(article.url):
        title = styled(label, Style.LINK, article.url)
    else:
        # Telegram drops a link that leads nowhere, without a word.
        printed.append(article.url)
    return title + "".join(f" · {part}" for part in (*map(shortened, filter(None, printed)), _date(article.published)))


def _is_address(url: str) -> bool:
    """Whether it can be opened from a message: a host with a dot, no white space and nothing invisible."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and url.isprintable() and " " not in url


def shortened(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[:TITLE].rstrip()}…"


def _date(published: datetime | None) -> str:
    return f"{published.day} {published:%B %Y}" if published else "no date printed"


def _refusal(refusal: Refusal) -> Iterator[Text]:
    yield _silence(refusal)
    if refusal.silence is Silence.NOTHING_CLOSE and refusal.nearest:
        yield Text("The nearest thing stored, perhaps on something else: ") + source_line(refusal.nearest[0].article)
    elif refusal.nearest:
        yield from _headed(refusal.nearest, _beside)
        yield _sources(refusal.nearest)


def _beside(excerpt: Excerpt) -> str:
    """The heading of what is shown beside a silence."""
    return "Printed about them" if excerpt.kind is None else f"{_heading(excerpt)}, on other things"


def _silence(refusal: Refusal) -> Text:
    question, people = refusal.question, names(refusal.people)
    who = bold(question.speaker or "that name")
    said: dict[Silence, Text] = {
        Silence.NOTHING_STORED: Text(
            "Nothing is stored yet, so there is nothing to quote. An editor adds articles with /add."
        ),
        Silence.NOBODY_OF_THAT_NAME: Text("Nobody called ") + who + " is quoted here."
        + (f" Quoted here: {people}." if people else ""),
        Silence.NEVER_QUOTED: who + " is named here, but no words are plainly theirs."
        + (f" Quoted in the same articles: {people}." if people else ""),
        Silence.SEVERAL_OF_THAT_NAME: Text("Several people called ") + who
        + f" are quoted here: {people}. Ask with the full name.",
        Silence.NOT_ON_THIS: (bold(people) if people else who) + (" are" if len(refusal.people) > 1 else " is")
        + f" quoted here, but not on {f'“{question.topic}”' if question.topic else 'this'}.",
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
            before = None
            for excerpt in group:
                parts.append(_cited(number, excerpt, before))
                number, before = number + 1, excerpt
        blocks.append(join(parts, "\n"))
    if digest.more:
        blocks.append(italic(f"And {digest.more} more: see /sources, or ask."))
    return blocks


def nothing_new(zone: ZoneInfo, until: datetime) -> Text:
    day = until.astimezone(zone)
    return bold(f"On Record, {day:%A} {day.day} {day:%B}") + "\nNothing new came in since the last digest."
