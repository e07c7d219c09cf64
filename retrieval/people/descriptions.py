"""Tell how well a printed description of a source fits a phrase that asks for one.  Pure.

"The governor of Utah" is asked, "Utah Gov." is printed: the same office, of the same place.  "NetChoice" is asked, "an
associate director at NetChoice" is printed: somebody of that body.  Nobody is taken for the holder of an office of
another place, or of one that he held before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from retrieval.domain.article import Span
from retrieval.text.designations import (
    BODY_NOUNS,
    PLACES,
    broader,
    canonical,
    canonical_words,
    forms_of,
    is_person_noun,
    singular,
)
from retrieval.text.normalize import flagged_words, fold

# Another person than the office's holder: the deputy, the one before, the one to come.
FORMER = frozenset("former ex then ousted onetime previous past retired late".split())
_ANOTHER = FORMER | frozenset(
    "vice deputy assistant acting elect designate would shadow interim incoming outgoing rival next sub under".split()
)
# These open the second part of a description: "ambassador | to Serbia".
_PREPOSITIONS = frozenset("of to for at in from with on by who that which near under".split())
# Whom "the director at NetChoice" works for; "the ambassador to Serbia" does not work for Serbia.
_BELONGING = frozenset("of at for with".split())
# These speak in the name of a body, a country or a person.
_SPEAKS_FOR = frozenset(
    "spokesperson government premier president chief-executive minister delegation official lawyer agent".split()
)
_EMPTY = frozenset("person man woman the a an this that certain one some local".split())
# "One of the protesters" is a protester.
_SOME_OF = re.compile(
    r"^(?:one|two|three|some|many|most|several|few|all|each|both|none|dozens|hundreds|thousands|a number|a group"
    r"|another|other)(?: of)? (?:the )?(?=\w)",
    re.IGNORECASE,
)
# Relations to a person, who is often printed by surname: "Dane's lawyer" may be Carla Dane's.
_RELATIONS = frozenset(
    """lawyer spokesperson agent manager publicist friend neighbor colleague aide adviser assistant doctor partner
    mother father wife husband son daughter brother sister grandmother grandfather grandson granddaughter uncle aunt
    cousin nephew niece widow widower girlfriend boyfriend fiance fiancee mentor relative family""".split()
)
_OF_PEOPLE = (_RELATIONS - {"spokesperson"}) | frozenset(
    "critic supporter fan rival ally opponent victim voter".split()
)
_CRITICS = frozenset("critic opponent detractor".split())
# No first names: "West Reading" is another town than "Reading".
_PARTS_OF_PLACES = frozenset(
    """new north south east west northern southern eastern western central upper lower great greater old san santa st
    saint los las el la fort port mount lake""".split()
)
# Abbreviations that the article explains stand behind the description, in brackets.
_EXPLAINED = re.compile(r" \[(?P<long>[^\]]+)\]")


class Fit(IntEnum):
    """How well a printed description fits what was asked for, the worst first."""

    NONE = 0
    MEMBER = 1
    """Somebody of the body asked for: "an associate director at NetChoice"."""
    SPEAKS_FOR = 2
    """Somebody who speaks for it: "a NetChoice spokeswoman"."""
    HOLDER = 3
    """The source itself: "Utah Gov." for "the governor of Utah", "Nepal's civil aviation authority"."""


@dataclass(frozen=True, slots=True)
class Description:
    """A description of a source in canonical words (designations.canonical_words).

    `heads` are its nouns, several in "CEO and founder"; `front` the words up to them, `rest` those after a preposition.
    """

    heads: frozenset[str]
    front: tuple[str, ...]
    rest: tuple[str, ...]
    preposition: str
    another: frozenset[str]

    @classmethod
    def of(cls, phrase: str) -> Description:
        phrase = _SOME_OF.sub("", phrase)
        words = canonical_words(phrase.split(",")[0] if "," in phrase[1:] and not _is_listed(phrase) else phrase)
        cut = next((i for i, (w, _) in enumerate(words) if i and w in _PREPOSITIONS and not words[i][1]), len(words))
        before, after = words[:cut], words[cut + 1 :]
        preposition = words[cut][0] if cut < len(words) else ""
        ends = [i for i, (w, _) in enumerate(before) if w == "and"] + [len(before)]
        heads = {before[i - 1][0] for i in ends if i and (i == len(before) or is_person_noun(before[i - 1][0]))}
        another = {w for w, _ in before if w in _ANOTHER and w not in heads}
        return cls(
            frozenset(heads),
            tuple(w for w, carries in before if (carries or w in PLACES) and w not in _EMPTY),
            tuple(w for w, carries in after if (carries or w in PLACES) and w not in _EMPTY),
            preposition,
            frozenset(another),
        )

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.front, *self.rest)

    @property
    def of_a_person(self) -> bool:
        """Return whether it is headed by a noun for a person, not for a body, and not by a name."""
        return any(is_person_noun(head) or broader(head) - {head} for head in self.heads) and not (
            self.heads <= BODY_NOUNS
        )


def fit(asked: str, printed: str) -> Fit:
    """Return how well a printed description fits the one asked for.

    `printed` may carry explained abbreviations in square brackets (`with_explanations`).
    """
    wanted = described(asked)
    if not wanted.words:
        return Fit.NONE
    explained = _EXPLAINED.search(printed)
    forms = [printed] if explained is None else [_EXPLAINED.sub("", printed), explained_form(printed)]
    return max(_fit(wanted, described(form)) for form in forms)


def is_former(asked: str, printed: str, held: Iterable[str]) -> bool:
    """Return whether a printed role says that an office asked for was held before: "former President".

    `held` are the roles that fit.  "The former mayor of Brod" may well be mayor of Split.
    """
    wanted, own = described(asked), described(printed)
    if not own.another & FORMER or wanted.another & FORMER or not _agree(wanted.heads, own.heads):
        return False
    place = [w for w in own.words if w not in own.heads | own.another]
    plain = [w for role in held for w in described(role).words] + list(wanted.words)
    return all(_has(plain, w) for w in place)


def is_of_several(asked: str) -> bool:
    """Return whether a phrase asks for several sources: "the villagers"."""
    head = _head(asked)
    return singular(head) != head


def is_a_people(asked: str) -> bool:
    """Return whether a phrase asks for people by where they are from, or what they believe: "Palestinians in Gaza"."""
    head = _head(asked)
    one = head.removesuffix("s")
    of_a_place = {word for word, _ in canonical([(one, True)])} <= PLACES
    return one != head and one not in BODY_NOUNS and (of_a_place or one.endswith("ian"))


def are_critics(asked: str) -> bool:
    """Return whether a phrase asks for those who are against somebody: "Hill's critics"."""
    head = _head(asked)
    return head.endswith("s") and head[:-1] in _CRITICS


def _head(asked: str) -> str:
    """Return the last word before a preposition, as it is typed but folded: "villagers" of "the villagers in Lorsa"."""
    words = flagged_words(asked)
    end = next((i for i, (w, carries) in enumerate(words) if i and w in _PREPOSITIONS and not carries), len(words))
    return words[end - 1][0] if words[:end] else ""


def is_of_somebody_unknown(asked: str) -> bool:
    """Return whether a relation is asked for without saying whose: "his mother" is not any mother."""
    first, *rest = fold(asked).split() or [""]
    return first in {"his", "her", "its", "their", "our", "my", "your"} and len(rest) == 1


@lru_cache(maxsize=20_000)
def described(phrase: str) -> Description:
    """Return the parsed phrase.  Cached: the same titles are printed everywhere."""
    return Description.of(phrase)


def _fit(asked: Description, printed: Description) -> Fit:
    if printed.another - asked.another or asked.another - printed.another:
        return Fit.NONE
    further = [w for w in asked.words if w not in asked.heads]
    if _agree(asked.heads, printed.heads):
        others = [w for w in printed.words if w not in printed.heads or w in further]
        missing = [w for w in further if not _has(others, w)]
        return Fit.NONE if missing and not _are_first_names(missing, asked, printed) else Fit.HOLDER
    if asked.of_a_person or not printed.of_a_person:
        return Fit.NONE
    return _of_the_body(asked, printed)


def _are_first_names(missing: Sequence[str], asked: Description, printed: Description) -> bool:
    """Return whether only first names are missing: Carla Dane's lawyer is printed as "Dane's lawyer"."""
    if not asked.heads & _RELATIONS or _PARTS_OF_PLACES & set(missing):
        return False
    owner = [w for w in asked.words if w not in asked.heads]
    given = owner[: len(missing)]
    # The surname must be printed, and no other first name before it.
    rest = [w for w in printed.words if w not in printed.heads]
    return given == list(missing) and len(owner) == len(given) + 1 and len(rest) == 1


