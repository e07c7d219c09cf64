"""Draw docs/pictures/conversation.svg: a real conversation about the seed article, as it looks on a phone.

    .venv/bin/python .make/conversation_picture.py [FILE|-]

The bot's use case answers the questions below in a fresh store, and its words are drawn as they came.  Run it again
whenever the bot's texts change; a test compares the file with what this prints.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from pathlib import Path

from bot.composition import opened
from bot.settings import Settings
from bot.usecases.asking import conversation
from bot.usecases.operating.seeding import seed_if_empty
from bot.views.cards.buttons import card_buttons
from bot.views.rich_text import QUOTES, Style, Text

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "conversation.svg"
# One list for each phone; the conversation continues from the first to the second.
QUESTIONS = (
    ("what did Hill say?", "what did Macron say?"),
    ("who said “I am not a fool”?", "what did he say about Kosovo?"),
)

# Advance widths of Helvetica and Arial, in thousandths of the font size, for the characters from " " to "~".
_REGULAR = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
]  # fmt: skip
# Bold is this much wider, on average.
_BOLD = 1.07
_OTHER = {"“": 333, "”": 333, "’": 222, "·": 278}

SIZE, LEADING, BLANK = 14.5, 19.5, 10
PHONE, GAP, PAD, SIDE = 400, 28, 12, 14
HEADER = 58
# Light bubbles on a dark ground of their own: the picture looks the same on a white page and on a black one.
INK, HEAD, LINK, MINE = "#17212b", "#24425f", "#168acd", "#e3fdd0"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters in one style."""

    text: str
    styles: frozenset[Style] = frozenset()

    @property
    def width(self) -> float:
        units = sum(_REGULAR[ord(c) - 32] if " " <= c <= "~" else _OTHER.get(c, 556) for c in self.text)
        return units * SIZE / 1000 * (_BOLD if Style.BOLD in self.styles else 1)


Line = list[Piece]


def pieces(text: Text, start: int, end: int) -> list[Piece]:
    """Return the stretch start:end in runs of one style."""
    edges = {start, end} | {p for m in text.marks for p in (m.start, m.end) if start < p < end}
    cuts = sorted(edges)
    return [
        Piece(text.plain[a:b], frozenset(m.style for m in text.marks if m.start <= a and b <= m.end))
        for a, b in pairwise(cuts)
    ]


def wrapped(runs: list[Piece], width: float) -> Iterator[Line]:
    """Break one paragraph at its spaces."""
    words: list[Line] = [[]]
    for run in runs:
        for n, word in enumerate(run.text.split(" ")):
            if n:
                words.append([])
            words[-1].append(Piece(word, run.styles))
    line: Line = []
    for word in words:
        longer = [*line, *([Piece(" ", word[0].styles)] if line else []), *word]
        if line and sum(p.width for p in longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def lines_of(text: Text, width: float) -> Iterator[Line]:
    start = 0
    for paragraph in text.plain.split("\n"):
        end = start + len(paragraph)
        runs = pieces(text, start, end) if paragraph else []
        quoted = bool(runs) and bool(QUOTES & runs[0].styles)
        yield from wrapped(runs, width - (2 * PAD if quoted else 0)) if runs else [[]]
        start = end + 1


@dataclass(slots=True)
class Phone:
    """Draws messages from the top down."""

    left: float
    top: float = HEADER + PAD

    def message(self, lines: list[Line], *, mine: bool) -> Iterator[str]:
        inner = max(sum(p.width for p in line) + (2 * PAD if _is_quote(line) else 0) for line in lines)
        width = min(inner, PHONE - 2 * SIDE - 2 * PAD) + 2 * PAD
        blocks = [list(block) for _, block in groupby(lines, _is_quote)]
        height = sum(map(_height, blocks)) + 1.4 * PAD
        x = self.left + (PHONE - SIDE - width if mine else SIDE)
        yield _box(x, self.top, width, height, 14, MINE if mine else "#ffffff")
        y = self.top + 0.7 * PAD
        for block in blocks:
            if _is_quote(block[0]):
                yield _box(x + PAD, y, width - 2 * PAD, _height(block) - 5, 4, "#e8f4fb")
                yield _box(x + PAD, y, 3, _height(block) - 5, 1.5, LINK)
            line_y = y + (3 if _is_quote(block[0]) else 0)
            for line in block:
                if line:
                    indent = 2 * PAD if _is_quote(line) else PAD
                    spans = "".join(map(_span, line))
                    yield f'<text x="{x + indent:.1f}" y="{line_y + 0.72 * LEADING:.1f}">{spans}</text>'
                line_y += LEADING if line else BLANK
            y += _height(block)
        self.top += height + 6

    def buttons(self, labels: list[str]) -> Iterator[str]:
        width = (PHONE - 2 * SIDE - 6 * (len(labels) - 1)) / len(labels)
        for n, label in enumerate(labels):
            x = self.left + SIDE + n * (width + 6)
            yield _box(x, self.top, width, 32, 9, "#ffffff", ' fill-opacity=".22"')
            middle = f'x="{x + width / 2:.1f}" y="{self.top + 21:.1f}" text-anchor="middle" fill="#ffffff"'
            yield f"<text {middle}>{escape(label)}</text>"
        self.top += 38


def _is_quote(line: Line) -> bool:
    return bool(line) and bool(QUOTES & line[0].styles)


def _height(block: list[Line]) -> float:
    """A block of quoted lines has a ground of its own, with room around it."""
    return sum(LEADING if line else BLANK for line in block) + (11 if _is_quote(block[0]) else 0)


def _box(x: float, y: float, width: float, height: float, *look: object) -> str:
    radius, fill, *more = look
    size = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}"'
    return f'<rect {size} fill="{fill}"{"".join(map(str, more))}/>'


