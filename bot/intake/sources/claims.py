"""Decide the identity of texts that were fetched from the web, whatever they claim themselves.  Pure.

None keeps its id: with one it could replace any other article.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def identity_of_text(stated: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Return the identity of the one text at `url`: that address, or another of the same page that it states."""
    from bot.intake.pages.address import address_of  # noqa: PLC0415  a tenth of a second, spent only on links

    return {"id": None, "url": address_of(url, _link(stated))}


def identity_of_line(stated: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Return the identity of one of many lines at `url`: the address that it states, if that is on the same site."""
    from bot.intake.web.registered import registered_domain  # noqa: PLC0415  as above

    link = _link(stated)
    return {"id": None, "url": link if link is not None and registered_domain(link) == registered_domain(url) else None}


def _link(stated: Mapping[str, Any]) -> str | None:
    link = stated.get("url")
    return link if isinstance(link, str) else None
