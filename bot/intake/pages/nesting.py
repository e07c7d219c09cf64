"""Mend the markup of a page where libxml2 reads it unlike browsers, before it is parsed.  Pure.

A browser that runs scripts does not read what is in <noscript>; libxml2 takes an unclosed element in it for the rest of
the page.  A browser ends with </nav> what is open in the <nav>; libxml2 ignores </nav> while a <div> is open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

# Their end tags end whatever is open in them.
_CONTAINERS = ("article", "aside", "figure", "footer", "header", "main", "nav", "section", "ul", "ol")
# What an end tag does not reach across, …
_CELLS = ("td", "th", "table", "caption")
# … and what libxml2 lets stop the end tag of a container.
_STOPPERS = ("div",)
_TAG = re.compile(
    r"<!--|<(?P<raw>script|style|textarea|title|noscript)(?=[\s/>])|"
    rf"<(?P<end>/?)(?P<name>{'|'.join((*_CONTAINERS, *_CELLS, *_STOPPERS))})(?=[\s/>])",
    re.IGNORECASE,
)
_END_OF_COMMENT = re.compile(r"--!?>")
# libxml2 reads no deeper.
_MAX_DEPTH = 256


def mended(markup: str) -> tuple[str, str, str]:
    """Return `markup` for libxml2 as browsers read it with scripts and without, and the content of <noscript> alone."""
    pieces = list(_pieces(markup))
    scripted, only = (
        "".join(piece for piece, is_noscript in pieces if is_noscript is wanted) for wanted in (False, True)
    )
    return scripted, "".join(piece for piece, _ in pieces), only


def _pieces(markup: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of mended markup, and whether each is the content of a <noscript>."""
    opened: list[str] = []
    counts: Counter[str] = Counter()
    # Where each kind of raw content has no end any more, so that it is searched for once.
    endless: set[str] = set()
    at = 0
    while (found := _TAG.search(markup, at)) is not None:
        raw = "<!--" if found[0] == "<!--" else (found["raw"] or "").lower()
        start = found.start()
        if raw:
            end = None if raw in endless else _end_of(markup, raw, found.end())
            if end is None:
                endless.add(raw)
                yield markup[at : found.end()], False
                at = found.end()
                continue
            yield markup[at:start], False
            element = markup[start:end]
            yield (_content(element), True) if raw == "noscript" else (element, False)
            at = end
            continue
        name = found["name"].lower()
        if not found["end"]:
            opened.append(name)
            counts[name] += 1
        elif counts[name]:
            depth = _depth(opened, name)
            if depth is not None:
                inside = opened[len(opened) - depth :]
                if name in _CONTAINERS:
                    yield markup[at:start] + "</div>" * inside.count("div"), False
                    at = start
                counts.subtract([name, *inside])
                del opened[len(opened) - depth - 1 :]
        yield markup[at : found.end()], False
        at = found.end()
    yield markup[at:], False


def _depth(opened: list[str], name: str) -> int | None:
    """Return how many elements are open in the nearest `name`; None if its end tag does not reach that far."""
    for depth, one in enumerate(reversed(opened[-_MAX_DEPTH:])):
        if one == name:
            return depth
        if one in _CELLS and name not in _CELLS:
            return None
    return None


def _end_of(markup: str, raw: str, start: int) -> int | None:
    found = (_END_OF_COMMENT if raw == "<!--" else re.compile(f"</{raw}", re.IGNORECASE)).search(markup, start)
    end = -1 if found is None else markup.find(">", found.end() - 1)
    return None if end < 0 else end + 1


def _content(element: str) -> str:
    return element[element.index(">") + 1 : element.rindex("<")]
