"""Find the names in a text, and the longest form of each, by simple rules on capital letters.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.domain.article import Mention, Span
from retrieval.text.normalize import MARKS, STOPWORDS, fold, fold_in_place
from retrieval.text.sentences import sentences

_CAP = rf"(?:[A-Z]\.){{2,}}|[A-Z][\w{MARKS}’'-]*"
_SEQUENCE = re.compile(
    rf"\b(?:{_CAP})(?:[ ](?:(?:de|da|di|del|der|den|dos|van|von|bin|ibn|al|el|la)[ ]){{0,3}}(?:[A-Z]\.|{_CAP}))*"
)

# Words before a name that are not part of it.
_TITLES = frozenset(
    """president premier prime minister ambassador chancellor senator secretary general mr mrs ms miss dr sir lord lady
    king queen prince princess pope governor mayor judge justice professor representative congressman congresswoman
    captain colonel major lieutenant sergeant officer director chairman chairwoman chief executive spokesman spokeswoman
    spokesperson analyst analysts foreign defence defense interior vice deputy former minister-president leader coach
    speaker commissioner attorney sheriff reverend bishop archbishop rabbi imam sen rep gov gen col capt lt sgt adm
    rev hon councilwoman councilman councillor councilor alderman inspector prosecutor detective lawmaker""".split()
)
SUFFIXES = frozenset("jr sr ii iii iv v vi vii viii xiv xvi".split())
# Titles that are surnames just as often: "Charlie King", "Mr. Pope".
_TITLES_AND_NAMES = frozenset("king bishop pope prince major judge queen lord".split())
# Words capitalised by grammar or the calendar, not as names.
_NOT_NAMES = STOPWORDS | frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december yes no however meanwhile although since inside outside instead according
    asked both each every earlier later last next most several many some two three four five six seven eight nine ten
    q a yet still even here thus hence despite during among amid unlike unless until while whether perhaps maybe
    indeed instead nevertheless nonetheless moreover furthermore finally first second third ultimately recently
    today yesterday tomorrow tonight everything anything nothing something everyone anyone someone everybody
    nobody""".split()
)
# Verbs that headlines capitalise too: "Obama Says Trump …".
_VERBS = frozenset(
    """says said calls called tells told asks asked warns warned vows vowed claims claimed urges urged slams slammed
    blasts blasted speaks spoke goes gets could would should""".split()
)
# "the Bank of England", "the Center for Strategic and International Studies": the words after it are part of the name.
_INSTITUTIONS = frozenset(
    """academy agency association authority bank board bureau center centre chamber college commission committee council
    court department faculty federation foundation house institute institution ministry office school society
    university""".split()
)
_INSTITUTION_OF = re.compile(r"\b(?:Ministry|Department|Court|Office|Secretariat) (?:of|for)(?: the)? $")
_PART_OF_NAME = re.compile(r" (?:of|for|on)(?: the)? ")


def mentions(text: str) -> list[Mention]:
    """Find every name, in reading order; `name` is the longest form in this text that ends in the same word.

    A single capitalised word that opens a sentence counts only if the text also prints it inside a sentence.
    """
    folded = fold_in_place(text)
    openings = {s.start for s in sentences(text)} | {s.start + 1 for s in sentences(text)}
    runs = [run for m in _SEQUENCE.finditer(folded) for run in _clauses(folded, m.start(), m.end())]
    spans = list(_institutions(folded, [s for run in runs for s in _trim(folded, run.start, run.end)]))
    inside = {word for s in spans if s.start not in openings for word in folded[s.start : s.end].split()}
    # The last word of a full name is a name wherever it stands.
    inside |= {parts[-1] for s in spans if len(parts := folded[s.start : s.end].split()) > 1}
    kept = [s for s in spans if s.start not in openings or _is_name(folded, s, inside)]
    return list(_with_full_names(text, kept))


def _is_name(folded: str, span: Span, inside: set[str]) -> bool:
    parts = span.cut(folded).split()
    return len(parts) > 1 or parts[0] in inside


