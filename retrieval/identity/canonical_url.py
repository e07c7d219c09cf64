"""Recognise links to the same article, by dropping the parts that do not change where a link leads.  Pure.

Libraries that clean links (courlan, w3lib, url-normalize) drop whatever looks like tracking, including "cid" and
"source", which some papers use to identify articles.  Here only known tracking goes; see docs/decisions/0021.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

# Parameters documented to say who followed a link and from where.
_TRACKING = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid igshid igsh li_fat_id mc_cid mc_eid
    mkt_tok _ga _gl _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id oly_anon_id oly_enc_id s_kwcid ef_id
    srsltid epik at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_bbc_team at_link_origin
    at_link_type at_link_id at_format at_ptr_name""".split()
)
_FAMILIES = ("utm_", "mtm_", "matomo_", "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "pk_content")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
# Matches what must be escaped in a link, except "%".
_PLAIN = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")
# Google's copies of pages contain the page's own link: "…/amp/s/paper.example/story".
_GOOGLE_COPY = re.compile(r"^/(?:amp|c|v)/(?P<secure>s/)?(?P<link>[^/]+\.[^/]+/.*)$")


def canonical(url: str) -> str | None:
    """Return the form that links to one article share; None if it is no web address, or a site's front page.

    Compare it, do not follow it.  As far as links show, two articles never share a form; one article may have several
    (a mobile site, a shortened link).
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    if (original := _original_of_copy(host, parts)) is not None:
        return canonical(original)
    host = host.removeprefix("www.")
    host = f"[{host}]" if ":" in host else host
    at = host if port in {None, 80, 443} else f"{host}:{port}"
    query, fragment = _query(parts.query), parts.fragment
    # A page built by a script may have its address after the "#".
    anchor = f"#{fragment}" if fragment.startswith(("!", "/")) else ""
    page = f"{_path(parts.path)}{f'?{query}' if query else ''}{anchor}"
    return f"https://{at}{page}" if page else None


def fragment_of(url: str | None) -> str:
    """Return what follows the "#" of a link, which names a place in its page; "" for nothing."""
    return (url or "").partition("#")[2]


def _original_of_copy(host: str, parts: SplitResult) -> str | None:
    if host.removeprefix("www.") != "google.com" and not host.endswith(".cdn.ampproject.org"):
        return None
    found = _GOOGLE_COPY.match(parts.path)
    return found and f"https://{found['link']}{f'?{parts.query}' if parts.query else ''}"


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _escaped(path).split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept).rstrip("/")


def _query(query: str) -> str:
    """Drop tracking parameters and sort the rest by name: servers accept any order."""
    kept = [p for p in _escaped(query).split("&") if p and not _is_tracking(p)]
    return "&".join(sorted(kept, key=lambda p: p.partition("=")[0]))


def without_tracking(url: str) -> str:
    """Return a link without its tracking parameters; it leads to the same page."""
    parts = urlsplit(url)
    kept = [p for p in parts.query.split("&") if not _is_tracking(p)]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.casefold().partition("=")
    return name in _TRACKING or name.startswith(_FAMILIES) or (name, value) in {("outputtype", "amp"), ("amp", "1")}


def _escaped(part: str) -> str:
    """Percent-encode in the normal form of RFC 3986: only where necessary, with capital hexadecimals."""
    plain = _PLAIN.sub(lambda m: "".join(f"%{b:02X}" for b in m.group().encode("utf-8", "surrogatepass")), part)
    return _ESCAPE.sub(_unescaped, plain)


def _unescaped(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else f"%{match[1].upper()}"
