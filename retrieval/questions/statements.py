"""The forms that ask by a verb for somebody's words, or for whose words something is.  Pure; plain patterns."""

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
# What may be done without words too: whether somebody is quoted decides.
_LOOSELY_SAY = (
    "think|thinks|thought|thinking|feel|feels|felt|believe|believes|believed|mention|mentions|mentioned|talk|talks|talked"
    "|talking|speak|speaks|spoke|spoken|speaking|discuss|discusses|discussed|warn|warns|warned|promise|promises|promised"
    "|argue|argues|argued|explain|explains|explained|add|added|admit|admits|admitted|acknowledge|acknowledged|insist"
    "|insists|insisted|suggest|suggests|suggested|predict|predicts|predicted"
)
_VERB = re.compile(rf"\b(?:(?P<plain>{_SAY})|{_LOOSELY_SAY})\b", re.IGNORECASE)
# Their object is the topic: "did Hill mention Kosovo?"
_OF_AN_OBJECT = re.compile(r"(?:mention|discuss)", re.IGNORECASE)
# They stand without a topic, or with half of one: "has Hill commented?", "what did Hill talk about?"
_OF_NO_OBJECT = re.compile(r"(?:comment|speak|spoke|talk)", re.IGNORECASE)
_ASKING = re.compile(rf"{ASKING}(?:brief me on )?", re.IGNORECASE)
_ADVERBS = re.compile(
    r"(?: (?:also|just|already|ever|really|actually|recently|publicly|have to|has to|had to|has|had|have|been))+$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"(?:^| )(?:again|then|next|first|last|recently|lately|now)$", re.IGNORECASE)
# Words of time were cut out of a topic: "about Monday".
_UNFINISHED = re.compile(rf"(?:^| )(?:{ABOUT}|of|in|at|to|that|with|for|by|from)$", re.IGNORECASE)
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
# "What's Hill saying?", "everything Hill said": perhaps about a person.
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
_WHO_SPOKE = re.compile(
    r"who (?:has |have |else )?(?:mentioned|mentions|(?:spoke|spoken|speaks|talked|talks|commented|comments"
    r"|said (?:anything|something|what)|is quoted|was quoted|are quoted|were quoted)"
    rf" (?:{ABOUT}|of)) (?P<topic>.+)",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"(?:who (?:was it (?:that |who )?|is it (?:that |who )?)?(?P<verb>said|says|told|wrote|stated|claimed)"
    r"|whose (?:words|quote|statement) (?:is|are|was|were))\b(?P<to>[^'\"]*?)(?P<said>['\"].+['\"]\W*)",
    re.IGNORECASE,
)
_WHO_SAID_THAT = re.compile(
    r"who (?:(?:said|says|stated)(?: that)?|wrote that) (?P<phrase>\S+(?: \S+){2,})", re.IGNORECASE
)
_TOLD_THAT = re.compile(r"to (?P<hearer>.+?) (?=that |about |anything )(?P<rest>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """Who, by which verb, and what stands after it.

    `plain`: the verb is one of saying; `sure`: so the question asks for words, if `who` is anybody.
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
    if (match := _WHO_SAID.fullmatch(words.folded)) is not None:
        said = words.cut(match.start("said"))
        phrase = _phrase(said)
        to = re.sub(r"^(?:to )|(?: that)?[\s:,]*$", "", words.cut(*match.span("to")).typed.strip(), flags=re.IGNORECASE)
        audience = None if to.lower() in {"", "that"} else to
        if phrase is not None:
            return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=phrase, audience=audience)
    if (match := _WHO_SAID_THAT.fullmatch(words.folded)) is not None and re.search(r"\w", match["phrase"]):
        return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=match["phrase"])
    return None


def _phrase(words: QuestionText) -> str | None:
    """What stands in quotation marks, folded; None where that is not all, or holds no word."""
    match = _QUOTED.fullmatch(words.folded)
    found = None if match is None else match["single"] or match["double"]
    return found if found and re.search(r"\w", found) else None


def about(words: QuestionText) -> Question | None:
    """What anybody said on something; did anybody?"""
    match = _WHO_SPOKE.fullmatch(words.folded)
    if match is None:
        said = _WAS_SAID.fullmatch(words.folded)
        match = said if said is not None and said["who"] is None and said["topic"] else None
    topic = None if match is None else words.group(match, "topic")
    if topic is None:
        on = [(told.who, _on(told.rest)) for told in _told(words)]
        on += [(told.who, _whether_on(told, told.rest)) for told in _told_whether(words)]
        topic = next((t for who, t in on if t is not None and fold(who.folded) in ANYBODY), None)
    if topic is None or fold(topic.folded) in PRONOUNS:
        return None
    return Question(text=words.typed, kind=QuestionKind.ABOUT, topic=topic.typed)


def after_asking(words: QuestionText) -> QuestionText:
    """A question without its "please", "show me", "do you have"."""
    asking = _ASKING.match(words.folded)
    return words.cut(asking.end() if asking else 0)


