"""Tell people apart by their names across articles, with all their names and roles.  Pure.

Only what each article prints is stored; who is who is worked out from that at each question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from retrieval.domain.article import KnownBy, NameUse, Reading, Span, Speaker
from retrieval.people.descriptions import definitions
from retrieval.text.designations import BODY_NOUNS, is_person_noun
from retrieval.text.normalize import fold, words
from retrieval.text.person_names import SUFFIXES
from retrieval.text.scripts import mixed_scripts

# Words before a surname that belong to it: "de Blasio", "van der Bellen".
_PARTICLES = frozenset("de da di del della der den van von bin ibn al el la le mac du dos st".split())
TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady president pres premier pm minister ambassador amb senator sen representative rep
    congressman congresswoman governor gov mayor judge justice secretary general gen colonel professor prof pope king
    queen prince princess chancellor leader chairman chairwoman spokesman spokeswoman democrat republican candidate
    nominee
    engineer doctor nurse inspector architect lawyer teacher coach captain actor actress author writer poet historian
    economist analyst journalist reporter editor pilot professor lieutenant sergeant sgt capt lt detective prosecutor
    sheriff attorney commissioner director surgeon scientist researcher rabbi imam archbishop reverend rev
    conductor""".split()
)
# Words that may come before a title, but not directly before a name: "US Ambassador Hill", but "US Steel".
_BEFORETITLES = frozenset(
    "us uk eu former vice deputy prime foreign defense defence democratic presidential rival chief senior".split()
)
# What comes before one of these is no title: "General Motors", "Justice Department".
_NO_PERSON = frozenset(
    """of to for in at department ministry motors electric mills dynamics assembly party committee convention council
    league office administration campaign who""".split()
)
# Occupations that are first names or surnames just as often.
_ALSO_FIRST_NAMES = frozenset(
    """hunter dean king prince duke earl pope bishop judge major marshal baron butcher carpenter cook farmer fisher
    miller mason page painter porter priest ranger runner sailor skipper trainer tanner walker winger cardinal boy
    girl man woman child dj friend victim model monk guard forward""".split()
)
_JOINING = frozenset({"of", "for", "on"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or an organisation, with every article's use of a name for them.

    `might_be` names the people that a shared name may stand for, if the articles do not say which.
    """

    name: str
    uses: tuple[NameUse, ...]
    might_be: tuple[str, ...] = ()

    @property
    def statements(self) -> int:
        """Count their statements; those in copies of one article count once."""
        return sum(self.statements_by_origin.values())

    @property
    def statements_by_origin(self) -> dict[str, int]:
        """Return their number of statements per original article; of its copies, the one with the most counts."""
        articles: Counter[tuple[str, str]] = Counter()
        for use in self.uses:
            articles[use.copy_of or use.article, use.article] += use.statements
        most: dict[str, int] = {}
        for (origin, _), count in articles.items():
            if count:
                most[origin] = max(most.get(origin, 0), count)
        return most

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return every printed form of the name, the most frequent first."""
        return tuple(name for name, _ in Counter(u.name for u in self.uses).most_common())

    def within(self, article: str | None) -> Person | None:
        """Return the person with one article's uses only (None: all); None if it does not name them."""
        uses = tuple(u for u in self.uses if article in {None, u.article})
        return replace(self, uses=uses) if uses else None

    def is_called(self, asked: str) -> bool:
        """Return whether `asked` may mean them: a full name, a surname, or all of a shorter name."""
        form = name_form(asked)
        own = [name_form(name) for name in self.aliases]
        if form.parts[0] == "the":
            # "The Hill" is a newspaper, not a person of that surname.
            alone = len(form.bare) > 1 or all(len(f.bare) == 1 for f in own)
            return alone and any(f.bare == form.bare for f in own)
        if len(form.parts) == 1:
            # "England" alone is not the Bank of England.
            return any(f.last == form.last and not _JOINING & set(f.parts) for f in own)
        return any(form.may_be(f) or f.ends_with(form) for f in own)

    def is_plainly_meant(self, asked: str) -> bool:
        """Return whether `asked`, which may be no name at all, is theirs: they are quoted, or printed with a role.

        "The General Election" is read as somebody called Election, so a lower-case word needs a full name behind it.
        """
        if self.statements:
            return True
        return any(u.roles for u in self.uses) and (not asked[:1].islower() or " " in self.name)


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as folded words, for comparing names.

    A name that mixes scripts is one word whatever its spaces: its letters pretend to be others, so it shares no surname
    and no initial with anybody.
    """

    parts: tuple[str, ...]
    suffix: str = ""

    @classmethod
    def of(cls, name: str) -> NameForm:
        if mixed_scripts(name):
            return cls((fold(name),))
        parts = [p for p in (p.strip(".,") for p in fold(name).split()) if p]
        suffix = parts.pop() if len(parts) > 1 and parts[-1] in SUFFIXES else ""
        return cls(tuple(parts) or (fold(name),), suffix)

    @property
    def first(self) -> str:
        return self.parts[0]

    @property
    def last(self) -> str:
        return self.parts[-1]

    @property
    def middle(self) -> tuple[str, ...]:
        return self.parts[1:-1]

    @property
    def bare(self) -> tuple[str, ...]:
        return self.parts[1:] if self.parts[0] == "the" and len(self.parts) > 1 else self.parts

    def may_be(self, other: NameForm) -> bool:
        """Return whether two full names fit one person: "Donald Trump", "Donald J. Trump", "D. J. Trump"."""
        if len(self.parts) == 1 or len(other.parts) == 1:
            return self == other
        if (self.last, self.suffix) != (other.last, other.suffix) or not _fits_initial(self.first, other.first):
            return False
        if not self.middle or not other.middle:
            return True
        return len(self.middle) == len(other.middle) and all(map(_fits_initial, self.middle, other.middle))

    @property
    def tails(self) -> Iterator[NameForm]:
        """Yield the full names that this is with something before them, the shortest first."""
        return (NameForm(self.parts[-count:], self.suffix) for count in range(2, len(self.parts)))

    def ends_with(self, surname: NameForm) -> bool:
        """Return whether `surname`, of several words like "de Blasio", ends this name."""
        count = len(surname.parts)
        return surname.parts[0] in _PARTICLES and self.parts[-count:] == surname.parts and len(self.parts) > count


def _fits_initial(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) == 1 and long.startswith(short))


def surname(name: str) -> str:
    """Return the folded word that a name is looked up by: the last, without "Jr." and the like."""
    return name_form(name).last


def is_described(speaker: Speaker, text: str) -> bool:
    """Return whether a speaker has no name, only a printed description: "an official", an unresolved "he".

    The "Q" and "A" of an interview count as well.
    """
    if speaker.how is KnownBy.TURN and speaker.name in {"Q", "A"}:
        return True
    if speaker.how not in {KnownBy.ROLE, KnownBy.PRONOUN}:
        return False
    return speaker.mention is None or fold(speaker.mention.cut(text)) == fold(speaker.name)


def is_unknown(speaker: Speaker, text: str) -> bool:
    """Return whether a speaker is only an unresolved pronoun."""
    return speaker.how is KnownBy.PRONOUN and is_described(speaker, text)


def names_in(reading: Reading, text: str) -> list[str]:
    """Return the names of the people that a text names or quotes, once for each time."""
    quoted = [s.name for statement in reading.statements for s in statement.speakers if not is_described(s, text)]
    return [*(m.name for m in reading.mentions), *quoted]


def roles_in(reading: Reading, text: str) -> list[tuple[str, Span]]:
    """Return pairs of a name and a printed role, for roles next to a name and roles in place of one."""
    next_to_name = [(m.name, role) for m in reading.mentions for role in m.roles]
    in_place_of_name = [
        (s.name, s.mention)
        for statement in reading.statements
        for s in statement.speakers
        if s.how is KnownBy.ROLE and s.mention is not None and not is_described(s, text)
    ]
    named = {*names_in(reading, text)}
    long_forms = [(short, span) for short, span in definitions(text) if short in named]
    return list(dict.fromkeys(next_to_name + in_place_of_name + long_forms))


def description_keys(reading: Reading, text: str) -> list[str]:
    """Return the folded descriptions under which speakers are stored: of those without a name, and names of bodies."""
    speakers = {s.name: s for statement in reading.statements for s in statement.speakers}
    return [
        fold(name)
        for name, s in speakers.items()
        if (s.how is KnownBy.ROLE if is_described(s, text) else BODY_NOUNS & set(words(name)))
    ]


def untitled(name: str) -> str:
    """Strip the titles before a name: "US Ambassador Christopher Hill" becomes "Christopher Hill".

    An occupation, with whatever comes before it, is stripped from a full name only: "Singer Alma Kaprano".
    """
    parts = name.split()
    keys = [fold(p).strip(".") for p in parts]
    run = next((i for i, k in enumerate(keys) if k not in TITLES | _BEFORETITLES), len(keys))
    while run and keys[run - 1] not in TITLES:
        run -= 1
    run = max(run, _end_of_occupation(keys))
    if run == len(keys) or keys[run] in _NO_PERSON:
        return name
    return " ".join(parts[run:])


def _end_of_occupation(keys: Sequence[str]) -> int:
    """Return the index after the last occupation that has a full name behind it: "Walmart CEO | Doug McMillon"."""
    end = next((i + 1 for i in range(len(keys) - 3, -1, -1) if _is_occupation(keys[i])), 0)
    # Not "Farmers Insurance Group"; but the committee in "National Committee Chair Ann Lee" is part of the title.
    return 0 if (BODY_NOUNS | _JOINING) & set(keys[end:]) else end


def _is_occupation(key: str) -> bool:
    return key not in _ALSO_FIRST_NAMES and (is_person_noun(key) or is_person_noun(key.split("-", maxsplit=1)[0]))


def people(uses: Iterable[NameUse]) -> list[Person]:
    """Work out the people behind these uses of names, the most quoted first.

    Only names with the same last word can be one person.  All forms that fit one person are joined.  A form that fits
    several people ("Hill", or "George Bush" next to George W. and George H. W.) means the one whom its own article
    names in full, else the only one named in any article; else it stays open.
    """
    by_last: defaultdict[str, list[NameUse]] = defaultdict(list)
    for use in uses:
        by_last[surname(use.name)].append(use)
    found = [person for same in by_last.values() for person in _Surname.of(same).people()]
    return sorted(found, key=lambda p: (-p.statements, -len(p.uses), p.name))


class _FullNames:
    """Forms with one last word, found by their first: companies alone may share one (“Inc”) by the thousand."""

    def __init__(self, forms: Sequence[NameForm]) -> None:
        self._forms = forms
        self._place = {form: n for n, form in enumerate(forms)}
        self._by_first: defaultdict[str, list[NameForm]] = defaultdict(list)
        self._by_initial: defaultdict[str, list[NameForm]] = defaultdict(list)
        for form in forms:
            self._by_first[form.first].append(form)
            self._by_initial[form.first[:1]].append(form)

    def like(self, form: NameForm) -> list[NameForm]:
        """Return the forms that may be the same full name, the form itself as well, in their order."""
        initial = form.first[:1]
        near = self._by_initial[initial]
        if form.first != initial:
            near = sorted((*self._by_first[form.first], *self._by_first[initial]), key=self._place.__getitem__)
        return [f for f in near if form.may_be(f)]

    def ending_with(self, surname: NameForm) -> list[NameForm]:
        """Return the forms that end with a surname of several words."""
        return [f for f in self._forms if f.ends_with(surname)] if surname.first in _PARTICLES else []

    def meant_by(self, form: NameForm) -> Sequence[NameForm]:
        """Return the forms of those whom a form may mean, in their order."""
        if len(form.parts) == 1:
            return self._forms
        ending = self.ending_with(form)
        return sorted({*self.like(form), *ending}, key=self._place.__getitem__) if ending else self.like(form)


@dataclass(slots=True)
class _Surname:
    """The names with one last word.  `whole` forms stand for one person each; the others are resolved to them."""

    uses: Sequence[NameUse]
    whole: dict[NameForm, NameForm] = field(default_factory=dict)
    """For each form that identifies a person by itself, the form that stands for this person."""
    printed: defaultdict[str, set[NameForm]] = field(default_factory=lambda: defaultdict(set))
    """For each article, the people that it names by a whole form."""
    everyone: _FullNames = field(default_factory=lambda: _FullNames(()))
    """The forms that each stand for a person."""
    fitting: dict[NameForm, Sequence[NameForm]] = field(default_factory=dict)
    """For each form that is open, the people that it fits."""

    @classmethod
    def of(cls, uses: Sequence[NameUse]) -> _Surname:
        own = cls(uses)
        forms = list(dict.fromkeys(_form(u) for u in uses))
        articles: defaultdict[NameForm, set[str]] = defaultdict(set)
        for use in uses:
            articles[_form(use)].add(use.article)
        full = _FullNames(forms)
        for form in sorted(forms, key=lambda f: (len(f.parts), f.parts)):
            fits = [f for f in full.like(form) if f != form]
            surname_only = len(form.parts) == 1 or full.ending_with(form)
            if not surname_only and all(a.may_be(b) for a in fits for b in fits):
                # In an article with "Hillary Clinton", "Rival Hillary Clinton" is the same person with an extra word.
                within = (f for f in form.tails if f in own.whole and articles[form] & articles[f])
                same = next(within, None) or next((f for f in fits if f in own.whole), form)
                own.whole[form] = own.whole.get(same, form)
        for use in uses:
            if (form := _form(use)) in own.whole:
                own.printed[use.article].add(own.whole[form])
        own.everyone = _FullNames(sorted(set(own.whole.values()), key=lambda f: f.parts))
        return own

    def people(self) -> Iterator[Person]:
        groups: defaultdict[tuple[NameForm, tuple[NameForm, ...]], list[NameUse]] = defaultdict(list)
        for use in self.uses:
            groups[self._person_of(use)].append(use)
        names = {form: _best_name(form, uses) for (form, _), uses in groups.items()}
        for (form, others), uses in groups.items():
            yield Person(names[form], tuple(uses), tuple(sorted(names[o] for o in others)))

    def _person_of(self, use: NameUse) -> tuple[NameForm, tuple[NameForm, ...]]:
        """Return the form that stands for the person; if that is open, the form used and those it may stand for."""
        form = _form(use)
        if form in self.whole:
            return self.whole[form], ()
        if form not in self.fitting:
            self.fitting[form] = self.everyone.meant_by(form)
        fitting = self.fitting[form]
        here = [f for f in fitting if f in self.printed[use.article]] if self.printed[use.article] else ()
        candidates = here or fitting
        if len(candidates) == 1:
            return candidates[0], ()
        return form, tuple(candidates)


def _form(use: NameUse) -> NameForm:
    return name_form(use.name)


@lru_cache(maxsize=10_000)
def name_form(name: str) -> NameForm:
    """Return a name's form without titles.  Cached: one name may be in thousands of articles."""
    return NameForm.of(untitled(name))


def _best_name(form: NameForm, uses: Sequence[NameUse]) -> str:
    """Return the form of a name that most articles use; in a tie the longest, and preferably with its diacritics."""
    counts = Counter(u.name for u in uses if _form(u).may_be(form)) or Counter(u.name for u in uses)
    name = min(counts, key=lambda n: (-counts[n], -len(n), n.isascii(), n))
    return untitled(name)
