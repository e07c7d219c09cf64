"""Tell whether a sentence can be shown without those before it.  Pure."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from retrieval.text.normalize import fold_in_place, word_spans, words
from retrieval.text.person_names import mentions

# Longer than this is no sentence to brief anybody with.
MAX_SENTENCE_CHARS = 500
# Whoever opens a sentence so was named in another: alone it would be about nobody, or about somebody else.
_LEANS = re.compile(
    r"[\"'“‘„«(\[]?(?:(?:but|and|so|then|also|still|instead|later|yet|or) )?"
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|him|them|there|such|both|the (?:latter|former))\b",
    re.IGNORECASE,
)
# Somebody's: "it" and "they" mean things as well, which the sentence mostly names.
_SOMEBODY = frozenset("he she his her hers him himself herself".split())
_SAID = (
    r"(?:said|says?|told|tells?|asked|asks?|added|adds?|replie[ds]|reply|answer(?:ed|s)?|wrote|writes?|writing|tweeted|posted"
    r"|announce[ds]?|warn(?:ed|s)?|claim(?:ed|s)?|denie[ds]|deny|insist(?:ed|s)?|argue[ds]?|explain(?:ed|s)?|admit(?:ted|s)?"
    r"|state[ds]?|declare[ds]?|promise[ds]?|vow(?:ed|s)?|shout(?:ed|s)?|joke[ds]?|recall(?:ed|s)?|note[ds]?|conclude[ds]?"
    r"|continue[ds]?|call(?:ed|s)?|urge[ds]?|confesse[ds])"
)
# Whose words these are another sentence says, whoever else is named in this one.
_SAID_BY_THEM = re.compile(
    rf"\b(?:he|she|they) (?:(?:\w+ly|also|then|later|just|has|have|had|was|is|reportedly) )*{_SAID}\b"
    rf"|\b{_SAID} (?:he|she|they)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“]*“|‘.*?’(?!\w)")


def named_in(text: str) -> frozenset[str]:
    """The folded words of the names in a text: what `stands_alone` tells a sentence's names by."""
    return frozenset(word for m in mentions(text) for word in words(m.name))


def stands_alone(sentence: str, names: AbstractSet[str] | None = None) -> bool:
    """Whether a sentence can be read without those before it; half a quotation, or one that is nobody's, cannot.

    Nor can one in which somebody is only "he", or says something as that.  `names` are the words of its text's names
    (None: it is all there is).
    """
    if len(sentence) > MAX_SENTENCE_CHARS or not sentence[-1:] or _LEANS.match(sentence):
        return False
    if not _is_balanced(sentence):
        return False
    outside = _QUOTED.sub("", sentence)
    if _SAID_BY_THEM.search(outside) or _is_before_names(outside, sentence, names):
        return False
    return len(words(outside)) > 2 and sentence.rstrip("\"'”’»)")[-1:] in ".!?…"


def _is_before_names(outside: str, sentence: str, names: AbstractSet[str] | None) -> bool:
    """Whether a "he" stands before anybody is named; `outside` is the sentence without what is quoted."""
    spans = word_spans(outside)
    pronoun = next((span.start for word, span in spans if word in _SOMEBODY), None)
    if pronoun is None:
        return False
    known = named_in(sentence) if names is None else names
    folded = fold_in_place(outside)
    return not any(span.start < pronoun and folded[span.start].isupper() and word in known for word, span in spans)


def _is_balanced(sentence: str) -> bool:
    """Whether every quotation mark has its other half."""
    high = sentence.count("“")
    # „Low” or „low“: then the high one closes.
    low = sentence.count("„")
    curly = low == high + sentence.count("”") if low else high == sentence.count("”")
    return curly and sentence.count('"') % 2 == 0 and sentence.count("«") == sentence.count("»")
