"""Read a question: what kind it is, whom it asks about, on what, to whom, when.  Pure; plain patterns.

What the patterns leave over (a place, a reason, a second verb) makes it an open question: nothing is dropped unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from retrieval.errors import UnusableQuestion
from retrieval.folding import fold, fold_in_place
from retrieval.model import Period, Question, QuestionKind
from retrieval.people import untitled
from retrieval.when import read_when

# Far longer than any question that people ask, and short enough for the encoder to read whole.
LONGEST = 1000
# Words of a name or role ("the former deputy foreign minister of Serbia"), and people in one question.
NAME_WORDS = 8
PEOPLE = 6
# Words of time at the end or the beginning of a question: "between 5 January 2016 and 5 February 2017".
WHEN_WORDS = 8

_SAY = re.compile(
    r"\b(?:say|said|says|saying|tell|told|tells|state|stated|states|comment|commented|write|written|wrote|announce|announced"
    r"|declare|declared|claim|claimed|tweet|tweeted|post|posted)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:please |can you |could you )*(?:tell me |show me |give me |find )?", re.IGNORECASE)
_ADVERBS = re.compile(
    r"(?: (?:also|just|already|ever|really|actually|recently|publicly|have to|has to|had to|has|had|have|been))+$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|on(?! (?:mon|tues|wednes|thurs|fri|satur|sun)day\b)|regarding|concerning|of) (?P<topic>.+)",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:to|with) (?P<audience>.+?)(?: (?:about|on|regarding|concerning) (?P<topic>.+))?", re.IGNORECASE)
# After a topic, "to" opens an audience only before those who are plainly spoken to: "aid to Ukraine" is a topic.
_TOPIC_TO = re.compile(
    r"(?P<topic>.+) to (?P<audience>(?:the |his |her |their )?(?:reporters|journalists|press|media|lawmakers|senators"
    r"|voters|supporters|viewers|public|FT|BBC|CNN|AP|(?:\w+ )?\w+ (?:Times|Post|Journal|News|Guardian|Globe|Herald)))",
    re.IGNORECASE,
)
_SAID_WHAT = re.compile(
    r"(?:anything|something)(?: (?:about|on|regarding|concerning|of) (?P<topic>.+))?"
    r"|(?:(?:about|on|regarding|concerning) |that |of )?(?P<clause>.+)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?:that |:)?\s*(?:'(?P<single>.+)'|\"(?P<double>.+)\")\W*")
_WHAT = re.compile(r"what (?:did|does|do|has|had|have) (?P<rest>.+)", re.IGNORECASE)
_WHETHER = re.compile(r"(?:did|does|has|had|have) (?P<rest>.+)", re.IGNORECASE)
_WHAT_THEY = re.compile(r"what (?P<rest>.+)", re.IGNORECASE)
_WAS_SAID = re.compile(
    r"what (?:was|is|has been|had been) said(?: by (?P<who>.+?))?"
    r"(?: (?:about|on|regarding|concerning|of) (?P<topic>.+))?",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    r"(?:the |any |all )?(?:quotes?|quotations?|words|statements?) (?:from|by|of) (?P<who>.+?)"
    r"(?: (?:about|on|regarding|concerning) (?P<topic>.+))?",
    re.IGNORECASE,
)
_WHO_SPOKE = re.compile(
    r"who (?:has |have |else )?(?:spoke|spoken|speaks|talked|talks|commented|comments|said (?:anything|something|what)"
    r"|is quoted|was quoted|are quoted|were quoted) (?:about|on|regarding|concerning|of) (?P<topic>.+)",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"who (?P<verb>said|says|told|wrote|stated)\b(?P<to>[^'\"]*?)(?P<said>['\"].+['\"]\W*)", re.IGNORECASE
)
_WHO_SAID_THAT = re.compile(r"who (?:said|stated|wrote)(?: that)? (?P<phrase>\S+(?: \S+){2,})", re.IGNORECASE)
_ON = re.compile(r"(?P<who>\S+(?: \S+){0,3}?) on (?P<topic>.+)", re.IGNORECASE)
# One word, or several that each have a capital letter, as names have.
_NAME = re.compile(r"[^\W\d_][\w'.-]+|[A-Z][\w'.-]*(?: (?:(?:de|van|von|der|al|el|la|bin) )*[A-Z][\w'.-]*){1,4}")
_ANYBODY = frozenset(
    """they people anybody anyone somebody someone everybody everyone others politicians officials experts
    observers""".split()
)
# What may follow words of time in the middle of a question.
_AFTER_WHEN = (" about ", " on ", " to ", " regarding ", " concerning ", " that ", " '", ' "')
_TOLD_THAT = re.compile(r"to (?P<hearer>.+?) (?=that |about |anything )(?P<rest>.+)", re.IGNORECASE)
_PRONOUNS = frozenset("he she it we you i him her them this that these those one there".split()) | _ANYBODY
# No name begins so: "what happened when Hill said it", "how many on board".
_NO_NAME = frozenset(
    """happened happens is are was were will would can could should do does did has had have what who whom whose when
    where why how which if about kind kinds sort else more time in at on the a an tell show give""".split()
)


def read_question(text: str, now: datetime | None = None) -> Question:
    """`now`, aware, is what "yesterday" is counted from; None: words of time are not read.

    Raises UnusableQuestion where there is nothing to ask or more than anybody asks.
    """
    asked = " ".join(text.split())
    if not re.search(r"\w", asked):
        raise UnusableQuestion("the question is empty; ask something like “what did Hill say?”")
    if len(asked) > LONGEST:
        raise UnusableQuestion(f"the question has {len(asked):,} characters; ask in at most {LONGEST:,}")
    bare = re.sub(r"[\s?!.]+$", "", fold_in_place(asked))
    for words, when in _without_when(_Words(asked[: len(bare)], bare), now):
        for form in _FORMS:
            question = form(words)
            if question is not None and _stands_in(question, asked):
                return replace(question, text=asked, when=when)
    return Question(text=asked)


def named_instead(text: str, asked: str, name: str, now: datetime | None = None) -> str:
    """The same question about `name`, where it has `asked`: what it becomes when the reader chooses whom they meant."""
    before = read_question(text, now)
    for match in re.finditer(re.escape(asked), text):
        changed = text[: match.start()] + name + text[match.end() :]
        after = read_question(changed, now)
        if after.kind is before.kind and _asked_about(after) == [
            name if w == asked else w for w in _asked_about(before)
        ]:
            return changed
    return f"what did {name} say?"


def _asked_about(question: Question) -> list[str | None]:
    return [*question.speakers] if question.kind is QuestionKind.SAID_BY else [question.topic]


@dataclass(frozen=True, slots=True)
class _Words:
    """A question as typed and folded, letter for letter: patterns match the folded, what they find is cut as typed."""

    typed: str
    bare: str

    def cut(self, start: int, end: int | None = None) -> _Words:
        return _Words(self.typed[start:end], self.bare[start:end])

    def group(self, match: re.Match[str], name: str) -> _Words | None:
        return None if match[name] is None else self.cut(*match.span(name))

    def typed_group(self, match: re.Match[str], name: str) -> str | None:
        return None if match[name] is None else self.typed[slice(*match.span(name))]


def _stands_in(question: Question, asked: str) -> bool:
    """Whether its parts are each in one piece: words of time taken out of a topic would make it another."""
    typed = (question.topic, question.audience, question.speaker)
    return all(p is None or p in asked for p in typed) and (question.phrase or "") in fold_in_place(asked)


def _without_when(words: _Words, now: datetime | None) -> Iterator[tuple[_Words, Period | None]]:
    """The question without its words of time, for each place where these may stand; then as it is."""
    cuts = [0, *(m.end() for m in re.finditer(" ", words.bare)), len(words.bare) + 1]
    for first in range(len(cuts) - 1 if now else 0):
        for last in range(min(len(cuts) - 1, first + WHEN_WORDS), first, -1):
            start, end = cuts[first], cuts[last] - 1
            rest = words.bare[end:].lstrip(",")
            if first and rest and not rest.startswith(_AFTER_WHEN):
                continue
            when = read_when(words.bare[start:end].rstrip(","), now) if now else None
            if when is not None:
                before, after = words.cut(0, max(0, start - 1)), words.cut(len(words.bare) - len(rest.lstrip()))
                gap = " " if before.bare and after.bare else ""
                joined = _Words(before.typed + gap + after.typed, before.bare + gap + after.bare)
                yield joined.cut(0, len(joined.bare.rstrip(" ,"))), when
    yield words, None


def _who_said(words: _Words) -> Question | None:
    if (match := _WHO_SAID.fullmatch(words.bare)) is not None:
        said = words.cut(match.start("said"))
        phrase = _phrase(said)
        to = re.sub(r"^(?:to )|(?: that)?[\s:,]*$", "", words.cut(*match.span("to")).typed.strip(), flags=re.IGNORECASE)
        audience = None if to.lower() in {"", "that"} else to
        if phrase is not None:
            return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=phrase, audience=audience)
    if (match := _WHO_SAID_THAT.fullmatch(words.bare)) is not None and re.search(r"\w", match["phrase"]):
        return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=match["phrase"])
    return None


def _phrase(words: _Words) -> str | None:
    """What stands in quotation marks, folded; None where that is not all, or holds no word."""
    match = _QUOTED.fullmatch(words.bare)
    found = None if match is None else match["single"] or match["double"]
    return found if found and re.search(r"\w", found) else None


def _about(words: _Words) -> Question | None:
    """What anybody said on something."""
    match = _WHO_SPOKE.fullmatch(words.bare)
    if match is None:
        said = _WAS_SAID.fullmatch(words.bare)
        match = said if said is not None and said["who"] is None and said["topic"] else None
    topic = None if match is None else words.typed_group(match, "topic")
    if topic is None:
        for who, rest in _said(words):
            told = _ABOUT.fullmatch(rest.bare)
            if fold(who.bare) in _ANYBODY and told is not None:
                topic = rest.typed_group(told, "topic")
                break
    if topic is None or fold(topic) in _PRONOUNS:
        return None
    return Question(text=words.typed, kind=QuestionKind.ABOUT, topic=topic)


def _said(words: _Words) -> Iterator[tuple[_Words, _Words]]:
    """Who, and what stands after the verb, of "what did WHO say …" and "what WHO said …", for each verb in it."""
    asking = _ASKING.match(words.bare)
    words = words.cut(asking.end() if asking else 0)
    match = _WHAT.fullmatch(words.bare) or _WHAT_THEY.fullmatch(words.bare)
    if match is not None:
        yield from _split(words.cut(match.start("rest")))


def _split(words: _Words) -> Iterator[tuple[_Words, _Words]]:
    """Before and after each reporting verb; a name may hold one too ("the State Department")."""
    for verb in _SAY.finditer(words.bare):
        who = words.cut(0, verb.start() - 1) if verb.start() else words.cut(0, 0)
        if (adverbs := _ADVERBS.search(who.bare)) is not None:
            who = who.cut(0, adverbs.start())
        rest = words.cut(verb.end() + 1)
        if verb.group().lower().startswith(("tell", "told")) and rest.bare:
            # To tell takes its hearer without "to".
            rest = _Words(f"to {rest.typed}", f"to {rest.bare}")
        yield who, rest


def _said_by(words: _Words) -> Question | None:
    for who, rest in _said(words):
        if not rest.bare:
            return _by(words, who)
        if (about := _ABOUT.fullmatch(rest.bare)) is not None:
            return _by(words, who, rest.group(about, "topic"))
        if (to := _TO.fullmatch(rest.bare)) is not None:
            return _by(words, who, rest.group(to, "topic"), rest.typed_group(to, "audience"))
    match = _WAS_SAID.fullmatch(words.bare)
    if match is None or match["who"] is None:
        asking = _ASKING.match(words.bare)
        words = words.cut(asking.end() if asking else 0)
        match = _QUOTES.fullmatch(words.bare)
    if match is None:
        return None
    return _by(words, words.cut(*match.span("who")), words.group(match, "topic"))


def _whether(words: _Words) -> Question | None:
    """Did X say [anything about T | that … | '…']?"""
    match = _WHETHER.fullmatch(words.bare)
    for who, after in _split(words.cut(match.start("rest"))) if match is not None else ():
        told = _TOLD_THAT.fullmatch(after.bare)
        audience = None if told is None else after.typed_group(told, "hearer")
        rest = after if told is None else after.cut(told.start("rest"))
        if (phrase := _phrase(rest)) is not None:
            return _by(words, who, None, audience, phrase)
        said = _SAID_WHAT.fullmatch(rest.bare)
        if said is not None and not (said["clause"] and len(said["clause"].split()) < 2):
            return _by(words, who, rest.group(said, "topic") or rest.group(said, "clause"), audience)
    return None


def _on(words: _Words) -> Question | None:
    """`Hill on Ukraine`: perhaps about a person."""
    match = _ON.fullmatch(words.bare)
    if match is None or "'" in match["who"] or '"' in match["who"]:
        return None
    question = _by(words, words.cut(*match.span("who")), words.group(match, "topic"))
    return None if question is None else replace(question, guess=True)


def _name_alone(words: _Words) -> Question | None:
    """`Christopher Hill?`, `vucic`: perhaps a person, whose words are wanted."""
    if not _NAME.fullmatch(words.bare):
        return None
    question = _by(words, words)
    return None if question is None else replace(question, guess=True)


def _by(
    words: _Words, who: _Words, topic: _Words | None = None, audience: str | None = None, phrase: str | None = None
) -> Question | None:
    """A question about who said something; None where `who` can be nobody."""
    called = _people(who)
    if not called:
        return None
    people = tuple(name for _, name in called)
    if topic is not None and (to := _TOPIC_TO.fullmatch(topic.bare)) is not None and audience is None:
        audience, topic = topic.typed_group(to, "audience"), topic.group(to, "topic")
    return Question(
        text=words.typed,
        kind=QuestionKind.SAID_BY,
        speaker=people[0] if len(people) == 1 else who.typed,
        speakers=people,
        titles=tuple(title for title, _ in called),
        topic=None if topic is None else topic.typed,
        audience=audience,
        phrase=phrase,
    )


def _people(who: _Words) -> tuple[tuple[str, str], ...]:
    """The people asked about, each as (title, name); none where one of them can be nobody."""
    bare = re.sub(r"^both ", "", who.bare, flags=re.IGNORECASE)
    who = who.cut(len(who.bare) - len(bare))
    people, start = [], 0
    for match in re.finditer(r",? (?:and|or|&) |, |$", who.bare):
        printed = who.typed[start : match.start()]
        name = untitled(printed)
        words = fold(name).split()
        if not words or len(words) > NAME_WORDS or words[0] in _PRONOUNS or not re.search(r"\w", name):
            return ()
        if words[0] in _NO_NAME and (len(words) == 1 or words[0] not in {"the", "a", "an"}):
            return ()
        people.append((printed.strip().removesuffix(name).strip(), name))
        start = match.end()
    return tuple(people) if len(people) <= PEOPLE else ()


_FORMS: tuple[Callable[[_Words], Question | None], ...] = (_about, _who_said, _said_by, _whether, _on, _name_alone)
