"""Write a card as JSON that a turn keeps, and read it back: places instead of words, which the store has.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.views.cards.card import Card, Item
from bot.views.rich_text import Mark, Style, Text
from retrieval.domain.article import Article, Span

Json = dict[str, Any]
# An article's id and its revision.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Laid:
    """A card with the items of each page; `has_others` says that "who else?" can be asked about its topic."""

    card: Card
    pages: tuple[range, ...]
    has_others: bool = False

    def page_of(self, item: int) -> int:
        return next((n for n, page in enumerate(self.pages) if item in page), 0)


def stored(laid: Laid) -> Json:
    """Return a card as JSON."""
    card = laid.card
    return {
        "head": _text(card.head),
        "foot": _text(card.foot),
        "title": card.title,
        "dated": card.dated,
        "left_out": card.left_out,
        "pages": [[page.start, page.stop] for page in laid.pages],
        "others": laid.has_others,
        "items": [_item(item) for item in card.items],
        "differing": [list(map(_item, sides)) for sides in card.differing],
    }


def places(kept: Json) -> list[Place]:
    """Return the articles, at their revisions, whose words a stored card shows."""
    return list(dict.fromkeys((item["article"], item["revision"]) for item in [*kept["items"], *_sides(kept)]))


def restored(kept: Json, articles: Mapping[Place, Article], since: Mapping[str, str]) -> Laid:
    """Return a stored card with its words cut from `articles` again.

    `since` says of articles, by id, what has become of them.  Raise KeyError if an article is missing.
    """
    items = tuple(_read(item, articles[item["article"], item["revision"]], since) for item in kept["items"])
    differing = tuple(
        tuple(_read(item, articles[item["article"], item["revision"]], since) for item in sides)
        for sides in kept.get("differing", ())
    )
    head, foot = _marked(kept["head"]), _marked(kept["foot"])
    card = Card(head, items, foot, kept["title"], kept["dated"], kept["left_out"], differing)
    return Laid(card, tuple(range(start, stop) for start, stop in kept["pages"]), kept["others"])


def _sides(kept: Json) -> list[Json]:
    # Cards of older versions have none.
    return [item for sides in kept.get("differing", ()) for item in sides]


def _item(item: Item) -> Json:
    return {
        "article": item.article.id,
        "revision": item.article.revision,
        "span": [item.span.start, item.span.end],
        "focus": [[f.start, f.end] for f in item.focus],
        "heading": item.heading,
        "role": item.role,
        "remarks": list(item.remarks),
        "reported": item.is_reported,
        "further": item.further,
        "also": list(item.also),
        "told": list(item.told),
        "spoken": item.is_spoken,
    }


def _read(item: Json, article: Article, since: Mapping[str, str]) -> Item:
    return Item(
        article=article,
        span=Span(*item["span"]),
        focus=tuple(Span(*f) for f in item["focus"]),
        heading=item["heading"],
        role=item["role"],
        remarks=tuple(item["remarks"]),
        is_reported=item.get("reported", True),
        further=item["further"],
        also=tuple(item["also"]),
        told=tuple(item.get("told", ())),
        is_spoken=item["spoken"],
        since=since.get(article.id, ""),
    )


def _text(text: Text) -> list[Any]:
    return [text.plain, [[m.style.value, m.start, m.end, m.url] for m in text.marks]]


def _marked(kept: Sequence[Any]) -> Text:
    plain, marks = kept
    return Text(plain, tuple(Mark(Style(style), start, end, url) for style, start, end, url in marks))