def _clauses(folded: str, start: int, end: int) -> Iterator[Span]:
    """Split a run of capitalised words at the verbs of a headline; "George Will" has none."""
    at = start
    for word in re.finditer(r"\S+", folded[start:end]):
        first, last = start + word.start(), start + word.end()
        if word.group().lower() in _VERBS and first > at:
            yield Span(at, first - 1)
            at = last + 1
    if at < end:
        yield Span(at, end)


def _institutions(folded: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Join the parts of institutions' names, and pass other names on."""
    held: Span | None = None
    for s in spans:
        if held is not None and _continues(folded[held.start : held.end], folded[held.end : s.start]):
            held = Span(held.start, s.end)
            continue
        if held is not None:
            yield held
        held = s
    if held is not None:
        yield held


def _continues(name: str, between: str) -> bool:
    """Return whether the words after an institution's name are part of it."""
    if between == " and ":
        return re.match(r".*\b(?:for|on) |Department of |Ministry of ", name) is not None
    return last_part(name) in _INSTITUTIONS and _PART_OF_NAME.fullmatch(between) is not None


def _trim(folded: str, start: int, end: int) -> Iterator[Span]:
    """Drop titles, leading grammar words and trailing possessives from a run of capitalised words."""
    tokens = [(m.start() + start, m.group()) for m in re.finditer(r"\S+", folded[start:end])]
    keys = [fold(t).removesuffix("'s") for _, t in tokens]
    first = 0
    ends = len(keys) - sum(key.strip(".") in SUFFIXES for key in keys[-1:])
    institution = _INSTITUTION_OF.search(folded, max(0, start - 24), start) is not None
    for i, key in enumerate(keys):
        owner = i + 1 < len(tokens) and re.search(r"['’]s?$", tokens[i][1]) is not None
        surname = key in _TITLES_AND_NAMES and i + 1 == ends and (i > first or _addressed(folded, start))
        if institution:
            # "the Ministry of Foreign Affairs"
            continue
        if (key in _TITLES and not surname) or owner or (i == first and key in _NOT_NAMES):
            # "Fox's Chris Wallace": the possessive before a name is not part of it.
            first = i + 1
    if first == 0 and _follows_office(folded, start) and len(tokens) > 2:
        # "Ambassador to Serbia Christopher Hill": the place comes before the name.
        first = len(tokens) - 2
    if first == len(tokens):
        return
    last = tokens[-1][0] + len(re.sub(r"['’]s?$", "", tokens[-1][1]))
    if last > tokens[first][0] + 1:
        yield Span(tokens[first][0], last)


def _addressed(folded: str, start: int) -> bool:
    """Return whether a form of address precedes: in "Mr. King", King is a name."""
    return re.search(r"\b(?:Mr|Mrs|Ms|Dr|Miss)\.? $", folded[max(0, start - 6) : start]) is not None


def _follows_office(folded: str, start: int) -> bool:
    before = re.search(r"(\w+) (?:to|of|for)(?: the)? $", folded[max(0, start - 40) : start])
    return before is not None and before.group(1).lower() in _TITLES


def _with_full_names(text: str, spans: Sequence[Span]) -> Iterator[Mention]:
    """Give a bare surname the full name that ends in it, unless two full names do."""
    full: dict[str, str] = {}
    shared: set[str] = set()
    for s in spans:
        name = s.cut(text)
        if _PART_OF_NAME.search(name):
            # "England" alone is not the Bank.
            continue
        if " " in name and fold(full.setdefault(last_part(name), name)) != fold(name):
            shared.add(last_part(name))
    for s in spans:
        printed = s.cut(text)
        bare = last_part(printed)
        yield Mention(printed if " " in printed or bare in shared else full.get(bare, printed), s)


def last_part(name: str) -> str:
    """Return the folded last word of a name, without "Jr.": surnames are compared by it."""
    parts = fold(name).split(" ")
    while len(parts) > 1 and parts[-1].strip(".") in SUFFIXES:
        parts.pop()
    return parts[-1]


def is_title(word: str) -> bool:
    """Return whether a word is a title, which precedes names without being part of them: "Mr.", "Senator"."""
    return fold(word).strip(".") in _TITLES
