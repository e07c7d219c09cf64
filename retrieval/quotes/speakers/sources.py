"""Parse a source as printed: find the name that heads it, or tell that it is a pronoun or a role.  Pure.

In "a spokesman for Hill" Hill does not speak; in "Ambassador Christopher Hill, who left Belgrade" he does.  Whatever
follows the first comma, relative pronoun or preposition only describes the person before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from retrieval.domain.article import Mention, Span
from retrieval.quotes.speakers.roles import ROLE_NOUNS
from retrieval.text.designations import BODY_NOUNS, designates, is_person_noun, singular
from retrieval.text.normalize import words
from retrieval.text.person_names import is_title, last_part
from retrieval.text.person_nouns import is_demonym

PRONOUNS = frozenset("he she him her his hers himself herself they them their theirs themselves it its".split())
FIRST_PERSON = frozenset("i we me us my our you your myself ourselves yourself".split())
_RELATIVE = frozenset("who whom whose which that".split())

# Where the head of a source ends and a description begins.
_DETAIL = re.compile(
    r"\s*[,(;:–—]|\s+(?:who|whom|whose|which|that|of|for|from|at|in|with|on|to|as|by|against|about|near|between|during"
    r"|told|said|says|via|through|(?!(?:acting|leading|ruling|incoming|outgoing|founding|managing|governing|sitting)\b)[a-z]+ing)\b"
)
# These offices may be followed by a place and then the holder's name; after "aide to" comes the employer's name.
_OFFICES_OF_PLACES = frozenset(
    """ambassador attorney chancellor commissioner congressman congresswoman consul envoy general governor king mayor
    minister premier president prince princess queen representative secretary senator sheriff""".split()
)
_FIRST_HALF = re.compile(r"\b[A-Z][\w'’-]* and (?:[A-Z][\w.]* )*$")
_PLACE = re.compile(r" (?:the )?(?:[A-Z][\w.'’-]* )+")
_PARTY_WORDS = frozenset("republican democrat libertarian liberal conservative socialist democrats republicans".split())


class SourceForm(Enum):
    """The form in which a source is printed."""

    NAME = auto()
    PRONOUN = auto()
    RELATIVE = auto()
    FIRST_PERSON = auto()
    ROLE = auto()


@dataclass(frozen=True, slots=True)
class Source:
    """One speaker as printed: `span` is the whole mention, `named` the name that heads it."""

    span: Span
    form: SourceForm
    named: Mention | None = None


def may_speak(text: str, span: Span) -> bool:
    """Return whether a source has a name, a pronoun, or a noun for a person or body: "only one" has none."""
    printed = words(span.cut(text))
    pronouns = PRONOUNS | FIRST_PERSON | _RELATIVE
    named = re.search(r"[A-Z]", span.cut(text)) is not None
    return named or any(w in pronouns or is_person_noun(w) or singular(w) in BODY_NOUNS for w in printed)


def sources_in(text: str, span: Span, mentions: Sequence[Mention]) -> list[Source]:
    """Return the speakers that a source prints: several if it lists them, and at least one.

    `mentions` are those of the whole text, in reading order.
    """
    if (named := _explained(text, span, mentions)) is not None:
        return [Source(span, SourceForm.NAME, named)]
    printed = re.sub(r"\W+", " ", span.cut(text)).strip().lower()
    for form, those in (
        (SourceForm.PRONOUN, PRONOUNS),
        (SourceForm.FIRST_PERSON, FIRST_PERSON),
        (SourceForm.RELATIVE, _RELATIVE),
    ):
        if printed in those:
            return [Source(span, form)]
    span = _widened(text, _without_comma(text, span), mentions)
    inside = _within(mentions, span)
    joined = _joined(text, span, inside)
    if len(joined) > 1:
        return [Source(m.span, SourceForm.NAME, m) for m in joined]
    named = _head(text, span, inside)
    if named is not None:
        return [Source(span, SourceForm.NAME, named)]
    return _named_behind(text, span, mentions) or [Source(span, SourceForm.ROLE)]


# A dash or a bracket after a pronoun opens an explanation, with at most a role before the name.
_EXPLAINED = re.compile(r"(?:[Hh]e|[Ss]he|[Tt]hey)(?: [–—-] | \()(?:[a-z-]+ ){0,3}(?=[A-Z])")


def _explained(text: str, span: Span, mentions: Sequence[Mention]) -> Mention | None:
    """Return the name that explains a pronoun: "she – actor Greta Olsen, 31 –", "he (Smith)"."""
    opened = _EXPLAINED.match(text, span.start)
    at = bisect_left(mentions, span.start, key=lambda m: m.span.start)
    if opened is None or at == len(mentions) or mentions[at].span.start != opened.end():
        return None
    return mentions[at]


# "an analysis by Lily Batchelder": its author speaks in it.
_WRITTEN_BY = re.compile(
    r"\b(?:analysis|article|book|column|essay|letter|memo|op-ed|paper|report|review|statement|story|study|survey|tweet)"
    r"(?: (?:released|published|written|issued|posted|conducted))? by (?=\S)"
)
# "many experts, including Mr. Goldberg": he is one of the speakers.
_INCLUDING = re.compile(r"(?<!not)(?:,|(?<=[a-z]s)) including (?=\S)")


def _named_behind(text: str, span: Span, mentions: Sequence[Mention]) -> list[Source]:
    """Return the speakers named behind a role, as authors or as members of a group; often there are none."""
    for pattern, with_role in ((_WRITTEN_BY, False), (_INCLUDING, True)):
        if (match := pattern.search(text, span.start, span.end)) is None:
            continue
        found = sources_in(text, Span(match.end(), span.end), mentions)
        if all(s.form is SourceForm.NAME for s in found):
            role = Source(Span(span.start, match.start()), SourceForm.ROLE)
            return [role, *found] if with_role and len(role.span) else found
    return []


# Between a role and the name after it: "the minister of the economy, Mr. Guajardo Villarreal, argues".
_BEFORE_NAME = re.compile(r", (?:[A-Z][\w.]* )*")


def _widened(text: str, span: Span, mentions: Sequence[Mention]) -> Span:
    """Extend a source by the name after it, if the tagger has left out a name that belongs to it."""
    after = bisect_left(mentions, span.end, key=lambda m: m.span.start)
    if after and span.end < mentions[after - 1].span.end:
        before = mentions[after - 1]
        if _is_role_of(span, before) or before.span.start == span.start:
            # The tagger has cut the name in two.
            return Span(span.start, before.span.end)
    if after == len(mentions):
        return span
    name = mentions[after].span
    between = text[span.end : name.start]
    if is_title(span.cut(text)) and between in (" ", ". "):
        return Span(span.start, name.end)
    # In "the Nobel laureate, Marin," the first name heads nothing.
    named = any(m.span.overlaps(span) and m.span.end >= span.end for m in mentions[max(0, after - 3) : after])
    if not named and _BEFORE_NAME.fullmatch(between) and text[name.end : name.end + 1] == ",":
        return Span(span.start, name.end)
    return span


def _without_comma(text: str, span: Span) -> Span:
    """Drop the comma that ends a description: in "the Nobel laureate, Marin, said" the name comes after it."""
    return Span(span.start, span.start + len(span.cut(text).rstrip(" ,")))


def _within(mentions: Sequence[Mention], span: Span) -> list[Mention]:
    first = bisect_right(mentions, span.start, key=lambda m: m.span.end)
    last = bisect_left(mentions, span.end, key=lambda m: m.span.start)
    return [m for m in mentions[first:last] if m.span.end <= span.end + 1]


def _head(text: str, span: Span, inside: Sequence[Mention]) -> Mention | None:
    """Return the name that heads a source: its first part ends in it, or it follows between commas."""
    last = inside[-1] if inside else None
    if last is not None and (_ends_in(span, last) or _is_further_role(text, span, last)):
        # "Aldo & Co.'s head of trading Ana Maric": all before the name is her role.
        return last
    end = _core_end(text, span, inside)
    core = [m for m in inside if m.span.end <= end]
    if core and _rest(text, core[-1].span.end, end) == "":
        unnamed = _is_description(text, span, core[-1]) or _is_half(text, span, core[-1], inside)
        return None if unnamed else core[-1]
    # In "Hill aides", "the Trump campaign" and "a lawyer for Trump" the name only says whose they are.
    return next((m for m in inside if m.span.start >= end and _is_apposed(text, span, m, inside)), None)


def _ends_in(span: Span, named: Mention) -> bool:
    """Return whether a source is a role and then a full name, with nothing between or behind."""
    return _is_role_of(span, named) and " " in named.name and named.span.end >= span.end


def _is_role_of(span: Span, named: Mention) -> bool:
    """Return whether a source begins inside the role printed before a name, or with it."""
    return any(role.start <= span.start < role.end < named.span.start for role in named.roles)


def _is_further_role(text: str, span: Span, named: Mention) -> bool:
    """Return whether two roles of somebody come before the name: "another diplomat, former envoy to Oslo Ana Maric"."""
    roles = [role for role in named.roles if span.start + 2 < role.start and role.end < named.span.start]
    first = text[span.start : roles[0].start] if roles else ""
    return (
        first.endswith(", ")
        and "," not in first[:-2]
        and first == first[:1] + first[1:].lower()
        and (named.span.end >= span.end)
    )


def _is_half(text: str, span: Span, named: Mention, inside: Sequence[Mention]) -> bool:
    """Return whether a name is the second half of an unknown one: "Marks and Spencer"."""
    match = _FIRST_HALF.search(text, span.start, named.span.start)
    return match is not None and not any(m.span.start <= match.start() < m.span.end for m in inside)


def _is_apposed(text: str, span: Span, named: Mention, inside: Sequence[Mention]) -> bool:
    """Return whether a name follows the role between commas: "a lawyer for the paper, David Schulz,"."""
    begins = _title_start(text, named.span.start, span.start)
    after = named.span.end
    ends = after >= span.end or text[after] in ",("
    if not ends or text[begins - 2 : begins] != ", ":
        return False
    # In "a man from Boston, Massachusetts" the second name is the first one's state; a role noun rules that out.
    behind_name = any(m.span.end == begins - 2 for m in inside)
    return not behind_name or bool(set(words(text[span.start : begins])) & ROLE_NOUNS)


_DETERMINER = re.compile(r"(?:the|an?|one|another|his|her|its|their)\b", re.IGNORECASE)


def _is_description(text: str, span: Span, named: Mention) -> bool:
    """Return whether a capitalised word only says what somebody is: "the Scot", "a Tory MP"."""
    last = re.split(r"[\s-]", named.span.cut(text))[-1]
    if last_part(named.name) in _PARTY_WORDS or designates(words(named.name)):
        return True
    return is_demonym(last) and _DETERMINER.match(text, span.start) is not None


def _core_end(text: str, span: Span, inside: Sequence[Mention]) -> int:
    """Return where the first part of a source ends, without cutting a name in two ("the Bank of England")."""
    at = span.start
    while (match := _DETAIL.search(text, at, span.end)) is not None:
        holding = next((m for m in inside if m.span.start < match.end() and match.start() < m.span.end), None)
        office = _office(text, match, span, inside)
        if holding is None and office is None and match.start() > span.start:
            return match.start()
        holding = holding or office
        at = max(match.end(), holding.span.end if holding else match.end())
    return span.end


def _office(text: str, match: re.Match[str], span: Span, inside: Sequence[Mention]) -> Mention | None:
    """Return the holder's name after an office with its place: "Ambassador to Serbia Christopher Hill".

    In "a spokesman for Hill" there is none.
    """
    office = last_part(text[span.start : match.start()])
    if match.group().strip() not in {"of", "to", "for"} or office not in _OFFICES_OF_PLACES:
        return None
    named = next((m for m in inside if m.span.start >= match.end()), None)
    place = None if named is None else _PLACE.fullmatch(text, match.end(), named.span.start)
    # In "the secretary to Governor Reed" the title belongs to the employer.
    if place is None or any(is_title(word) for word in place.group().split()):
        return None
    return named


def _rest(text: str, start: int, end: int) -> str:
    """Return what follows a name within its part, without suffixes, punctuation and a possessive."""
    return re.sub(r"\s*(?:Jr|Sr|II|III|IV)\.?|^['’]s\b|[\s.,'’)]", "", text[start:end]) if start < end else ""


def _title_start(text: str, name: int, earliest: int) -> int:
    """Return where the titles before a name begin: "the ambassador, Sir Christopher Hill"."""
    before = re.search(r"(?:(?:[A-Z][\w'’-]*\.?|the) )*$", text[earliest:name])
    return earliest + before.start() if before else name


# Between two names of a list: the first one's party or place, and the second one's title.
_JOIN = re.compile(
    r"(?: \([^)\n]{1,40}\)| of [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*)?(?P<join>,? and |, )(?:[A-Z][\w.]* )*"
)


def _joined(text: str, span: Span, inside: Sequence[Mention]) -> list[Mention]:
    """Return the listed names of "Janes analysts Marras and Gonzalez"; the list begins in the source's first part."""
    end = _core_end(text, span, inside)
    core = [m for m in inside if m.span.end <= end]
    if not core:
        return []
    group = [core[-1]]
    for before in reversed(core[:-1]):
        match = _JOIN.fullmatch(text, before.span.end, group[0].span.start)
        if match is None:
            break
        group.insert(0, before)
    # In "Hill, Marras and Gonzalez" the first part ends at the comma; without an "and" the rest is only a description.
    named = len(group)
    while (joined := _next_joined(text, group[-1], inside)) is not None:
        group.append(joined[0])
        named = len(group) if joined[1] else named
    group = group[:named]
    rest = Span(group[-1].span.start, span.end)
    return group if _rest(text, group[-1].span.end, _core_end(text, rest, inside)) == "" else []


def _next_joined(text: str, named: Mention, inside: Sequence[Mention]) -> tuple[Mention, bool] | None:
    """Return the next name of a list, and whether an "and" comes before it."""
    # A place that somebody comes from may lie between.
    at = bisect_left(inside, named.span.end, key=lambda m: m.span.start)
    for other in inside[at : at + 3]:
        if match := _JOIN.fullmatch(text, named.span.end, other.span.start):
            return other, "and" in match["join"]
    return None
