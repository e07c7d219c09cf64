"""Take the names out of what feeds state as authors: addresses, roles and repeats are left out.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"(?:mailto:)?[^\s@<>()\"',;]+@[^\s@<>()\"',;]+|https?://\S+", re.IGNORECASE)
_EMPTY = re.compile(r"\(\s*\)|<\s*>|\[\s*\]|\"\s*\"")
_WHOLLY_WRAPPED = re.compile(r"[(<\[\"](.*)[)>\]\"]", re.DOTALL)
# Accounts, not people.
_ACCOUNTS = frozenset("admin administrator donotreply nobody no-reply none noreply null root unknown webmaster".split())


def names_of(stated: Iterable[str | None]) -> str | None:
    """Return the names in what is stated, each once, in order and separated by commas; None if there are none."""
    names: dict[str, str] = {}
    for text in stated:
        if text and (name := _name(text)) is not None:
            names.setdefault(name.casefold(), name)
    return ", ".join(names.values()) or None


def name_beside(name: str | None, address: str | None) -> str | None:
    """Return a name that feedparser has split from an address, which it ends after four letters of the last part."""
    if name and address and _ADDRESS.fullmatch(f"{address}{name}"):
        return None
    return name.rpartition("(")[2] if name and name.count("(") > name.count(")") else name


def _name(text: str) -> str | None:
    name = " ".join(_EMPTY.sub(" ", _ADDRESS.sub(" ", text)).split()).strip(" ,;:/-–")
    if wrapped := _WHOLLY_WRAPPED.fullmatch(name):
        name = wrapped[1].strip()
    is_name = any(character.isalpha() for character in name) and name.casefold() not in _ACCOUNTS
    return name if is_name else None
