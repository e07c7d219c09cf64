"""Reject what the tagger mistakes for a statement: denied or unsaid words, titles, and the words of somebody else.

Plain rules, each against a mistake that would embarrass (tests/retrieval/test_misattribution.py).  Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from retrieval.domain.article import Mention, Span
from retrieval.quotes.reporting.cue_verbs import Reports, reports

# What is denied, doubted, supposed or only asked about was not said.
_NEGATED = re.compile(
    r"(?:\b(?:if|unless|whether|neither|nor|not(?! (?:until|only|long))|never|nobody|none|no one"
    r"|at no (?:point|time)|untrue|false|fake|forged"
    r"|doctored|deepfake|rumou?rs?|imagine|suppose"
    r"|den(?:y|ied|ies|ying)|refus(?:e|es|ed|ing) to"
    r"|declin(?:e|es|ed|ing) to|stopp?(?:ed|ing) short of)\b|n['’]t\b)"
    # "He does not trust them and cites …": the negation ends at "and".
    r"(?:(?!\b(?:and|but|that|to|who|which|because|as)\b)[^,.;:“”\"\n]){0,80}$",
    re.IGNORECASE,
)
_UNTRUE = re.compile(
    r"\b(?:untrue|false|fake|a lie|not true|(?:claim|rumou?r|allegation|myth|notion)s?|den(?:y|ied|ies|ying)) that"
    r" [^.;:“”\"\n]{0,80}$",
    re.IGNORECASE,
)
# "Did Hill say …?", "Had Hill said …, he would": only before a comma, and not "Having said".
_ASKED = re.compile(
    r"^\W*(?:did|does|do|has|had|have|would|could|should|will|can|is|was) (?-i:[A-Z])[^,]*$", re.IGNORECASE
)
# "Imagine a chancellor who says …", "What if she tells them …": nobody is said to have said it.
_IMAGINED = re.compile(r"(?:imagine|suppose|picture|pretend|what if|let us say|let[’']s say|say that)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*\s+|\n\s*")
# Words that are sung, played or acted are not said.
_PERFORMED = re.compile(
    r"\b(?:sings?|sang|sung|singing|hums?|hummed|humming|croon\w*|play(?:s|ed|ing)|perform(?:s|ed|ing)|danc(?:es|ed|ing))$"
    r"|\b(?:song|hit|single|chorus|lyric|track|anthem|hymn|ballad|tune|jingle|rhyme|carol|verse)s?"
    r" (?:went|go|goes|run|runs|ran|begins?|began|opens?|opened)$",
    re.IGNORECASE,
)
_NOT_SAYING = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|disput(?:e|es|ed|ing)|reject(?:s|ed|ing)?|doubt(?:s|ed|ing)?"
    r"|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|quot(?:es|ed|ing)(?! as )|allegedly|alleged to)\b",
    re.IGNORECASE,
)
# "did not say", "has yet to say", "would not say", "stopped short of saying"; not "did not hesitate to say".
_UNSAID = re.compile(
    r"(?:\b(?:not|never|yet to|short of|forgot to|fail(?:s|ed)? to|at no time)\b|n['’]t\b)"
    r"(?! (?:only|just|merely|hesitate|mince|hold|shy))"
    r"(?:\s+(?:\w+ly|ever|yet|have|be|been|immediately|going to))*\s+"
    r"(?:say|said|saying|tell|told|telling|state|stated|claim|claimed|mention|mentioned|comment|write|written|wrote|promise"
    r"|promised|admit|admitted|suggest|suggested|call|called|explain|explained|specify|specified|elaborate|disclose)\b",
    re.IGNORECASE,
)
# "may say", "would have said", "is expected to say", "appears to say".
_SUPPOSED = re.compile(
    r"\b(?:may|might|should|must|(?:would|could|should|might|may) have|(?:expected|likely|set|due|about|supposed"
    r"|alleged|rumou?red|reported|said|thought|believed|understood|appears?|appeared) to(?: have)?) (?:say|said|tell"
    r"|told|state|stated|write|written|announce|announced|argue|argued|claim|claimed|call|called|describe|described)\b",
    re.IGNORECASE,
)
# These introduce a title, a slogan or a name.
_LABEL = re.compile(
    r"\b(?:slogan|banner|sign|signs|placards?|poster|title|titled|entitled|called|named|dubbed|nicknamed|known as|book"
    r"|film|movie|show|song|album|novel|play|winner of|read|reads|episode of|bill|act)\W*$",
    re.IGNORECASE,
)
# Between a cue and a quotation, these introduce the words of somebody or something else.
_LEADS_AWAY = re.compile(
    r"\b(?:quoting|quotes|quoted|reading|that read|which read|that reads|citing|playing|titled|entitled|called)\b",
    re.IGNORECASE,
)
_ANOTHER_SPEAKS = re.compile(
    r",?[^:,.]{0,20}\b(?:\w+ed|said|says?|told|tells?|wrote|writes?|asks|put|saying)\b[^:,.\w]*[:,]\s*$"
)
# Before a source, these make somebody else the subject: "the man who mocks Hill said".
_OTHER_SUBJECT = re.compile(r"(?:\bwho \w+s|\bwho \w+ed|\bagainst|\bnear)\s(?:[A-Z][\w.]* )?$")
# `Hill said, walking past a banner`: what he did while speaking, not what he said.
_MEANWHILE = re.compile(r", [a-z]+ing\b")
# `"You are a liar!" Vucic shouted`: the speaker of a quotation that is a sentence of its own.
_SAID_AFTER = re.compile(r"\s+(?:(?:[A-Z][\w.'’-]*\s)+(?:\w+ed|said|says|told|asks)\b|(?:\w+ed|said|says|asks)\s[A-Z])")
_LOWER_CASE_IN_TITLES = frozenset("a an and as at but by for from in nor of on or the to with vs".split())
# Clauses are searched back to this many characters before a cue.
_CLAUSE_CHARS = 130
_SENTENCE_CHARS = 300


def is_denied(text: str, source: Span | None, cue: Span | None, content: Span) -> bool:
    """Return whether the cue, or the clause before it, says that the words were not said."""
    if cue is None or not any(map(str.isalpha, cue.cut(text))):
        # A colon alone cannot be negated.
        return False
    if _NOT_SAYING.search(cue.cut(text)) and not _own_words(text, cue, content):
        return True
    if any(content.start - match.end() <= 2 for match in _unsaid_before(text, content)):
        # `Farrow did not say “…”, his office said`: the words are not the office's either.
        return True
    left = max(0, min(cue.start, source.start if source else cue.start) - _CLAUSE_CHARS)
    clause = re.split(r"[.!?;]\s|\n|[“”\"]", _undotted(text[left : cue.start]))[-1]
    saying = clause + cue.cut(text)
    if any(pattern.search(clause) for pattern in (_NEGATED, _UNTRUE, _ASKED)) or _is_imagined(text, cue, content):
        return True
    # "He may have said it best when he blogged": only the cue's own verb counts.
    verbs = (match.end() for pattern in (_UNSAID, _SUPPOSED) for match in pattern.finditer(saying))
    return any(end > len(clause) for end in verbs)


def _is_imagined(text: str, cue: Span, content: Span) -> bool:
    """Return whether the sentence of the cue opens as a supposition: `Imagine a mayor who says …`."""
    at = min(cue.start, content.start)
    left = max(0, at - _SENTENCE_CHARS)
    opens = max([0 if left == 0 else at, *(match.end() for match in _SENTENCE_END.finditer(text, left, at))])
    return opens < cue.start and _IMAGINED.match(text, opens, cue.start) is not None


def is_performed(text: str, cue: Span | None, content: Span) -> bool:
    """Return whether quoted words are those of a song: `the crowd sang “…”`, `her hit went: “…”`."""
    if cue is None:
        return False
    left = cue.start if cue.start >= content.end else max(0, cue.start - 30)
    return _PERFORMED.search(text[left : cue.end].rstrip(" :,")) is not None


def _unsaid_before(text: str, content: Span) -> Iterator[re.Match[str]]:
    return _UNSAID.finditer(text, max(0, content.start - _CLAUSE_CHARS), content.start)


_DOTTED = re.compile(r"\b(Mr|Mrs|Ms|Dr|Sen|Gov|Rep|Gen|St|Jr|Sr|[A-Z])\.(?= )")
_APPOSED = re.compile(r", (?:[A-Z][\w'’-]* ?)+,")


def _undotted(clause: str) -> str:
    """Drop from a clause what looks like its end and is not: the dots of titles, and names between commas."""
    return _APPOSED.sub("", _DOTTED.sub(r"\1", clause))


# "was quoted as saying", "quoted the mayor, Ana Maric, as saying"
_AS_SAYING = re.compile(r"[^.;:\"“”\n]{0,100}\bas saying\b")


def _own_words(text: str, cue: Span, content: Span) -> bool:
    """Return whether the denial is in the speaker's own words: `denied the charge: “I took no money”`.

    So are the words after `rejected it as “premature”` and `was quoted as saying`.
    """
    if _AS_SAYING.match(text, cue.start):
        return True
    between = text[cue.end : content.start]
    return text[content.start] in "\"“'‘«„" and (":" in between or between.endswith(" as "))


def is_title(text: str, content: Span, cue: Span | None) -> bool:
    """Return whether a quoted stretch is a title or a slogan: each word but the small ones is capitalised."""
    printed = content.cut(text)
    tokens = re.findall(r"[\w'’-]+", printed)
    if not 1 < len(tokens) <= 10 or printed[:1] not in "\"“'‘«„" or not _ENDS_QUOTED.search(printed):
        return _holds_title(printed)
    if not all(t[:1].isupper() or t[:1].isdigit() or t.lower() in _LOWER_CASE_IN_TITLES for t in tokens):
        return False
    before = text[max(0, content.start - 30) : content.start]
    return _LABEL.search(before) is not None or not _is_introduced(text, content, cue)


def _is_introduced(text: str, content: Span, cue: Span | None) -> bool:
    """Return whether a colon or a verb of saying stands right before the words."""
    if cue is None or cue.end > content.start or re.fullmatch(r"[\s,:]*", text[cue.end : content.start]) is None:
        return False
    return reports(cue.cut(text)) is not Reports.NO or not any(map(str.isalpha, cue.cut(text)))


_ENDS_QUOTED = re.compile(r"[\"”»“’'][.,]?$")
_WITH_TITLE = re.compile(
    r"(?P<head>[^\"“«„]{0,60})[\"“«„](?P<title>[^\"“”»]{3,80})[\"”»“][.,]?(?P<tail>[^\"“«„]{0,20})"
)


def _holds_title(printed: str) -> bool:
    """Return whether it is only a title with a few words: `a book called "How To Win"`, `"War and Peace" there`."""
    match = _WITH_TITLE.fullmatch(printed)
    if match is None or len(match["head"].split()) > 6 or len(match["tail"].split()) > 2:
        return False
    if match["head"] and not _LABEL.search(match["head"]):
        return False
    tokens = re.findall(r"[\w'’-]+", match["title"])
    return len(tokens) > 1 and all(
        t[:1].isupper() or t[:1].isdigit() or t.lower() in _LOWER_CASE_IN_TITLES for t in tokens
    )


def has_other_speaker(text: str, content: Span, source: Span, cue: Span | None, mentions: Sequence[Mention]) -> bool:
    """Return whether the text around a quotation shows that `source` did not say it."""
    if content.end <= source.start and "\n" in text[content.end : source.start]:
        # A source in a later paragraph belongs to that paragraph's words.
        return True
    if cue is None:
        return False
    if _is_object(text, content, source, cue):
        return True
    if _MEANWHILE.match(text, cue.end) and cue.end < content.start <= cue.end + 3:
        return True
    if content.cut(text)[:1] not in "\"“'‘«„":
        return False
    named_before = max(source.end, cue.end) <= content.start
    named_after = content.end <= source.start and content.end <= max(source.start, cue.start)
    return (
        _OTHER_SUBJECT.search(text[max(0, source.start - 40) : source.start]) is not None
        or (named_before and _led_away(text, content, words_follow(text, source, cue), source, mentions))
        or (named_after and _own_sentence(text, content, source, cue if cue.start >= content.end else source))
    )


def words_follow(text: str, source: Span, cue: Span | None) -> int:
    """Return where the stretch between a source with its cue and the words begins; "as saying" comes after its name."""
    if cue is None or cue.cut(text).endswith("as saying"):
        return source.end
    return max(source.end, cue.end)


def speaker_between(text: str, content: Span, after: int, mentions: Sequence[Mention]) -> Span | None:
    """Return the name that speaks the words within another's report: `Ek recalled how Holm used to say: “…”`."""
    first = bisect_left(mentions, after, key=lambda m: m.span.start)
    last = bisect_left(mentions, content.start, key=lambda m: m.span.start)
    spans = (m.span for m in mentions[first:last])
    return next((s for s in spans if _ANOTHER_SPEAKS.fullmatch(text, s.end, content.start)), None)


