"""Replies and digests as texts: excerpts verbatim in block quotes, everything else in the bot's own voice.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import accumulate, count, groupby
from zoneinfo import ZoneInfo

from bot.views.rich_text import Mark, Style, Text, bold, italic, join
from bot.views.sources import also_in, dated, days_of, shortened, source_line
from retrieval.answers.digest import Digest
from retrieval.domain.article import KnownBy, Speaker, StatementKind
from retrieval.domain.period import Period
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Remark, Reply
from retrieval.people.registry import is_unknown
from retrieval.text.normalize import fold, words
from retrieval.text.prose import join_names

# Statements in one reply; a person who is quoted more often is asked about a topic.
STATEMENTS = 12
# People whom a surname may mean, told where the article does not say which.
NAMESAKES = 3
# Below this the reader is told that the words may be another's.
UNSURE = 0.5
HOW_TO_ADD = "An editor adds articles with /add, an operator with “onrecord add”."

_SAID = {
    StatementKind.DIRECT: "said directly",
    StatementKind.INDIRECT: "reported by the article, not in quotation marks",
    StatementKind.MIXED: "partly quoted, partly reported",
}

# Questions that ask for what is printed, by day and paper, and those about people who need not be quoted.
_BY_DAY = frozenset({QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS})
_OF_ANYBODY = _BY_DAY | {QuestionKind.ABOUT, QuestionKind.WHO_IS}


def reply_blocks(reply: Reply, *, conversing: bool = False) -> list[Text]:
    """A reply as blocks, each of which should stay on one page.  `conversing`: the reader can ask on."""
    label = reply.question.understood
    understood = [italic(shortened(label))] if label else []
    said = _answer(reply, conversing=conversing) if isinstance(reply, Answer) else _refusal(reply)
    return [*understood, *said]


def shown(reply: Reply) -> list[Excerpt]:
    """The excerpts of a reply that its blocks show."""
    if isinstance(reply, Answer):
        return _shown(reply)[0]
    return [] if reply.reason is RefusalReason.NOTHING_CLOSE else list(reply.nearest)


_CHOICES = frozenset({RefusalReason.SEVERAL_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN, RefusalReason.WHO_IS_MEANT})


def choices(reply: Reply) -> tuple[str, ...]:
    """The people among whom the reader is to choose."""
    choosing = isinstance(reply, Refusal) and reply.reason in _CHOICES
    return reply.people if choosing and isinstance(reply, Refusal) else ()


def _answer(answer: Answer, *, conversing: bool) -> Iterator[Text]:
    shown, left = _shown(answer)
    if only := _only(answer.question, shown):
        yield italic(only)
    yield from _headed(shown, partial(_heading_for, answer.question))
    if left:
        yield italic(_left(left, answer.question.kind, conversing=conversing))
    yield _sources(shown, answer.question.asked_at)
    yield from _remarks(answer.remarks)
    yield from (_reason(refusal) for refusal in answer.unanswered)


def _only(question: Question, shown: Sequence[Excerpt]) -> str:
    """What the answer is confined to by words of the question that an excerpt does not show."""
    came = "published"
    if question.kind is QuestionKind.NEWS:
        # What is new came in, whether or not a date is printed on it.
        came = "published or, without a date, came in"
    elif not all(_is_published_then(e, question.when) for e in shown) and question.kind is QuestionKind.OPEN:
        came = "published or prints a date"
    parts = [f"{came} {days_of(question.when)}"] if question.when else []
    parts += [f"said to {question.audience}, by the words around it"] if question.audience else []
    return f"Only what was {' and '.join(parts)}." if parts else ""


def _is_published_then(excerpt: Excerpt, when: Period | None) -> bool:
    published = excerpt.article.published
    return when is None or (published is not None and when.holds(published))


def _shown(answer: Answer) -> tuple[list[Excerpt], int]:
    """What is shown of an answer, and how many statements or places are not: several people get equal room."""
    places = _places(answer.excerpts)
    fair = answer.question.kind in {QuestionKind.SAID_BY, QuestionKind.ABOUT, QuestionKind.COMPARISON}
    whose = [[p for _, p in group] for _, group in groupby(
        zip(answer.excerpts, places, strict=True), key=lambda one: _heading(one[0]) if fair else ""
    )]  # fmt: skip
    queues = [list(dict.fromkeys(group)) for group in whose]
    turns = sorted((turn, group, place) for group, queue in enumerate(queues) for turn, place in enumerate(queue))
    kept = {place for _, _, place in turns[:STATEMENTS]}
    shown = [e for e, place in zip(answer.excerpts, places, strict=True) if place in kept]
    return shown, places[-1] - len(kept)


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


def _left(number: int, kind: QuestionKind, *, conversing: bool) -> str:
    one, advice = {
        QuestionKind.SAID_BY: ("statement", "ask about a topic to see others"),
        QuestionKind.ABOUT: ("statement", "ask about one person to see others"),
        QuestionKind.COMPARISON: ("statement", "ask about one of them to see others"),
    }.get(kind, ("place", "ask with more words"))
    advice = f"say “more”, or {advice}" if conversing else advice
    return f"{number} more {f'{one} is' if number == 1 else f'{one}s are'} stored: {advice}."


def _remarks(remarks: Sequence[Remark]) -> Iterator[Text]:
    if remarks:
        yield italic(" ".join(_remarked(r) for r in remarks))


def _remarked(remark: Remark) -> str:
    count, one = remark.count, remark.count == 1
    statements = f"{count:,} {'statement' if one else 'statements'}"
    return {
        Note.UNNAMED: f"Left out: {statements} by somebody of that surname whom the article does not name in full.",
        Note.UNDATED: f"Left out: {statements} in articles whose date was not printed.",
        Note.UNDATED_ARTICLES: f"Left out: {count:,} {'article' if one else 'articles'} whose date was not printed.",
        Note.FURTHER: f"{count:,} more {'article is' if one else 'articles are'} as new: ask on a topic to see others.",
        Note.UNREAD: f"{count:,} stored {'article is' if one else 'articles are'} in a language that is not read for "
        "statements.",
        Note.BEHIND: f"{count:,} {'passage' if one else 'passages'} stored a moment ago cannot be searched yet: "
        "ask again in a minute.",
        Note.NEWEST: f"Looked through were the newest {count:,} articles that print it.",
    }[remark.about]


def _heading_for(question: Question, excerpt: Excerpt) -> str:
    """What stands over an excerpt: whose words, or of which day and paper."""
    if question.kind in _BY_DAY:
        told = [dated(excerpt.article.published, question.asked_at), shortened(excerpt.article.publisher or "")]
        return " · ".join(filter(None, told))
    if question.kind is QuestionKind.WHO_IS:
        roles = [f"“{shortened(f.cut(excerpt.article.text))}”" for f in excerpt.focus]
        return f"Printed about {question.speaker}" + (f", as {join_names(roles)}" if roles else "")
    return _heading(excerpt)


def _heading(excerpt: Excerpt) -> str:
    if excerpt.kind is None:
        return "From what is stored"
    people = [s.name + _or_whom(s) for s in excerpt.speakers if not is_unknown(s, excerpt.article.text)]
    return join_names(people) or "It is not plain who said this"


def _is_headed(excerpt: Excerpt) -> bool:
    return any(not is_unknown(s, excerpt.article.text) for s in excerpt.speakers)


def _or_whom(speaker: Speaker) -> str:
    """Said of a name that several people share, where the article does not say which of them it is."""
    if not speaker.might_be:
        return ""
    shown = speaker.might_be[:NAMESAKES]
    further = ", or another" if len(speaker.might_be) > NAMESAKES else ""
    return f" (whether {' or '.join(shown)}{further}, the article does not say)"


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
    first, last = (paragraph(excerpt.article.text, at) for at in (excerpt.span.start, excerpt.span.end))
    place = f" paragraph {first}" if first == last else f" paragraphs {first}–{last}"
    if excerpt.kind is None:
        return place
    if _continues(excerpt, before):
        return f"{place}, the same statement, continued"
    printed = [f"“{said}”" for s in excerpt.speakers if (said := _otherwise(s, excerpt.article.text))]
    unsure = "; perhaps not theirs" if _is_headed(excerpt) and excerpt.confidence < UNSURE else ""
    return f"{place}, {_SAID[excerpt.kind]}" + (f"; the text has {join_names(printed)}" if printed else "") + unsure


def _otherwise(speaker: Speaker, text: str) -> str:
    """What the text has in the place of a speaker's name: a pronoun, a role, another name."""
    if speaker.mention is None:
        return ""
    printed = speaker.mention.cut(text)
    if is_unknown(speaker, text):
        return printed
    by_name = speaker.how in {KnownBy.NAME, KnownBy.TURN} and set(words(printed)) & set(words(speaker.name))
    return "" if by_name or fold(printed) == fold(speaker.name) else printed


