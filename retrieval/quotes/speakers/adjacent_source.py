"""Find the speaker printed right after a quotation with a plain verb: `"…," said Hill`, `"…," Hill said`.  Pure.

A source as plain as that overrules the tagger.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from retrieval.domain.article import Mention, Span
from retrieval.quotes.speakers.epithets import described

_VERB = (
    r"(?:said|says|added|adds|told|asked|asks|replied|answered|wrote|writes|tweeted|explained|continued|argued|warned"
    r"|shouted|yelled)"
)
# `"Who paid you?" a reporter asked`: the asker stays unnamed, and is not the person who answers.
_SOMEBODY = re.compile(
    r" (?P<who>(?:an?|one|another) (?:[a-z-]+ ){0,2}[a-z-]+|protesters|reporters|the crowd) "
    r"(?P<verb>said|asked|shouted|yelled|called|cried|chanted|replied|answered)\b"
)
_PRONOUN = re.compile(rf" (?P<who>he|she|they) (?P<verb>{_VERB})\b")
# `"…," the 24-year-old said`, `"…," said the tycoon`: a definite description of one person.
_DESCRIBED = (
    re.compile(rf" (?P<who>the (?:[\w'’-]+ ){{0,4}}[\w-]+) (?P<verb>{_VERB})\b(?! by\b)"),
    re.compile(
        rf" (?P<verb>{_VERB}) (?P<who>the (?:[\w'’-]+ ){{0,4}}?[\w-]+)"
        r"(?=[.,;:\n]|$| (?:in|on|at|after|during|as|who)\b)"
    ),
)
_SENTENCE_ENDS = re.compile(r"[.,:;\n]|$| (?:at|to|in|on|as|after|during|from|with)\b")
_OPEN = re.compile(r"[\"“«„‘']")
# `"…," said the ambassador Christopher Hill`: at most a few words of title.
_VERB_FIRST = re.compile(
    rf"\s*(?P<verb>{_VERB}) (?:(?!(?:of|to|for|in|that|when|after|he|she|who)\b)[\w.'’-]+ ){{0,4}}"
    # `added her deputy, Tom Beck`
    r"(?:[a-z][\w'’-]*, )?(?:[A-Z][\w.]* )?"
)
_VERB_AFTER = re.compile(rf" (?P<verb>{_VERB})(?=[\s.,:;])")
# Any other word makes the name part of a longer one: "said Clinton campaign spokesman Brian Fallon".
_NAME_ENDS = re.compile(r"[,.;:\n(]|$| (?:in|on|at|after|during|before|as|to|who|from|of|this|last|and)\b")
_TITLES = re.compile(r"\s*(?:[A-Z][\w.]* ){0,3}")


def adjacent_source(text: str, content: Span, mentions: Sequence[Mention]) -> tuple[Span, Span] | None:
    """Return the spans of speaker and verb if they come right after a quotation that ends in a comma, "?" or "!"."""
    if not _OPEN.match(text, content.start) or text[content.end - 2] not in ",?!":
        return None
    for pattern in (_SOMEBODY, _PRONOUN):
        if (found := pattern.match(text, content.end)) is not None:
            return Span(*found.span("who")), Span(*found.span("verb"))
    for pattern in _DESCRIBED:
        found = pattern.match(text, content.end)
        if found is not None and described(found["who"]) is not None:
            return Span(*found.span("who")), Span(*found.span("verb"))
    at = bisect_left(mentions, content.end, key=lambda m: m.span.start)
    return None if at == len(mentions) else _named(text, content, mentions[at].span)


# `Hill said it was not`, `Hill told the FT that it was`
_REPORTS = re.compile(rf" (?P<verb>{_VERB})(?: that)? ")


def plain_subject(text: str, content: Span, mentions: Sequence[Mention]) -> tuple[Span, Span] | None:
    """Return the name and the verb right before a reported clause, if the name opens the sentence."""
    at = bisect_left(mentions, content.start, key=lambda m: m.span.end)
    if at == 0:
        return None
    name = mentions[at - 1].span
    verb = _REPORTS.fullmatch(text, name.end, content.start)
    opens = name.start == 0 or text[name.start - 1] == "\n" or text[max(0, name.start - 2) : name.start] in _AFTER_STOP
    return (name, Span(*verb.span("verb"))) if verb is not None and opens else None


_AFTER_STOP = frozenset([". ", "? ", "! "])


def _named(text: str, content: Span, name: Span) -> tuple[Span, Span] | None:
    """Return the name that follows a quotation, and its verb."""
    before = _VERB_FIRST.fullmatch(text, content.end, name.start)
    if before is not None and _NAME_ENDS.match(text, name.end):
        return name, Span(*before.span("verb"))
    after = _VERB_AFTER.match(text, name.end)
    if after is None or _TITLES.fullmatch(text, content.end, name.start) is None:
        return None
    # After `"…!"` a new sentence may begin: `Hill said he was leaving` is a new one, `Hill said.` is not.
    if text[content.end - 2] != "," and not _SENTENCE_ENDS.match(text, after.end()):
        return None
    return name, Span(*after.span("verb"))
