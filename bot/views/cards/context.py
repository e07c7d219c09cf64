"""Render what the buttons of an answer put in its place: the paragraph around a quote, the list of sources.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from bot.languages.speaking import tr
from bot.views.cards.card import Card, Item, told_elsewhere
from bot.views.cards.labels import clipped
from bot.views.cards.page import FOLDED_CHARS, GONE
from bot.views.citing import CitationLink, to_source
from bot.views.rich_text import Mark, Style, Text, bold, italic, join, styled
from bot.views.safe_text import safe
from bot.views.sources import source_line
from retrieval.domain.article import Article, Span

# Shown before and after the quote, at most: with a quote of the longest kind it still fits one message.
AROUND_CHARS = 450
# Sources in one list; the others are counted.
MAX_LISTED = 12


def context_text(card: Card, number: int, now: datetime | None, link: CitationLink = to_source) -> Text:
    """Return the paragraph around item `number`, the quote in it bold, with where it is printed."""
    item = card.items[number]
    head = [bold(clipped(item.heading, 200))] if item.heading else []
    words = italic(tr("This article has been retracted since.")) if item.since == GONE else _around(item)
    sign, url = f"[{number + 1}]", link(item.article, item.span)
    number_linked = styled(sign, Style.LINK, url) if url else Text(sign)
    line = number_linked + " " + source_line(item.article, now) + "".join(f" · {r}" for r in item.remarks)
    rest = [italic(item.since)] if item.since and item.since != GONE else []
    return safe(join([*head, words, line, *rest], "\n"))


def _around(item: Item) -> Text:
    place = paragraph(item.article.text, item.span)
    start, end = item.span.start - place.start, item.span.end - place.start
    style = Style.QUOTE if len(place) > FOLDED_CHARS else Style.OPEN_QUOTE
    return Text(place.cut(item.article.text), (Mark(style, 0, len(place)), Mark(Style.BOLD, start, end)))


def paragraph(text: str, span: Span) -> Span:
    """Return the paragraph that holds a stretch of a text, at most AROUND_CHARS more on each side, without blanks."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    if span.start - start > AROUND_CHARS:
        start = text.find(" ", span.start - AROUND_CHARS, span.start) + 1 or span.start
    if end - span.end > AROUND_CHARS:
        space = text.rfind(" ", span.end, span.end + AROUND_CHARS)
        end = space if space >= 0 else span.end
    while start < span.start and text[start].isspace():
        start += 1
    while end > span.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sources_text(card: Card, shown: range, copies: Mapping[str, Article], now: datetime | None) -> Text:
    """Return which article each number of a page leads to, which print the same, and which tell the same story."""
    lines: list[Text] = []
    numbered = [(n, card.items[n]) for n in shown]
    for _, group in groupby(numbered, key=lambda one: (one[1].article.id, one[1].article.revision)):
        of = list(group)
        first, last = of[0][0] + 1, of[-1][0] + 1
        numbers = f"[{first}]" if first == last else f"[{first}–{last}]"
        lines.append(Text(f"{numbers} ") + source_line(of[0][1].article, now))
        lines += [italic(since) for since in [of[0][1].since] if since]
        lines += _listed([one for _, item in of for one in item.also], copies, now)
    told = _listed(told_elsewhere([item for _, item in numbered]), copies, now)
    return safe(join([bold(tr("Sources")), *lines[:MAX_LISTED], *_same_story(told)], "\n"))


def also_text(card: Card, shown: range, copies: Mapping[str, Article], now: datetime | None) -> Text:
    """Return the other articles that print the same as those of a page, and then those that tell the same story."""
    also = _listed([one for n in shown for one in card.items[n].also], copies, now)
    told = _listed(told_elsewhere([card.items[n] for n in shown]), copies, now)
    same_words = [bold(tr("The same words are also in")), *also[:MAX_LISTED]] if also else []
    nothing = [Text(tr("Those articles are no longer stored."))]
    return safe(join([*same_words, *_same_story(told)] or nothing, "\n"))


def _same_story(told: Sequence[Text]) -> list[Text]:
    return [bold(tr("The same story in other words")), *told[:MAX_LISTED]] if told else []


def _listed(ids: Sequence[str], articles: Mapping[str, Article], now: datetime | None) -> list[Text]:
    return [Text("• ") + source_line(articles[one], now) for one in dict.fromkeys(ids) if one in articles]