def paragraph(text: str, offset: int) -> int:
    """Which paragraph of an article's text this is, from 1; blank lines do not count."""
    before = text[:offset]
    return 1 + sum(bool(line.strip()) for line in before.split("\n")[:-1])


def _sources(excerpts: Sequence[Excerpt], now: datetime | None) -> Text:
    """Which article each number leads to, and which others print the same."""
    lines = []
    for _, group in groupby(enumerate(excerpts, 1), key=lambda one: (one[1].article.id, one[1].article.revision)):
        cited = list(group)
        first, last = cited[0][0], cited[-1][0]
        numbers = f"[{first}]" if first == last else f"[{first}–{last}]"
        lines.append(Text(f"{numbers} ") + source_line(cited[0][1].article, now))
        copies = {a.id: a for _, e in cited for a in e.also}
        lines += [also_in(list(copies.values()), now)] if copies else []
    return join(lines, "\n")


def _refusal(refusal: Refusal) -> Iterator[Text]:
    yield _reason(refusal)
    if refusal.reason is RefusalReason.NOTHING_CLOSE and refusal.nearest:
        nearest = source_line(refusal.nearest[0].article, refusal.question.asked_at)
        yield Text("The nearest thing stored, perhaps on something else: ") + nearest
    elif refusal.nearest:
        yield from _headed(refusal.nearest, lambda excerpt: _beside(excerpt, refusal.reason))
        yield _sources(refusal.nearest, refusal.question.asked_at)
    yield from _remarks(refusal.remarks)
    yield from (_reason(other) for other in refusal.unanswered)


