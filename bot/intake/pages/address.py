"""Choose the address that identifies a page: its own, or the canonical one if that is the same page.  Pure.

A link is an article's identity (docs/decisions/0021).  Some sites declare a section's page as the canonical address of
each article in it; believing that would leave only the last of these articles.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from bot.intake.web.registered import registered_domain
from retrieval.identity.canonical_url import canonical, without_tracking

_FRONT_PAGES = {"", "index.html", "index.php", "home"}
# Versions of a page for other devices: by the first label of its host, and by the end of its path.
_VERSION_HOST = re.compile(r"(?:www|m|mobile|amp|touch)\.")
_VERSION_END = re.compile(r"(?:/(?:amp|print|index\.\w+)|\.amp)?(?:\.(?:s?html?|php|aspx?|jsp))?/*$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d{6}(?!\d))\d{5,}(?!\d)")
# Section names do not have so many words, …
_MIN_HEADLINE_WORDS = 3
# … and do not mix letters and digits.
_CODE = re.compile(r"(?=(?:[a-z]*\d){3})(?=.*[a-z])[a-z\d]{8,}")
# Page 2 of an article is not a revision of page 1.
_PART = re.compile(r"(?:^|&)(?:page|pg|p|part|seite|pagina|start|offset)=\d", re.IGNORECASE)


def address_of(url: str, declared: str | None) -> str:
    """Return the address of a page found at `url` that declares `declared` as canonical."""
    return declared if declared is not None and is_same_page(url, declared) else url


def is_front_page(url: str) -> bool:
    """Return whether `url` is the address of a whole site."""
    parts = urlsplit(url)
    return parts.path.strip("/") in _FRONT_PAGES and not parts.query


def is_same_page(url: str, other: str) -> bool:
    """Return whether `other` is plausibly another address of the page at `url`; if in doubt, it is not.

    An address on another site never is: anybody could publish words under another's name.
    """
    if registered_domain(url) != registered_domain(other):
        return False
    if is_front_page(other):
        return is_front_page(url)
    if canonical(_plain(url)) == canonical(_plain(other)):
        return True
    name = _article_name(url)
    return name is not None and name == _article_name(other) and not _PART.search(urlsplit(url).query)


def _plain(url: str) -> str:
    """Return the address without the parts that choose a version for some device."""
    parts = urlsplit(without_tracking(url))
    host = _VERSION_HOST.sub("", parts.netloc, count=1) if _VERSION_HOST.match(parts.netloc) else parts.netloc
    return parts._replace(netloc=host, path=_bare(parts.path)).geturl()


def _bare(path: str) -> str:
    path = _VERSION_END.sub("", path, count=1)
    return path.removeprefix("/amp") if path.startswith("/amp/") else path


def _article_name(url: str) -> str | None:
    """Return the number, headline or code by which the last part of an address names its article, or None."""
    name = unquote(_bare(urlsplit(url).path).rpartition("/")[2]).casefold()
    numbers: list[str] = _NUMBER.findall(name)
    if numbers:
        return max(numbers, key=len)
    words = [word for word in re.split(r"[\W_]+", name) if word.isalpha()]
    return name if len(words) >= _MIN_HEADLINE_WORDS or _CODE.fullmatch(name) else None
