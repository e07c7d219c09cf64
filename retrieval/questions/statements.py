"""Recognise questions that ask by a verb what somebody said, or who said something.  Pure patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.domain.question import Question, QuestionKind
from retrieval.questions.names import ANYBODY, PRONOUNS, asked_of, is_a_document, is_plainly_named
from retrieval.questions.question_text import ABOUT, ASKING, QuestionText
from retrieval.text.normalize import fold

_SAY = (
    "say|said|says|saying|tell|told|tells|state|stated|states|comment|commented|write|written|wrote|announce|announced"
    "|declare|declared|claim|claimed|tweet|tweeted|post|posted"
)
# These may be done without words too; whether somebody is quoted decides.
_LOOSELY_SAY = (
    "think|thinks|thought|thinking|feel|feels|felt|believe|believes|believed|mention|mentions|mentioned|talk|talks|talked"
    "|talking|speak|speaks|spoke|spoken|speaking|discuss|discusses|discussed|warn|warns|warned|promise|promises|promised"
    "|argue|argues|argued|explain|explains|explained|add|added|admit|admits|admitted|acknowledge|acknowledged|insist"
    "|insists|insisted|suggest|suggests|suggested|predict|predicts|predicted"
)
_VERB = re.compile(rf"\b(?:(?P<plain>{_SAY})|{_LOOSELY_SAY})\b", re.IGNORECASE)
# Their object is the topic: "did Hill mention Kosovo?"
_OF_AN_OBJECT = re.compile(r"(?:mention|discuss)", re.IGNORECASE)
# These need no topic, or only half of one: "has Hill commented?", "what did Hill talk about?"
_OF_NO_OBJECT = re.compile(r"(?:comment|speak|spoke|talk)", re.IGNORECASE)
_ASKING = re.compile(rf"{ASKING}(?:brief me on )?", re.IGNORECASE)
_ADVERBS = re.compile(
    r"(?: (?:also|just|already|ever|really|actually|recently|publicly|have to|has to|had to|has|had|have|been))+$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"(?:^| )(?:again|then|next|first|last|recently|lately|now)$", re.IGNORECASE)
# The time expression belonged to the topic: "about Monday".
_UNFINISHED = re.compile(rf"(?:^| )(?:{ABOUT}|of|in|at|to|that|with|for|by|from)$", re.IGNORECASE)
_THERE = re.compile(r"(?:in|at|during|after|before|when|while) \S", re.IGNORECASE)
_EXACTLY = re.compile(r"(?:exactly|precisely|specifically|so far)(?: |$)", re.IGNORECASE)
_ABOUT = re.compile(rf"(?!on (?:mon|tues|wednes|thurs|fri|satur|sun)day\b)(?:{ABOUT}|of) (?P<topic>.+)", re.IGNORECASE)
_TO = re.compile(rf"(?:to|with) (?P<audience>.+?)(?: about| (?:{ABOUT}) (?P<topic>.+))?", re.IGNORECASE)
_SAID_WHAT = re.compile(
    rf"(?:anything|something)(?: (?:{ABOUT}|of) (?P<topic>.+))?|(?:(?:{ABOUT}|that|of) )?(?P<clause>.+)", re.IGNORECASE
)
_QUOTED = re.compile(r"(?:that |:)?\s*(?:'(?P<single>.+)'|\"(?P<double>.+)\")\W*")
_WHAT = re.compile(
    r"(?:exactly )?what(?: exactly| precisely)?(?:'d| did| does| do| has| had| have) (?P<rest>.+)", re.IGNORECASE
)
_WHETHER = re.compile(r"(?:did|does|has|had|have) (?P<rest>.+)", re.IGNORECASE)
_WHAT_THEY = re.compile(r"what (?P<rest>.+)", re.IGNORECASE)
# "What's Hill saying?", "everything Hill said": these may be about a person.
_PERHAPS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"what(?: is| are| was| were) (?P<rest>.+ saying\b.*)",
        r"what'?s (?P<rest>.+ (?:saying|said)\b.*)",
        rf"(?:everything|anything|all|whatever|(?:the )?things)(?: that)? (?P<rest>.+ (?:{_SAY})\b.*)",
    )
)
_SAID_WHAT_LAST = re.compile(rf"(?P<who>.+?) (?:said|says|say) what(?: (?:{ABOUT}|of) (?P<topic>.+))?", re.IGNORECASE)
_WAS_SAID = re.compile(
    rf"what (?:was|is|has been|had been) said(?: by (?P<who>.+?))?(?: (?:{ABOUT}|of) (?P<topic>.+))?", re.IGNORECASE
)
_WHO_SAID = re.compile(
    r"(?:who (?:was it (?:that |who )?|is it (?:that |who )?)?(?P<verb>said|says|told|wrote|stated|claimed)"
    r"|whose (?:words|quote|statement) (?:is|are|was|were))\b(?P<to>[^'\"]*?)(?P<said>['\"].+['\"]\W*)",
    re.IGNORECASE,
)
_WHO_SAID_THAT = re.compile(
    r"who (?:(?:said|says|stated)(?: that)?|wrote that) (?P<phrase>\S+(?: \S+){2,})", re.IGNORECASE
)
_TO_HEARER_THAT = re.compile(r"to (?P<hearer>.+?) (?=that |about |anything )(?P<rest>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause with a verb of saying: who, the verb, and the rest.

    `plain`: the verb means saying and nothing else; `sure`: the question asks for words, if `who` is a person.
    """

    who: QuestionText
    verb: str
    rest: QuestionText
    plain: bool
    sure: bool

    def asks_of(
        self, words: QuestionText, topic: QuestionText | None = None, audience: str | None = None
    ) -> Question | None:
        question = asked_of(words, self.who, topic, audience)
        if question is None:
            return None
        guess = is_a_document(self.who) or not (self.sure or is_plainly_named(self.who, words))
        return replace(question, guess=guess)


