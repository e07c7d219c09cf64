"""Say how many papers tell the story of an excerpt, and which: never that they print its words.  Pure."""

from __future__ import annotations

from bot.languages.speaking import trn
from bot.views.rich_text import Style, Text, join, styled
from bot.views.sources import shortened
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Excerpt
from retrieval.domain.web_addresses import is_web_address

# Papers named in one line; the others are counted.
MAX_NAMED = 6


def several_papers(excerpt: Excerpt, kind: QuestionKind) -> str:
    """Return that several papers tell the story of an excerpt; "" if none does but those that print its words.

    News is told by story, so that there the number alone says it.
    """
    if excerpt.story is None:
        return ""
    count = len(excerpt.story.papers)
    if kind is QuestionKind.NEWS:
        return trn("{count} paper", "{count} papers", count)
    if not excerpt.told_by:
        return ""
    return trn("the same story in {count} paper", "the same story in {count} papers", count)


def named_papers(excerpt: Excerpt) -> Text:
    """Return how many papers tell the story of an excerpt, and the others by name, each linked to its article."""
    if excerpt.story is None or not excerpt.told_by:
        return Text()
    names: list[Text | str] = []
    for article in excerpt.told_by[:MAX_NAMED]:
        name = shortened(article.publisher or "")
        url = article.url if article.url and is_web_address(article.url) else None
        names.append(styled(name, Style.LINK, url) if url else name)
    more = len(excerpt.told_by) - MAX_NAMED
    names += [trn("and {count} more paper", "and {count} more papers", more)] if more > 0 else []
    count = len(excerpt.story.papers)
    head = trn("the same story in {count} paper", "the same story in {count} papers", count)
    return Text(f"{head}: ") + join(names, ", ")
