"""Collect how a text prints its capitalised words elsewhere: after "Mr", in lower case, after "the", alone.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.names.runs import Run
from retrieval.text.normalize import fold

_ADDRESS = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Prof|Messrs)\.? ((?:[A-Z][\w'-]* )?[A-Z][\w'-]*)")
_LOWER = re.compile(r"(?<![\w'-])[a-z]{3,}")
_ARTICLED = re.compile(r"\b(?:[Tt]he|[Aa]n?) ([A-Z][a-z'-]+)(?! [A-Z])")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Folded words by how a text prints them."""

    addressed: frozenset[str]
    lower: frozenset[str]
    articled: frozenset[str]
    alone: frozenset[str]
    """Those that are a whole run somewhere inside a sentence: "Lindqvist" in "on Friday Lindqvist left"."""

    whole: frozenset[tuple[str, ...]]
    """The folded words of each run that opens no sentence and is in no headline."""

    @classmethod
    def of(cls, folded: str, found: Sequence[Run]) -> Evidence:
        """Read a folded text with its runs."""
        addressed = (m.group(1).split()[-1] for m in _ADDRESS.finditer(folded))
        return cls(
            frozenset(fold(word).removesuffix("'s") for word in addressed),
            frozenset(_LOWER.findall(folded)),
            frozenset(fold(m.group(1)) for m in _ARTICLED.finditer(folded)),
            frozenset(r.tokens[0].key for r in found if len(r.tokens) == 1 and not (r.opens or r.headline)),
            frozenset(r.keys for r in found if not (r.opens or r.headline)),
        )
