"""Find in a question whoever the store knows: by name, by part of one, misspelt, or by a printed role.

Nothing is asked of the question's form.  Each link says which words of the question mean whom, and how surely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from retrieval.domain.article import Span
from retrieval.domain.ports import StatementStore
from retrieval.domain.stages import Stage, stage
from retrieval.index.search import PassageSearch
from retrieval.people.descriptions import Fit
from retrieval.people.registry import TITLES, Person, name_form
from retrieval.people.resolver import MAX_NAMES_COMPARED, PeopleResolver, near_surnames, within
from retrieval.text.designations import BODY_NOUNS, is_person_noun, singular
from retrieval.text.normalize import STOPWORDS, fold, word_spans


class How(IntEnum):
    """How words of a question mean somebody."""

    FULL_NAME = 0
    SURNAME = 1
    TYPO = 2
    FIRST_NAME = 3
    ROLE = 4
    SPEAKS_FOR = 5
    MEMBER = 6


# How surely words of a question mean somebody.
FULL_NAME, SURNAME, ROLE, SPEAKS_FOR, MEMBER, FIRST_NAME = 1.5, 1.0, 1.0, 0.7, 0.5, 0.4
# Of a name misspelt, relative to the right one.
TYPO_SHARE = 0.9
# A role of several words ("Utah governor") is surer than one word ("governor").
WORD_OF_A_ROLE = 0.15
# A surname that the articles print far more often than they name the person is an ordinary word ("fox", "price").
MIN_NAMED_SHARE = 0.04
ORDINARY_WORD = 0.5
# Roles found in a question, at most.
MAX_ROLES = 4
MAX_ROLE_WORDS = 5
# Initials of fewer letters may be anybody's; longer words are no initials.
INITIALS = (3, 4)
# Shorter words are no first names.
MIN_FIRST_NAME = 3
# A typo changes a word of at least this many letters, and keeps its first letter.
MIN_TYPO_LETTERS = 4
_ROLES = {
    Fit.HOLDER: (ROLE, How.ROLE),
    Fit.SPEAKS_FOR: (SPEAKS_FOR, How.SPEAKS_FOR),
    Fit.MEMBER: (MEMBER, How.MEMBER),
}
_WHOSE = frozenset("his her its their our my your".split())
# They may stand before the place of an office: "the mayor of the New Town".
_BEFORE_PLACES = frozenset("the new old".split())
_OF = frozenset("of for at from in to with".split())
_NO_NAME = STOPWORDS | frozenset(
    """quote quotes comment comments view views take opinion reaction reactions response statement remarks news
    latest tell think thinks thought want wants wanted beef please pls abt wat whats who's what's said saying tells told
    anything something anyone someone everyone people time year years day days week today yesterday new old first last
    man men woman women guy guys lady ladies person story stuff thing things""".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """Words of a question, at `span`, that may mean each of `people`, with how surely they do.

    `misspelt` if their name only resembles the words: it may be somebody else's.
    """

    span: Span
    people: tuple[Person, ...]
    strength: float
    how: How
    misspelt: bool = False

    @property
    def quoted(self) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.statements)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question with its possible forms: "kushels" may be "kushel's"."""

    forms: tuple[str, ...]
    span: Span
    hyphenated: tuple[str, Span] | None = None

    @property
    def can_name(self) -> bool:
        return self.forms[0] not in _NO_NAME and len(self.forms[0]) > 1


_kept: ContextVar[dict[tuple[FindLinks, str, str | None], list[Link]] | None] = ContextVar("_kept", default=None)


