"""Which address a page is known by: its own, or the canonical one that it declares, where that is its own too.  Pure.

A link is an article's identity (docs/decisions/0021): a site that declares its section's page on each of its articles
would make one article of them, and all but the last one would be gone.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from bot.intake.web.registered import registered_domain
from retrieval.identity.canonical_url import canonical, untracked

_FRONTS = {"", "index.html", "index.php", "home"}
# The same page for other machines: as a host's first label, and as the last thing in a path.
_OTHER_FORM = re.compile(r"(?:www|m|mobile|amp|touch)\.")
_OTHER_END = re.compile(r"(?:/(?:amp|print|index\.\w+)|\.amp)?(?:\.(?:s?html?|php|aspx?|jsp))?/*$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d{6}(?!\d))\d{5,}(?!\d)")
# Nobody calls a section by so many words, …
_WORDS = 3
# … nor by letters and figures mixed.
_CODE = re.compile(r"(?=(?:[a-z]*\d){3})(?=.*[a-z])[a-z\d]{8,}")
# A part of an article is no revision of its beginning.
_PART = re.compile(r"(?:^|&)(?:page|pg|p|part|seite|pagina|start|offset)=\d", re.IGNORECASE)


def address_of(url: str | None, declared: str | None) -> str | None:
    """`url` is where a page was found, None for a saved one; `declared` the canonical link in it."""
    if url is None:
        return declared if declared is not None and not is_front_page(declared) and _told(declared) else None
    return declared if declared is not None and is_same_page(url, declared) else url


def is_front_page(url: str) -> bool:
    """Whether it is the address of a whole site."""
    parts = urlsplit(url)
    return parts.path.strip("/") in _FRONTS and not parts.query


def is_same_page(url: str, other: str) -> bool:
    """Whether `other` is plausibly another address of the very page at `url`; where that cannot be told, it is not.

    One of another site would let anybody put their words under another's name.
    """
    if registered_domain(url) != registered_domain(other):
        return False
    if is_front_page(other):
        return is_front_page(url)
    if canonical(_plain(url)) == canonical(_plain(other)):
        return True
    told = _told(url)
    return told is not None and told == _told(other) and not _PART.search(urlsplit(url).query)


def _plain(url: str) -> str:
    """Without what says for which machine a page is put together."""
    parts = urlsplit(untracked(url))
    host = _OTHER_FORM.sub("", parts.netloc, count=1) if _OTHER_FORM.match(parts.netloc) else parts.netloc
    return parts._replace(netloc=host, path=_bare(parts.path)).geturl()


def _bare(path: str) -> str:
    path = _OTHER_END.sub("", path, count=1)
    return path.removeprefix("/amp") if path.startswith("/amp/") else path


def _told(url: str) -> str | None:
    """What an address calls its article by, in its last part: a number, a headline, a code; None for none of these."""
    name = unquote(_bare(urlsplit(url).path).rpartition("/")[2]).casefold()
    numbers: list[str] = _NUMBER.findall(name)
    if numbers:
        return max(numbers, key=len)
    words = [word for word in re.split(r"[\W_]+", name) if word.isalpha()]
    return name if len(words) >= _WORDS or _CODE.fullmatch(name) else None