def _of_the_body(asked: Description, printed: Description) -> Fit:
    """Return whether the printed person belongs to the body asked for, and may speak for it."""
    at = _names_a_body(asked) or printed.preposition == "at"
    if not at and (len(asked.words) > 1 or printed.heads & _OF_PEOPLE):
        # "Carla Dane" may be asked for: her lawyer does not speak as her, and her critic even less.
        return Fit.NONE
    rest = printed.rest if printed.preposition in _BELONGING else ()
    of = [*(w for w in printed.front if w not in printed.heads), *rest]
    if not all(_has(of, w) for w in asked.words):
        return Fit.NONE
    speaks = any(broader(head) & _SPEAKS_FOR for head in printed.heads)
    # Thousands are "of Texas"; few of them speak for it.
    a_place = set(asked.words) <= PLACES
    if not speaks and a_place:
        return Fit.NONE
    return Fit.SPEAKS_FOR if speaks else Fit.MEMBER


def _names_a_body(asked: Description) -> bool:
    """Return whether a phrase can be no person's name: it has the noun of a body, or a country."""
    return bool(BODY_NOUNS & set(asked.words)) or set(asked.words) <= PLACES


def _agree(asked: Iterable[str], printed: Iterable[str]) -> bool:
    """Return whether a noun asked for is one of those printed, or a broader word for it."""
    return any(_same(a, wider) for a in asked for p in printed for wider in broader(p))


