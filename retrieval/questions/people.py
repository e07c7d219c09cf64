"""Recognise questions that compare two people, or ask who somebody is.  Pure."""

from __future__ import annotations

import re

from retrieval.domain.question import Question, QuestionKind
from retrieval.questions.names import MAX_NAME_WORDS, NAME, people_of
from retrieval.questions.question_text import QuestionText

_FIRST, _SECOND = (rf"(?P<{which}>\S+(?: \S+){{0,{MAX_NAME_WORDS - 1}}}?)" for which in ("first", "second"))
_ABOUT = r"(?:on|about|abt|over|regarding|concerning|when it comes to)"
_TOPIC = rf"(?: {_ABOUT} (?P<topic>.+))?"
_BOTH = rf"(?:both )?{_FIRST},? (?:and|&|n) {_SECOND}"
_AGREE = r"(?:differ|disagree|agree|clash|compare|stand|part ways|see (?:it|this|that|eye to eye)|think alike)"
_EACH = (
    r"(?:what (?:did |do |does |has |have )?(?:they|each|both)(?: each| both)?(?: of them)?"
    r" (?:said|say|saying|says|think|thinks)|who sa(?:ys|id) what|each side|both sides|side by side|compared?"
    r"|(?:do|did) they (?:both )?(?:dis)?agree|(?:the )?same (?:view|opinion|line)|(?:dis)?agree)"
)
# Plain comparisons.
_COMPARE = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:please )?(?:compare|contrast) (?:what )?{_FIRST},? (?:and|with|to|vs\.?|versus|against) {_SECOND}"
        rf"(?: (?:said|say|have said|think))?{_TOPIC}",
        rf"{_BOTH} {_ABOUT} (?P<topic>.+?)[,:]? {_EACH}",
        rf"(?:how|where|why|what|on what)? ?(?:do|did|does) {_BOTH} {_AGREE}{_TOPIC}",
        rf"how (?:do|does|did) {_FIRST} (?:compare|differ|disagree) (?:to|with|from) {_SECOND}{_TOPIC}",
        rf"(?:what(?:'s| is| are|s)? )?(?:the )?differences? between {_BOTH}{_TOPIC}",
        rf"{_BOTH}(?: ?[,:–-])? (?:compare )?{_EACH}(?:(?: (?:about|on|abt|of|that))? (?P<topic>.+))?",
    )
)
# These may also mean a fight or a match.
_AGAINST = re.compile(rf"{_FIRST} (?:against|versus|vs\.?|v\.?) {_SECOND}{_TOPIC}", re.IGNORECASE)
_WHO_IS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?:please )?who(?:'s|s| is| was| are| were)(?: exactly| actually)? (?P<who>.+?)(?: exactly| please)?",
        r"(?:please |can you |could you )*(?:tell me|do you know|explain) who (?P<who>.+?) (?:is|was|are|were)",
    )
)
# "Who is winning", "who is behind the attack", "who is responsible": these do not ask about a known person.
_NO_PERSON = re.compile(
    r"(?:\w+(?:ing|ed)|in|on|at|behind|against|for|with|to|by|from|about|not|now|also|still|more|most|next|first"
    r"|responsible|right|wrong|afraid|dead|alive|able|likely|there|here)(?: |$)",
    re.IGNORECASE,
)


def comparison(words: QuestionText) -> Question | None:
    """Recognise "Hill against Vucic on Kosovo"; a guess if nothing shows that these are people."""
    plain = next((m for form in _COMPARE if (m := form.fullmatch(words.folded)) is not None), None)
    match = plain or _AGAINST.fullmatch(words.folded)
    if match is None or '"' in words.folded:
        return None
    first, second = (_without_comma(words.cut(*match.span(which))) for which in ("first", "second"))
    called = [people_of(one) for one in (first, second)]
    if not all(len(one) == 1 for one in called):
        return None
    # The first word has a capital letter anyway: "Protests against Vucic".
    names = " " in first.typed and NAME.fullmatch(first.typed) is not None and second.typed[:1].isupper()
    return Question(
        text=words.typed,
        kind=QuestionKind.COMPARISON,
        speaker=words.cut(match.start("first"), match.end("second")).typed,
        speakers=tuple(name for ((_, name),) in called),
        titles=tuple(title for ((title, _),) in called),
        topic=words.typed_group(match, "topic"),
        guess=plain is None and not names,
    )


def _without_comma(name: QuestionText) -> QuestionText:
    return name.cut(0, len(name.folded.rstrip(" ,:–-")))


def who_is(words: QuestionText) -> Question | None:
    """Recognise "who is Hill?"; a guess if no capital letter shows a name: "who is the mayor?"."""
    match = next((m for form in _WHO_IS if (m := form.fullmatch(words.folded)) is not None), None)
    if match is None:
        return None
    who = words.cut(*match.span("who"))
    called = people_of(who)
    if len(called) != 1 or _NO_PERSON.match(who.folded) or '"' in who.folded:
        return None
    ((title, name),) = called
    return Question(
        text=words.typed,
        kind=QuestionKind.WHO_IS,
        speaker=name,
        speakers=(name,),
        titles=(title,),
        guess=not name[:1].isupper(),
    )
