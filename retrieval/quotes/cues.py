"""Find reporting verbs and the words that are their subject.  Plain rules; pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.model import Mention, Span

_VERBS = """
    said says told tells added adds stated states noted notes warned warns admitted admits acknowledged acknowledges
    confirmed confirms insisted insists argued argues claimed claims explained explains assured assures
    replied replies answered answers wrote writes tweeted tweets declared declares announced announces stressed stresses
    emphasized emphasizes emphasised emphasises remarked remarks observed observes concluded concludes continued
    suggested suggests commented comments complained complains promised promises vowed vows predicted predicts
    joked recalled recalls testified""".split()

_ADVERB = r"(?:(?:also|then|later|again|further|earlier|previously|once|now|simply|repeatedly) )?"
_CUE = re.compile(rf"\b(?:{'|'.join(_VERBS)})\b")
_PRONOUN_BEFORE = re.compile(rf"(?:^|[\s\"“”»(])((?:[Hh]e|[Ss]he)) {_ADVERB}(?:has |had )?$")
_PRONOUN_AFTER = re.compile(r" (he|she)\b")
_NAME_BEFORE = re.compile(rf"(?:, [^,;.]{{1,60}},)? {_ADVERB}(?:has |had )?$")
_ROLE_AFTER = re.compile(r" ((?:the|a|an) (?:[\w-]+ ){0,4}[\w-]+)(?=[.,;:]|$| in | on | at | after )")
_ROLE_BEFORE = re.compile(rf"\b((?:[Tt]he|[Aa]n?) (?:[\w-]+ ){{0,4}}[\w-]+) {_ADVERB}$")
# "the President of Serbia stated", "a visit to Serbia showed": the name belongs to the words before it.
_OFFICE = re.compile(
    r"(?:\b([Tt]he (?:[\w-]+ ){1,4}))?\b(?:of|to|for|in|from|with|by|on|at|against|about|like|than) "
    r"(?:the )?(?:(?:Mr|Mrs|Ms|Dr|Sir|President|Minister|Senator|Ambassador|Governor)\.? )?$"
)
# What goes before a subject in its sentence and takes the words from him: "the man who mocks Hill said".
_ANOTHERS = re.compile(r"\b(?:who|whom|whose|which|that|\w+ing)\b[^,;]*$")
# A saying that is denied, doubted or only supposed is none.
_NOT_SAID = re.compile(
    r"\b(?:if|unless|whether|neither|nor|not|never|nobody|none|no one|untrue|false|fake|rumou?rs?"
    r"|den(?:y|ied|ies|ying))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"”»)]*\s")
# What may follow a name that comes after its verb; another word makes it part of a longer one ("said a Trump aide").
_NAME_ENDS = re.compile(
    r"(?! [a-z])|(?= (?:in|on|at|after|during|before|as|when|while|and|to|this|last|late|earlier|who|from|of"
    r"|through|via|by|with|today|yesterday|tonight|later|again|recently|about)\b)"
)
# "assured the Serbian leader"
_PLACE_ROLE = re.compile(r" ((?:the|a|an) ([A-Z]\w+)(?: [a-z][\w-]*){1,3})(?=[.,;:]|$)")
# A subject comes after its verb only where none can stand before it: in "police said", the police speak.
_NONE_BEFORE = re.compile(rf"(?:^|[^\w\s]\s*|\n\s*){_ADVERB}$")
# No part of a title: after one of these the name is another's ("said a spokesman for Hill", "said after Hill left").
_LEADS_AWAY = r"(?!(?:{})\b)".format(
    "|".join(
        """of to for in from with on at about against after before when while as that than because since into over
        and or but who whose he she it they""".split()
    )
)
# "said Janes analysts Stefano Marras": at most a few words of title or employer come first.
_TITLE_AFTER = re.compile(rf" (?:{_LEADS_AWAY}[\w'-]+ ){{0,4}}")
_TRADE = re.compile(rf" (?:{_LEADS_AWAY}[a-z-]+ ){{1,2}}")
# "said Hill's spokesman"
_POSSESSIVE = re.compile(r"'s\b|' ")
# How far from its verb a subject is looked for, in characters.
_REACH = 160


@dataclass(frozen=True, slots=True)
class Subject:
    """Who utters, as printed: named people, a pronoun, or a role."""

    span: Span
    named: tuple[Mention, ...] = ()
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb with its subject.  `follows` says that the subject comes after it: "said Hill"."""

    span: Span
    subject: Subject
    follows: bool

    @property
    def whole(self) -> Span:
        return Span(min(self.span.start, self.subject.span.start), max(self.span.end, self.subject.span.end))


