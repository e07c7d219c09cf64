"""Render what papers print differently: side by side, cut from each, and never who is right.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.languages.lists import all_of
from bot.languages.speaking import tr
from bot.views.citing import CitationLink, to_source
from bot.views.rich_text import Mark, Style, Text, bold, join, styled
from bot.views.safe_text import speaker_name
from bot.views.sources import shortened
from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Difference, DifferenceKind

# A longer sentence is shown as the part between commas that holds what differs, at least so long.
WHOLE_CHARS, MIN_PART_CHARS, AROUND_CHARS = 220, 60, 90
_STOPS = ", ", "; ", ": ", " — ", " – "
# In one answer, so that they stay a note to it.
MAX_SHOWN = 2


class Printed(Protocol):
    """A stretch of an article, and what differs in it."""

    @property
    def article(self) -> Article: ...
    @property
    def span(self) -> Span: ...
    @property
    def focus(self) -> tuple[Span, ...]: ...


def label(difference: Difference) -> str:
    """Return the bot's words above a difference."""
    if difference.kind is DifferenceKind.WORDING:
        names = all_of([speaker_name(s.name) for s in difference.sides[0].speakers])
        return tr("Papers quote {name} differently:", name=names)
    return tr("Papers differ:")


def side_by_side(
    heading: str, sides: Sequence[Printed], cited: Sequence[Printed], link: CitationLink = to_source
) -> Text:
    """Return the sides of a difference, a line each; those whose article is `cited` above have its number."""
    return join([bold(heading), *(_line(side, cited, link) for side in sides)], "\n")


def _line(side: Printed, cited: Sequence[Printed], link: CitationLink) -> Text:
    number = next((n for n, c in enumerate(cited, 1) if c.article.id == side.article.id), None)
    url = link(side.article, side.span)
    where = shortened(side.article.publisher or side.article.label)
    if number is not None:
        sign = f"[{number}]"
        return _quoted(side) + " " + (styled(sign, Style.LINK, url) if url else sign) + f" {where}"
    return _quoted(side) + " " + (styled(where, Style.LINK, url) if url else where)


def _quoted(side: Printed) -> Text:
    """Return the words in quotation marks, what differs in bold; an ellipsis outside of them marks a cut."""
    part = shown_part(side.article.text, side.span, side.focus[0])
    focus, words = side.focus[0], part.cut(side.article.text)
    marks = (Mark(Style.BOLD, focus.start - part.start, focus.end - part.start),) if focus != part else ()
    before, after = "… " if part.start > side.span.start else "", " …" if part.end < side.span.end else ""
    return Text(f"{before}“") + Text(words, marks) + f"”{after}"


def shown_part(text: str, sentence: Span, focus: Span) -> Span:
    """Return the sentence, or the part of a long one that holds `focus`, from one stop to another."""
    if len(sentence) <= WHOLE_CHARS:
        return sentence
    start, end = focus.start, focus.end
    while end - start < MIN_PART_CHARS and (start, end) != (sentence.start, sentence.end):
        start, end = _stop_before(text, sentence.start, start), _stop_after(text, end, sentence.end)
    if end - start > WHOLE_CHARS:
        # No stop is near: cut between words.
        start = text.find(" ", max(start, focus.start - AROUND_CHARS) - 1, focus.start) + 1 or focus.start
        end = max(text.rfind(" ", focus.end, min(end, focus.end + AROUND_CHARS)), focus.end)
    return Span(start, end)


def _stop_before(text: str, first: int, at: int) -> int:
    # The stop right before `at` is the one that was found last time.
    found = ((text.rfind(stop, first, at - len(stop)), len(stop)) for stop in _STOPS)
    return max((place + length for place, length in found if place >= 0), default=first)


def _stop_after(text: str, at: int, last: int) -> int:
    return min((found for stop in _STOPS if (found := text.find(stop, at + 1, last)) >= 0), default=last)
