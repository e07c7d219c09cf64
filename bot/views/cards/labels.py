"""Render what stands under excerpts: the line that cites one, and the label of the button that leads back.  Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.languages.calendar import age
from bot.languages.speaking import marked
from bot.views.cards.card import Item
from bot.views.citing import CitationLink, to_source
from bot.views.rich_text import Style, Text, join, styled
from bot.views.safe_text import safe
from bot.views.sources import dated, shortened
from retrieval.domain.article import Article
from retrieval.domain.period import in_zone

BACK = marked("↩ Back")
# A publisher, a title or a name in a line of its own; a longer one is cut, because the line is the bot's own voice.
MAX_NAME_CHARS = 60


def citation(
    number: int,
    item: Item,
    now: datetime | None,
    *,
    by: str = "",
    is_dated: bool = False,
    link: CitationLink = to_source,
) -> Text:
    """Return "[1] The Gaze · 3 days ago" with the number as a link; `by` names the speaker before the publisher."""
    article = item.article
    url = link(article, item.span)
    sign = styled(f"[{number}]", Style.LINK, url) if url else Text(f"[{number}]")
    when = dated(article.published, now) if is_dated else ago(article, now)
    parts = [by, where(article), when, *item.remarks, item.since]
    return safe(sign + " " + join([part for part in parts if part], " · "))


def where(article: Article) -> str:
    """Return the publisher of an article; its title if it names none."""
    return clipped(article.publisher or article.label)


def ago(article: Article, now: datetime | None) -> str:
    """Return how old an article is, where the reader is; "" if it is undated."""
    if article.published is None:
        return ""
    if now is None:
        return dated(article.published, None)
    there = in_zone(article.published, now.tzinfo or UTC)
    return age(there, now) or dated(article.published, now)


def clipped(name: str, most: int = MAX_NAME_CHARS) -> str:
    """Return a name of the bot's own voice that is not too long for a line."""
    name = shortened(name)
    return name if len(name) <= most else f"{name[:most].rstrip()}…"
