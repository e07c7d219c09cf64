"""Turn HTML from a feed into paragraphs of text, as pages are read, and find the feeds that a page links to."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from bot.intake.documents.feed_xml import UNKNOWN
from bot.intake.pages.blocks import blocks, parsed, prepare

# What a page's reader leaves to trafilatura, and no paragraph of an article has.
_DROPPED = ("figure", "form")
_FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/feed+json"))
# WordPress adds this to every entry of a feed; no article prints it.
_FOOTER = re.compile(r"The post .{1,300} (?:appeared|first appeared) (?:first )?on .{1,200}\.?", re.DOTALL)
_TAGS = frozenset(
    """a abbr acronym address amp-img applet area article aside audio b base basefont bdi bdo big blink blockquote
    body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div
    dl dt em embed fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header
    hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav
    nobr noframes noscript object ol optgroup option output p param path picture pre progress q rb rp rt rtc
    ruby s samp script search section select slot small source span strike strong style sub summary sup svg
    table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr""".split()
)
_COMMENT = re.compile(r"<!--(?:(?!-->).)*+-->", re.DOTALL)
_TAG = re.compile(r"</?([A-Za-z][^\s<>/]*)")
_OPEN_END = re.compile(r"<[A-Za-z/!][^>]*\Z")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_SHOWN_TAG = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|blockquote|q|td|tr|table|figure|font|u)\s*>|<br\s*/?>|<(?:p|img|a|div)\s[^<>]*>"
    r"|<p>"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def paragraphs_of(html: str) -> str:
    """Return the text of some HTML, with an empty line between paragraphs; line breaks within one stay."""
    tree = parsed(f"<body>{html}")
    if tree is None:
        return ""
    for element in list(tree.iter(*_DROPPED)):
        element.drop_tree()
    prepare(tree)
    found = [block.text for block in blocks(tree)]
    if found and _FOOTER.fullmatch(found[-1]):
        found.pop()
    return "\n\n".join(found)


def line_of(html: str | None) -> str | None:
    """Return the text of some HTML on one line, or None if there is none."""
    return " ".join(paragraphs_of(html).split()) or None if html else None


def title_of(value: str | None, *, is_html: bool) -> str | None:
    """Return a title on one line; None if there is none, or if a character of it is unknown.

    Plain text says what it shows: "How <p> differs from &amp;" is about HTML.
    """
    title = line_of(value) if is_html else " ".join((value or "").split()) or None
    if title and is_html and is_escaped_twice(title):
        title = line_of(title)
    return None if title is None or is_damaged(title) else title


def certain_text(value: str, *, is_html: bool) -> str | None:
    """Return the text of a feed's entry ("" for none), or None if that would take a guess: it must not be quoted."""
    if is_html and _may_lose_words(value):
        return None
    text = paragraphs_of(value) if is_html else value.strip()
    return None if is_damaged(text) or is_escaped_twice(text) else text


def is_damaged(text: str) -> bool:
    """Return whether characters were lost before the text came here."""
    return UNKNOWN in text or _SURROGATE.search(text) is not None


def is_escaped_twice(text: str) -> bool:
    """Return whether a text shows HTML, because it was escaped once more than it is read."""
    return _ENTITY.search(text) is not None or _SHOWN_TAG.search(text) is not None


def _may_lose_words(html: str) -> bool:
    """Return whether something in the HTML looks like a tag and is none, as in "x<y and z>0"."""
    bare = _COMMENT.sub("", html)
    if _OPEN_END.search(bare[-2000:]):
        return True
    names = {name.casefold() for name in _TAG.findall(bare)}
    return any(name not in _TAGS and not {"-", ":"} & set(name[1:]) for name in names)


def feeds_of(html: str, url: str) -> list[dict[str, str | None]]:
    """Return [{"url", "title"}, …]: the feeds that the page at `url` names as its own, in order, each once."""
    tree = parsed(html)
    if tree is None:
        return []
    feeds: dict[str, dict[str, str | None]] = {}
    base = next((urljoin(url, element.get("href")) for element in tree.iter("base") if element.get("href")), url)
    for link in tree.iter("link"):
        is_alternate = "alternate" in (link.get("rel") or "").casefold().split()
        address = (link.get("href") or "").strip()
        if is_alternate and (link.get("type") or "").casefold().strip() in _FEED_TYPES and address:
            title = " ".join((link.get("title") or "").split())
            feeds.setdefault(found := urljoin(base, address), {"url": found, "title": title or None})
    return list(feeds.values())
