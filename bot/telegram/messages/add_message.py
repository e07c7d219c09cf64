"""Turn an editor's message into a draft: a short first line is the title.  Pure."""

from __future__ import annotations

from datetime import datetime

from bot.intake.base.draft_builder import draft_from
from retrieval.domain.article import Draft

# A longer first line is the article's first paragraph, not its title.
MAX_TITLE_CHARS = 200


def draft_of_message(
    text: str, *, publisher: str | None = None, published: datetime | None = None, url: str | None = None
) -> Draft:
    """Return the draft; `publisher`, `published` and `url` are those of a forwarded post.  Raise UnusableArticle."""
    first, _, rest = text.strip().partition("\n")
    is_sentence = first.rstrip().endswith((".", ",", ";", ":", '"', "”"))
    titled = bool(rest.strip()) and len(first) <= MAX_TITLE_CHARS and not is_sentence
    return draft_from(
        {
            "text": rest.strip() if titled else text.strip(),
            "title": first.strip() if titled else None,
            "publisher": publisher,
            "published": published,
            "url": url,
        }
    )