def who_said(words: QuestionText) -> Question | None:
    """Recognise "who said '…'?"."""
    if (match := _WHO_SAID.fullmatch(words.folded)) is not None:
        said = words.cut(match.start("said"))
        phrase = _phrase(said)
        to = re.sub(r"^(?:to )|(?: that)?[\s:,]*$", "", words.cut(*match.span("to")).typed.strip(), flags=re.IGNORECASE)
        audience = None if to.lower() in {"", "that"} else to
        if phrase is not None:
            return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=phrase, audience=audience)
    if (match := _WHO_SAID_THAT.fullmatch(words.folded)) is not None and re.search(r"\w", match["phrase"]):
        # Without quotation marks it may be put in other words.
        return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=match["phrase"], guess=True)
    return None


def _phrase(words: QuestionText) -> str | None:
    """Return the words in quotation marks, folded; None if there is anything else, or no word."""
    match = _QUOTED.fullmatch(words.folded)
    found = None if match is None else match["single"] or match["double"]
    return found if found and re.search(r"\w", found) else None


def about(words: QuestionText) -> Question | None:
    """Recognise "what did they say about T?", "what was said about T?", "did anybody mention T?"."""
    said = _WAS_SAID.fullmatch(words.folded)
    topic = words.group(said, "topic") if said is not None and said["who"] is None else None
    if topic is None:
        on = [(clause.who, _on(clause.rest)) for clause in _clauses(words)]
        on += [(clause.who, _whether_on(clause, clause.rest)) for clause in _whether_clauses(words)]
        topic = next((t for who, t in on if t is not None and fold(who.folded) in ANYBODY), None)
    if topic is None or fold(topic.folded) in PRONOUNS:
        return None
    return Question(text=words.typed, kind=QuestionKind.ABOUT, topic=topic.typed)


def after_asking(words: QuestionText) -> QuestionText:
    """Return a question without its "please", "show me", "do you have"."""
    asking = _ASKING.match(words.folded)
    return words.cut(asking.end() if asking else 0)


def _clauses(words: QuestionText) -> Iterator[_Clause]:
    """Yield the clauses of "what did WHO say …", "what WHO said …", "everything WHO said …", one per verb."""
    words = after_asking(words)
    perhaps = next((m for form in _PERHAPS if (m := form.fullmatch(words.folded)) is not None), None)
    match = perhaps or _WHAT.fullmatch(words.folded) or _WHAT_THEY.fullmatch(words.folded)
    for clause in _split(words.cut(match.start("rest"))) if match is not None else ():
        if perhaps is None or clause.plain:
            yield clause if perhaps is None else replace(clause, sure=False)