@contextmanager
def links_kept() -> Iterator[None]:
    """Find the links of a text once while one question is answered: several answerers may need them."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


class FindLinks:
    """Links the words of a question to people, bodies and groups that the store knows."""

    def __init__(self, store: StatementStore, search: PassageSearch, find: PeopleResolver) -> None:
        self._store = store
        self._search = search
        self._find = find

    async def __call__(self, text: str, article: str | None = None) -> list[Link]:
        """Return the links in the order of the question; `article` restricts whose uses count.  Raise StorageError."""
        kept, key = _kept.get(), (self, text, article)
        with stage(Stage.LINK):
            if kept is None:
                return await self._linked(text, article)
            if key not in kept:
                kept[key] = await self._linked(text, article)
            return kept[key]

    async def _linked(self, text: str, article: str | None) -> list[Link]:
        asked = _words(text)
        candidates = {form for w in asked if w.can_name for form in w.forms}
        printed = await self._search.printed_counts(candidates)
        joined = {w.hyphenated[0] for w in asked if w.can_name and w.hyphenated is not None}
        known = within(await self._find.everyone(candidates | joined), article)
        links = _by_surname(asked, known, printed)
        taken = _places(links)
        free = [w for w in asked if w.span.start not in taken]
        by_first_name = await self._by_first_name(free, article)
        links = [*_of_their_own_first_names(text, links, by_first_name), *by_first_name]
        taken, called = _places(links), {link.span.end for link in by_first_name}
        free = [w for w in asked if w.can_name and w.span.start not in taken]
        unknown = [w for w in free if not _is_printed(w, printed) or _comes_after(text, w, called)]
        links += await self._misspelt(text, asked, unknown, article)
        links += await self._by_role(text, asked, article)
        return sorted(_outermost(links), key=lambda link: (link.span.start, -link.strength))

    async def _by_first_name(self, asked: Sequence[_Word], article: str | None) -> list[Link]:
        wanted = [w for w in asked if w.can_name and len(w.forms[0]) >= MIN_FIRST_NAME]
        names = await self._store.quoted_with({form for w in wanted for form in w.forms}, article)
        compared = {n for w in wanted for n in [n for n in names if _has_first(n, w.forms)][:MAX_NAMES_COMPARED]}
        quoted = [p for p in within(await self._find.everyone(compared), article) if p.statements] if compared else []
        called = [(w, tuple(p for p in quoted if _has_part(p, w.forms))) for w in wanted]
        return [Link(w.span, people, FIRST_NAME, How.FIRST_NAME) for w, people in called if people]

    async def _misspelt(
        self, text: str, asked: Sequence[_Word], unknown: Sequence[_Word], article: str | None
    ) -> list[Link]:
        """Link words that no article prints to the surnames that they are nearest to, or to names by their initials."""
        if not unknown:
            return []
        surnames = await self._store.quoted_surnames(article)
        links = []
        for word in unknown:
            if (called := await self._by_initials(word, surnames, article)) is not None:
                links.append(Link(word.span, called, SURNAME * TYPO_SHARE, How.TYPO))
                continue
            near = [
                s for form in word.forms if len(form) >= MIN_TYPO_LETTERS
                for s in near_surnames(form, surnames) if s[:1] == form[:1]
            ][:2]  # fmt: skip
            everyone = within(await self._find.everyone(near), article)
            people = [p for p in everyone if p.statements and name_form(p.name).last in near]
            if people and (link := _narrowed(text, asked, word, people)) is not None:
                links.append(link)
        return links

    async def _by_initials(
        self, word: _Word, surnames: Sequence[str], article: str | None
    ) -> tuple[Person, ...] | None:
        """Return the one whose name begins with these letters, part by part: "aoc"; None if nobody's or several do."""
        letters = word.forms[0]
        if len(letters) not in INITIALS:
            return None
        ends = [s for s in surnames if letters.endswith("".join(part[:1] for part in s.split("-")))]
        everyone = within(await self._find.everyone(ends[:MAX_NAMES_COMPARED]), article)
        found = [p for p in everyone if p.statements and any(_initials(a) == letters for a in p.aliases)]
        return (found[0],) if len({fold(p.name) for p in found}) == 1 else None

    async def _by_role(self, text: str, asked: Sequence[_Word], article: str | None) -> list[Link]:
        """Link the longest phrases around a noun for a person or a body that a printed role fits."""
        links: list[Link] = []
        done: set[int] = set()
        for first, last in _role_phrases(asked):
            if len(links) >= MAX_ROLES:
                break
            if done & set(range(first, last + 1)):
                continue
            before = {form for w in asked[max(0, first - 2) : first] for form in w.forms}
            if (article is None and before & _WHOSE) or _is_qualified(text, asked, first, last):
                # "His late mother" is not any mother, nor "the Utah governor" any governor.
                continue
            span = Span(asked[first].span.start, asked[last].span.end)
            found = await self._find.in_role(bare(span.cut(text)), article)
            if found is None or found.fit is Fit.NONE:
                continue
            quoted = tuple(p for p in found.match.people if p.statements)
            if quoted:
                strength, how = _ROLES[found.fit]
                links.append(Link(span, quoted, strength + WORD_OF_A_ROLE * (last - first), how))
                done |= set(range(first, last + 1))
        return links


