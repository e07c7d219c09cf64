"""Make the XML of a feed well-formed without changing a word, and leave out what would have to be guessed.  Pure.

XML parsers stop at the first error.  Parsers that do not (feedparser's own, sgmllib) turn "R&D want" into "R&D; want".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from itertools import islice
from xml.parsers import expat

from retrieval.domain.errors import UnusableArticle, template

UNKNOWN = "\ufffd"
"""Stands for a character that cannot be known (Unicode's replacement character)."""

_DECLARES_PREFIXES = template("declares more prefixes than any feed has; check the address")
_DECLARES_ENTITIES = template("declares entities, which no feed needs and attacks use; check the address")
_BLANK = r"(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+"
_PROLOG = re.compile(_BLANK, re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[\"'<>]*+(?:\"[^\"]*+\"[^\[\"'<>]*+|'[^']*+'[^\[\"'<>]*+)*+", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_ROOT = re.compile(r"<(?:rss|channel|feed|\w+:(?:RDF|feed))[\s>]", re.IGNORECASE)
# Between these, nothing is markup.
_CLOSERS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_OPENER = re.compile("|".join(map(re.escape, _CLOSERS)))
# An & that begins no entity of XML, and a < that begins no tag.
_LOOSE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#([0-9]{1,7}|[xX][0-9a-fA-F]{1,6});|(\w{2,31};))?|<(?![^\W\d]|[:/])"
)
# Captions of pictures and blurbs of podcasts, which feedparser takes for the entry's own title and text.
_SIDE_TEXT = re.compile(r"<(/?(?:media|itunes):)(?=(?:title|description|text|summary|subtitle)[\s>])")
_ITEM = re.compile(r"<(/?)((?:(?:rss|atom|ns\d):)?(?:item|entry))(?=[\s>])")
_ITEM_END = re.compile(r"</(?:(?:rss|atom|ns\d):)?(?:item|entry)\s*>")
_START_TAG = re.compile(r"\s*+<([\w:.-]+)[^<>]*>")
_PREFIXED = re.compile(r"<([A-Za-z][\w.-]*):[A-Za-z]|\s([A-Za-z][\w.-]*):[A-Za-z][\w.-]*\s*=")
# The namespaces of prefixes that feeds use without declaring them.
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/", "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0", "xlink": "http://www.w3.org/1999/xlink",
}  # fmt: skip
# Other prefixes that a feed does not declare are declared up to so many, and so many may be declared in all: feedparser
# goes through all of them at each element.
MAX_MISSING_PREFIXES = 50
MAX_PREFIXES = 200
_PREFIX = re.compile(r"\sxmlns:([\w.-]+)")
# What is taken from an item that is not well-formed: all that is as short as it is needed to find the article's page.
_SIMPLE = re.compile(
    r"<((?:\w+:)?(?:link|guid|id|title|pubDate|published|issued|updated|modified|date|origLink|ttl|updatePeriod"
    r"|updateFrequency))(?:\s[^<>]*+)?(?:(?<=/)>|(?<!/)>(?:[^<]++|<!\[CDATA\[(?:(?!\]\]>|<).)*+\]\]>)*+</\1\s*+>)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FeedXml:
    """A feed in well-formed XML.  `damaged` are the places of items of which only a part is left, counted from 0."""

    content: bytes
    damaged: frozenset[int] = frozenset()


def well_formed(text: str, most: int) -> FeedXml:
    """Return the feed, repaired where there is only one way to; of a damaged one the first items, `most` at most.

    Raise UnusableArticle if it declares entities or too many prefixes.
    """
    text = repaired(without_prolog(text))
    if len(set(_PREFIX.findall(text))) > MAX_PREFIXES:
        raise UnusableArticle(_DECLARES_PREFIXES)
    if not is_well_formed(text):
        text = _with_a_sound_root(text)
    return FeedXml(text.encode()) if is_well_formed(text) else _reassembled(text, most)


def is_well_formed(text: str | bytes) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(text if isinstance(text, bytes) else text.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError):
        return False
    return True


def without_prolog(text: str, root_tag: re.Pattern[str] = _ROOT) -> str:
    """Return some XML from its root element on.  Raise UnusableArticle for a document type that declares entities."""
    start = _prolog_end(text, 0)
    if doctype := _DOCTYPE.match(text, start):
        start = doctype.end()
        if text[start : start + 1] == "[":
            end = _SUBSET_END.search(text, start)
            if end is None or "<!ENTITY" in text[start : end.end()].upper():
                raise UnusableArticle(_DECLARES_ENTITIES)
            start = end.end()
        start = _prolog_end(text, start + (text[start : start + 1] == ">"))
    if root_tag.match(text, start):
        return text[start:]
    # Something stands before the feed, such as a warning of the program that made it.
    root = root_tag.search(text, start)
    before = text[start : root.start() if root else len(text)].upper()
    if "<!DOCTYPE" in before or "<!ENTITY" in before:
        raise UnusableArticle(_DECLARES_ENTITIES)
    return text[root.start() :] if root else text[start:]


def _prolog_end(text: str, start: int) -> int:
    found = _PROLOG.match(text, start)
    return found.end() if found else start


def repaired(text: str) -> str:
    """Escape what can only be meant as text; write named entities of HTML as the characters that they are."""
    return "".join(
        part if opaque else _SIDE_TEXT.sub(r"<\1x-", _LOOSE.sub(_escaped, part)) for part, opaque in parts(text)
    )


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of some XML in order, and of each whether it is a comment, CDATA or an instruction.

    CDATA in which an item ends was never closed, and is an item's text from there on.
    """
    ends = {closer: _Next(text, re.compile(re.escape(closer))) for closer in _CLOSERS.values()}
    item_ends = _Next(text, _ITEM_END)
    start = at = 0
    while opener := _OPENER.search(text, at):
        closer = _CLOSERS[opener.group()]
        end = ends[closer].after(opener.end())
        at = opener.end()
        if end is None or (opener.group() == "<![CDATA[" and (item_ends.after(at) or end) < end):
            continue
        yield text[start : opener.start()], False
        start = at = end + len(closer)
        yield text[opener.start() : start], True
    yield text[start:], False


class _Next:
    """Finds the next match of a pattern for places that only grow, reading the text once."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._text = text
        self._pattern = pattern
        self._found: int | None = -1

    def after(self, place: int) -> int | None:
        if self._found is not None and self._found < place:
            found = self._pattern.search(self._text, place)
            self._found = found.start() if found else None
        return self._found


def _escaped(match: re.Match[str]) -> str:
    number, name = match[1], match[2]
    if number is not None:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return _written(code) if _is_character(code) else UNKNOWN
    if name is not None:
        known = html5.get(name)
        return "".join(_written(ord(c)) for c in known) if known else f"&amp;{name}"
    return "&lt;" if match[0] == "<" else "&amp;"


def _written(code: int) -> str:
    # In ASCII there is markup, which must stay a reference (&#60;, &LT;).
    return f"&#{code};" if code < 0x80 else chr(code)


def _is_character(code: int) -> bool:
    """Return whether XML can hold a character (XML 1.0, production 2)."""
    return code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _with_a_sound_root(text: str) -> str:
    """Return the feed with all its prefixes declared, in a root element that is well-formed."""
    root = _START_TAG.match(text)
    if root is None:
        return text
    tag, name = root.group().rstrip(), root[1]
    used = {one or other for part, opaque in parts(text) if not opaque for one, other in _PREFIXED.findall(part)}
    undeclared = used - {"xml", "xmlns"} - set(_PREFIX.findall(tag))
    missing = sorted(undeclared, key=lambda prefix: (prefix not in _NAMESPACES, prefix))[:MAX_MISSING_PREFIXES]
    declared = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in missing[:MAX_MISSING_PREFIXES]
    )
    for attributes in (tag.removeprefix(f"<{name}")[:-1], ' version="2.0"' if name == "rss" else ""):
        sound = f"<{name}{attributes}{declared}>"
        if is_well_formed(f"{sound}</{name}>"):
            return sound + text[root.end() :]
    return text


def _reassembled(text: str, most: int) -> FeedXml:
    """Return the sound items of a feed whole, and of the others only what is sound."""
    places = list(islice(_items(text), most))
    head = text[: places[0][0]] if places else text
    root = _START_TAG.match(head)
    if root is None:
        return FeedXml(text.encode("utf-8", "replace"))
    is_rss = re.search(r"<((?:\w+:)?channel)[\s>]", head)
    opened = root.group() + (f"<{is_rss[1]}>" if is_rss else "")
    closed = (f"</{is_rss[1]}>" if is_rss else "") + f"</{root[1]}>"
    items, damaged = [], set()
    for place, (start, end, name) in enumerate(places):
        item = text[start:end]
        if not is_well_formed(f"{root.group()}{item}</{root[1]}>"):
            damaged.add(place)
            item = f"<{name}>{_sound_parts(item, root)}</{name}>"
        items.append(item)
    # What precedes the first item describes the feed: its title and how often to poll it.
    whole = f"{opened}{_sound_parts(head[root.end() :], root)}{''.join(items)}{closed}"
    return FeedXml(whole.encode("utf-8", "replace"), frozenset(damaged))


def _sound_parts(text: str, root: re.Match[str]) -> str:
    found = (match.group() for match in _SIMPLE.finditer(text))
    return "".join(part for part in found if is_well_formed(f"{root.group()}{part}</{root[1]}>"))


def _items(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the element of each item; one that is never closed ends where the next begins."""
    at: tuple[int, str] | None = None
    offset = 0
    for part, opaque in parts(text):
        for tag in () if opaque else _ITEM.finditer(part):
            place = offset + tag.start()
            if not tag[1]:
                if at is not None:
                    yield at[0], place, at[1]
                at = place, tag[2]
            elif at is not None:
                end = text.find(">", place)
                yield at[0], end + 1 if end >= 0 else len(text), at[1]
                at = None
        offset += len(part)
    if at is not None:
        yield at[0], len(text), at[1]
