"""Lay a digest out as pages of about one screen, and render one of them.  Pure.

Headlines and the sentences in block quotes are as printed; everything else is the bot's own voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.languages.calendar import weekday_day
from bot.languages.speaking import marked, tr, trn
from bot.views.cards.labels import ago, where
from bot.views.citing import CitationLink, to_source
from bot.views.rich_text import Mark, Style, Text, bold, italic, join, styled, utf16_length
from bot.views.safe_text import safe
from retrieval.domain.article import Article, Span
from retrieval.domain.web_addresses import is_web_address
from retrieval.text.sentences import sentences

# About what a phone shows at once, in UTF-16 units, and the most that a message holds with room to spare.
PAGE_UNITS = 1_500
MESSAGE_UNITS = 4_000
STORIES_ON_A_PAGE = 5
# A longer headline is cut at a word.
MAX_HEADLINE_CHARS = 150
MAX_OPENING_CHARS = 80
NOTHING_LEFT = marked("The articles in this digest have been retracted since.")


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A story as a page shows it; `head` None: all of its articles have been retracted since.

    `says` are spans of the head's text.  `papers` and `origins` count what printed it, near-copies once.
    """

    number: int
    head: Article | None
    says: tuple[Span, ...] = ()
    papers: int = 1
    origins: int = 1
    was_told: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the stories: the day, how many stories there are in all, and how many more did not fit.

    `now` is in the reader's zone.  `folds`: what is not on the first page stands there in one quote that expands,
    because nobody can press a button.  `has_settings`: there is a subscription, which can leave stories out.
    """

    now: datetime
    count: int
    more: int = 0
    is_preview: bool = False
    folds: bool = False
    is_short: bool = False
    has_settings: bool = True
    link: CitationLink = to_source


def heading(now: datetime) -> Text:
    """Return the heading of a digest: the day it was written, in the reader's time zone."""
    return bold(tr("On Record, {day}", day=weekday_day(now)))


def pages(shown: Sequence[ShownStory], frame: Frame) -> list[range]:
    """Return which stories each page shows, as places in `shown`."""
    found: list[range] = []
    start = 0
    while start < len(shown):
        stop = start + 1
        while stop < min(len(shown), start + STORIES_ON_A_PAGE) and _fits(shown[start : stop + 1], frame):
            stop += 1
        found.append(range(start, stop))
        start = stop
    return found or [range(0)]


def _fits(shown: Sequence[ShownStory], frame: Frame) -> bool:
    return utf16_length(_page(shown, frame, [1] * len(shown), is_last=True).plain) <= PAGE_UNITS


def page_text(shown: Sequence[ShownStory], page: range, frame: Frame) -> Text:
    """Return one page; a story gets a second sentence where there is room, the first stories first."""
    on_page = shown[page.start : page.stop]
    is_last = page.stop >= len(shown)
    sizes = [1] * len(on_page)
    for n, story in enumerate(on_page):
        if not frame.is_short and len(story.says) > 1:
            tried = [*sizes[:n], 2, *sizes[n + 1 :]]
            if utf16_length(_page(on_page, frame, tried, is_last=is_last).plain) <= PAGE_UNITS:
                sizes = tried
    text = _page(on_page, frame, sizes, is_last=is_last or frame.folds)
    return safe(_with_folded(text, shown[page.stop :]) if frame.folds else text)


def whole_text(shown: Sequence[ShownStory], frame: Frame) -> Text:
    """Return all stories in one text, for where there are no pages: a terminal."""
    return safe(_page(shown, frame, [1 if frame.is_short else 2] * len(shown), is_last=True))


def _page(shown: Sequence[ShownStory], frame: Frame, sizes: Sequence[int], *, is_last: bool) -> Text:
    head = heading(frame.now) + " · " + trn("{count} story", "{count} stories", frame.count)
    if frame.is_preview:
        head = head + "\n" + italic(tr("A preview: your next digest brings these again."))
    blocks = [head, *(_story(s, frame, size) for s, size in zip(shown, sizes, strict=True))]
    if not any(s.head for s in shown):
        blocks = [head, Text(tr(NOTHING_LEFT))]
    if frame.more and is_last:
        more = trn(
            "And {count} more story: ask me what’s new.", "And {count} more stories: ask me what’s new.", frame.more
        )
        blocks.append(italic(more))
    return join(blocks, "\n\n")


def _story(story: ShownStory, frame: Frame, size: int) -> Text:
    number = Text(f"{story.number}. ")
    if story.head is None:
        return number + italic(tr("retracted since"))
    parts = [number + headline(story.head), _printed_by(story, frame)]
    parts += [_quote(story.head, span) for span in sorted(story.says[:size])]
    return join(parts, "\n")


def headline(article: Article) -> Text:
    """Return a headline as printed, linked to its source; without a title, the first words of the text."""
    words = article.title or ""
    if not words:
        first = sentences(article.text)[0].cut(article.text)
        words = cut_at_word(" ".join(first.split()), MAX_OPENING_CHARS)
    words = cut_at_word(words, MAX_HEADLINE_CHARS)
    url = article.url if article.url and is_web_address(article.url) else None
    marks = bold(words)
    return Text(words, (*marks.marks, *styled(words, Style.LINK, url).marks)) if url else marks


def cut_at_word(words: str, most: int) -> str:
    """Return words that are not too long, with an ellipsis where they were cut."""
    if len(words) <= most:
        return words
    at = words.rfind(" ", most // 2, most)
    return words[: at if at > 0 else most].rstrip(" ,;:–—-") + "…"


def _printed_by(story: ShownStory, frame: Frame) -> Text:
    """Return who printed a story, how many did, how old it is, and that what follows is new: "The Gaze · 3 papers"."""
    head = story.head
    if head is None:
        return Text()
    parts: list[Text | str] = [_paper(story, head, frame)] if head.publisher else []
    if story.papers > 1:
        several = trn("{count} paper", "{count} papers", story.papers)
        parts.append(tr("{papers}, same text", papers=several) if story.origins == 1 else several)
    elif story.origins > 1:
        parts.append(trn("{count} article", "{count} articles", story.origins))
    parts += [age] if (age := ago(head, frame.now)) else []
    parts += [tr("new:")] if story.was_told else []
    return join(parts, " · ") or Text(tr("undated"))


def _paper(story: ShownStory, head: Article, frame: Frame) -> Text:
    """Return the paper, linked to the place of the words shown, unless the headline above leads there already."""
    name = where(head)
    url = frame.link(head, min(story.says)) if story.says else None
    return styled(name, Style.LINK, url) if url and url != to_source(head, min(story.says)) else Text(name)


def _quote(article: Article, span: Span) -> Text:
    words = span.cut(article.text)
    return Text(words, (Mark(Style.OPEN_QUOTE, 0, len(words)),))


def _with_folded(text: Text, rest: Sequence[ShownStory]) -> Text:
    """Add the other headlines in one quote that expands, as many as a message holds."""
    lines: list[Text] = []
    for story in rest:
        if story.head is None:
            continue
        line = Text(f"{story.number}. ") + headline(story.head)
        line = line + (f" · {where(story.head)}" if story.head.publisher else "")
        if utf16_length(join([text, *lines, line], "\n").plain) > MESSAGE_UNITS:
            break
        lines.append(line)
    if not lines:
        return text
    folded = join(lines, "\n")
    quote = Mark(Style.QUOTE, 0, len(folded.plain))
    return text + "\n\n" + Text(folded.plain, (quote, *folded.marks))
