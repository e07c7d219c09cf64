"""Whose a link is: what somebody has registered.  Pure."""

from __future__ import annotations

from urllib.parse import urlsplit


def registered_domain(url: str) -> str:
    """bbc.co.uk of https://news.bbc.co.uk/x.  A host that is a number is one by itself; "" is what has no host."""
    from tld import get_fld  # noqa: PLC0415  a tenth of a second, paid where two links are compared

    try:
        host = urlsplit(url).hostname or ""
        found: str | None = get_fld(url, fail_silently=True, search_private=True)
    except ValueError:
        return ""
    numbered = ":" in host or host.replace(".", "").isdecimal()
    # Below what no list knows, a network of one's own, two names are taken for one's.
    return found or (host if numbered else ".".join(host.split(".")[-2:]))