def cues(folded: str, within: Span, mentions: Sequence[Mention], quoted: Sequence[Span]) -> list[Cue]:
    """The cues of one paragraph that stand outside quotation marks and have a subject beside them.

    `folded` is the whole text by fold_in_place, folded once for all paragraphs; `mentions` and `quoted` are in reading
    order.
    """
    return list(_cues(folded, within, mentions, quoted))


def _cues(folded: str, within: Span, mentions: Sequence[Mention], quoted: Sequence[Span]) -> Iterator[Cue]:
    for match in _CUE.finditer(folded, within.start, within.end):
        verb = Span(match.start(), match.end())
        nearby = bisect_left(quoted, verb.start, key=lambda q: q.start)
        left, right = max(within.start, verb.start - _REACH), min(within.end, verb.end + _REACH)
        if nearby > 0:
            if quoted[nearby - 1].end > verb.start:
                continue
            left = max(left, quoted[nearby - 1].end)
        if nearby < len(quoted):
            right = min(right, quoted[nearby].start)
        breaks = list(_SENTENCE_END.finditer(folded, left, verb.start))
        if _NOT_SAID.search(folded, breaks[-1].end() if breaks else left, verb.start):
            continue
        first, last = (bisect_left(mentions, at, key=lambda m: m.span.start) for at in (left, right))
        around = mentions[first:last]
        if (before := _subject_before(folded, left, verb.start, around)) is not None:
            yield Cue(verb, before, follows=False)
        elif (folded.startswith(" by ", verb.end) or _NONE_BEFORE.search(folded[left : verb.start].lstrip())) and (
            after := _subject_after(folded, verb.end, right, around)
        ) is not None:
            yield Cue(verb, after, follows=True)


def _subject_before(folded: str, left: int, verb: int, mentions: Sequence[Mention]) -> Subject | None:
    before = folded[left:verb]
    if (pronoun := _PRONOUN_BEFORE.search(before)) is not None:
        return Subject(Span(left + pronoun.start(1), left + pronoun.end(1)), pronoun=True)
    ahead = [m for m in mentions if m.span.end < verb]
    named = ahead and _NAME_BEFORE.fullmatch(folded, ahead[-1].span.end, verb)
    if named and (office := _OFFICE.search(folded, left, ahead[-1].span.start)) is not None:
        return Subject(Span(office.start(1), ahead[-1].span.end)) if office.group(1) else None
    if named and _ANOTHERS.search(folded, left, ahead[-1].span.start):
        return None
    if named:
        group = _joined(folded, ahead[::-1])[::-1]
        return Subject(Span(group[0].span.start, group[-1].span.end), named=tuple(group))
    if (role := _ROLE_BEFORE.search(before)) is not None:
        return Subject(Span(left + role.start(1), left + role.end(1)))
    return None


def _subject_after(folded: str, verb: int, right: int, mentions: Sequence[Mention]) -> Subject | None:
    if (pronoun := _PRONOUN_AFTER.match(folded, verb, right)) is not None:
        return Subject(Span(*pronoun.span(1)), pronoun=True)
    behind = [m for m in mentions if verb < m.span.start and m.span.end <= right]
    if behind and (role := _PLACE_ROLE.match(folded, verb, right)) and role.end(2) == behind[0].span.end:
        return Subject(Span(*role.span(1)))
    if behind and _TITLE_AFTER.fullmatch(folded, verb, behind[0].span.start):
        if len(behind) > 1 and _TRADE.fullmatch(folded, behind[0].span.end, behind[1].span.start):
            # An employer stands before the person: "Janes analysts Stefano Marras".
            behind = behind[1:]
        group = _joined(folded, behind)
        if _POSSESSIVE.match(folded, group[-1].span.end) or not _NAME_ENDS.match(folded, group[-1].span.end):
            return None
        return Subject(Span(group[0].span.start, group[-1].span.end), named=tuple(group))
    if (role := _ROLE_AFTER.match(folded, verb, right)) is not None:
        return Subject(Span(*role.span(1)))
    return None


def _joined(folded: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The first of `mentions` and those joined to it by "and", whichever way they run: "Marras and Gonzalez"."""
    group = [mentions[0]]
    for other in mentions[1:]:
        low, high = sorted((group[-1].span, other.span))
        if not re.fullmatch(r",? and ", folded[low.end : high.start]):
            break
        group.append(other)
    return group
