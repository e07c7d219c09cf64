"""An editor's message to a draft: a first line that stands alone is the title.  Pure."""

from __future__ import annotations

from datetime import datetime

from bot.intake.base.draft_builder import draft_from
from retrieval.domain.article import Draft

# A first line longer than this is the article's first paragraph, not its title.
TITLE = 200


def draft_of_message(
    text: str, *, publisher: str | None = None, published: datetime | None = None, url: str | None = None
) -> Draft:
    """`publisher`, `published` and `url` are those of a forwarded post.  Raises UnusableArticle."""
    first, _, rest = text.strip().partition("\n")
    titled = bool(rest.strip()) and len(first) <= TITLE and not first.rstrip().endswith((".", ",", ";", ":", '"', "”"))
    return draft_from(
        {
            "text": rest.strip() if titled else text.strip(),
            "title": first.strip() if titled else None,
            "publisher": publisher,
            "published": published,
            "url": url,
        }
    )
