"""Tell which links lead to one article: a link without what changes nothing about where it leads.  Pure.

Libraries that clean links (courlan, w3lib, url-normalize) drop what looks like tracking, "cid" and "source" among it,
by which some papers tell their articles apart.  Here only what is known to tell nothing goes; docs/decisions/0021.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

# Parameters that say who followed a link and from where, by their documentation.
_TRACKING = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid igshid igsh li_fat_id mc_cid mc_eid
    mkt_tok _ga _gl _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id oly_anon_id oly_enc_id s_kwcid ef_id
    srsltid epik at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_bbc_team at_link_origin
    at_link_type at_link_id at_format at_ptr_name""".split()
)
_FAMILIES = ("utm_", "mtm_", "matomo_", "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "pk_content")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
# What a link may print as it is; all else, "%" aside, is escaped.
_PLAIN = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")
# Where Google keeps copies of pages, the page's own link within: "…/amp/s/paper.example/story".
_KEPT_COPY = re.compile(r"^/(?:amp|c|v)/(?P<secure>s/)?(?P<link>[^/]+\.[^/]+/.*)$")


def canonical(url: str) -> str | None:
    """The form that all links to one article have in common; None for what is no web address, or a site's front page.

    It is there to be compared, not to be followed.  Two articles never have one form, as far as links can tell; one
    article may have several (a mobile site, a shortened link).
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    if (own := _kept_copy(host, parts)) is not None:
        return canonical(own)
    host = host.removeprefix("www.")
    host = f"[{host}]" if ":" in host else host
    at = host if port in {None, 80, 443} else f"{host}:{port}"
    query, fragment = _query(parts.query), parts.fragment
    # A page that is put together by a script may have its address behind the "#".
    shown = f"#{fragment}" if fragment.startswith(("!", "/")) else ""
    page = f"{_path(parts.path)}{f'?{query}' if query else ''}{shown}"
    return f"https://{at}{page}" if page else None


def _kept_copy(host: str, parts: SplitResult) -> str | None:
    if host.removeprefix("www.") != "google.com" and not host.endswith(".cdn.ampproject.org"):
        return None
    found = _KEPT_COPY.match(parts.path)
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
    """What tells nothing out, the rest in the order of its names: servers take them in any."""
    told = [p for p in _escaped(query).split("&") if p and not _tells_nothing(p)]
    return "&".join(sorted(told, key=lambda p: p.partition("=")[0]))


def without_tracking(url: str) -> str:
    """The same link without what says who followed it: it leads to the same page."""
    parts = urlsplit(url)
    kept = [told for told in parts.query.split("&") if not _tells_nothing(told)]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


def _tells_nothing(parameter: str) -> bool:
    name, _, value = parameter.casefold().partition("=")
    return name in _TRACKING or name.startswith(_FAMILIES) or (name, value) in {("outputtype", "amp"), ("amp", "1")}


def _escaped(part: str) -> str:
    """Percent-encoding in the one form of RFC 3986: nothing escaped that need not be, capital hexadecimals."""
    plain = _PLAIN.sub(lambda m: "".join(f"%{b:02X}" for b in m.group().encode("utf-8", "surrogatepass")), part)
    return _ESCAPE.sub(_unescaped, plain)


def _unescaped(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else f"%{match[1].upper()}"
