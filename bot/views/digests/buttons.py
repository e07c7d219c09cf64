"""Decide which buttons stand under a digest, a story's card, and the question which story to leave out.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages.speaking import marked, tr
from bot.views.cards.buttons import Button, Row
from bot.views.cards.labels import BACK
from bot.views.digests.page import Frame, ShownStory, cut_at_word
from bot.views.safe_text import safe_plain

MAX_LABEL_CHARS = 40
WHICH = marked("Which story do you want less of? I’ll leave it out and put similar ones last.")
TOO_OLD = marked("This digest is too old to open. /digest shows the last one again.")
GONE = marked("The articles of this story have been retracted since.")
ONLY_ADMINISTRATORS = marked("Only the group's administrators can change its digest.")
LEFT_OUT = marked("Left out from now on. The digest’s settings can bring it back.")


def page_buttons(
    shown: Sequence[ShownStory], page: int, pages: Sequence[range], number: int, frame: Frame
) -> list[Row]:
    """Return the buttons under a page of the digest with this delivery number."""
    stories = [
        Button(str(shown[n].number), f"story:{number}:{page}:{n}") for n in pages[page] if shown[n].head is not None
    ]
    before = [Button("◀", f"stories:{number}:{page - 1}")] if page else []
    after = [Button(tr("More stories ▶"), f"stories:{number}:{page + 1}")] if page + 1 < len(pages) else []
    fewer = [Button(tr("Fewer like this"), f"fewer:{number}:{page}")] if stories and frame.has_settings else []
    last = [*fewer, Button(tr("Digest settings"), "digest:settings")]
    return [row for row in (stories, [*before, *after], last) if row]


def card_buttons(page: int, place: int, shown: Sequence[ShownStory], number: int) -> list[Row]:
    """Return the buttons under the card of the story at a place: the stories next to it, and back to its page."""
    before, after = (
        [Button(sign, f"story:{number}:{page}:{to}")] if 0 <= to < len(shown) and shown[to].head is not None else []
        for sign, to in (("◀", place - 1), ("▶", place + 1))
    )
    return [[*before, Button(tr(BACK), f"stories:{number}:{page}"), *after]]


def fewer_buttons(shown: Sequence[ShownStory], page: int, on_page: range, number: int) -> list[Row]:
    """Return a button for each story of a page, to leave it out, and back."""
    rows = [
        [Button(story_label(story), f"less:{number}:{page}:{n}")]
        for n in on_page
        if (story := shown[n]).head is not None
    ]
    return [*rows, [Button(tr(BACK), f"stories:{number}:{page}")]]


def story_label(story: ShownStory) -> str:
    """Return a short name of a story for a button."""
    if story.head is None:
        return str(story.number)
    return f"{story.number}. {cut_at_word(safe_plain(story.head.label), MAX_LABEL_CHARS)}"
