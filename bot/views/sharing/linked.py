"""Render what a link to the bot leads to: an article, or the reason why it leads nowhere any more.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.languages.speaking import tr, trn
from bot.views.rich_text import Style, Text, bold, join, styled
from bot.views.safe_text import speaker_name
from bot.views.sharing.statement import source
from retrieval.domain.article import Article, Span

# People an article quotes that are listed; the others are counted.
MAX_QUOTED_SHOWN = 10


def article_gone() -> Text:
    return Text(tr("That article is no longer here: it was retracted, or the link is wrong. /sources shows what is."))


def words_changed(article: Article, now: datetime) -> list[Text]:
    """Return that an article no longer prints the words a link leads to."""
    text = tr("That article has been corrected since, and no longer prints those words. This is the article:")
    return [Text(text), source(article, now)]


def person_gone() -> Text:
    return Text(tr("I have no quotes from that person any more. /people shows who is quoted."))


def article_card(
    article: Article, opening: Span | None, quoted: Sequence[tuple[str, int]], now: datetime
) -> list[Text]:
    """Return what an article is, how it opens, and who is quoted in it, with how many statements."""
    head = source(article, now)
    if opening is not None:
        head = join([head, styled(opening.cut(article.text), Style.QUOTE)], "\n")
    if not quoted:
        return [head, Text(tr("Nobody is quoted in it by name."))]
    shown = [f"• {speaker_name(name)}: {count}" for name, count in quoted[:MAX_QUOTED_SHOWN]]
    further = len(quoted) - len(shown)
    more = [trn("and {count} more person", "and {count} more people", further)] if further else []
    people = join([bold(tr("Quoted in it")), *shown, *more], "\n")
    return [head, people, Text(tr("Reply to this message to ask about the article."))]


def question_about(name: str) -> str:
    """Return the question that a link to a person asks; questions are read in English."""
    return f"What did {name} say?"