# After these the speaker follows: "according to Hill", "claimed by Hill".
_BEFORE_SPEAKER = re.compile(r"(?:\b(?:to|by|of|from)|[\"”’»,–—-])\s*$")


def _is_object(text: str, content: Span, source: Span, cue: Span) -> bool:
    """Return whether a later sentence is given to the object of a verb: `The crowd booed Hill. “Go home.”`."""
    if not (cue.end < source.start <= cue.end + 2 and source.end < content.start):
        return False
    between = text[source.end : content.start]
    subject = text[max(0, cue.start - _SENTENCE_CHARS) : cue.start].rsplit("\n", 1)[-1]
    return (
        ". " in between.replace("\n", " ")
        and subject.strip() != ""
        and not (_BEFORE_SPEAKER.search(cue.cut(text)) or _BEFORE_SPEAKER.search(subject))
    )


_QUOTED_AT_END = re.compile(r"[:,] ?(?P<words>[\"“][^\"“”]+[\"”])\W?$")


def nested_words(text: str, content: Span, mentions: Sequence[Mention]) -> tuple[Span, Span] | None:
    """Return the words that end a reported clause and are another's, with the name: `how Holm used to say: “…”`."""
    found = _QUOTED_AT_END.search(content.cut(text))
    if found is None or found.start("words") == 0:
        return None
    said = Span(content.start + found.start("words"), content.start + found.end("words"))
    name = speaker_between(text, said, content.start, mentions)
    return None if name is None else (said, name)