def _has(printed: Iterable[str], word: str) -> bool:
    return any(_same(word, other) for other in printed)


def _same(one: str, other: str) -> bool:
    """Return whether two words differ only in their ending ("Serbia", "Serbian")."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 2


def _is_listed(phrase: str) -> bool:
    """Return whether a comma belongs to a list: "director of commercial, astronaut and international sales"."""
    return re.search(r", (?:[\w'-]+ ){1,4}and |, and ", phrase) is not None


def wanted_stems(asked: str) -> list[frozenset[tuple[str, ...]]]:
    """Return what a description must contain to fit: for each word asked for, its printed forms.

    A form is the beginnings of its words, all of which must be there.
    """
    asked_for = dict.fromkeys(described(asked).words)
    return [frozenset(tuple(map(_stem, form)) for form in forms_of(word)) for word in asked_for]


def _stem(word: str) -> str:
    # An ending of up to two letters may differ ("Serbia", "Serbian"); what is left must still tell words apart.
    return word[: max(4, len(word) - 2)] if len(word) >= 4 else word


_CAPITALS = re.compile(r"[A-Z][A-Za-z]+")
# "the Civil Aviation Authority of Nepal (CAAN)"
_DEFINED = re.compile(r"(?P<long>(?:[\w'’&-]+ ){1,10})\((?:the |or )?(?P<short>[A-Z][A-Za-z]{1,9})\)")


def definitions(text: str) -> list[tuple[str, Span]]:
    """Return the abbreviations that a text explains in brackets, each with the place of its long form."""
    found: dict[str, Span] = {}
    for match in _DEFINED.finditer(text):
        long = _long_form(match["long"].split(), match["short"])
        if long is not None and match["long"].rstrip().endswith(long):
            end = match.start("long") + len(match["long"].rstrip())
            found.setdefault(match["short"], Span(end - len(long), end))
    return list(found.items())


def abbreviations(text: str) -> dict[str, str]:
    """Return the abbreviations that a text explains in brackets, with their long forms as printed."""
    return {short: span.cut(text) for short, span in definitions(text)}


def _long_form(words: Sequence[str], short: str) -> str | None:
    """Return the last words whose initials are the abbreviation's letters, small words aside."""
    letters = [c for c in fold(short) if c.isalpha()]
    if sum(map(str.isupper, short)) < 2:
        return None
    for start in range(len(words) - 1, -1, -1):
        run = words[start:]
        initials = [fold(part)[0] for w in run for part in w.split("-") if part[:1].isupper()]
        if initials == letters and run[0][:1].isupper():
            return " ".join(run)
        if len(initials) > len(letters):
            return None
    return None


def with_explanations(description: str, known: Mapping[str, str]) -> str:
    """Return a description with the long form of each abbreviation in it, in square brackets behind it."""
    short = dict.fromkeys(word for word in _CAPITALS.findall(description) if word in known)
    return description + "".join(f" [{one} = {known[one]}]" for one in short)


def explained_form(printed: str) -> str:
    """Return a description with each explained abbreviation in its long form: "a spokesman of the Aviation Board"."""
    bare = _EXPLAINED.sub("", printed)
    for match in _EXPLAINED.finditer(printed):
        short, _, long = match["long"].partition(" = ")
        without = " ".join(re.sub(rf"\b{re.escape(short)}(?:['’]s)?(?!\w)", "", bare).split())
        alone = re.sub(r"^(?:the|a|an)$", "", without.casefold()) == ""
        bare = long if alone else f"{without} of {long}"
    return bare
