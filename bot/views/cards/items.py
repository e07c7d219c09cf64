"""Turn excerpts into the items of a card: in the order in which pages show them, none too long for a message.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.languages.lists import all_of
from bot.languages.speaking import tr
from bot.views.cards.card import Card, Item
from bot.views.replies.excerpts import MIN_SURE_CONFIDENCE, continues, has_name, heading, mentions
from bot.views.replies.same_story import several_papers
from bot.views.rich_text import utf16_length
from retrieval.domain.article import Article, PrintedRole, Span, StatementKind
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Excerpt
from retrieval.people.registry import is_described

# The statements or passages that a card holds; beyond them the reader is invited to name a topic.
MAX_STATEMENTS = 60
# A longer excerpt is shown in parts, each a message of its own.
PART_UNITS = 1_900
# Articles listed on a story, one a paper.
MAX_TOLD = 12
# What is printed instead of a name or as a role is shown whole or not at all.
MAX_PRINTED_CHARS = 80

# Questions whose answer gives several people equal room.
_SHARED_ROOM = frozenset({QuestionKind.SAID_BY, QuestionKind.ABOUT, QuestionKind.COMPARISON})

HeadingOf = Callable[[Excerpt], str]
# The role printed of somebody, by article and name.
Roles = Mapping[tuple[str, str], str]


def items_of(
    excerpts: Sequence[Excerpt], heading_of: HeadingOf, roles: Roles, kind: QuestionKind = QuestionKind.OPEN
) -> tuple[Item, ...]:
    """Return the items for excerpts that stand in the order of `in_turn`; `kind` is that of their question."""
    items: list[Item] = []
    stories: set[int] = set()
    for n, excerpt in enumerate(excerpts):
        further = continues(excerpt, excerpts[n - 1] if n else None)
        item = Item(
            article=excerpt.article,
            span=excerpt.span,
            focus=excerpt.focus,
            heading=heading_of(excerpt),
            role=_role(excerpt, roles),
            remarks=(tr("same statement"),) if further else (*_remarks(excerpt), *_story(excerpt, kind, stories)),
            further=further,
            is_reported=_is_reported(excerpt),
            also=tuple(article.id for article in excerpt.also),
            told=tuple(article.id for article in excerpt.told_by[:MAX_TOLD]),
            is_spoken=has_name(excerpt),
        )
        items += _parts(item)
    return tuple(items)


def in_turn(question: Question, excerpts: Sequence[Excerpt]) -> tuple[list[Excerpt], int]:
    """Return the excerpts that a card holds, and how many statements it leaves out.

    Where several people are asked about, they take turns, so that the first page shows each of them.
    """
    shared = question.kind in _SHARED_ROOM
    runs = groupby(_statements(excerpts), key=lambda one: heading(one[0]) if shared else "")
    queues = [list(run) for _, run in runs]
    longest = max(map(len, queues), default=0)
    statements = [queue[turn] for turn in range(longest) for queue in queues if turn < len(queue)]
    kept = statements[:MAX_STATEMENTS]
    return [e for statement in kept for e in statement], len(statements) - len(kept)


def _statements(excerpts: Sequence[Excerpt]) -> Iterator[list[Excerpt]]:
    together: list[Excerpt] = []
    for excerpt in excerpts:
        if together and not continues(excerpt, together[-1]):
            yield together
            together = []
        together.append(excerpt)
    if together:
        yield together


def _parts(item: Item) -> Iterator[Item]:
    """Cut an excerpt that no message can hold into parts at its spaces; together they are the whole excerpt."""
    text, start = item.article.text, item.span.start
    while utf16_length(text[start : item.span.end]) > PART_UNITS:
        end = start + PART_UNITS // 2
        space = max(text.rfind("\n", start + PART_UNITS // 4, end), text.rfind(" ", start + PART_UNITS // 4, end))
        end = space if space > 0 else end
        yield _part(item, Span(start, end))
        start = end
    yield _part(item, Span(start, item.span.end))


def _part(item: Item, span: Span) -> Item:
    if span == item.span:
        return item
    focus = tuple(Span(max(f.start, span.start), min(f.end, span.end)) for f in item.focus if f.overlaps(span))
    first = span.start == item.span.start
    remarks = item.remarks if first else (tr("continued"),)
    return replace(item, span=span, focus=focus, remarks=remarks, further=item.further if first else True)


def _remarks(excerpt: Excerpt) -> tuple[str, ...]:
    """Return what honesty demands about an excerpt: how it was said, and what the article calls the speaker."""
    remarks = []
    if excerpt.kind is StatementKind.INDIRECT:
        remarks.append(tr("paraphrased"))
    elif excerpt.kind is StatementKind.MIXED:
        remarks.append(tr("partly quoted"))
    if printed := [f"“{mention}”" for mention in mentions(excerpt)]:
        names = all_of(printed)
        whole = tr("the article says {mention}", mention=names)
        fits = len(names) <= MAX_PRINTED_CHARS and "\n" not in names
        remarks.append(whole if fits else tr("the article doesn't give the name"))
    if has_name(excerpt) and excerpt.confidence < MIN_SURE_CONFIDENCE:
        remarks.append(tr("may be someone else's words"))
    return tuple(remarks)


def _story(excerpt: Excerpt, kind: QuestionKind, noted: set[int]) -> list[str]:
    """Return how many papers tell the story of an excerpt, once for each story; `noted` are those it was said of."""
    if excerpt.story is None or excerpt.story.id in noted:
        return []
    papers = several_papers(excerpt, kind)
    noted |= {excerpt.story.id} if papers else set()
    return [papers] if papers else []


def _is_reported(excerpt: Excerpt) -> bool:
    """Return whether the words are not surely the speaker's own."""
    return excerpt.kind is not StatementKind.DIRECT or excerpt.confidence < MIN_SURE_CONFIDENCE


def _role(excerpt: Excerpt, roles: Roles) -> str:
    if len(excerpt.speakers) != 1 or excerpt.speakers[0].might_be:
        return ""
    return roles.get((excerpt.article.id, excerpt.speakers[0].name), "")


def named(excerpts: Sequence[Excerpt]) -> list[str]:
    """Return the names of those who speak, in order; roles are left out."""
    speakers = (s.name for e in excerpts for s in e.speakers if not is_described(s, e.article.text))
    return list(dict.fromkeys(speakers))


def roles_printed(excerpts: Sequence[Excerpt], printed: Sequence[PrintedRole]) -> dict[tuple[str, str], str]:
    """Return the role that each article shown prints for a speaker, by article and name; its first, if it has several.

    Another article may print the same name of somebody else.
    """
    shown = {e.article.id for e in excerpts}
    roles: dict[tuple[str, str], str] = {}
    for role in printed:
        words = role.span.cut(role.article.text)
        if role.article.id in shown and len(words) <= MAX_PRINTED_CHARS and "\n" not in words:
            roles.setdefault((role.article.id, role.name), words)
    return roles


def shown_on(card: Card, page: range, excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Return the excerpts that a page of a card shows, whole or in part."""
    items = card.items[page.start : page.stop]
    shown = (next((e for e in excerpts if e.article == i.article and e.span.holds(i.span)), None) for i in items)
    return list({(e.article.id, e.span): e for e in shown if e is not None}.values())


def papers(articles: Sequence[Article]) -> int | None:
    """Count the publishers of articles; None if one names none."""
    names = {article.publisher for article in articles}
    return None if None in names else len(names)
