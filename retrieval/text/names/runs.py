"""Cut a text into runs of capitalised words, which hold the names.  Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.text.names.tables import (
    GRAMMAR_AND_NAMES,
    HEADLINE_VERBS,
    MONTHS_AND_DAYS,
    NOT_NAMES,
    PARTICLES,
    ROLE_ABBREVIATIONS,
)
from retrieval.text.names.word_kinds import kinds
from retrieval.text.normalize import MARKS, STOPWORDS, fold
from retrieval.text.sentences import sentences

_ARABIC = r"(?:[Aa]l|[Ee]l|[Aa]s|[Aa]sh|[Aa]d|[Aa]r|[Aa]n|[Aa]t|[Aa]z)-(?=[A-Z])"
_CAP = rf"(?:[A-Z]\.){{2,}}|(?<![&.])[A-Z]\.(?=[ ][A-Z])|(?:{_ARABIC})?[A-Z][\w{MARKS}’'-]*"
_PARTICLE = "|".join(sorted(PARTICLES))
RUN = re.compile(
    rf"\b(?:(?:de|da|di|del|della|von|van|bin|ibn|al|el)[ ](?:(?:der|den|la)[ ])?)?"
    rf"(?:{_CAP})(?:[ ](?:(?:{_PARTICLE})[ ]){{0,3}}(?:{_CAP}))*"
)
_ARTICLE_BEFORE = re.compile(r"\b(?:the|a|an|his|her|their|our|my|white|black|red|blue) $")
_BEFORE_DATE = re.compile(r"\b(?:in|of|on|since|by|until|from|to|last|next|early|late|mid|this|\d+)[ -]$")
_OWNER = re.compile(r"['’]s?$")
# A line is a headline from this share of capitalised words on.
HEADLINE_SHARE = 0.75
HEADLINE_WORDS = 4
# From these log-odds on, a word is a name of people.
MIN_GIVEN_ODDS = 0.5
_VERB_ENDS = frozenset("ll ve d m s re t".split())
# A line with more of these is a list of names, such as a team.
_LISTED, MAX_LISTED = re.compile(r"[,;]"), 2
# "London-based", "Brandt-directed"; "R-Utah"
ADJECTIVE = re.compile(r"^[RDI]-[A-Z]|-(?:[a-z]+(?:ed|ing)|based|born|style|type|like|wide|era|only)$")
_STOP = re.compile(r"[.;!?] ")
_LINE = re.compile(r"[^\n]+")
_LONG_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a run, with its folded form."""

    span: Span
    printed: str
    key: str

    @property
    def is_particle(self) -> bool:
        return self.printed[:1].islower() and "-" not in self.printed


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words in a row.

    `opens`: they open a sentence, where the first capital says nothing.  `headline`: they are in a line where no
    capital says anything.
    """

    tokens: tuple[Token, ...]
    opens: bool
    headline: bool

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(t.key for t in self.tokens)

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].span.start, self.tokens[-1].span.end)


def runs(folded: str) -> list[Run]:
    """Return the runs of a folded text, without grammar words at their ends, in reading order."""
    found = sentences(folded)
    openings = {start for s in found for start in _first_letters(folded, s)}
    headlines = [m.span() for m in _LINE.finditer(folded) if _is_headline(m.group())]
    cut: list[Run] = []
    for match in RUN.finditer(folded):
        tokens = list(_tokens(folded, match))
        headline = _holds(headlines, match.start())
        for part in _apart(tokens, in_headline=headline):
            opens = bool(part) and (part[0].span.start in openings or _opens_quote(folded, part[0].span.start))
            if trimmed := _trimmed(part, folded, opens=opens):
                cut.append(Run(tuple(trimmed), opens and trimmed[0] is part[0], headline))
    return cut


def _opens_quote(folded: str, at: int) -> bool:
    """Return whether a word follows a colon or a quotation mark, which ask for a capital too."""
    return folded[at - 1 : at] in {'"', "'"} or folded[max(0, at - 2) : at] in {": ", "- ", "* "}


def _first_letters(folded: str, sentence: Span) -> Iterator[int]:
    """Yield where a sentence may begin: behind its opening marks."""
    at = sentence.start
    while at < sentence.end and not folded[at].isalnum() and at < sentence.start + 4:
        at += 1
    yield from range(sentence.start, at + 1)


def _tokens(folded: str, match: re.Match[str]) -> Iterator[Token]:
    begin = match.start()
    for word in re.finditer(r"\S+", match.group()):
        printed = word.group()
        start = begin + word.start()
        yield Token(Span(start, start + len(printed)), printed, fold(_OWNER.sub("", printed)).rstrip(".,'"))


def _apart(tokens: Sequence[Token], *, in_headline: bool) -> Iterator[list[Token]]:
    """Split a run at the verbs of a headline and behind a possessive: "Fox's Chris Wallace"."""
    part: list[Token] = []
    for n, token in enumerate(tokens):
        if (part and _is_verb(tokens, n)) or (in_headline and _is_plain(token)):
            yield part
            part = []
        elif n + 1 < len(tokens) and _OWNER.search(token.printed):
            # What somebody owns may be anything: the possessor is no part of its name.
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _is_verb(tokens: Sequence[Token], n: int) -> bool:
    """Return whether a word is a headline's verb: "Obama Says Trump …", but not in "Hassan Said told us"."""
    surname = tokens[n].key in GRAMMAR_AND_NAMES and n + 1 == len(tokens) and _is_given(tokens[n - 1])
    return tokens[n].key in HEADLINE_VERBS and not surname


