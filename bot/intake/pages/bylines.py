"""Keep the names in a byline, and leave out what a page prints beside them.  Pure."""

from __future__ import annotations

import re

# A name has at most so many words.
_MAX_WORDS = 6
# What forms and buttons call themselves where an author's name is missing.
_NOT_NAMES = frozenset(
    "admin administrator anonymous anonym anonyme author autor autore auteur autorin by von par por date datum fecha "
    "data name nom nombre nome follow following folgen suivre seguir guest gast posted "
    "unknown unbekannt none null undefined root webmaster user benutzer login home contact share "
    "email e-mail facebook twitter instagram linkedin comments kommentare profile profil".split()
)
_BEFORE = re.compile(
    r"^(?:(?:view |see )?(?:all |more )?(?:posts|articles) (?:by|from)|(?:written|posted|published) by|by|von|par|por|"
    r"author|autor(?:in)?|auteur|redaktion)\b[\s:]*",
    re.IGNORECASE,
)
_NO = re.compile(r"^(?:no|kein|sans|sin|unknown) \w+$", re.IGNORECASE)
_PARTS = re.compile(r"\s*;\s*")


def names_in(byline: str | None, *, title: str | None = None, host: str | None = None) -> str | None:
    """Return the names of a byline, with "; " between them; None if there is none.

    The article's title and the site's host are nobody's name.
    """
    others = {_folded(title or ""), _folded((host or "").removeprefix("www."))}
    names = [name for part in _PARTS.split(byline or "") if (name := _name(part)) and _folded(name) not in others]
    return "; ".join(dict.fromkeys(names)) or None


def _name(part: str) -> str | None:
    name = _BEFORE.sub("", part.strip()).strip(" ,.:|–—-/")
    words = [word.casefold().strip(".") for word in re.findall(r"[^\W\d_][\w.'’-]*", name)]
    if not words or len(words) > _MAX_WORDS or "://" in name or "@" in name or any(map(str.isdigit, name)):
        return None
    is_junk = _NOT_NAMES.issuperset(words) or words[0] in {"follow", "folgen"} or _NO.match(name)
    return None if is_junk else name


def _folded(text: str) -> str:
    return re.sub(r"[\s.]+", "", text.casefold())
