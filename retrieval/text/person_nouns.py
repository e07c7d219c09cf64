"""Tell whether a noun means a person: "laureate", "striker", "Scot".  The list is WordNet's."""

from __future__ import annotations

import functools
from pathlib import Path

LIST = Path(__file__).with_name("person_nouns.txt")
"""Written by retrieval/fitting/person_nouns.py; WordNet's licence stands on top, each line after a "#"."""


def is_person_noun(word: str) -> bool:
    """Return whether a noun in the singular means a person; "Scot" is one and "scot" is not."""
    return word in _nouns() or (word[:1].isupper() and word.lower() in _nouns())


def is_demonym(word: str) -> bool:
    """Return whether a noun is always capitalised and means one of a people, a party or a faith: "Scot", "Tory"."""
    return word[:1].isupper() and word in _nouns()


@functools.cache
def _nouns() -> frozenset[str]:
    lines = LIST.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
