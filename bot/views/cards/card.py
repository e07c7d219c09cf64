"""A card: an answer laid out for one Telegram message and the pages after it, as a value that can be stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views.rich_text import Text
from retrieval.domain.article import Article, Span

NOTHING = Text()


@dataclass(frozen=True, slots=True)
class Item:
    """One excerpt, numbered by its place in the card, with what the bot says about it in its own voice.

    `heading` stands above it: who said it (`is_spoken`), or the day.  `role` is what its article calls them, verbatim.
    `remarks` stand below, after publisher and age.  `is_reported`: the words are the article's, or may be somebody
    else's.  `further`: it goes on with the statement of the item before it.  `also` are the ids of other articles that
    print nearly the same, `told` those of articles by other papers on its story, in whatever words.  `since` says what
    has become of its article after the answer.
    """

    article: Article
    span: Span
    focus: tuple[Span, ...] = ()
    heading: str = ""
    role: str = ""
    remarks: tuple[str, ...] = ()
    is_reported: bool = False
    further: bool = False
    also: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    is_spoken: bool = False
    since: str = ""

    @property
    def words(self) -> str:
        return self.span.cut(self.article.text)


@dataclass(frozen=True, slots=True)
class Card:
    """What is said above the excerpts on every page, the excerpts, and what is said below them on the first page.

    `title` is the heading that the items' own need not repeat.  `dated` shows dates and not only ages.
    `left_out` counts the statements found beyond those that the card holds.
    `differing` are the differences between papers, each as its sides; a side's `heading` stands above all of them.
    """

    head: Text
    items: tuple[Item, ...] = ()
    foot: Text = NOTHING
    title: str = ""
    dated: bool = False
    left_out: int = 0
    differing: tuple[tuple[Item, ...], ...] = ()

    @property
    def has_several_headings(self) -> bool:
        return len({item.heading for item in self.items}) > 1


def told_elsewhere(items: Sequence[Item]) -> list[str]:
    """Return the ids of articles on the stories of items that neither are shown there nor print their words."""
    others = {one for item in items for one in (item.article.id, *item.also)}
    return [one for item in items for one in item.told if one not in others]