def _split(words: QuestionText) -> Iterator[_Clause]:
    """Split at each verb of saying; a name may contain one too ("the State Department")."""
    for verb in _VERB.finditer(words.folded):
        who = words.cut(0, verb.start() - 1) if verb.start() else words.cut(0, 0)
        if (adverbs := _ADVERBS.search(who.folded)) is not None:
            who = who.cut(0, adverbs.start())
        rest = words.cut(verb.end() + 1)
        if (exactly := _EXACTLY.match(rest.folded)) is not None:
            rest = rest.cut(exactly.end())
        if verb.group().lower().startswith(("tell", "told")) and rest.folded:
            # "Tell" takes its hearer without "to".
            rest = QuestionText(f"to {rest.typed}", f"to {rest.folded}")
        plain = verb["plain"] is not None
        yield _Clause(who, verb.group(), rest, plain, plain)


def said_by(words: QuestionText) -> Question | None:
    """Recognise "what did X say [to Y] [about T]?"."""
    for clause in _clauses(words):
        rest = clause.rest
        no_topic = _OF_NO_OBJECT.match(clause.verb) and fold(rest.folded) in {"about", "on", "of"}
        if (clause.plain and not rest.folded) or no_topic:
            return clause.asks_of(words)
        if (topic := _on(rest)) is not None:
            return clause.asks_of(words, topic)
        if (to := _TO.fullmatch(rest.folded)) is not None and (clause.plain or _OF_NO_OBJECT.match(clause.verb)):
            return clause.asks_of(words, rest.group(to, "topic"), rest.typed_group(to, "audience"))
    words = after_asking(words)
    if (match := _WAS_SAID.fullmatch(words.folded)) is not None and match["who"] is not None:
        return asked_of(words, words.cut(*match.span("who")), words.group(match, "topic"))
    if (match := _SAID_WHAT_LAST.fullmatch(words.folded)) is not None:
        clause = _Clause(words.cut(*match.span("who")), "said", words, plain=True, sure=False)
        return clause.asks_of(words, words.group(match, "topic"))
    return None


def said_something(words: QuestionText) -> Question | None:
    """Recognise "what did Hill say" with any other words ("… would happen", "… in Paris"), which become the topic.

    For a plain name: as an open question it would be answered with anybody's words.  Before a place or time ("… at the
    trial") others are a guess: "the prosecutor", "hill".
    """
    for clause in _clauses(words):
        again = _AGAIN.search(clause.rest.folded)
        rest = clause.rest.cut(0, again.start() if again else None)
        if not clause.plain or _UNFINISHED.search(rest.folded):
            continue
        if is_plainly_named(clause.who, words):
            return clause.asks_of(words, rest if rest.folded else None)
        if _THERE.match(rest.folded) and (asked := clause.asks_of(words, rest)) is not None:
            return replace(asked, guess=True)
    return None


def whether(words: QuestionText) -> Question | None:
    """Recognise "did X say [anything about T | that … | '…']?", "did X mention T?"."""
    for clause in _whether_clauses(words):
        to_hearer = _TO_HEARER_THAT.fullmatch(clause.rest.folded)
        audience = None if to_hearer is None else clause.rest.typed_group(to_hearer, "hearer")
        rest = clause.rest if to_hearer is None else clause.rest.cut(to_hearer.start("rest"))
        if (phrase := _phrase(rest)) is not None and clause.plain:
            return asked_of(words, clause.who, None, audience, phrase)
        if fold(rest.folded) in {"anything", "something"}:
            return clause.asks_of(words, None, audience)
        if not rest.folded and _OF_NO_OBJECT.match(clause.verb):
            return replace(clause, sure=False).asks_of(words)
        if (topic := _whether_on(clause, rest)) is not None:
            return clause.asks_of(words, topic, audience)
    return None


def _whether_clauses(words: QuestionText) -> Iterator[_Clause]:
    match = _WHETHER.fullmatch(words.folded)
    if match is not None:
        yield from _split(words.cut(match.start("rest")))


def _on(rest: QuestionText) -> QuestionText | None:
    """Return the topic if `rest` is "about T"."""
    match = _ABOUT.fullmatch(rest.folded)
    return None if match is None else rest.group(match, "topic")


def _whether_on(clause: _Clause, rest: QuestionText) -> QuestionText | None:
    """Return the topic or clause of "did X say …"; None if it is too little to search for."""
    topic, said = _on(rest), _SAID_WHAT.fullmatch(rest.folded)
    if topic is not None or said is None:
        return topic
    what = rest.group(said, "clause")
    enough = what is None or (clause.plain and " " in what.folded) or _OF_AN_OBJECT.match(clause.verb)
    return (rest.group(said, "topic") or what) if enough else None
