"""Render one statement by itself: who said it, the words, and where they were printed.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.languages.calendar import day
from bot.languages.speaking import tr
from bot.views.replies.excerpts import MIN_SURE_CONFIDENCE, heading
from bot.views.rich_text import Mark, Style, Text, bold, italic, join, styled
from bot.views.sources import label_of, shortened
from retrieval.domain.article import Article, Span, StatementKind
from retrieval.domain.period import in_zone
from retrieval.domain.reply import Excerpt
from retrieval.domain.web_addresses import is_web_address
from retrieval.people.registry import is_unknown
from retrieval.text.sentences import sentences

# Characters shown around a statement on each side, as far as whole sentences go.
CONTEXT_CHARS = 350


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement with all of its `pieces`, or one passage, and the role that its article prints for the speaker."""

    pieces: tuple[Excerpt, ...]
    role: str | None = None

    def __post_init__(self) -> None:
        if not self.pieces:
            raise ValueError("a statement without words")

    @property
    def first(self) -> Excerpt:
        return self.pieces[0]

    @property
    def article(self) -> Article:
        return self.first.article

    @property
    def is_surely_theirs(self) -> bool:
        """Return whether it is a statement, and certainly by the people it names."""
        first = self.first
        return (
            first.kind is not None
            and bool(first.speakers)
            and not any(s.might_be or is_unknown(s, first.article.text) for s in first.speakers)
            and first.confidence >= MIN_SURE_CONFIDENCE
        )


def attribution(shown: Shown) -> str:
    """Return who said it, with their role as printed; for a passage, that it is nobody's words."""
    if shown.first.kind is None:
        return tr("From the article, not as anyone's words")
    who = heading(shown.first)
    # Not a sentence: a name and a description, in this order in every language.
    return f"{who}, “{shown.role}”" if shown.role else who


def sent_into_chat(shown: Shown, link: str) -> Text:
    """Return a statement as it is dropped into a chat: whole, with its source; `link` leads back to the bot."""
    quotes = join([styled(piece.text, Style.QUOTE) for piece in shown.pieces], "\n\n")
    below = join([source(shown.article), *_manner(shown), styled(tr("See it in context"), Style.LINK, link)], "\n")
    return join([bold(attribution(shown)), quotes, below], "\n")


def in_context(shown: Shown, now: datetime) -> Text:
    """Return a statement in what its article prints around it: one verbatim stretch, the statement bold."""
    around = surroundings(shown.article.text, [piece.span for piece in shown.pieces])
    text = around.cut(shown.article.text)
    focus = tuple(
        Mark(Style.BOLD, piece.span.start - around.start, piece.span.end - around.start)
        for piece in shown.pieces
        if piece.span != around
    )
    quote = Text(text, (Mark(Style.QUOTE, 0, len(text)), *focus))
    below = join([source(shown.article, now), *_manner(shown)], "\n")
    return join([bold(attribution(shown)), quote, below], "\n")


def preview(shown: Shown, most: int) -> str:
    """Return the beginning of the words in one line, for a list; it ends in "…" if there are more."""
    words = " ".join(" ".join(piece.text.split()) for piece in shown.pieces)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def surroundings(text: str, pieces: Sequence[Span]) -> Span:
    """Return the pieces with the whole sentences of their paragraph around them, some on each side."""
    start, end = min(p.start for p in pieces), max(p.end for p in pieces)
    top = text.rfind("\n", 0, start) + 1
    bottom = text.find("\n", end)
    paragraph = text[top : len(text) if bottom < 0 else bottom]
    whole = [Span(top + s.start, top + s.end) for s in sentences(paragraph)]
    first = min((s.start for s in whole if s.start < start and start - s.start <= CONTEXT_CHARS), default=start)
    last = max((s.end for s in whole if s.end > end and s.end - end <= CONTEXT_CHARS), default=end)
    return Span(first, last)


def _manner(shown: Shown) -> list[Text]:
    """Return how words were said if they are not all the speaker's own."""
    match shown.first.kind:
        case StatementKind.INDIRECT:
            return [italic(tr("Paraphrased by the article"))]
        case StatementKind.MIXED:
            return [italic(tr("Partly quoted, partly paraphrased by the article"))]
    return []


def source(article: Article, now: datetime | None = None) -> Text:
    """Return the title, which links to the article, the publisher and the day printed, as far as there are any."""
    title: Text | str = label_of(article)
    if article.url and is_web_address(article.url):
        title = styled(label_of(article), Style.LINK, article.url)
    printed = article.published
    when = "" if printed is None else day(in_zone(printed, now.tzinfo if now is not None else UTC))
    return join([title, *filter(None, [shortened(article.publisher or ""), when])], " · ")
