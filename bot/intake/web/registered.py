"""Tell whose a link is, by the domain that somebody registered.  Pure."""

from __future__ import annotations

from urllib.parse import urlsplit


def registered_domain(url: str) -> str:
    """Return "bbc.co.uk" for https://news.bbc.co.uk/x, the address itself for a numeric host, "" without a host."""
    from tld import get_fld  # noqa: PLC0415  a tenth of a second, spent only on comparing links

    try:
        host = urlsplit(url).hostname or ""
        found: str | None = get_fld(url, fail_silently=True, search_private=True)
    except ValueError:
        return ""
    is_numeric = ":" in host or host.replace(".", "").isdecimal()
    # Under a suffix that no list has, as in a private network, the last two labels count as the domain.
    return found or (host if is_numeric else ".".join(host.split(".")[-2:]))