def _words(text: str) -> list[_Word]:
    """Return the words of a question; two may be a hyphenated surname: "cordon ragot"."""
    found = [_Word(_forms(word), span) for word, span in word_spans(text)]
    joined = [
        replace(one, hyphenated=(f"{one.forms[0]}-{other.forms[0]}", Span(one.span.start, other.span.end)))
        for one, other in pairwise(found)
    ]
    return [*joined, *found[-1:]]


def _forms(word: str) -> tuple[str, ...]:
    """Return a word, and without an "s" that may stand for a possessive."""
    return (word, word[:-1]) if word.endswith("s") and len(word) > 3 else (word,)


def _by_surname(asked: Sequence[_Word], known: Iterable[Person], printed: Mapping[str, int]) -> list[Link]:
    """Link each surname in the question; a first name next to it chooses among those who share it."""
    people = list(known)
    links = []
    for n, word in enumerate(asked):
        if not word.can_name:
            continue
        forms, end = word.forms, word.span.end
        called = [p for p in people if word.hyphenated and _has_surname(p, word.hyphenated[:1])]
        if called and word.hyphenated is not None:
            forms, end = word.hyphenated[:1], word.hyphenated[1].end
        else:
            called = [p for p in people if _has_surname(p, word.forms)]
        if not called:
            continue
        before = [max((_first_names_before(asked, n, a) for a in p.aliases), default=0) for p in called]
        full = max(before)
        chosen = [p for p, count in zip(called, before, strict=True) if count == full]
        start = asked[n - full].span.start
        if full:
            links.append(Link(Span(start, end), tuple(chosen), FULL_NAME, How.FULL_NAME))
            continue
        named = sum(len({u.article for u in p.uses}) for p in chosen)
        ordinary = named < MIN_NAMED_SHARE * max(printed.get(f, 0) for f in forms)
        strength = ORDINARY_WORD if ordinary else SURNAME
        links.append(Link(Span(start, end), tuple(chosen), strength, How.SURNAME))
    return links


def _of_their_own_first_names(text: str, links: Sequence[Link], by_first_name: Sequence[Link]) -> list[Link]:
    """Leave out a surname right after the first name of others: "Boris Hill" is no Hill whom the store knows."""

    def follows(link: Link, first: Link) -> bool:
        between = text[first.span.end : link.span.start]
        others = not {p.name for p in link.people} & {p.name for p in first.people}
        return others and first.span.end <= link.span.start and not between.strip()

    return [x for x in links if x.how is not How.SURNAME or not any(follows(x, first) for first in by_first_name)]


def _has_surname(person: Person, forms: Sequence[str]) -> bool:
    return any(name_form(alias).last in forms for alias in person.aliases)


def _narrowed(text: str, asked: Sequence[_Word], word: _Word, people: Sequence[Person]) -> Link | None:
    """Return a misspelt surname's link; a first name next to it, however spelt, chooses among those it may mean.

    None if what stands before it may be the first name of somebody else: "Boris Johnson" is not Ian Johnston.
    """
    n = asked.index(word)
    before = asked[n - 1] if n and asked[n - 1].can_name else None
    if before is not None and (text[before.span.end : word.span.start].strip() or before.forms[0] in TITLES):
        before = None
    if before is None or is_person_noun(before.forms[0]):
        return Link(word.span, tuple(people), SURNAME * TYPO_SHARE, How.TYPO, misspelt=True)
    called = [p for p in people if any(_is_nearly(before.forms[0], x) for a in p.aliases for x in _given_names(a))]
    if not called:
        return None
    start = n - 1
    while start and any({*asked[start - 1].forms} & {*_given_names(a)} for p in called for a in p.aliases):
        start -= 1
    return Link(Span(asked[start].span.start, word.span.end), tuple(called), FULL_NAME * TYPO_SHARE, How.FULL_NAME)


