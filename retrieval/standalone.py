"""Tell whether a sentence can be shown without those before it.  Pure."""

from __future__ import annotations

import re

from retrieval.folding import words

# Longer than this is no sentence to brief anybody with.
LONGEST = 500
# Whoever opens a sentence so was named in another: alone it would be about nobody, or about somebody else.
_LEANS = re.compile(
    r"[\"'“‘„«(\[]?(?:(?:but|and|so|then|also|still|instead|later|yet|or) )?"
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|him|them|there|such|both|the (?:latter|former))\b",
    re.IGNORECASE,
)


def stands_alone(sentence: str) -> bool:
    """Whether a sentence can be read without those before it; half a quotation, or one that is nobody's, cannot."""
    if len(sentence) > LONGEST or not sentence[-1:] or _LEANS.match(sentence):
        return False
    if not _is_balanced(sentence):
        return False
    outside = re.sub(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“]*“", "", sentence)
    return len(words(outside)) > 2 and sentence.rstrip("\"'”’»)")[-1:] in ".!?…"


def _is_balanced(sentence: str) -> bool:
    """Whether every quotation mark has its other half."""
    high = sentence.count("“")
    # „Low” or „low“: then the high one closes.
    low = sentence.count("„")
    curly = low == high + sentence.count("”") if low else high == sentence.count("”")
    return curly and sentence.count('"') % 2 == 0 and sentence.count("«") == sentence.count("»")
