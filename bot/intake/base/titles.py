"""Tell the title at the beginning of a text from its first paragraph.  Pure."""

from __future__ import annotations

import re

# A longer first line is the article's first paragraph, not its title.
MAX_TITLE_CHARS = 200
# A line this long may have been wrapped, so that its sentence continues on the next.
MIN_WRAPPED_CHARS = 50
# The line after a title is this much longer, or ends a sentence: otherwise both may be lines of a list or a poem.
MIN_LONGER = 1.5
_ENDS_NO_TITLE = (".", ",", ";", ":", '"', "”", "»", "。")
_SENTENCE_ENDS = re.compile(r"[.!?…。][\"”’»')\]]*$")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>.*?)(?:[ \t]+#+)?")
_UNDERLINE = re.compile(r"(={3,}|-{3,})[ \t]*(?:\n|$)")
_LIST_ITEM = re.compile(r"[-*•>]\s|\d+[.)]\s")
_TURN = re.compile(r"[^\W\d_][\w .’'-]{0,40}:\s")
# Markdown in a heading: [words](link), **bold**, *italics*, `code`.
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")


def split_title(text: str) -> tuple[str | None, str]:
    """Return the title that a text begins with, and the text below it; None and all of it if there is no title.

    A title is a Markdown heading, or a first line that stands alone: it is short, ends no sentence, and does not
    continue on the next line.  A text of one line has none.
    """
    text = text.strip()
    first, _, rest = (part.strip("\n") for part in text.partition("\n"))
    below = rest.strip()
    if heading := _HEADING.fullmatch(first.strip()):
        title = _plain(heading["title"])
    elif underline := _UNDERLINE.match(rest):
        title, below = _plain(first), rest[underline.end() :].strip()
    else:
        title = first.strip() if _stands_alone(first.strip(), text.partition("\n")[2]) else ""
    is_title = below and len(title) <= MAX_TITLE_CHARS and any(c.isalpha() for c in title)
    return (title, below) if is_title else (None, text)


def same_line(a: str, b: str) -> bool:
    """Return whether two lines are the same but for case and spaces."""
    return " ".join(a.casefold().split()) == " ".join(b.casefold().split())


def _stands_alone(first: str, rest: str) -> bool:
    lines = rest.split("\n")
    following = next((line.strip() for line in lines if line.strip()), "")
    if first.endswith(_ENDS_NO_TITLE) or _LIST_ITEM.match(first) or (_TURN.match(first) and _TURN.match(following)):
        return False
    if not lines[0].strip():
        return True
    longer = len(following) >= MIN_LONGER * len(first)
    if following[:1].islower() or (len(first) >= MIN_WRAPPED_CHARS and not longer):
        return False
    return longer or bool(_SENTENCE_ENDS.search(following))


def _plain(heading: str) -> str:
    """Return a heading's words without Markdown."""
    return _MARKS.sub(r"\2", _LINK.sub(r"\1", heading)).strip()
