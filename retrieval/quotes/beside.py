"""Who stands beside a quotation with a plain verb: `"…," said Hill`, `"…," Hill said`.  Pure.

Where print says it as plainly as that, it overrules the tagger.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from retrieval.model import Mention, Span

_VERB = (
    r"(?:said|says|added|adds|told|asked|asks|replied|wrote|writes|tweeted|explained|continued|argued|warned|shouted)"
)
_OPEN = re.compile(r"[\"“«„‘']")
# `"…," said the ambassador Christopher Hill`: at most a few words of title.
_VERB_FIRST = re.compile(
    rf"\s*(?P<verb>{_VERB}) (?:(?!(?:of|to|for|in|that|when|after|he|she|who)\b)[\w.'’-]+ ){{0,4}}"
)
_VERB_BEHIND = re.compile(rf" (?P<verb>{_VERB})(?=[\s.,:;])")
# Another word makes it part of a longer one: "said Clinton campaign spokesman Brian Fallon".
_NAME_ENDS = re.compile(r"[,.;:\n(]|$| (?:in|on|at|after|during|before|as|to|who|from|of|this|last|and)\b")
_TITLES = re.compile(r"\s*(?:[A-Z][\w.]* ){0,3}")


def beside(text: str, content: Span, mentions: Sequence[Mention]) -> tuple[Span, Span] | None:
    """The name and the verb right behind a quotation whose last mark says that its sentence goes on."""
    if not _OPEN.match(text, content.start) or text[content.end - 2] != ",":
        return None
    at = bisect_left(mentions, content.end, key=lambda m: m.span.start)
    if at == len(mentions):
        return None
    name = mentions[at].span
    before = _VERB_FIRST.fullmatch(text, content.end, name.start)
    if before is not None and _NAME_ENDS.match(text, name.end):
        return name, Span(*before.span("verb"))
    behind = _VERB_BEHIND.match(text, name.end)
    if behind is not None and _TITLES.fullmatch(text, content.end, name.start):
        return name, Span(*behind.span("verb"))
    return None
