"""Tell people apart by their names across articles: who is who, by what names and in what roles.  Pure.

Nothing is stored but what each article prints; who is who is found out from that whenever it is asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from retrieval.domain.article import KnownBy, NameUse, Reading, Span, Speaker
from retrieval.text.normalize import fold
from retrieval.text.person_names import SUFFIXES

# What stands before a surname and belongs to it: "de Blasio", "van der Bellen".
_PARTICLES = frozenset("de da di del della der den van von bin ibn al el la le mac du dos st".split())
_TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady president pres premier pm minister ambassador amb senator sen representative rep
    congressman congresswoman governor gov mayor judge justice secretary general gen colonel professor prof pope king
    queen prince princess chancellor leader chairman chairwoman spokesman spokeswoman democrat republican candidate
    nominee
    engineer doctor nurse inspector architect lawyer teacher coach captain actor actress author writer poet historian
    economist analyst journalist reporter editor pilot professor lieutenant sergeant sgt capt lt detective prosecutor
    sheriff attorney commissioner director surgeon scientist researcher rabbi imam archbishop reverend rev
    conductor""".split()
)
# Stand before a title, and alone before nobody's name: "US Ambassador Hill", but "US Steel".
_BEFORE_TITLES = frozenset(
    "us uk eu former vice deputy prime foreign defense defence democratic presidential rival chief senior".split()
)
# No title stands before these: "General Motors", "Justice Department".
_NO_PERSON = frozenset(
    """of to for in at department ministry motors electric mills dynamics assembly party committee convention council
    league office administration campaign who""".split()
)
_JOINING = frozenset({"of", "for", "on"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or an organisation, with every article's use of a name for them.

    `might_be`: the articles print only a name that several people share, and do not say which; then these.
    """

    name: str
    uses: tuple[NameUse, ...]
    might_be: tuple[str, ...] = ()

    @property
    def statements(self) -> int:
        """How many are theirs; what copies of one article print counts once."""
        return sum(self.of_origins.values())

    @property
    def of_origins(self) -> dict[str, int]:
        """How many statements of theirs each origin has that quotes them: of copies, the one with the most."""
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
        """Every form of the name that is printed, the most frequent first."""
        return tuple(name for name, _ in Counter(u.name for u in self.uses).most_common())

    def within(self, article: str | None) -> Person | None:
        """The same as far as one article goes; None where it does not name them."""
        uses = tuple(u for u in self.uses if article in {None, u.article})
        return replace(self, uses=uses) if uses else None

    def is_called(self, asked: str) -> bool:
        """Whether they may be meant by `asked`: a full name, a surname, or the whole of a shorter one."""
        form = form_of(asked)
        own = [form_of(name) for name in self.aliases]
        if form.parts[0] == "the":
            # "the Hill" is a newspaper, and nobody of that surname.
            alone = len(form.bare) > 1 or all(len(f.bare) == 1 for f in own)
            return alone and any(f.bare == form.bare for f in own)
        if len(form.parts) == 1:
            # "England" alone is not the Bank of England.
            return any(f.last == form.last and not _JOINING & set(f.parts) for f in own)
        return any(form.may_be(f) or f.ends_with(form) for f in own)

    def is_plainly_meant(self, asked: str) -> bool:
        """Whether a name that may be no question of anybody is theirs: quoted, or printed with what they are.

        "The General Election" is read as somebody called Election: a word in small letters must be more of a name.
        """
        if self.statements:
            return True
        return any(u.roles for u in self.uses) and (not asked[:1].islower() or " " in self.name)


@dataclass(frozen=True, slots=True)
class Form:
    """A name in its folded parts."""

    parts: tuple[str, ...]
    suffix: str = ""

    @classmethod
    def of(cls, name: str) -> Form:
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

    def may_be(self, other: Form) -> bool:
        """Whether two full names fit one person: "Donald Trump", "Donald J. Trump", "D. J. Trump"."""
        if len(self.parts) == 1 or len(other.parts) == 1:
            return self == other
        if (self.last, self.suffix) != (other.last, other.suffix) or not _like(self.first, other.first):
            return False
        if not self.middle or not other.middle:
            return True
        return len(self.middle) == len(other.middle) and all(map(_like, self.middle, other.middle))

    def holds(self, shorter: Form) -> bool:
        """Whether it is a shorter full name with something before it."""
        count = len(shorter.parts)
        return 1 < count < len(self.parts) and self.parts[-count:] == shorter.parts and self.suffix == shorter.suffix

    def ends_with(self, surname: Form) -> bool:
        """Whether `surname`, of several words, is this one's: "de Blasio"."""
        count = len(surname.parts)
        return surname.parts[0] in _PARTICLES and self.parts[-count:] == surname.parts and len(self.parts) > count


def _like(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) == 1 and long.startswith(short))


def surname(name: str) -> str:
    """The folded word that a name is looked up by: its last, "Jr." aside."""
    return form_of(name).last


def is_described(speaker: Speaker, text: str) -> bool:
    """Whether a speaker goes by what is printed for want of a name: "an official", or a "he" of nobody knows whom.

    So do the "Q" and "A" of an interview.
    """
    if speaker.how is KnownBy.TURN and speaker.name in {"Q", "A"}:
        return True
    if speaker.how not in {KnownBy.ROLE, KnownBy.PRONOUN}:
        return False
    return speaker.mention is None or fold(speaker.mention.cut(text)) == fold(speaker.name)


def is_unknown(speaker: Speaker, text: str) -> bool:
    """Whether there is only a pronoun, and nobody knows whose."""
    return speaker.how is KnownBy.PRONOUN and is_described(speaker, text)


def names_in(reading: Reading, text: str) -> list[str]:
    """The names of those whom a text names or quotes, as often as it does."""
    quoted = [s.name for statement in reading.statements for s in statement.speakers if not is_described(s, text)]
    return [*(m.name for m in reading.mentions), *quoted]


def roles_in(reading: Reading, text: str) -> list[tuple[str, Span]]:
    """(name, role as printed) of those whom a text calls by a role, beside their name or in its place."""
    beside = [(m.name, m.role) for m in reading.mentions if m.role is not None]
    instead = [
        (s.name, s.mention)
        for statement in reading.statements
        for s in statement.speakers
        if s.how is KnownBy.ROLE and s.mention is not None and not is_described(s, text)
    ]
    return list(dict.fromkeys(beside + instead))


def untitled(name: str) -> str:
    """A name without the titles before it: "US Ambassador Christopher Hill" is Christopher Hill."""
    parts = name.split()
    keys = [fold(p).strip(".") for p in parts]
    run = next((i for i, k in enumerate(keys) if k not in _TITLES | _BEFORE_TITLES), len(keys))
    while run and keys[run - 1] not in _TITLES:
        run -= 1
    if run == len(keys) or keys[run] in _NO_PERSON:
        return name
    return " ".join(parts[run:])


def people(uses: Iterable[NameUse]) -> list[Person]:
    """Who is who among names with the same last word, the most quoted first.

    Forms that fit one person are one.  A form that fits several ("Hill"; "George Bush" beside George W. and George
    H. W.) means the one whom its own article names more fully, else the only one whom any does, else nobody knows whom.
    """
    by_last: defaultdict[str, list[NameUse]] = defaultdict(list)
    for use in uses:
        by_last[surname(use.name)].append(use)
    found = [person for same in by_last.values() for person in _Surname.of(same).people()]
    return sorted(found, key=lambda p: (-p.statements, -len(p.uses), p.name))


@dataclass(slots=True)
class _Surname:
    """The names with one last word: `whole` forms stand for one person each, and others are told by them."""

    uses: Sequence[NameUse]
    whole: dict[Form, Form] = field(default_factory=dict)
    """A form that says by itself who is meant, and the form that stands for this person."""
    printed: defaultdict[str, set[Form]] = field(default_factory=lambda: defaultdict(set))
    """By article, the people whom it names by a whole form."""
    everyone: list[Form] = field(default_factory=list)
    """The forms that stand for a person each."""

    @classmethod
    def of(cls, uses: Sequence[NameUse]) -> _Surname:
        own = cls(uses)
        forms = list(dict.fromkeys(_form(u) for u in uses))
        articles: defaultdict[Form, set[str]] = defaultdict(set)
        for use in uses:
            articles[_form(use)].add(use.article)
        for form in sorted(forms, key=lambda f: (len(f.parts), f.parts)):
            fits = [f for f in forms if f != form and form.may_be(f)]
            surname_only = len(form.parts) == 1 or any(f.ends_with(form) for f in forms)
            if not surname_only and all(a.may_be(b) for a in fits for b in fits):
                # "Rival Hillary Clinton" beside "Hillary Clinton" in one article is her with a word too many.
                within = (f for f in own.whole if form.holds(f) and articles[form] & articles[f])
                same = next(within, None) or next((f for f in fits if f in own.whole), form)
                own.whole[form] = own.whole.get(same, form)
        for use in uses:
            if (form := _form(use)) in own.whole:
                own.printed[use.article].add(own.whole[form])
        own.everyone = sorted(set(own.whole.values()), key=lambda f: f.parts)
        return own

    def people(self) -> Iterator[Person]:
        groups: defaultdict[tuple[Form, tuple[Form, ...]], list[NameUse]] = defaultdict(list)
        for use in self.uses:
            groups[self._meant(use)].append(use)
        names = {form: _best_name(form, uses) for (form, _), uses in groups.items()}
        for (form, others), uses in groups.items():
            yield Person(names[form], tuple(uses), tuple(sorted(names[o] for o in others)))

    def _meant(self, use: NameUse) -> tuple[Form, tuple[Form, ...]]:
        """The form that stands for the person; where nobody knows which, the form used and those it may stand for."""
        form = _form(use)
        if form in self.whole:
            return self.whole[form], ()
        fitting = [f for f in self.everyone if len(form.parts) == 1 or form.may_be(f) or f.ends_with(form)]
        here = [f for f in fitting if f in self.printed[use.article]]
        candidates = here or fitting
        if len(candidates) == 1:
            return candidates[0], ()
        return form, tuple(candidates)


def _form(use: NameUse) -> Form:
    return form_of(use.name)


@lru_cache(maxsize=10_000)
def form_of(name: str) -> Form:
    """The form of a name without titles.  Remembered: one name stands in thousands of articles."""
    return Form.of(untitled(name))


def _best_name(form: Form, uses: Sequence[NameUse]) -> str:
    """The form of a person's name that most articles use; of several the fullest, and rather with its diacritics."""
    counts = Counter(u.name for u in uses if _form(u).may_be(form)) or Counter(u.name for u in uses)
    name = min(counts, key=lambda n: (-counts[n], -len(n), n.isascii(), n))
    return untitled(name)
