"""Render excerpts: the words verbatim in a block quote, the speaker above, number and place below.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count, groupby

from bot.languages.lists import all_of, any_of
from bot.languages.speaking import marked, number, tr
from bot.views.replies.same_story import named_papers
from bot.views.rich_text import Mark, Style, Text, bold, join
from bot.views.safe_text import speaker_name
from bot.views.sources import also_in, source_line
from retrieval.domain.article import KnownBy, Speaker, StatementKind
from retrieval.domain.reply import Excerpt
from retrieval.people.registry import is_unknown
from retrieval.text.normalize import fold, words

# People listed for a surname if the article does not say which of them it means.
MAX_NAMESAKES_SHOWN = 3
# Below this confidence the reader is warned that the words may be someone else's.
MIN_SURE_CONFIDENCE = 0.5

UNCLEAR_SPEAKER = marked("Speaker unclear")
KIND_NAMES = {
    StatementKind.DIRECT: marked("direct quote"),
    StatementKind.INDIRECT: marked("paraphrased by the article"),
    StatementKind.MIXED: marked("partly quoted, partly paraphrased"),
}


def headed(excerpts: Sequence[Excerpt], heading_of: Callable[[Excerpt], str]) -> Iterator[Text]:
    """Yield the excerpts, numbered from 1, with a heading above each run that shares one."""
    numbered = zip(count(1), excerpts, [None, *excerpts[:-1]], strict=False)
    for heading, group in groupby(numbered, key=lambda one: heading_of(one[1])):
        blocks = [cited(*one) for one in group]
        # One block: with the name at the foot of one message and the words in the next, they would be nobody's.
        yield join([bold(heading), blocks[0]], "\n\n")
        yield from blocks[1:]


def heading(excerpt: Excerpt) -> str:
    """Return who said an excerpt."""
    if excerpt.kind is None:
        return tr("From the articles")
    people = [speaker_name(s.name) + _namesakes(s) for s in excerpt.speakers if not is_unknown(s, excerpt.article.text)]
    return all_of(people) or tr(UNCLEAR_SPEAKER)


def cited(place: int, excerpt: Excerpt, before: Excerpt | None) -> Text:
    """Return the quote with its number, `place`, and where it is printed; `before` is the excerpt above it."""
    return join([_quote(excerpt), Text(f"[{place}] {_remark(excerpt, before)}")], "\n")


def continues(excerpt: Excerpt, before: Excerpt | None) -> bool:
    """Return whether an excerpt is a further piece of the statement before it."""
    return before is not None and excerpt.statement is not None and before.statement == excerpt.statement


def paragraph(text: str, offset: int) -> int:
    """Return which paragraph of a text an offset is in, counted from 1; blank lines do not count."""
    before = text[:offset]
    return 1 + sum(bool(line.strip()) for line in before.split("\n")[:-1])


def sources(excerpts: Sequence[Excerpt], now: datetime | None) -> Text:
    """Return which article each number leads to, which other articles print the same, and who else tells the story."""
    lines = []
    told: set[int] = set()
    for _, group in groupby(enumerate(excerpts, 1), key=lambda one: (one[1].article.id, one[1].article.revision)):
        numbered = list(group)
        first, last = numbered[0][0], numbered[-1][0]
        numbers = f"[{first}]" if first == last else f"[{first}–{last}]"
        lines.append(Text(f"{numbers} ") + source_line(numbered[0][1].article, now))
        copies = {a.id: a for _, e in numbered for a in e.also}
        lines += [also_in(list(copies.values()), now)] if copies else []
        for _, excerpt in numbered:
            # Said once, where the first of its excerpts is.
            if excerpt.story is not None and excerpt.story.id not in told and (papers := named_papers(excerpt)):
                told.add(excerpt.story.id)
                lines.append(papers)
    return join(lines, "\n")


def _namesakes(speaker: Speaker) -> str:
    """Return the people that a shared surname may mean; "" if the article says who it is."""
    if not speaker.might_be:
        return ""
    shown = speaker.might_be[:MAX_NAMESAKES_SHOWN]
    people = [speaker_name(name) for name in shown]
    people += [tr("someone else")] if len(speaker.might_be) > MAX_NAMESAKES_SHOWN else []
    return " " + tr("({people}: the article doesn't say)", people=any_of(people))


def _quote(excerpt: Excerpt) -> Text:
    """Return the excerpt verbatim, the sentences in focus bold if they are only part of it."""
    quote = Mark(Style.QUOTE, 0, len(excerpt.text))
    start = excerpt.span.start
    focus = tuple(Mark(Style.BOLD, f.start - start, f.end - start) for f in excerpt.focus if f != excerpt.span)
    return Text(excerpt.text, (quote, *focus))


def _remark(excerpt: Excerpt, before: Excerpt | None) -> str:
    """Return what the bot says about an excerpt: where it is, how it was said, what the article calls the speaker."""
    first, last = (paragraph(excerpt.article.text, at) for at in (excerpt.span.start, excerpt.span.end))
    if first == last:
        place = tr("paragraph {number}", number=number(first))
    else:
        place = tr("paragraphs {first}–{last}", first=number(first), last=number(last))
    if excerpt.kind is None:
        return place
    if continues(excerpt, before):
        return ", ".join([place, tr("same statement"), tr("continued")])
    printed = [f"“{mention}”" for mention in mentions(excerpt)]
    parts = [f"{place}, {tr(KIND_NAMES[excerpt.kind])}"]
    parts += [tr("the article says {mention}", mention=all_of(printed))] if printed else []
    parts += (
        [tr("may be someone else's words")] if has_name(excerpt) and excerpt.confidence < MIN_SURE_CONFIDENCE else []
    )
    return "; ".join(parts)


def mentions(excerpt: Excerpt) -> list[str]:
    """Return what the article prints instead of the speakers' names."""
    return [mention for s in excerpt.speakers if (mention := _other_mention(s, excerpt.article.text))]


def has_name(excerpt: Excerpt) -> bool:
    """Return whether it is said whose words they are."""
    return any(not is_unknown(s, excerpt.article.text) for s in excerpt.speakers)


def _other_mention(speaker: Speaker, text: str) -> str:
    """Return what the article prints instead of the speaker's name: a pronoun, a role, another name; else ""."""
    if speaker.mention is None:
        return ""
    printed = speaker.mention.cut(text)
    if is_unknown(speaker, text):
        return printed
    by_name = speaker.how in {KnownBy.NAME, KnownBy.TURN} and set(words(printed)) & set(words(speaker.name))
    return "" if by_name or fold(printed) == fold(speaker.name) else printed
