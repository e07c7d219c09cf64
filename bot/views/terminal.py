"""Print our texts: colours and wrapped quotes in a terminal, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.style import Style as RichStyle
from rich.text import Text as RichText

from bot.views.rich_text import QUOTES, Mark, Style, Text
from bot.views.safe_text import safe

# What an article prints must not control the terminal: a control character is shown as its picture (␛).
_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)

_TERMINAL_STYLES = {
    Style.BOLD: RichStyle(bold=True),
    Style.ITALIC: RichStyle(italic=True),
    Style.CODE: RichStyle(color="cyan"),
    Style.LINK: RichStyle(underline=True),
}


def show(console: Console, blocks: Iterable[Text]) -> None:
    """Print blocks with a blank line between them."""
    for n, raw in enumerate(blocks):
        marks = tuple(replace(m, url=printable(m.url) if m.url else None) for m in raw.marks)
        block = safe(replace(raw, plain=printable(raw.plain), marks=marks))
        if n:
            console.print()
        if console.is_terminal:
            _show_styled(console, block)
        else:
            console.file.write(plain(block) + "\n")
    console.file.flush()


def printable(printed: str) -> str:
    """Replace each character that would control a terminal; the length stays the same."""
    # A reader need not see that a line ends as Windows writes it.
    return printed.replace("\r\n", " \n").translate(_PICTURES)


def plain(text: Text) -> str:
    """Return a text without colours: "> " before each line of a quote, the address after a link."""
    written = text.plain
    for mark in sorted(text.marks, key=lambda m: m.start, reverse=True):
        if mark.style is Style.LINK:
            written = f"{written[: mark.end]} <{printable(mark.url or '')}>{written[mark.end :]}"
        elif mark.style in QUOTES:
            # splitlines() knows every character that ends a line on some screen: no quoted line may be unmarked.
            quoted = "".join(f"> {line}" for line in written[mark.start : mark.end].splitlines(keepends=True))
            written = written[: mark.start] + quoted + written[mark.end :]
    return written


def _show_styled(console: Console, block: Text) -> None:
    at = 0
    for quote in sorted((m for m in block.marks if m.style in QUOTES), key=lambda m: m.start):
        _print(console, block.cut(at, quote.start), indent=0)
        _print(console, block.cut(quote.start, quote.end), indent=2)
        at = quote.end
    _print(console, block.cut(at, len(block.plain)), indent=0)


def _print(console: Console, text: Text, indent: int) -> None:
    body = text.plain.strip("\n")
    if not body:
        return
    lead = len(text.plain) - len(text.plain.lstrip("\n"))
    rich = RichText(body, style="green" if indent else "")
    for mark in text.marks:
        if mark.style in _TERMINAL_STYLES:
            rich.stylize(_terminal_style(mark), mark.start - lead, mark.end - lead)
    console.print(Padding(rich, (0, 0, 0, indent)))


def _terminal_style(mark: Mark) -> RichStyle:
    return _TERMINAL_STYLES[mark.style] + (RichStyle(link=printable(mark.url)) if mark.url else RichStyle())
