"""Text with marks as a value, which Telegram shows by entities and a terminal by colours.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from string import Formatter

from bot.languages.speaking import tr


class Style(Enum):
    """How a stretch looks.  QUOTES are what was printed; everything else is the bot's own voice."""

    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    QUOTE = "quote"
    """A quotation that Telegram folds after three lines, until it is tapped."""
    OPEN_QUOTE = "open quote"
    LINK = "link"


QUOTES = frozenset({Style.QUOTE, Style.OPEN_QUOTE})


@dataclass(frozen=True, slots=True)
class Mark:
    """A styled stretch, in code points of its text; only links have a `url`."""

    style: Style
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text and its marks."""

    plain: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        if isinstance(other, str):
            return Text(self.plain + other, self.marks)
        return Text(self.plain + other.plain, self.marks + other._moved(len(self.plain)))

    def __bool__(self) -> bool:
        return bool(self.plain)

    def _moved(self, by: int) -> tuple[Mark, ...]:
        return tuple(replace(m, start=m.start + by, end=m.end + by) for m in self.marks)

    def cut(self, start: int, end: int) -> Text:
        """Return the stretch start:end with the marks that reach into it."""
        marks = tuple(
            replace(m, start=max(m.start, start) - start, end=min(m.end, end) - start)
            for m in self.marks
            if m.start < end and start < m.end
        )
        return Text(self.plain[start:end], marks)


def styled(plain: str, style: Style, url: str | None = None) -> Text:
    return Text(plain, (Mark(style, 0, len(plain), url),)) if plain else Text()


def bold(plain: str) -> Text:
    return styled(plain, Style.BOLD)


def italic(plain: str) -> Text:
    return styled(plain, Style.ITALIC)


def code(plain: str) -> Text:
    return styled(plain, Style.CODE)


def join(parts: Iterable[Text | str], separator: str = "") -> Text:
    joined = Text()
    for n, part in enumerate(parts):
        joined = joined + (separator if n else "") + part
    return joined


def rich(message: str, /, **values: Text | str | int) -> Text:
    """Return a message in the language spoken (bot.languages), its {placeholders} filled with marked text."""
    return filled(tr(message), **values)


def filled(message: str, /, **values: Text | str | int) -> Text:
    """Return a message, translated already, with its {placeholders} filled with marked text."""
    parts: list[Text | str] = []
    for literal, name, _, _ in Formatter().parse(message):
        parts.append(literal)
        if name is not None:
            value = values[name]
            parts.append(value if isinstance(value, Text) else str(value))
    return join(parts)


def utf16_length(plain: str) -> int:
    """Return the length in UTF-16 units, in which Telegram counts."""
    return len(plain.encode("utf-16-le")) // 2


def pages(blocks: Iterable[Text], *, units: int, marks: int, gap: str = "\n\n") -> list[Text]:
    """Pack blocks, in order, into as few texts as possible, each of at most `units` UTF-16 units and `marks` marks.

    A block stays whole if it fits; one that is too long is cut at a line end or a space, together with its marks.
    """
    packed: list[Text] = []
    for block in blocks:
        for n, piece in enumerate(_pieces(block, units, marks)):
            together = packed[-1] + gap + piece if packed else piece
            fits = utf16_length(together.plain) <= units and len(together.marks) <= marks
            # A gap inside a block that was cut would make one quotation look like two.
            if packed and fits and n == 0:
                packed[-1] = together
            else:
                packed.append(piece)
    return packed


def _pieces(block: Text, units: int, marks: int) -> Iterable[Text]:
    rest = block
    while utf16_length(rest.plain) > units or len(rest.marks) > marks:
        at = _fitting_length(rest, units, marks)
        space = max(rest.plain.rfind("\n", at // 2, at), rest.plain.rfind(" ", at // 2, at))
        at = space if space > 0 else at
        # Telegram refuses a message of white space.
        if head := rest.plain[:at].rstrip():
            yield rest.cut(0, len(head))
        end = at
        while end < len(rest.plain) and rest.plain[end].isspace():
            end += 1
        rest = rest.cut(end, len(rest.plain))
    if rest.plain.strip():
        yield rest


def _fitting_length(text: Text, units: int, marks: int) -> int:
    """Return how many code points of `text` fit, at least one."""
    starts = sorted(m.start for m in text.marks)
    at = max(1, starts[marks]) if len(starts) > marks else len(text.plain)
    at = min(at, units)
    while at > 1 and utf16_length(text.plain[:at]) > units:
        at -= max(1, (utf16_length(text.plain[:at]) - units) // 2)
    return at
