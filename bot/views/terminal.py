"""Our texts in a terminal: colours and wrapped quotes where a person reads, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.style import Style as Look
from rich.text import Text as RichText

from bot.views.rich_text import Mark, Style, Text

# What an article prints must not steer the terminal: a control character is shown as its picture (␛).
_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)

_LOOKS = {
    Style.BOLD: Look(bold=True),
    Style.ITALIC: Look(italic=True),
    Style.CODE: Look(color="cyan"),
    Style.LINK: Look(underline=True),
}


def show(console: Console, blocks: Iterable[Text]) -> None:
    """Print blocks with a blank line between them."""
    for n, raw in enumerate(blocks):
        marks = tuple(replace(m, url=printable(m.url) if m.url else None) for m in raw.marks)
        block = replace(raw, plain=printable(raw.plain), marks=marks)
        if n:
            console.print()
        if console.is_terminal:
            _show_styled(console, block)
        else:
            console.file.write(plain(block) + "\n")
    console.file.flush()


def printable(printed: str) -> str:
    """What an article prints, of the same length, without a character that would steer a terminal."""
    # The ends of lines as Windows writes them are no news to a reader.
    return printed.replace("\r\n", " \n").translate(_PICTURES)


def plain(text: Text) -> str:
    """Without colours: quotes are marked by "> " before each of their lines, links by their address."""
    written = text.plain
    for mark in sorted(text.marks, key=lambda m: m.start, reverse=True):
        if mark.style is Style.LINK:
            written = f"{written[: mark.end]} <{printable(mark.url or '')}>{written[mark.end :]}"
        elif mark.style is Style.QUOTE:
            # Whatever ends a line in print or on a screen: no quoted line may stand there unmarked.
            quoted = "".join(f"> {line}" for line in written[mark.start : mark.end].splitlines(keepends=True))
            written = written[: mark.start] + quoted + written[mark.end :]
    return written


def _show_styled(console: Console, block: Text) -> None:
    at = 0
    for quote in sorted((m for m in block.marks if m.style is Style.QUOTE), key=lambda m: m.start):
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
        if mark.style in _LOOKS:
            rich.stylize(_look(mark), mark.start - lead, mark.end - lead)
    console.print(Padding(rich, (0, 0, 0, indent)))


def _look(mark: Mark) -> Look:
    return _LOOKS[mark.style] + (Look(link=printable(mark.url)) if mark.url else Look())
