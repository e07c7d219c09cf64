"""Decide which buttons stand under an answer, in at most three rows.  Pure; handlers make them Telegram's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.languages.calendar import day
from bot.languages.speaking import tr
from bot.views.cards.card import Item, told_elsewhere
from bot.views.cards.labels import BACK, clipped
from bot.views.cards.stored import Laid
from bot.views.chats.following import follow_label, follow_question_label, following_label
from bot.views.rich_text import utf16_length
from bot.views.safe_text import safe_plain
from retrieval.domain.article import Article
from retrieval.domain.web_addresses import is_web_address
from retrieval.followups.conversation import Turn
from retrieval.identity.canonical_url import without_tracking
from retrieval.questions.lasting import lasting_question

UP, DOWN = "👍", "👎"
# Telegram's limits: of what a button copies, and of what it types into an inline query.
MAX_COPIED, MAX_TYPED = 256, 200
MAX_URL = 1_000
# More labels in one row are cut on a phone.
MAX_IN_ROW = 3


@dataclass(frozen=True, slots=True)
class Button:
    """A label with exactly one of: what a press sends, an address, a text to copy, a question for inline mode."""

    label: str
    data: str | None = None
    url: str | None = None
    copies: str | None = None
    types: str | None = None


Row = list[Button]


def card_buttons(
    laid: Laid,
    page: int,
    number: int,
    turn: Turn,
    *,
    can_share: bool,
    can_rate: bool,
    can_undo: bool,
    follows: bool = False,
) -> list[Row]:
    """Return the buttons under a page of the card of turn `number`; the reader `follows` what it is about."""
    items = laid.card.items[laid.pages[page].start : laid.pages[page].stop]
    back = [Button("◀", f"card:{number}:{page - 1}")] if page else []
    more = [Button(tr("More ▶"), f"card:{number}:{page + 1}")] if page + 1 < len(laid.pages) else []
    context = [Button(tr("🔍 Context"), f"context:{number}:{laid.pages[page].start}")] if items else []
    also, told = any(item.also for item in items), bool(told_elsewhere(items))
    others = [Button(tr("👥 Who else"), f"else:{number}")] if laid.has_others else []
    follow = _follow(number, turn, follows=follows) if turn.reason is None else []
    sharing = [Button(tr("↗ Share"), types=turn.understood)] if can_share and _can_be_typed(turn) else []
    copying = _copying(items[0]) if items and turn.reason is None else []
    rating = [Button(sign, f"rate:{number}:{way}") for sign, way in ((UP, "up"), (DOWN, "down"))] if can_rate else []
    first = [*back, *more, *context, *_source(items, number, page, listed=(also or told) and can_undo)]
    if can_undo:
        # Half a row for the longest label: what does not fit is cut by Telegram.
        undo = [Button(tr("↩ Not what I meant"), f"undo:{number}")]
        rows = [[*first, *copying], [*others, *sharing, *rating], [*undo, *follow]]
    else:
        label = tr("📰 Also in") if also else tr("📰 Same story")
        listed = [Button(label, f"also:{number}:{page}")] if also or told else []
        second = [*listed, *others, *follow]
        # Telegram cuts labels of four in a row, in Ukrainian at least.
        third = [*sharing, *rating] if len(second) < MAX_IN_ROW else [*sharing, *copying, *rating]
        rows = [first, second if len(second) == MAX_IN_ROW else [*second, *copying], third]
    return [row for row in rows if row]


def context_buttons(laid: Laid, item: int, number: int) -> list[Row]:
    """Return the buttons under the paragraph around an item."""
    steps = [("◀", item - 1), ("▶", item + 1)]
    turning = [Button(sign, f"context:{number}:{to}") for sign, to in steps if 0 <= to < len(laid.card.items)]
    shown = laid.card.items[item]
    url = _opened_at(shown.article)
    source = [Button(tr("📄 Source"), url=url)] if url else []
    return [row for row in ([*turning, *source], [*_back(number, laid.page_of(item)), *_copying(shown)]) if row]


def list_buttons(number: int, page: int) -> list[Row]:
    """Return the buttons under a list that stands in place of a page."""
    return [_back(number, page)]


def _back(number: int, page: int) -> Row:
    return [Button(tr(BACK), f"card:{number}:{page}")]


def _source(items: Sequence[Item], number: int, page: int, *, listed: bool) -> Row:
    articles = list({(i.article.id, i.article.revision): i.article for i in items}.values())
    if len(articles) == 1 and not listed and (url := _opened_at(articles[0])):
        return [Button(tr("📄 Source"), url=url)]
    label = tr("📄 Source") if len(articles) == 1 else tr("📄 Sources")
    return [Button(label, f"source:{number}:{page}")] if articles else []


def _opened_at(article: Article) -> str | None:
    # Telegram refuses the whole message for an address that it does not understand.
    url = article.url or ""
    return url if url.isascii() and len(url) <= MAX_URL and is_web_address(url) else None


def _follow(number: int, turn: Turn, *, follows: bool) -> Row:
    if not turn.people and lasting_question(turn.understood) is None:
        return []
    if follows:
        return [Button(following_label(), f"follow-on:{number}")]
    last = turn.people[0].split()[-1] if turn.people else None
    label = follow_question_label() if last is None else follow_label(clipped(safe_plain(last), 24))
    return [Button(label, f"follow:{number}")]


def _can_be_typed(turn: Turn) -> bool:
    return turn.reason is None and "\n" not in turn.understood and 0 < utf16_length(turn.understood) <= MAX_TYPED


def _copying(item: Item) -> Row:
    text = citation_to_copy(item)
    return [Button(tr("📋 Copy"), copies=text)] if text and not item.since else []


def citation_to_copy(item: Item) -> str:
    """Return “quote” — speaker, publisher, date, link; without the quote if it is too long: it is never cut."""
    article = item.article
    words = item.words if item.words[:1] in "“\"'‘«„" else f"“{item.words}”"
    # What an article reports is quoted from the article, not from whoever it speaks of.
    by = safe_plain(item.heading) if item.is_spoken and not item.is_reported else ""
    facts = [by, article.publisher or article.title, day(article.published) if article.published else ""]
    facts += [without_tracking(article.url)] if article.url else []
    without = ", ".join(fact for fact in facts if fact)
    whole = f"{words} — {without}" if without else words
    return next((text for text in (whole, without) if 0 < utf16_length(text) <= MAX_COPIED), "")
