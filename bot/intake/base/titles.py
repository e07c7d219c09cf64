"""Tell the title at the beginning of a text from its first paragraph.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.intake.base.datelines import day_in
from bot.intake.base.moments import moment_of

# A longer first line is the article's first paragraph, not its title.
MAX_TITLE_CHARS = 200
# Markdown's links make a heading's line longer than its title.  The expressions below are not linear.
_MAX_LINE_CHARS = 4 * MAX_TITLE_CHARS
# A line this long may have been wrapped, so that its sentence continues on the next.
MIN_WRAPPED_CHARS = 50
# A title and the source under it are this short if they are a head of two lines.
MAX_HEAD_CHARS = 100
# The line after a title is this much longer, or ends a sentence: otherwise both may be lines of a list or a poem.
MIN_LONGER = 1.5
_ENDS_NO_TITLE = (".", ",", ";", ":", '"', "”", "»", "。")
_SENTENCE_ENDS = re.compile(r"[.!?…。][\"”’»')\]]*$")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_UNDERLINE = re.compile(r"(={3,}|-{3,})[ \t]*(?:\n|$)")
_LIST_ITEM = re.compile(r"[-*•>]\s|\d+[.)]\s")
_TURN = re.compile(r"[^\W\d_][\w .’'-]{0,40}:\s")
_CAPITAL_WORDS = r"(?:\s+(?:(?:and|und|et|y|e|&|of|de|der|van|von)\s+)?[A-ZÀ-ÞĀ-Ž][\w.'’-]*,?)"
_MONTH = r"[^\W\d_]{3,10}\.?"
# Lines in front of an article that are not its title …
_HEAD_LINES = tuple(
    map(
        re.compile,
        (
            # A byline.
            rf"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|[Ww]ords by|[Tt]ext:){_CAPITAL_WORDS}{{1,8}}",
            # A day, in any language, and the place and day of a dispatch.
            rf"(?:[^\W\d_]+,?\s+)?\d{{1,2}}(?:\.|st|nd|rd|th)?\s+(?:de\s+|of\s+)?{_MONTH},?\s+(?:de\s+)?\d{{4}}",
            rf"[^\W\d_][\w .'’/-]{{0,40}},\s*(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\.?\s+{_MONTH})(?:,?\s+\d{{4}})?"
            r"(?:\s*\([\w /]+\))?\s*[-–—]*",
        ),
    )
)
# … and its first lines that are not.
_NO_TITLES = _HEAD_LINES + tuple(
    map(
        re.compile,
        (
            # All of it in quotation marks, or speech with its comma.
            r"[\"“”„«»‘'‚「『].*[\"“”«»’‘'」』]",
            r"[\"“”„«»‘'‚].*(?:[,!?…][\"“”«»’‘']|[\"“”«»’‘'],)\s.*",
            # How a letter begins.
            rf"(?:Dear|To [Tt]he [Ee]ditor|Sirs?|Sehr geehrte[rsn]?|Liebe[rs]?|Ch[eè]re?s?|Estimad[oa]s?|Querid[oa]s?)"
            rf"{_CAPITAL_WORDS}{{0,4}}!?",
        ),
    )
)
# Markdown in a heading: [words](link), **bold**, *italics*, `code`, and \* for a mark that is printed.
_LINK = re.compile(r"(?<!\\)!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(?<![\w\\])(\*{1,3}|__(?![a-z0-9_]+__)|`)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def split_title(text: str) -> tuple[str | None, str]:
    """Return the title that a text begins with, and the text below it; None and all of it if there is no title.

    A title is a Markdown heading, or a first line that stands alone: it is short, ends no sentence, does not continue
    on the next line, and is not speech, a byline, a day or a salutation.  A text of one line has none.
    """
    text = text.strip()
    first, _, rest = text.partition("\n")
    first = first.strip()
    if len(first) > _MAX_LINE_CHARS:
        return None, text
    below, underline = rest.strip(), _UNDERLINE.match(rest.strip("\n"))
    if heading := _HEADING.match(first):
        title = _plain(_without_closing(first[heading.end() :]))
    elif _is_of_the_text(first, below):
        title = ""
    elif underline:
        title, below = _plain(first), rest.strip("\n")[underline.end() :].strip()
    else:
        title = first if _stands_alone(first, rest) else ""
    is_title = below and len(title) <= MAX_TITLE_CHARS and any(c.isalpha() for c in title)
    return (title, below) if is_title else (None, text)


def same_line(a: str, b: str) -> bool:
    """Return whether two lines are the same but for case and spaces."""
    return " ".join(a.casefold().split()) == " ".join(b.casefold().split())


def _is_of_the_text(first: str, below: str) -> bool:
    """Return whether a line is printed words of the article, or stands in front of them, and is not their title."""
    if first.endswith(_ENDS_NO_TITLE) or _LIST_ITEM.match(first) or moment_of(first) is not None:
        return True
    if _TURN.match(first) and _TURN.match(below):
        return True
    if any(form.fullmatch(first) for form in _NO_TITLES):
        return True
    # The first question of an interview, which has others.
    return first.endswith("?") and any(line.rstrip().endswith("?") for line in below.split("\n"))


def _stands_alone(first: str, rest: str) -> bool:
    lines = rest.split("\n")
    following = next((line.strip() for line in lines if line.strip()), "")
    if not lines[0].strip() or is_dateline(following) or _is_second_of_a_head(first, following, lines[1:]):
        return True
    longer = len(following) >= MIN_LONGER * len(first)
    if following[:1].islower() or (len(first) >= MIN_WRAPPED_CHARS and not longer):
        return False
    return longer or bool(_SENTENCE_ENDS.search(following))


def is_dateline(line: str) -> bool:
    """Return whether a line is a byline, or a day with or without a source, and nothing else."""
    return any(form.fullmatch(line) for form in _HEAD_LINES) or day_in(line) is not None


def _is_second_of_a_head(first: str, second: str, below: Sequence[str]) -> bool:
    """Return whether a short line under a title names the source: a day, or a blank line and a paragraph, follow."""
    if not below or max(len(first), len(second)) >= MAX_HEAD_CHARS or second[:1].islower():
        return False
    if below[0].strip():
        return is_dateline(below[0].strip())
    paragraph = next((line.strip() for line in below if line.strip()), "")
    is_text = len(paragraph) >= MIN_LONGER * max(len(first), len(second)) and _SENTENCE_ENDS.search(paragraph)
    return bool(is_text) and not _is_of_the_text(second, paragraph)


def _without_closing(heading: str) -> str:
    """Return a heading without the signs that may close it, as in "## Words ##"."""
    bare = heading.rstrip("#")
    return bare.rstrip() if bare.endswith((" ", "\t")) else heading


def _plain(heading: str) -> str:
    """Return a heading's words without Markdown."""
    return _ESCAPED.sub(r"\1", _MARKS.sub(r"\2", _LINK.sub(r"\1", heading))).strip()