def _given_names(name: str) -> tuple[str, ...]:
    """Return the parts of a name before the last: of "Mary Jane Wells" the first two."""
    form = name_form(name)
    return form.parts[:-1] or (form.first,)


def _is_nearly(one: str, other: str) -> bool:
    return bool(near_surnames(one, [other]))


def _first_names_before(asked: Sequence[_Word], n: int, name: str) -> int:
    """Return how many words directly before word `n` are the other parts of the name, in order."""
    parts = name_form(name).parts[:-1]
    count = 0
    while count < len(parts) and n - count - 1 >= 0:
        if not {parts[-1 - count], parts[0]} & set(asked[n - count - 1].forms):
            break
        count += 1
    return count


def _is_printed(word: _Word, printed: Mapping[str, int]) -> bool:
    return any(printed[form] for form in word.forms)


def _comes_after(text: str, word: _Word, ends: Iterable[int]) -> bool:
    """Return whether a word follows a first name, which ends at one of these places: "green" in "Marjorie green"."""
    return any(end < word.span.start and not text[end : word.span.start].strip() for end in ends)


def _outermost(links: Sequence[Link]) -> list[Link]:
    """Leave out links within a longer one: "Utah" in "the Utah governor" is not asked about."""
    return [
        link for link in links
        if not any(o.span.holds(link.span) and len(o.span) > len(link.span) for o in links)
    ]  # fmt: skip


def _initials(name: str) -> str:
    """Return the first letters of a name's parts, "aoc": those of a hyphened name count one by one."""
    return "".join(part[:1] for word in name_form(name).parts for part in word.split("-"))


def _has_first(name: str, forms: Sequence[str]) -> bool:
    return bool({*forms} & {*name_form(name).parts[:-1]})


def _has_part(person: Person, forms: Sequence[str]) -> bool:
    return any(_has_first(alias, forms) for alias in person.aliases)


def _places(links: Iterable[Link]) -> set[int]:
    return {place for link in links for place in range(link.span.start, link.span.end)}


def _role_phrases(asked: Sequence[_Word]) -> list[tuple[int, int]]:
    """Return the (first, last) words of the phrases that may be a role, the longest around each noun first."""
    phrases = []
    for n, word in enumerate(asked):
        key = next((f for f in (singular(word.forms[0]), *word.forms) if is_person_noun(f) or f in BODY_NOUNS), None)
        if key is None:
            continue
        ends = [n]
        if n + 2 < len(asked) and asked[n + 1].forms[0] in _OF:
            ends = [end for end in range(min(n + 4, len(asked) - 1), n + 1, -1) if asked[end].can_name] + [n]
        starts = range(max(0, n - MAX_ROLE_WORDS + 1), n + 1)
        phrases += [(start, end) for end in ends for start in starts if start == n or asked[start].can_name]
    return phrases


def _is_qualified(text: str, asked: Sequence[_Word], first: int, last: int) -> bool:
    """Return whether words next to a phrase say whose or which it is: it may not be taken without them."""
    if first and asked[first - 1].can_name and not text[asked[first - 1].span.end : asked[first].span.start].strip():
        return True
    after = [w for w in asked[last + 1 : last + 5] if w.forms[0] not in _BEFORE_PLACES]
    return len(after) >= 2 and after[0].forms[0] in _OF and after[1].can_name


def bare(phrase: str) -> str:
    """Return a phrase without a bare plural or possessive "s" at its end."""
    return phrase.removesuffix("'s").removesuffix("’s")
