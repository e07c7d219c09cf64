"""Turn an editor's message into a draft: a first line that stands alone is the title.  Pure."""

from __future__ import annotations

from datetime import datetime

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.titles import split_title
from retrieval.domain.article import Draft


def draft_of_message(
    text: str, *, publisher: str | None = None, published: datetime | None = None, url: str | None = None
) -> Draft:
    """Return the draft; `publisher`, `published` and `url` are those of a forwarded post.  Raise UnusableArticle."""
    title, below = split_title(text)
    return draft_from({"text": below, "title": title, "publisher": publisher, "published": published, "url": url})
