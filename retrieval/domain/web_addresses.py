"""Tell an address that a message can link to from other text.  Pure."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_web_address(url: str) -> bool:
    """Return whether a message can link to it: a host with a dot, no white space and nothing invisible."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and url.isprintable() and " " not in url
