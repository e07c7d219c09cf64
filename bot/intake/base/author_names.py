"""Take the names out of what pages, feeds and files state as authors, without what stands beside them.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.domain.metadata_limits import is_too_long

# A name has at most so many words.
_MAX_WORDS = 6
# Accounts, and what forms and buttons call themselves where an author's name is missing.
_NOT_NAMES = frozenset(
    "admin administrator anonymous anonym anonyme author autor autore auteur autorin by von par por date datum fecha "
    "data name nom nombre nome follow following folgen suivre seguir guest gast posted donotreply nobody no-reply "
    "noreply unknown unbekannt none null undefined root webmaster user benutzer login home contact share "
    "email e-mail facebook twitter instagram linkedin comments kommentare profile profil".split()
)
_NO = re.compile(
    r"(?:no|kein|sans|sin|unknown) (?:author|autor|auteur|autore|name|nom|nombre|firma|byline)", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?:(?:view |see )?(?:all |more )?(?:posts|articles) (?:by|from)|(?:written|posted|published|words) by|by)\b[\s:]*"
    r"|(?:author|autor(?:in)?|auteur|autore|redaktion)\s*:\s*",
    re.IGNORECASE,
)
# The word before a name in other languages, where it is a name of its own: Par Mertesacker, Von Miller.
_BY = {
    "de": "von",
    "fr": "par",
    "es": "por",
    "pt": "por",
    "ca": "per",
    "nl": "door",
    "sv": "av",
    "no": "av",
    "da": "af",
}
_ADDRESS = re.compile(r"(?:mailto:)?[^\s@<>()\"',;]+@[^\s@<>()\"',;]+|https?://\S+", re.IGNORECASE)
_EMPTY = re.compile(r"\(\s*\)|<\s*>|\[\s*\]|\"\s*\"")
_WRAPPED = re.compile(r"[(<\[\"]([^()<>\[\]\"]*)[)>\]\"]")
_STATED_TOGETHER = re.compile(r"\s*;\s*")
_LISTED = re.compile(r",|&|\b(?:and|und|et|y|e)\b")
# Not that of "Jr." and other short forms.
_FULL_STOP = re.compile(r"(?<=\w{4})\.$")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_NUMBER = re.compile(r"(?<!\w)\d[\d.:/-]*(?!\w)")
_LOGIN = re.compile(r"[a-z_.-]+\d+")


def names_of(stated: Iterable[str | None], *, language: str = "", others: Iterable[str | None] = ()) -> str | None:
    """Return the names in what is stated, each once, in order and separated by commas; None if there are none.

    `language` is the code of the language of what stands beside the names, such as "de-AT", or empty.  `others` are
    nobody's names: the article's title, the site's host.
    """
    names: dict[str, str] = {}
    not_names = {_folded(other) for other in others if other}
    for text in stated:
        # Not only for its size: a longer one could take a long time.
        if not text or is_too_long("author", text):
            continue
        for part in _STATED_TOGETHER.split(" ".join(text.split())):
            name = _name(part, language)
            if name is not None and _folded(name) not in not_names:
                names.setdefault(name.casefold(), name)
    return ", ".join(names.values()) or None


def is_address(text: str) -> bool:
    """Return whether a text is an e-mail or web address and nothing else."""
    return not is_too_long("author", text) and _ADDRESS.fullmatch(text) is not None


def _name(part: str, language: str) -> str | None:
    name = " ".join(_EMPTY.sub(" ", _ADDRESS.sub(" ", part)).split())
    name = _without_by(_BEFORE.sub("", name, count=1) if _BEFORE.match(name) else name, language)
    name = _FULL_STOP.sub("", name.lstrip(" ,.:;|/–—-").rstrip(" ,:;|/–—-"))
    if wrapped := _WRAPPED.fullmatch(name):
        name = wrapped[1].strip()
    words = [word.casefold().strip(".") for word in _WORD.findall(name)]
    if not words or _is_sentence(name) or _NUMBER.search(name) or _LOGIN.fullmatch(name):
        return None
    is_junk = _NOT_NAMES.issuperset(words) or words[0] in {"follow", "folgen"} or _NO.fullmatch(name)
    return None if is_junk else name


def _without_by(name: str, language: str) -> str:
    by = _BY.get(re.split(r"[-_]", language.casefold(), maxsplit=1)[0])
    first, _, rest = name.partition(" ")
    # "von der Leyen" is a whole name.
    return rest if by == first.casefold() and " " in rest and not rest[0].islower() else name


def _is_sentence(name: str) -> bool:
    """Return whether a text is longer than a name, and no list of names either."""
    if len(_WORD.findall(name)) <= _MAX_WORDS:
        return False
    parts = [part.strip() for part in _LISTED.split(name) if part.strip()]
    return any(part[0].islower() or len(_WORD.findall(part)) > _MAX_WORDS for part in parts)


def _folded(text: str) -> str:
    return re.sub(r"[\s.]+", "", text.casefold().removeprefix("www."))
