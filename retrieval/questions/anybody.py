"""Recognise questions that ask who spoke about something: "who else criticised T?", "anyone defending T?".  Pure."""

from __future__ import annotations

import re

from retrieval.domain.question import Question, QuestionKind
from retrieval.questions.names import MAX_NAME_WORDS, PRONOUNS, people_of
from retrieval.questions.question_text import ABOUT, ASKING, QuestionText
from retrieval.text.normalize import content_words, fold

_WHO = (
    r"(?:who(?: all)?|what people|which (?:people|person|(?:\w+ )?\w+s)"
    r"|(?:is there |(?:did|does|do|has|have|is|are|was|were) )?(?:any|some|every)(?:one|body)|people|those)"
)
_BUT = r"(?:besides|apart from|aside from|other than|except(?: for)?)"
_HAS = r"(?:is|are|was|were|has|have|had|did|does|do|been|who|also|actually|publicly|really|already)"
_GAVE = r"(?:has|have|had|gives?|gave|given|makes?|made|with)"
_WORDS = r"(?:quotes?|comments?|statements?|views?|opinions?|remarks?|thoughts?|something to say|a say)"
_ON = rf"(?:{ABOUT}|of|over)"
# Verbs that mean speaking: whoever did is quoted.
_SPOKE = "|".join((
    rf"(?:spoke|spoken|speaks?|speaking)(?: (?:out|up|publicly))? {_ON}",
    rf"(?:talk(?:s|ed|ing)?|comment(?:s|ed|ing)?|weigh(?:s|ed|ing)? in|chim(?:es?|ed) in) {_ON}",
    rf"(?:sa(?:id|ys?|ying) (?:anything|something|what|stuff|things?)|quoted) {_ON}",
    rf"{_GAVE} (?:any |a |some )?{_WORDS} {_ON}",
    r"(?:mention(?:s|ed|ing)?|(?:react(?:s|ed|ing)?|respond(?:s|ed|ing)?|repl(?:y|ies|ied)) to)",
))  # fmt: skip
# Ways of speaking for or against something.
_TOOK_SIDES = "|".join((
    r"(?:spoke|spoken|speaks?|speaking)(?: (?:out|up))? (?:for|against|in (?:favou?r|support|defen[cs]e) of)",
    r"critici[sz](?:es?|ed|ing)|(?:slam|condemn|denounc|oppos|support|back|defend|prais|welcom|reject|applaud|mock"
    r"|question|endors|blam|like|hat|lov|dislik|trash|bash|blast|prefer)(?:e?s|e?d|med|hed|hes|ing|ming)?",
    r"(?:complain|warn|worr|rave|rant)(?:s|ed|ing|ied|ies|y)? (?:about|of|against|over)",
    r"(?:agree|disagree)(?:s|d|ing)? (?:with (?P<with>\S+(?: \S+){0,2}?) (?:about|on|over|that)|with|on|about)",
    r"(?:went|goes|going) after",
    r"(?:against|for|pro|critical of|opposed to|in favou?r of|worried (?:about|by)|concerned (?:about|by)"
    r"|(?:angry|cross|furious|upset|unhappy|happy|pleased|excited) (?:about|at|with|by|over)"
    r"|s[ck]eptical (?:of|about)|supportive of)",
    r"(?:want|think|believe|fear|hope|argue|feel|reckon)(?:s|d|ed)?(?: that)?|thought(?: that)?|felt(?: that)?",
))  # fmt: skip
_NOT = r"(?:does ?n['’]?t|do ?n['’]?t|does not|do not|is ?n['’]?t|is not|not|is|are)"
_OTHER_SIDE = re.sub(r"\(\?P<\w+>", "(?:", _TOOK_SIDES)
_FORM = re.compile(
    rf"(?:{ASKING})?(?:quotes? (?:from|by) )?(?P<who>{_WHO})(?: else)?(?: {_BUT} (?P<but>\S+(?: \S+){{0,2}}?))?"
    rf"(?: {_HAS})*(?: else)? (?:(?P<plain>{_SPOKE})|(?P<side>{_TOOK_SIDES}))"
    rf"(?P<both> (?:and|or)(?: who)?(?: {_NOT})? (?:{_OTHER_SIDE}))? (?P<topic>.+?)"
    rf"(?:,? {_BUT} (?P<rest>.+?))?(?P<also>,? (?:and|or) (?:who|what|why|which)\b.*)?",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    rf"(?:{ASKING})?quotes? (?:from|by) (?:any|every)(?:one|body) (?:{ABOUT}) (?P<topic>.+)", re.IGNORECASE
)


def who_spoke(words: QuestionText) -> Question | None:
    """Recognise "who spoke about T?"; a guess if the verb need not mean words: "who backs T?".

    Those named after "besides" are left out.
    """
    match = _FORM.fullmatch(words.folded)
    quotes = _QUOTES.fullmatch(words.folded) if match is None else None
    found = match or quotes
    topic = None if found is None else words.group(found, "topic")
    if found is None or topic is None or '"' in words.folded:
        return None
    if fold(topic.folded) in PRONOUNS or not content_words(topic.typed):
        return None
    named = [words.group(match, which) for which in ("but", "rest", "with")] if match is not None else []
    but = tuple(name for one in named if one is not None and _is_short(one) for _, name in people_of(one))
    of_group = match is not None and not _is_anybody(match["who"])
    return Question(
        text=words.typed,
        kind=QuestionKind.ABOUT,
        topic=topic.typed,
        others_than=but,
        guess=of_group or (match is not None and match["side"] is not None),
        of_group=of_group,
    )


def _is_short(named: QuestionText) -> bool:
    return len(named.typed.split()) <= MAX_NAME_WORDS


def _is_anybody(who: str) -> bool:
    """Return whether nobody in particular is asked for: "who", not "which ministers"."""
    return not who.lower().startswith(("which", "what")) or who.lower().endswith(("people", "person"))
