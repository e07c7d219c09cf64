"""Decide where the name of a person begins in a run of capitalised words.  Pure.

Each way to cut a run in two ("Lumenco CEO | Petra Lindqvist") is scored word by word: by how such words are mostly used
(word_kinds.py), by what the text prints of them elsewhere (evidence.py), and by the few titles that are known.  The
whole run is scored too, as a person's name and as a thing's; a cut must be better than both by a margin.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from retrieval.text.names.evidence import Evidence
from retrieval.text.names.runs import Run, Token
from retrieval.text.names.tables import DEMONYMS, ROLE_ABBREVIATIONS, SUFFIXES, TITLES, TITLES_AND_NAMES
from retrieval.text.names.word_kinds import WordKinds, kinds

# All numbers are log-odds, like those of the words.
MARGIN = 0.8
"""How much better a cut must be than none."""
TITLE = 3.0
"""For a known title before a name."""
EVIDENCE = 1.5
"""For what the text prints elsewhere."""
ADDRESSED = 4.0
"""For a word that stands after "Mr" somewhere."""
LOWEST = -2.5
"""No word counts against a reading more than this; the last word, which heads a thing's name, counts up to twice."""
OPENING = 1.0
"""For a word that opens a sentence to be a common one."""
SINGLE = -3.0
"""For one word alone as the name behind others: "Model Amira" is seldom, "Wall Street" frequent."""
TITLED = 4.5
"""For a name right behind a known title, where a single word is as good as two: "President Reed"."""
MIDDLE = -0.7
"""For each further name, or a given name in the place of a family name."""
INITIAL = 0.8
GIVEN = 0.5
THING_WORD = 1.05
SURE = 0.5
"""How much better a name must be as a person's than as a thing's."""
MIN_PLACE = 3
# "Tran Thi Lan Huong"
MAX_EASTERN = 4
MAX_RUN_WORDS = 12
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,2}(?:-[A-Z]\.?)?")
_ACRONYM = re.compile(r"[A-Z]{2,5}s?")


