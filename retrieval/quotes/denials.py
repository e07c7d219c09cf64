"""Words that somebody is said not to have said: those are nobody's statement.  Plain rules; pure."""

from __future__ import annotations

import re

from retrieval.model import Span

# A saying that is denied, doubted, only supposed or only asked for is none.
_BEFORE_CUE = re.compile(
    r"\b(?:if|unless|whether|neither|nor|not|never|nobody|none|no one|untrue|false|fake|rumou?rs?|n't|n’t"
    r"|den(?:y|ied|ies|ying)|refus(?:e|es|ed|ing) to|declin(?:e|es|ed|ing) to"
    r"|stopp?(?:ed|ing) short of)\b"
    # "He does not trust them and cites …": what is joined on is not taken back.
    r"(?:(?!\b(?:and|but|that|to|who|which|because|as)\b)[^,.;:“”\"\n]){0,40}$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|disput(?:e|es|ed|ing)|reject(?:s|ed|ing)?|doubt(?:s|ed|ing)?)\b", re.IGNORECASE
)
_REACH = 90


def denied(text: str, source: Span | None, cue: Span | None) -> bool:
    """Whether the cue, or what stands before it in its clause, takes the saying back."""
    if cue is None:
        return False
    if _CUE.search(cue.cut(text)):
        return True
    left = max(0, min(cue.start, source.start if source else cue.start) - _REACH)
    clause = re.split(r"[.!?;]\s|\n|[“”\"]", text[left : cue.start])[-1]
    return _BEFORE_CUE.search(clause) is not None
