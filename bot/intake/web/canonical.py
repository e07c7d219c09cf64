"""When two links are one: the form of a link that tells the same page, and the site that it is of."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# What is put behind a link to see who follows it, and tells no page.
_TRACKING = re.compile(
    r"(utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_ga|_gl|ref_src|ref_url|"
    r"cmpid|ocid|ito|at_(medium|campaign|link\w*|bbc\w*|format|ptr\w*|custom\d)|smid|sh|srnd|spm|wt_mc|xtor)",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}


def untracked(url: str) -> str:
    """The same link without what tracks and without the fragment: it leads to the same page."""
    parts = urlsplit(url)
    kept = [told for told in parts.query.split("&") if not _TRACKING.fullmatch(told.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


def canonical(url: str) -> str:
    """The same for two links to one page: without what tracks, without the fragment, https and www aside.

    It is for comparing: whether a server answers at it, it does not say.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    query = urlencode(sorted(parse_qsl(urlsplit(untracked(url)).query, keep_blank_values=True)))
    return urlunsplit(("https", host + port, parts.path.rstrip("/") or "/", query, ""))


def id_of_link(url: str) -> str:
    """The id of the article at a link: what stands there later, changed, is a revision of it."""
    return hashlib.sha256(canonical(url).encode()).hexdigest()[:12]


def site_of(url: str) -> str:
    """What somebody has registered: bbc.co.uk of news.bbc.co.uk.  A host that is a number is a site by itself."""
    from tld import get_fld  # noqa: PLC0415  a tenth of a second, paid where two links are compared

    found: str | None = get_fld(url, fail_silently=True, search_private=True)
    host = urlsplit(url).hostname or ""
    numbered = ":" in host or host.replace(".", "").isdecimal()
    # Below what no list knows, a network of one's own, two names are taken for one's.
    return found or (host if numbered else ".".join(host.split(".")[-2:]))