class RunKind(Enum):
    """What a run names.  `THING`: a place, a body, a work, a surname alone, or whatever the words do not show."""

    PERSON = auto()
    THING = auto()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a run with its likely uses here."""

    use: WordKinds
    title: bool = False
    initial: bool = False
    demonym: bool = False
    silent: bool = False
    """A particle or a suffix: it says nothing."""
    alone: bool = False

    @property
    def before(self) -> float:
        """How well it stands before a name."""
        use = self.use
        return TITLE if self.title else max(use.common, use.other, LOWEST) - max(use.given, use.family, 0.0) / 2


def name_in(run: Run, evidence: Evidence) -> tuple[Sequence[Token], RunKind]:
    """Return the tokens of the name within a run, and what it names; no tokens if the run is only a title."""
    tokens = run.tokens
    if len(tokens) > MAX_RUN_WORDS or tokens[0].key == "the":
        return tokens, RunKind.THING
    shouted = all(t.printed.isupper() for t in tokens)
    words = [_word(token, evidence, opens=run.opens and n == 0, shouted=shouted) for n, token in enumerate(tokens)]
    words = [words[0], *(_behind(words[n - 1], words[n], tokens[n], shouted=shouted) for n in range(1, len(words)))]
    person, thing = _as_person(words), _as_thing(words)
    best, first, before = max(person, thing) + MARGIN, 0, 0.0
    for n in range(1, len(words)):
        before += words[n - 1].before
        rest = _as_person(words[n:])
        score = before + rest + _binding(words[n - 1], words[n])
        known = n + 1 < len(words) and run.keys[n:] in evidence.whole
        if known and before > 0 and not words[n].title and rest > _as_thing(words[n:]):
            score += 2 * EVIDENCE
        if score > best and not words[n - 1].silent:
            best, first = score, n
    if first == 0 and _only_opens(run, words, evidence):
        first = 1
    if _only_title(tokens, words, first):
        return (), RunKind.THING
    if first:
        person, thing = _as_person(words[first:]), _as_thing(words[first:])
    alone = len(words) - first == 1
    return tokens[first:], RunKind.PERSON if person > thing + SURE and not alone else RunKind.THING


def _behind(before: _Word, word: _Word, token: Token, *, shouted: bool) -> _Word:
    """Return a word as it is likely used behind another one."""
    if before.use.given > GIVEN and not before.title and (token.key in TITLES_AND_NAMES or word.demonym):
        # "Sacha Baron Ellis", "Molly Dane"
        return replace(word, use=kinds(token.printed), title=False, demonym=False)
    if word.initial and len(token.printed) > 1 and token.printed.isalpha() and not shouted:
        # A player's position, as in "Browns DL Marcus Reyes": initials within a name have dots.
        return replace(word, use=WordKinds(LOWEST, LOWEST, word.use.common, EVIDENCE), initial=False)
    return word


def _binding(before: _Word, name: _Word) -> float:
    """Return what a word says for a name right behind it."""
    if before.title:
        return TITLED
    return TITLED / 2 if before.demonym and name.alone else 0.0


def is_demonym(key: str) -> bool:
    """Return whether a folded word names somebody by where they come from: "Scot", "Frenchwoman", "Parisians"."""
    if key in DEMONYMS or key.removesuffix("s") in DEMONYMS or key.endswith("ians"):
        return True
    place = re.sub(r"s?(?:wom[ae]n|m[ae]n)$", "", key)
    return len(place) > MIN_PLACE and place != key and (place in DEMONYMS or kinds(place).other > EVIDENCE / 2)


def is_likely_person(name: str) -> bool:
    """Return whether a name of several words is more likely a person's than a thing's, by its words alone."""
    words = [_plain_word(printed) for printed in name.split()]
    return len(words) > 1 and _as_person(words) > _as_thing(words)


def _word(token: Token, evidence: Evidence, *, opens: bool, shouted: bool) -> _Word:
    word = _plain_word(token.printed, shouted=shouted)
    given, family, common, other = word.use
    if token.key in evidence.addressed:
        return replace(word, use=WordKinds(given, family + ADDRESSED, common, other), alone=True)
    if token.key in evidence.articled:
        given, other = given - EVIDENCE, other + EVIDENCE
    alone = token.key in evidence.alone and token.key not in evidence.articled
    if token.key in evidence.lower:
        # "the poll", but also "said Poll"
        common, family = (common - EVIDENCE, max(family, 0.0)) if alone else (common + EVIDENCE, family)
    if opens:
        # Here a capital says nothing.
        common += OPENING
    return replace(word, use=WordKinds(given, family, common, other), alone=alone)


@functools.lru_cache(maxsize=20_000)
def _plain_word(printed: str, *, shouted: bool = False) -> _Word:
    key = printed.lower().strip(".'")
    use = kinds(printed)
    if (printed[:1].islower() and "-" not in printed) or key in SUFFIXES:
        return _Word(use, silent=True)
    if key in TITLES or key in ROLE_ABBREVIATIONS or key.rpartition("-")[2] in TITLES - TITLES_AND_NAMES:
        return _Word(WordKinds(min(use.given, -EVIDENCE), use.family, max(use.common, 1.0), use.other), title=True)
    if is_demonym(key):
        return _Word(WordKinds(LOWEST, use.family, use.common, -LOWEST), demonym=True)
    if _INITIALS.fullmatch(printed):
        # "JP Mason", but "QB Darnell Foley".
        return _Word(
            WordKinds(use.given, use.family, use.common, INITIAL if printed.isalpha() else use.other), initial=True
        )
    if _ACRONYM.fullmatch(printed) and not shouted:
        return _Word(WordKinds(LOWEST, LOWEST, use.common, EVIDENCE))
    return _Word(use)


def _as_person(words: Sequence[_Word]) -> float:
    """Score words as the name of one person: given names or initials, then a family name, or the other way round."""
    said = [w for w in words if not w.silent]
    if not said:
        return 4 * LOWEST
    last = said[-1].use
    if len(said) == 1:
        known = EVIDENCE if said[0].alone else 0.0
        return max(last.family, last.given, 2 * LOWEST) + (known if len(words) == 1 else 0.0) + SINGLE
    if said[-1].initial:
        return 4 * LOWEST
    first = INITIAL if said[0].initial else said[0].use.given
    middle = sum(INITIAL / 2 if w.initial else max(w.use.given, w.use.family, LOWEST) + MIDDLE for w in said[1:-1])
    western = max(first, LOWEST) + middle + max(last.family, last.given + MIDDLE, 2 * LOWEST)
    # "Xi Jinping": hardly any word in the lists is a Chinese given name, but hardly any of these is a common word.
    rest = min(
        max(w.use.given, w.use.family, 0.0 if max(w.use.common, w.use.other) < THING_WORD else LOWEST) for w in said[1:]
    )
    eastern = said[0].use.family + rest + MIDDLE if len(said) <= MAX_EASTERN else 4 * LOWEST
    return max(western, eastern)


def _open_score(use: WordKinds) -> float:
    """Return 0 for a word that may be anything, and a low score for one that is mostly a common word or a place."""
    return 0.0 if max(use.common, use.other) < THING_WORD else LOWEST


def _as_thing(words: Sequence[_Word]) -> float:
    return sum(max(w.use.common, w.use.other, LOWEST) for w in words if not w.silent)


def _only_opens(run: Run, words: Sequence[_Word], evidence: Evidence) -> bool:
    """Return whether the first word only opens the sentence: the rest is a name elsewhere, "Often Calvex" is not."""
    keys = run.keys
    use = words[0].use
    common = use.common > max(use.given, use.family) + OPENING and not words[0].title
    return run.opens and common and keys not in evidence.whole and keys[1:] in evidence.whole


def _only_title(tokens: Sequence[Token], words: Sequence[_Word], first: int) -> bool:
    """Return whether a run ends in a title, so that it names an office: "Trade Secretary", but not "Stephen King"."""
    if not words[-1].title:
        return False
    surname = tokens[-1].key in TITLES_AND_NAMES
    return not surname or (len(words) - first == 1 and not words[-1].alone)