def _is_given(token: Token) -> bool:
    """Return whether a word is a person's name, so that what follows may be the surname."""
    use = kinds(token.printed)
    return max(use.given, use.family) > MIN_GIVEN_ODDS and use.given > max(use.common, use.other)


def _is_plain(token: Token) -> bool:
    """Return whether a word in a headline is a common one."""
    return kinds(token.printed).common > 1.0 or token.key in NOT_NAMES


def _trimmed(tokens: Sequence[Token], folded: str, *, opens: bool) -> list[Token]:
    """Drop grammar words and particles at both ends, and the possessive ending of the last word."""
    left = list(tokens)
    while left and _precedes(left[0]) and not _opens_name(left, folded, opens=opens):
        left.pop(0)
        # In "As The Gaze reported" the article does not open the sentence.
        opens = False
    while len(left) > 1 and (left[-1].is_particle or _is_grammar(left[-2], left[-1])):
        left.pop()
    if not left:
        return left
    last = left[-1]
    if (bare := _OWNER.sub("", last.printed)) != last.printed and bare:
        left[-1] = Token(Span(last.span.start, last.span.start + len(bare)), bare, last.key)
    return left if left[-1].span.end > left[0].span.start + 1 else []


def _precedes(token: Token) -> bool:
    """Return whether a word in front of a name is no part of it: "However", "Oscar-nominated"."""
    grammar = token.key in NOT_NAMES or is_contraction(token.key) or token.is_particle
    return grammar or ADJECTIVE.search(token.printed) is not None


def _opens_name(tokens: Sequence[Token], folded: str, *, opens: bool) -> bool:
    """Return whether a grammar word or particle in front begins the name: "Will Harper", "de Blasio"."""
    first, rest = tokens[0], tokens[1:]
    if first.key == "the":
        # "The Gaze" inside a sentence is a paper.
        return not opens and len(rest) == 1 and rest[0].key not in NOT_NAMES
    before = folded[max(0, first.span.start - 12) : first.span.start]
    if first.is_particle:
        return bool(rest) and not _ARTICLE_BEFORE.search(before)
    if first.key in MONTHS_AND_DAYS and rest and before.lower().endswith("the "):
        # "the Sunday Times"
        return True
    if not rest or len(rest) > 2 or first.key not in GRAMMAR_AND_NAMES:
        return False
    use = kinds(rest[-1].printed)
    if opens or use.family < max(use.common, use.other):
        return False
    return first.key == "will" or not _BEFORE_DATE.search(before)


def _is_grammar(before: Token, last: Token) -> bool:
    """Return whether the last word of a run is no part of a name: "Friday" in "in Oregon Friday", but not "Will"."""
    if last.key in ROLE_ABBREVIATIONS or is_contraction(last.key):
        return True
    if last.key in MONTHS_AND_DAYS or last.key in GRAMMAR_AND_NAMES:
        return not _is_given(before)
    use = kinds(last.printed)
    return last.key in NOT_NAMES and (len(last.key) == 1 or max(use.given, use.family) < use.common)


def is_contraction(key: str) -> bool:
    """Return whether a folded word is a pronoun with a verb: "we've"."""
    pronoun, _, verb = key.partition("'")
    return verb in _VERB_ENDS and pronoun in STOPWORDS


def _is_headline(line: str) -> bool:
    """Return whether a line capitalises nearly all its words, so that its capitals say nothing."""
    words = _LONG_WORD.findall(line)
    capital = sum(word[0].isupper() for word in words)
    if line.rstrip()[-1:] in ".,;:\"'" or _STOP.search(line) or len(_LISTED.findall(line)) > MAX_LISTED:
        return False
    return len(words) >= HEADLINE_WORDS and capital >= HEADLINE_SHARE * len(words)


def _holds(spans: Sequence[tuple[int, int]], at: int) -> bool:
    before = bisect_right(spans, (at, len(spans) and spans[-1][1])) - 1
    return before >= 0 and spans[before][0] <= at < spans[before][1]
