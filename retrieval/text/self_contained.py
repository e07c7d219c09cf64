"""Decide whether a sentence can be shown without the ones before it.  Pure."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from retrieval.text.normalize import fold_in_place, word_spans, words
from retrieval.text.person_names import mentions

# A longer sentence does not fit a briefing.
MAX_SENTENCE_CHARS = 500
# A sentence that opens so refers to one before it: alone it would be about nobody, or about somebody else.
_LEANS = re.compile(
    r"[\"'“‘„«(\[]?(?:(?:but|and|so|then|also|still|instead|later|yet|or) )?"
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|him|them|there|such|both|the (?:latter|former))\b",
    re.IGNORECASE,
)
# Pronouns for people.  "It" and "they" mean things as well, which the sentence mostly names.
_SOMEBODY = frozenset("he she his her hers him himself herself".split())
_SAID = (
    r"(?:said|says?|told|tells?|asked|asks?|added|adds?|replie[ds]|reply|answer(?:ed|s)?|wrote|writes?|writing|tweeted|posted"
    r"|announce[ds]?|warn(?:ed|s)?|claim(?:ed|s)?|denie[ds]|deny|insist(?:ed|s)?|argue[ds]?|explain(?:ed|s)?|admit(?:ted|s)?"
    r"|state[ds]?|declare[ds]?|promise[ds]?|vow(?:ed|s)?|shout(?:ed|s)?|joke[ds]?|recall(?:ed|s)?|note[ds]?|conclude[ds]?"
    r"|continue[ds]?|call(?:ed|s)?|urge[ds]?|confesse[ds])"
)
# Another sentence says whose words these are, whoever else this one names.
_SAID_BY_THEM = re.compile(
    rf"\b(?:he|she|they) (?:(?:\w+ly|also|then|later|just|has|have|had|was|is|reportedly) )*{_SAID}\b"
    rf"|\b{_SAID} (?:he|she|they)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“]*“|‘.*?’(?!\w)")


def named_in(text: str) -> frozenset[str]:
    """Return the folded words of the names in a text, for `stands_alone`."""
    return frozenset(word for m in mentions(text) for word in words(m.name))


def stands_alone(sentence: str, names: AbstractSet[str] | None = None) -> bool:
    """Return whether a sentence can be read without the ones before it.

    It cannot if it is half a quotation or a quotation without a speaker, or if somebody in it is only "he" or speaks as
    "he".  `names` are the words of the names in its text (None: the sentence is the whole text).
    """
    if len(sentence) > MAX_SENTENCE_CHARS or not sentence[-1:] or _LEANS.match(sentence):
        return False
    if not _is_balanced(sentence):
        return False
    outside = _QUOTED.sub("", sentence)
    if _SAID_BY_THEM.search(outside) or _precedes_names(outside, sentence, names):
        return False
    return len(words(outside)) > 2 and sentence.rstrip("\"'”’»)")[-1:] in ".!?…"


def _precedes_names(outside: str, sentence: str, names: AbstractSet[str] | None) -> bool:
    """Return whether a "he" comes before any name; `outside` is the sentence without its quotations."""
    spans = word_spans(outside)
    pronoun = next((span.start for word, span in spans if word in _SOMEBODY), None)
    if pronoun is None:
        return False
    known = named_in(sentence) if names is None else names
    folded = fold_in_place(outside)
    return not any(span.start < pronoun and folded[span.start].isupper() and word in known for word, span in spans)


def _is_balanced(sentence: str) -> bool:
    """Return whether every quotation mark has its counterpart."""
    high = sentence.count("“")
    # „Low” or „low“: here the high mark closes.
    low = sentence.count("„")
    curly = low == high + sentence.count("”") if low else high == sentence.count("”")
    return curly and sentence.count('"') % 2 == 0 and sentence.count("«") == sentence.count("»")
