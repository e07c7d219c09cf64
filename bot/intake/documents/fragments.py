"""Turn a piece of HTML from a feed into paragraphs of text, and find the feeds that a page links to."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt fieldset footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table tbody td tfoot th thead tr ul".split()
)
# The content of these is not text of the article.
_DROPPED = frozenset("audio button canvas figure form iframe noscript object script select style svg video".split())
_FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/feed+json"))
# Conditional comments of Word's and the like; html.parser fails at some of them.
_MARKED = re.compile(r"<!\[[^>]*>")
# WordPress adds this to every entry of a feed; no article prints it.
_FOOTER = re.compile(r"The post .{1,300} (?:appeared|first appeared) (?:first )?on .{1,200}\.?", re.DOTALL)


def paragraphs_of(html: str) -> str:
    """Return the text of some HTML, with an empty line between paragraphs; line breaks within one stay."""
    reading = _ParagraphReader()
    reading.feed(_MARKED.sub("", html))
    reading.close()
    found = [text for piece in reading.pieces if (text := _tidied(piece))]
    if found and _FOOTER.fullmatch(found[-1]):
        found.pop()
    return "\n\n".join(found)


def line_of(html: str | None) -> str | None:
    """Return the text of some HTML on one line, or None if there is none."""
    return " ".join(paragraphs_of(html).split()) or None if html else None


def feeds_of(html: str, url: str) -> list[dict[str, str | None]]:
    """Return [{"url", "title"}, …]: the feeds that the page at `url` names as its own, in order, each once."""
    reading = _FeedLinkReader(url)
    reading.feed(_MARKED.sub("", html))
    return list({feed["url"]: feed for feed in reversed(reading.feeds)}.values())[::-1]


def _tidied(piece: str) -> str:
    lines = (" ".join(line.split()) for line in piece.split("\n"))
    return "\n".join(line for line in lines if line)


class _ParagraphReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._text: list[str] = []
        self._breaks = 0
        self._dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag in _DROPPED:
            self._dropped.append(tag)
        elif tag == "br":
            self._break()
        elif tag in _BLOCKS:
            self._end()

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag == "br":
            self._break()
        elif tag in _BLOCKS:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropped:
            # Elements that were opened inside it and never closed end here too.
            while self._dropped.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self._end()

    def handle_data(self, text: str) -> None:
        if self._dropped:
            return
        if text.strip():
            self._breaks = 0
        self._text.append(re.sub(r"\s+", " ", text))

    def _break(self) -> None:
        """Start a new line; two line breaks in a row end the paragraph."""
        self._breaks += 1
        if self._breaks == 2:
            self._end()
        elif not self._dropped:
            self._text.append("\n")

    def _end(self) -> None:
        self._breaks = 0
        if self._text:
            self.pieces.append("".join(self._text))
            self._text = []

    def close(self) -> None:
        super().close()
        self._end()


class _FeedLinkReader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.feeds: list[dict[str, str | None]] = []
        self._base = url

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and values.get("href"):
            self._base = urljoin(self._base, values["href"])
        is_alternate = tag == "link" and "alternate" in values.get("rel", "").casefold().split()
        if is_alternate and values.get("type", "").casefold().strip() in _FEED_TYPES and values.get("href"):
            url, title = urljoin(self._base, values["href"].strip()), " ".join(values.get("title", "").split())
            self.feeds.append({"url": url, "title": title or None})
