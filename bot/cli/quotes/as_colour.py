"""Show an article in a terminal: a colour per speaker, reported speech in italics, cues underlined."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text as RichText

from bot.cli.quotes.as_plain import summary
from bot.cli.quotes.speakers import Paragraphs, Voice, name_of, unsure, voices
from bot.views.sources import source_line
from bot.views.terminal import printable
from retrieval.domain.article import Article, KnownBy, Reading, Span, Statement, StatementKind
from retrieval.text.normalize import fold

# Medium tones of the 256, legible on black and on white; neighbours differ in hue.
PALETTE = (32, 166, 28, 163, 100, 99, 30, 160, 67)
# For statements without a speaker.
GREY = 244

# Longer lines are hard to read.
MAX_WIDTH = 112
# A narrower terminal has no room for a margin: the speakers are shown below.
MIN_WIDTH_FOR_MARGIN = 76
MARGIN = 24

_KINDS = {StatementKind.DIRECT: "direct", StatementKind.MIXED: "mixed", StatementKind.INDIRECT: "reported"}

# Bidirectional marks, which would reverse the rest of the line.
_BIDI_MARKS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


def show_quotes(console: Console, article: Article, reading: Reading) -> None:
    """Print the article's text as printed, then a legend of its speakers."""
    found = voices(article.text, reading)
    colours = colours_of([v.name for v in found if v.name])
    console.print(_heading(article))
    console.print()
    for row in _rows(article.text, reading, colours, min(console.width, MAX_WIDTH)):
        console.print(row)
        console.print()
    console.print(_legend(found, colours, summary(article, reading)))


def colours_of(speakers: Iterable[str]) -> dict[str | None, Style]:
    """Give each speaker a colour: the same in every article, unless two speakers of one article would share it."""
    taken: dict[str | None, int] = {}
    for name in speakers:
        slot = zlib.crc32(fold(name).encode()) % len(PALETTE)
        free = [n % len(PALETTE) for n in range(slot, slot + len(PALETTE)) if n % len(PALETTE) not in taken.values()]
        taken[name] = free[0] if free else slot
    return {None: Style(color=f"color({GREY})"), **{n: Style(color=f"color({PALETTE[s]})") for n, s in taken.items()}}


def _safe(printed: str) -> str:
    return printable(printed).translate(_BIDI_MARKS)


def _heading(article: Article) -> RenderableType:
    line = _safe(source_line(article).plain)
    title = len(_safe(article.label))
    heading = RichText(line, style="dim")
    heading.stylize(Style(bold=True, dim=False), 0, title)
    return heading


def _rows(text: str, reading: Reading, colours: dict[str | None, Style], width: int) -> Iterable[RenderableType]:
    """Yield a row per paragraph: its number, its text, and its speakers in the margin or below."""
    paragraphs = Paragraphs(text)
    by_paragraph = paragraphs.of(reading.statements)
    coloured = _coloured(text, reading.statements, colours)
    digits = len(str(len(paragraphs.spans)))
    for number, words in enumerate(_cut(coloured, paragraphs.spans), start=1):
        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_column(width=digits, justify="right", style="dim")
        if width < MIN_WIDTH_FOR_MARGIN:
            row.add_column(width=width - digits - 2, overflow="fold")
            row.add_row(str(number), words)
            for who in _margin(text, by_paragraph.get(number, ()), colours):
                # Not a dash: in print, a dash signs a quotation.
                row.add_row("", RichText("↳ ", style=who.style).append_text(who))
        else:
            row.add_column(width=width - digits - MARGIN - 4, overflow="fold")
            row.add_column(width=MARGIN, overflow="fold")
            row.add_row(str(number), words, RichText("\n").join(_margin(text, by_paragraph.get(number, ()), colours)))
        yield row


def _coloured(text: str, statements: Sequence[Statement], colours: dict[str | None, Style]) -> RichText:
    page = RichText(_safe(text))
    # A quotation inside another is coloured later, so it shows.
    for statement in sorted(statements, key=lambda s: -sum(map(len, s.content))):
        colour = colours[name_of(statement)]
        look = colour + Style(italic=statement.kind is not StatementKind.DIRECT)
        for piece in statement.content:
            page.stylize(look, piece.start, piece.end)
        if statement.cue:
            page.stylize(colour + Style(underline=True), statement.cue.start, statement.cue.end)
        for speaker in statement.speakers:
            if speaker.mention:
                page.stylize(colour + Style(bold=True), speaker.mention.start, speaker.mention.end)
    return page


def _cut(page: RichText, spans: Sequence[Span]) -> Iterable[RichText]:
    pieces = page.divide([place for span in spans for place in (span.start, span.end)])
    return (piece for n, piece in enumerate(pieces) if n % 2)


def _margin(text: str, statements: Iterable[Statement], colours: dict[str | None, Style]) -> list[RichText]:
    """Return the speakers of a paragraph, each once; "?" marks an unsure one."""
    said: dict[str, Style] = {}
    for statement in statements:
        name = name_of(statement)
        said[_label(text, statement)] = colours[name]
    return [RichText(_safe(label), style=colour) for label, colour in said.items()]


def _label(text: str, statement: Statement) -> str:
    if (name := name_of(statement)) is None:
        return "? speaker unclear"
    pronouns = dict.fromkeys(
        s.mention.cut(text).lower() for s in statement.speakers if s.how is KnownBy.PRONOUN and s.mention is not None
    )
    return name + "".join(f" (“{p}”)" for p in pronouns) + (" ?" if unsure(statement) else "")


def _legend(found: Sequence[Voice], colours: dict[str | None, Style], total: str) -> RenderableType:
    if not found:
        return RichText(total, style="dim")
    table = Table(
        box=box.SIMPLE_HEAD, title=RichText(_safe(total.partition(":")[0])), title_justify="left", pad_edge=False
    )
    table.add_column("speaker", overflow="fold")
    for kind in _KINDS.values():
        table.add_column(kind, justify="right")
    table.add_column("known", overflow="fold")
    for voice in found:
        counts = (
            voice.kinds[kind] or "" for kind in (StatementKind.DIRECT, StatementKind.MIXED, StatementKind.INDIRECT)
        )
        name = RichText(_safe(f"● {voice.called}"), style=colours[voice.name])
        table.add_row(name, *map(str, counts), RichText(_safe(voice.known_by())))
    signs = RichText("upright: in quotation marks · ", style="dim")
    signs.append("italic", Style(italic=True, dim=True)).append(": reported, or in part · ")
    signs.append("underlined", Style(underline=True, dim=True)).append(": what says so · ")
    signs.append("bold", Style(bold=True, dim=True)).append(": who · ?: unsure")
    grid = Table.grid()
    grid.add_row(table)
    grid.add_row(signs)
    return Padding(grid, (0, 0))
