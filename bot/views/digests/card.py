"""Render the card of one story: who said what, how it went, and what the papers print differently.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from bot.languages.calendar import clock, day
from bot.languages.speaking import tr, trn
from bot.views.cards.labels import ago, where
from bot.views.citing import CitationLink, to_source
from bot.views.digests.page import cut_at_word, headline
from bot.views.replies.differences import label, side_by_side
from bot.views.replies.excerpts import heading
from bot.views.rich_text import Mark, Style, Text, bold, italic, join, styled, utf16_length
from bot.views.safe_text import safe
from retrieval.domain.article import Article
from retrieval.domain.period import in_zone
from retrieval.domain.reply import Difference, Excerpt
from retrieval.domain.web_addresses import is_web_address

# Of one message, in UTF-16 units: the statements, the differences, and all of it.
SAID_UNITS, DIFFERENCE_UNITS, CARD_UNITS = 1_000, 1_200, 3_800
MAX_SIDES = 3
MAX_TITLE_CHARS = 90
# A longer statement is folded after three lines.
FOLDED_CHARS = 350


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story with its articles, oldest first, and what people said in them, the pieces of a statement together.

    `differences` are facts that its papers print differently.  `seen` is when its first and its last article came in.
    """

    number: int
    head: Article
    articles: tuple[Article, ...]
    said: tuple[Excerpt, ...] = ()
    papers: int = 1
    differences: tuple[Difference, ...] = ()
    seen: tuple[datetime, datetime] | None = None

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """Return all excerpts that it may show."""
        return (*self.said, *(side for d in self.differences for side in d.sides))


def card_text(card: StoryCard, now: datetime, link: CitationLink = to_source) -> Text:
    """Return the card; `now` is in the reader's zone, `link` says where the papers under quotations lead."""
    top = Text(f"{card.number}. ") + headline(card.head)
    counts = [where(card.head)] if card.papers == 1 and card.head.publisher else []
    counts += [trn("{count} paper", "{count} papers", card.papers)] if card.papers > 1 else []
    counts += [trn("{count} article", "{count} articles", len(card.articles))] if len(card.articles) > 1 else []
    lines = [Text(" · ".join(counts))] if counts else []
    lines += [_seen(*card.seen, now)] if card.seen is not None and len(card.articles) > 1 else []
    blocks = [join([top, *lines], "\n")]
    said = _said(card.said, now, link)
    blocks += said or [italic(tr("No article quotes anybody by name."))]
    blocks += _differences(card.differences, link)
    return safe(_with_timeline(join(blocks, "\n\n"), card.articles, now))


def _seen(first: datetime, last: datetime, now: datetime) -> Text:
    """Return when the first and the last article came in, by the reader's clock."""
    start, end = (moment.astimezone(now.tzinfo or UTC) for moment in (first, last))
    began = f"{day(start)}, {clock(start)}"
    ended = clock(end) if start.date() == end.date() else f"{day(end)}, {clock(end)}"
    return Text(tr("First seen {first}, last {last}.", first=began, last=ended))


def _said(excerpts: Sequence[Excerpt], now: datetime, link: CitationLink) -> list[Text]:
    """Return the statements by speaker, as many as fit: each verbatim, with the paper that prints it."""
    blocks: list[Text] = []
    for who, group in groupby(excerpts, key=heading):
        own: list[Text] = [bold(who)]
        for _, pieces in groupby(group, key=lambda excerpt: (excerpt.article.id, excerpt.statement)):
            tried = [*own, *(_quoted(piece, now, link) for piece in pieces)]
            # What does not fit is one press away: under its article's link, or by asking for the speaker.
            if utf16_length(join([*blocks, join(tried, "\n")], "\n\n").plain) <= SAID_UNITS:
                own = tried
        if own[1:]:
            blocks.append(join(own, "\n"))
    return blocks


def _quoted(excerpt: Excerpt, now: datetime, link: CitationLink) -> Text:
    style = Style.QUOTE if len(excerpt.span) > FOLDED_CHARS else Style.OPEN_QUOTE
    return join([Text(excerpt.text, (Mark(style, 0, len(excerpt.text)),)), _cited(excerpt, now, link)], "\n")


def _differences(differences: Sequence[Difference], link: CitationLink) -> list[Text]:
    """Return what the papers print differently, side by side, as many as fit.  Nobody is right."""
    blocks: list[Text] = []
    for difference in differences:
        block = side_by_side(label(difference), difference.sides[:MAX_SIDES], (), link)
        if utf16_length(join([*blocks, block], "\n\n").plain) > DIFFERENCE_UNITS:
            break
        blocks.append(block)
    return blocks


def _cited(excerpt: Excerpt, now: datetime, link: CitationLink) -> Text:
    article = excerpt.article
    name, url = where(article), link(article, excerpt.span)
    source = styled(name, Style.LINK, url) if url else Text(name)
    when = ago(article, now)
    return source + (f" · {when}" if when else "")


def _with_timeline(text: Text, articles: Sequence[Article], now: datetime) -> Text:
    """Add a line for each article, oldest first, in a quote that expands; what does not fit is counted."""
    title = bold(tr("How it went"))
    lines: list[Text] = []
    for article in articles:
        line = _line(article, now)
        if utf16_length(join([text, title, *lines, line], "\n").plain) > CARD_UNITS:
            break
        lines.append(line)
    if left := len(articles) - len(lines):
        lines.append(italic(trn("and {count} more article", "and {count} more articles", left)))
    folded = join(lines, "\n")
    quote = Mark(Style.QUOTE, 0, len(folded.plain))
    return text + "\n\n" + title + "\n" + Text(folded.plain, (quote, *folded.marks))


def _line(article: Article, now: datetime) -> Text:
    when = tr("undated") if article.published is None else day(in_zone(article.published, now.tzinfo or UTC))
    name = cut_at_word(article.title or article.label, MAX_TITLE_CHARS)
    url = article.url if article.url and is_web_address(article.url) else None
    title = styled(name, Style.LINK, url) if url else Text(name)
    paper = f" · {where(article)}" if article.publisher else ""
    return Text(f"{when}{paper}: ") + title
