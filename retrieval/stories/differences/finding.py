"""Find the differences between the articles of a story.  Pure; it reads whole texts, so not for the event loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations

from retrieval.domain.article import Article, Span, StoredStatement
from retrieval.domain.reply import Difference, DifferenceKind, Excerpt
from retrieval.stories.differences.aligning import Alignment, align
from retrieval.stories.differences.comparing import Found, compared
from retrieval.stories.differences.days import Day
from retrieval.stories.differences.reading import Name, Sentence, is_rare, read
from retrieval.stories.differences.tables import SCOPES
from retrieval.stories.differences.wordings import wordings
from retrieval.text.normalize import content_words, paper_key, words

# Reports further apart are of two moments, whatever they are about: prices, for one, are of a day.
MAX_APART = timedelta(hours=18)
# A count that grows differs between two moments by itself.
MAX_APART_GROWING = timedelta(hours=6)
MAX_DIFFERENCES = 3
# The first sentences say what an article is on.
OPENING = 3


def find_differences(
    articles: Sequence[Article], statements: Sequence[StoredStatement] = (), most: int = MAX_DIFFERENCES
) -> tuple[Difference, ...]:
    """Return what the articles of one story print differently, at most `most`, each once.

    Near-duplicates count as one: the first of each origin is compared.  Only articles of different, known papers are:
    what one paper prints anew is an update or the next report in a row, and contradicts nothing.  `statements` are
    what the articles quote; without them, the wordings of quotations are not compared.
    """
    firsts: dict[str, Article] = {}
    for article in articles:
        firsts.setdefault(article.origin, article)
    texts = [(a, read(a)) for a in firsts.values() if a.publisher]
    found: list[Difference] = []
    for (one, mine), (other, theirs) in combinations(texts, 2):
        if _are_of_one_paper(one, other) or not _within(one, other, MAX_APART):
            continue
        quoted = ([s for s in statements if s.article.id == a.id] for a in (one, other))
        growing = _within(one, other, MAX_APART_GROWING)
        if _are_of_two_moments(one, other):
            continue
        one_subject = _are_on_one_subject(mine, theirs)
        for difference in (*_between(mine, theirs, growing=growing), *wordings(*quoted)):
            if not one_subject and not _is_who(difference, mine, theirs):
                continue
            if not any(_repeats(difference, known) for known in found):
                found.append(difference)
            if len(found) == most:
                return tuple(found)
    return tuple(found)


def _are_of_one_paper(one: Article, other: Article) -> bool:
    return paper_key(one.publisher or "") == paper_key(other.publisher or "")


def _within(one: Article, other: Article, most: timedelta) -> bool:
    """Return whether two articles were published close together; articles without a date may have been."""
    if one.published is None or other.published is None:
        return True
    if _is_a_day(one.published) or _is_a_day(other.published):
        return abs(one.published.date() - other.published.date()) <= timedelta(most.days)
    return abs(one.published - other.published) <= most


def _is_a_day(moment: datetime) -> bool:
    """Return whether only the day was printed."""
    return not (moment.hour or moment.minute or moment.second)


def _are_on_one_subject(mine: Sequence[Sentence], theirs: Sequence[Sentence]) -> bool:
    """Return whether one article prints the name that the other is mostly about, if both have names.

    Reports in one form, such as two firms' results, differ in everything and contradict each other in nothing.
    """
    if not mine or not theirs or _have_foreign_headlines(mine, theirs):
        return False
    one, other = _subjects(mine), _subjects(theirs)
    if not one or not other:
        return _have_one_headline(mine, theirs)
    return any(_is_named(n, theirs) for n in one) or any(_is_named(n, mine) for n in other)


def _have_foreign_headlines(mine: Sequence[Sentence], theirs: Sequence[Sentence]) -> bool:
    """Return whether each headline has a name that the other article does not print."""
    one, other = ({w for w in words(side[0].article.title or "") if is_rare(w)} for side in (mine, theirs))
    printed, rivals = (own | {w for s in side for w in s.printed} for own, side in ((one, mine), (other, theirs)))
    return bool(one - rivals and other - printed)


def _have_one_headline(mine: Sequence[Sentence], theirs: Sequence[Sentence]) -> bool:
    """Return whether the headline of one article has no word more than the other's; True without headlines."""
    one, other = ({*content_words(side[0].article.title or "")} if side else set() for side in (mine, theirs))
    return one <= other or other <= one