def _beside(excerpt: Excerpt, reason: RefusalReason) -> str:
    """The heading of what is shown beside a silence."""
    if excerpt.kind is None:
        apart = {
            RefusalReason.NEVER_QUOTED: "Printed about them", RefusalReason.NO_ROLE: "Printed about them",
            RefusalReason.NOT_THEN: f"Printed {'at another time' if excerpt.article.published else 'without a date'}",
        }  # fmt: skip
        return apart.get(reason, "Printed, as nobody's words")
    otherwise = {RefusalReason.NOT_THEN: "at another time", RefusalReason.NOT_TO_THEM: "not plainly to them"}
    return f"{_heading(excerpt)}, {otherwise.get(reason, 'on other things')}"


def _reason(refusal: Refusal) -> Text:
    people = join_names(refusal.people)
    whom = refusal.asked or refusal.question.speaker or "that name"
    who = bold(whom)
    known = "known" if refusal.question.kind in _OF_ANYBODY else "quoted"
    said: dict[RefusalReason, Text] = {
        RefusalReason.NOTHING_STORED: Text(
            f"Nothing is stored yet, so there is nothing to quote. {HOW_TO_ADD}"
        ),
        RefusalReason.NOBODY_OF_THAT_NAME: Text("Nobody called ") + who + f" is {known} here."
        + (f" Quoted here: {people}." if people else ""),
        RefusalReason.DID_YOU_MEAN: Text("Nobody called ") + who + f" is {known} here."
        + (f" Did you mean {' or '.join(refusal.people)}?" if people else ""),
        RefusalReason.NEVER_QUOTED: who + " is named here, but no words are plainly theirs."
        + (f" Quoted in the same articles: {people}." if people else ""),
        RefusalReason.SEVERAL_OF_THAT_NAME: Text("Several people called ") + who
        + f" are {known} here: {people}. Ask with the full name.",
        RefusalReason.NO_ROLE: who + " is named here, but no article prints what they are.",
        RefusalReason.NOTHING_MORE: Text("Nothing more is stored on that: all of it was shown."),
        RefusalReason.NOBODY_ELSE: Text("Nobody else is quoted on that here."),
        RefusalReason.NOTHING_BEFORE: Text(
            f"“{shortened(refusal.question.text)}” leans on what was shown before, and there is nothing that it could "
            "mean. Ask the whole question."
        ),
        RefusalReason.WHO_IS_MEANT: Text(
            f"“{whom}” may be {' or '.join(refusal.people)}. Whom do you mean?"
            if refusal.people
            else f"Whom you mean by “{whom}” I cannot tell. Ask with the name."
        ),
        RefusalReason.NOTHING_CLOSE: Text(_nothing_close(refusal.question)),
    }  # fmt: skip
    return said[refusal.reason] if refusal.reason in said else _said_otherwise(refusal)