def _told(words: QuestionText) -> Iterator[_Told]:
    """The parts of "what did WHO say …", "what WHO said …", "everything WHO said …", for each verb in it."""
    words = after_asking(words)
    perhaps = next((m for form in _PERHAPS if (m := form.fullmatch(words.folded)) is not None), None)
    match = perhaps or _WHAT.fullmatch(words.folded) or _WHAT_THEY.fullmatch(words.folded)
    for told in _split(words.cut(match.start("rest"))) if match is not None else ():
        if perhaps is None or told.plain:
            yield told if perhaps is None else replace(told, sure=False)


def _split(words: QuestionText) -> Iterator[_Told]:
    """Before and after each verb of saying; a name may hold one too ("the State Department")."""
    for verb in _VERB.finditer(words.folded):
        who = words.cut(0, verb.start() - 1) if verb.start() else words.cut(0, 0)
        if (adverbs := _ADVERBS.search(who.folded)) is not None:
            who = who.cut(0, adverbs.start())
        rest = words.cut(verb.end() + 1)
        if (exactly := _EXACTLY.match(rest.folded)) is not None:
            rest = rest.cut(exactly.end())
        if verb.group().lower().startswith(("tell", "told")) and rest.folded:
            # To tell takes its hearer without "to".
            rest = QuestionText(f"to {rest.typed}", f"to {rest.folded}")
        plain = verb["plain"] is not None
        yield _Told(who, verb.group(), rest, plain, plain)


def said_by(words: QuestionText) -> Question | None:
    for told in _told(words):
        rest = told.rest
        no_topic = _OF_NO_OBJECT.match(told.verb) and fold(rest.folded) in {"about", "on", "of"}
        if (told.plain and not rest.folded) or no_topic:
            return told.asks_of(words)
        if (topic := _on(rest)) is not None:
            return told.asks_of(words, topic)
        if (to := _TO.fullmatch(rest.folded)) is not None and (told.plain or _OF_NO_OBJECT.match(told.verb)):
            return told.asks_of(words, rest.group(to, "topic"), rest.typed_group(to, "audience"))
    words = after_asking(words)
    if (match := _WAS_SAID.fullmatch(words.folded)) is not None and match["who"] is not None:
        return asked_of(words, words.cut(*match.span("who")), words.group(match, "topic"))
    if (match := _SAID_WHAT_LAST.fullmatch(words.folded)) is not None:
        told = _Told(words.cut(*match.span("who")), "said", words, plain=True, sure=False)
        return told.asks_of(words, words.group(match, "topic"))
    return None


def said_something(words: QuestionText) -> Question | None:
    """`What did Hill say` and words that no form reads ("… would happen", "… in Paris"): what of his is on them?

    Only of somebody named: as an open question it would be answered with anybody's words.
    """
    for told in _told(words):
        again = _AGAIN.search(told.rest.folded)
        rest = told.rest.cut(0, again.start() if again else None)
        if told.plain and is_plainly_named(told.who, words) and not _UNFINISHED.search(rest.folded):
            return told.asks_of(words, rest if rest.folded else None)
    return None


def whether(words: QuestionText) -> Question | None:
    """Did X say [anything about T | that … | '…']?  Did X mention T?"""
    for told in _told_whether(words):
        heard = _TOLD_THAT.fullmatch(told.rest.folded)
        audience = None if heard is None else told.rest.typed_group(heard, "hearer")
        rest = told.rest if heard is None else told.rest.cut(heard.start("rest"))
        if (phrase := _phrase(rest)) is not None and told.plain:
            return asked_of(words, told.who, None, audience, phrase)
        if fold(rest.folded) in {"anything", "something"}:
            return told.asks_of(words, None, audience)
        if not rest.folded and _OF_NO_OBJECT.match(told.verb):
            return replace(told, sure=False).asks_of(words)
        if (topic := _whether_on(told, rest)) is not None:
            return told.asks_of(words, topic, audience)
    return None


def _told_whether(words: QuestionText) -> Iterator[_Told]:
    match = _WHETHER.fullmatch(words.folded)
    if match is not None:
        yield from _split(words.cut(match.start("rest")))


def _on(rest: QuestionText) -> QuestionText | None:
    """The topic that `rest`, all of it, names."""
    match = _ABOUT.fullmatch(rest.folded)
    return None if match is None else rest.group(match, "topic")


def _whether_on(told: _Told, rest: QuestionText) -> QuestionText | None:
    """On what, or that what, somebody is asked to have spoken; None where that is too little to look for."""
    topic, said = _on(rest), _SAID_WHAT.fullmatch(rest.folded)
    if topic is not None or said is None:
        return topic
    clause = rest.group(said, "clause")
    enough = clause is None or (told.plain and " " in clause.folded) or _OF_AN_OBJECT.match(told.verb)
    return (rest.group(said, "topic") or clause) if enough else None