def _is_who(difference: Difference, mine: Sequence[Sentence], theirs: Sequence[Sentence]) -> bool:
    """Return whether two articles differ in the only name that each of them prints."""
    named = ({n.parts for s in side for n in s.names if not n.is_source} for side in (mine, theirs))
    only = all(len(names) == 1 for names in named)
    return difference.kind is DifferenceKind.NAME and only and _have_one_headline(mine, theirs)


def _subjects(sentences: Sequence[Sentence]) -> list[Name]:
    """Return the name that an article prints first, and the one it prints most."""
    names = [n for s in sentences for n in s.names if not n.is_source]
    counts = Counter(n.parts for n in names)
    most = [max(names, key=lambda n: counts[n.parts])] if names else []
    return [*names[:1], *most]


def _periods(mine: Sequence[Sentence], theirs: Sequence[Sentence], known: Sequence[Span]) -> bool:
    """Return whether the openings are on two periods, apart from those at the `known` places."""
    one, other = (
        [d for s in side[:OPENING] for d in s.days if d.is_period and d.span not in known] for side in (mine, theirs)
    )
    both = [(a, b) for a in one for b in other if a.is_like(b)]
    return bool(both) and not any(a.agrees(b) for a, b in both)


def _are_of_two_moments(one: Article, other: Article) -> bool:
    """Return whether the headlines place two reports at different hours: "early trading", "close"."""
    mine, theirs = ({*words(a.title or "")} & SCOPES for a in (one, other))
    return bool(mine - theirs and theirs - mine)


def _between(mine: Sequence[Sentence], theirs: Sequence[Sentence], *, growing: bool) -> Iterator[Difference]:
    """Yield the differences of two articles; `growing` says whether counts that grow can be compared."""
    pairs = [pair for one in mine for other in theirs if (pair := align(one, other)) is not None]
    for pair in pairs:
        found = compared(pair) if _is_best(pair, pairs) else None
        if found is not None and not _is_explained(found, pair, mine, theirs, growing=growing):
            yield Difference(found.kind, (_side(pair.one, found.one), _side(pair.other, found.other)))


def _is_best(pair: Alignment, others: Sequence[Alignment]) -> bool:
    """Return whether neither sentence is closer to another one of the other article."""
    rivals = (p for p in others if p is not pair and (p.one is pair.one or p.other is pair.other))
    return all(p.both <= pair.both for p in rivals)


def _is_explained(
    found: Found, pair: Alignment, mine: Sequence[Sentence], theirs: Sequence[Sentence], *, growing: bool
) -> bool:
    """Return whether a count grew, or one article prints elsewhere what the other prints here: both know of it."""
    if found.kind is DifferenceKind.FIGURE:
        one = next(f for f in pair.one.figures if f.span == found.one)
        other = next(f for f in pair.other.figures if f.span == found.other)
        if (one.grows and not growing) or (not one.grows and _periods(mine, theirs, ())):
            return True
        return any(
            figure.is_printed_as(f) or (figure.grows and figure.counts == f.counts and figure.agrees(f))
            for figure, elsewhere in ((one, theirs), (other, mine))
            for s in elsewhere
            for f in s.figures
        )
    if found.kind is DifferenceKind.DATE:
        day = next(d for d in pair.one.days if d.span == found.one)
        rival_day = next(d for d in pair.other.days if d.span == found.other)
        # Months and years are printed for comparison too; a weekday is not.
        return day.is_period and (
            _is_dated(day, theirs) or _is_dated(rival_day, mine) or _periods(mine, theirs, (found.one, found.other))
        )
    if found.kind is DifferenceKind.NAME:
        name = next(n for n in pair.one.names if n.span == found.one)
        rival = next(n for n in pair.other.names if n.span == found.other)
        return _is_named(name, theirs) or _is_named(rival, mine)
    return False


def _is_named(name: Name, sentences: Sequence[Sentence]) -> bool:
    return any(s.prints(name) for s in sentences)


def _is_dated(day: Day, sentences: Sequence[Sentence]) -> bool:
    return any(day.agrees(d) for s in sentences for d in s.days if d.is_like(day))


def _side(sentence: Sentence, focus: Span) -> Excerpt:
    return Excerpt(article=sentence.article, span=sentence.span, focus=(focus,))


def _repeats(one: Difference, other: Difference) -> bool:
    """Return whether a difference is known already: a side of it was found before."""
    return any(a.article.id == b.article.id and a.focus[0].overlaps(b.focus[0]) for a in one.sides for b in other.sides)