def _nothing_close(question: Question) -> str:
    if question.kind is QuestionKind.WHO_SAID:
        return "No stored article prints those words."
    return f"Nothing stored is on “{question.topic}”." if question.topic else "Nothing stored answers that."


def _said_otherwise(refusal: Refusal) -> Text:
    """There are words, but not on this, not then, not to them."""
    question = refusal.question
    topic = f"“{question.topic}”" if question.topic else "this"
    if refusal.reason is RefusalReason.NOBODY_ON_THIS:
        return Text(f"Nobody is quoted on {topic} here.")
    if question.kind is QuestionKind.WHO_SAID:
        subject = Text("Those words are printed here")
    elif question.kind is QuestionKind.ABOUT:
        subject = Text(f"Words on {topic} are printed here")
    elif question.kind in _BY_DAY or not (refusal.people or refusal.asked or question.speaker):
        subject = Text(f"Something on {topic} is printed here" if question.topic else "Something is printed here")
    else:
        who = join_names(refusal.people)
        several = len(refusal.people) > 1
        subject = bold(who or refusal.asked or question.speaker or "Somebody") + (
            " are quoted here" if several else " is quoted here"
        )
    if refusal.reason is RefusalReason.NOT_THEN:
        of_a_day = "with a date" if question.kind is QuestionKind.TIMELINE else "of that time"
        when = f"published {days_of(question.when)}" if question.when else of_a_day
        return subject + f", but in nothing {when}."
    if refusal.reason is RefusalReason.NOT_TO_THEM:
        return subject + f", but nowhere plainly to {question.audience or 'them'}."
    what = f", but not with the words “{question.phrase}”." if question.phrase else f", but not on {topic}."
    return subject + what + (f" Names in their words: {join_names(refusal.topics)}." if refusal.topics else "")


def names_known(asked: str, offered: Sequence[str]) -> Text:
    """Nobody is called so; who is."""
    return (
        Text("Nobody called ")
        + bold(asked)
        + " is known here."
        + (f" Known: {join_names(offered)}." if offered else "")
    )


def digest_heading(digest: Digest, zone: ZoneInfo) -> Text:
    day = digest.until.astimezone(zone)
    return bold(f"On Record, {day:%A} {day.day} {day:%B}")


def digest_blocks(digest: Digest, first: int = 1) -> list[Text]:
    """The entries of a digest; citations are numbered from `first`."""
    blocks = []
    number = first
    for entry in digest.entries:
        parts = [source_line(entry.article, digest.until)]
        parts += [also_in(entry.also, digest.until)] if entry.also else []
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