def _span(piece: Piece) -> str:
    look = {
        "font-weight": "bold" if Style.BOLD in piece.styles else "",
        "font-style": "italic" if Style.ITALIC in piece.styles else "",
        "fill": LINK if Style.LINK in piece.styles else "",
    }
    attributes = "".join(f' {name}="{value}"' for name, value in look.items() if value)
    return f'<tspan xml:space="preserve"{attributes}>{escape(piece.text)}</tspan>'


async def answers() -> list[list[tuple[str, conversation.Response]]]:
    """Ask the questions in turn, in a store that holds the seed article alone."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Settings(data=Path(folder), _env_file=None)) as services:
            await seed_if_empty(services.editing)
            response = conversation.Response([])
            phones = []
            for questions in QUESTIONS:
                phones.append([])
                for question in questions:
                    response = await conversation.answer(services.asking, question, response.conversation, as_card=True)
                    phones[-1].append((question, response))
            return phones


def rows_of(response: conversation.Response) -> list[list[str]]:
    """Return the labels of an answer's buttons."""
    if response.laid is None or response.turn is None:
        return []
    rows = card_buttons(
        response.laid, 0, 1, response.turn,
        can_share=True, can_rate=response.can_be_rated, can_undo=response.can_be_undone,
    )  # fmt: skip
    return [[button.label for button in row] for row in rows]


def draw(phones: list[list[tuple[str, conversation.Response]]]) -> str:
    room = PHONE - 2 * SIDE - 2 * PAD
    drawn, heights = [], []
    for n, messages in enumerate(phones):
        phone = Phone(n * (PHONE + GAP))
        body = []
        for question, response in messages:
            body += phone.message([[Piece(question)]], mine=True)
            body += phone.message(list(lines_of(response.text, room)), mine=False)
            for row in rows_of(response):
                body += phone.buttons(row)
            phone.top += 6
        drawn.append((phone.left, body))
        heights.append(phone.top)
    height, width = round(max(heights) + 4), len(phones) * (PHONE + GAP) - GAP
    questions = "; ".join(q for messages in phones for q, _ in messages)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="Helvetica, Arial, \'Liberation Sans\', sans-serif" font-size="{SIZE}" fill="{INK}" role="img">',
        f"<title>A conversation with On Record: {escape(questions)}</title>",
        '<defs><linearGradient id="ground" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#5b8db8"/>'
        '<stop offset="1" stop-color="#3c6a8f"/></linearGradient></defs>',
        *(line for left, body in drawn for line in _phone(left, height, body)),
        "</svg>",
        "",
    ])  # fmt: skip


def _phone(left: float, height: float, body: list[str]) -> Iterator[str]:
    middle = HEADER / 2
    yield _box(left, 0, PHONE, height, 24, "url(#ground)")
    yield f'<path d="M{left} {HEADER}v-34a24 24 0 0 1 24 -24h{PHONE - 48}a24 24 0 0 1 24 24v34z" fill="{HEAD}"/>'
    yield f'<circle cx="{left + 38}" cy="{middle}" r="19" fill="{LINK}"/>'
    mark = f'x="{left + 38}" y="{middle + 16}" text-anchor="middle" font-family="Georgia, serif" font-size="40"'
    yield f'<text {mark} fill="#ffffff">“</text>'
    yield f'<text x="{left + 68}" y="{middle - 3}" font-weight="bold" font-size="16" fill="#ffffff">On Record</text>'
    yield f'<text x="{left + 68}" y="{middle + 15}" font-size="13" fill="#a9c4da">bot</text>'
    yield from body


def main() -> None:
    target = sys.argv[1] if len(sys.argv) > 1 else str(PICTURE)
    picture = draw(asyncio.run(answers()))
    if target == "-":
        sys.stdout.buffer.write(picture.encode())
    else:
        Path(target).write_text(picture, "utf-8")


if __name__ == "__main__":
    main()