def _led_away(text: str, content: Span, after: int, source: Span, mentions: Sequence[Mention]) -> bool:
    """Return whether something between the cue and the words after it makes them somebody else's."""
    between = text[after : content.start]
    if len(between) > 300:
        return False
    if _LEADS_AWAY.search(between):
        return True
    if speaker_between(text, content, after, mentions) is not None:
        return True
    # `Hill said. "You are a liar!" Vucic shouted`: the quotation's own sentence names its speaker.
    ends = text[content.end - 2 : content.end - 1]
    return "." in between and ends in "!?," and _SAID_AFTER.match(text, content.end) is not None


def _own_sentence(text: str, content: Span, source: Span, cue: Span) -> bool:
    """Return whether the source opens a new sentence after the words: `shouted "Down with NATO!" Hill said he left`."""
    named, after = min(source.start, cue.start), max(source.end, cue.end)
    if text[content.end : named].strip(" ,") or not text[named : named + 1].isupper():
        return False
    if text[after : after + 1] in ("", ".", ",", ":", ";", "\n"):
        # In `“We left.” Hill said.` nothing follows that Hill could have said instead.
        return False
    ends = text[content.end - 2 : content.end - 1]
    if ends == ".":
        return True
    before = text[max(0, content.start - 20) : content.start].rstrip(" ")
    opens = before[-1:] in ("", "\n", ".", "!", "?", "…", '"', "”", "»")
    return ends in "!?…" and not opens
