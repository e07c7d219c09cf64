"""The words of a PDF become paragraphs, without anything of the page layout."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval.domain.article import Draft
from tests.bot.documents.made import Placed, column, parsed_document, pdf, pdf_of, pdf_of_contents, refused, stream

FULL = "The bridge over the harbour closes for a year of repairs, the city"
MORE = "said on Friday, after engineers had found rust in both of its main"


def paragraphs(*pages: list[Placed]) -> list[str]:
    return (parsed_document(pdf(pages))).text.split("\n\n")


def test_gaps_indents_and_short_last_lines_separate_paragraphs() -> None:
    by_room = column(FULL, MORE, "cables.", "", FULL, MORE, "cables.")
    by_indent = column("  " + FULL, MORE, "main cables, and it rained.", "  " + FULL, MORE, "cables.")
    by_a_short_line = column(FULL, MORE, "cables.", FULL, MORE, "cables.")
    for page in (by_room, by_indent, by_a_short_line):
        found = paragraphs(page)
        assert [text.split()[0] for text in found] == ["The", "The"]
        assert all("\n" not in text and "the city said" in text for text in found)


def test_a_paragraph_continues_on_the_next_page_and_column() -> None:
    left, right = column(FULL, MORE, x=50, size=7), column("cables and", FULL + ".", x=320, size=7)
    assert paragraphs(left + right) == [f"{FULL} {MORE} cables and {FULL}."]
    assert paragraphs(left, right) == [f"{FULL} {MORE} cables and {FULL}."]
    ended = column(FULL, MORE + ".", size=7)
    assert paragraphs(ended, right) == [f"{FULL} {MORE}.", f"cables and {FULL}."]


def test_a_heading_in_larger_letters_is_its_own_paragraph() -> None:
    page = [(72.0, 716.0, 20.0, "Harbour bridge to close"), *column(FULL, MORE, "cables.")]
    assert (paragraphs(page))[0] == "Harbour bridge to close"


def numbered(pages: int, first: int = 1) -> list[list[Placed]]:
    """Return pages with a header that alternates left and right, a numbered footer, and their own text."""
    return [
        [
            (72.0, 800.0, 9.0, "Harbour Times" if n % 2 else "Friday 20 November"),
            *column(f"Paragraph {n} begins and says {n} things.", FULL, f"and that was {n * n}.", top=780),
            (290.0, 40.0, 9.0, f"Page {first + n} of {first + pages}"),
        ]
        for n in range(pages)
    ]


def test_repeated_headers_footers_and_page_numbers_are_dropped() -> None:
    text = "\n\n".join(paragraphs(*numbered(6, first=11)))
    assert "Harbour Times" not in text
    assert "Friday" not in text
    assert "Page" not in text
    assert [f"Paragraph {n} begins and says {n} things." in text for n in range(6)] == [True] * 6
    assert [f"and that was {n * n}." in text for n in range(6)] == [True] * 6


def test_lines_that_do_not_repeat_stay() -> None:
    alone = numbered(1)[0]
    assert "Harbour Times" not in "".join(paragraphs(alone))
    assert "Page 1 of 2" in "".join(paragraphs(alone))
    # The same words at another height are a refrain, not a header.
    refrain = [column("“Close it,” they cried.", FULL, top=700 - 40 * n) for n in range(3)]
    assert "".join(paragraphs(*refrain)).count("they cried") == 3
    # Numbers that do not count pages are content.
    scores = [column(f"The score was {n} today.", FULL) for n in (7, 3, 9)]
    assert "".join(paragraphs(*scores)).count("The score was") == 3


def test_ligatures_become_letters_and_quotation_marks_stay_as_printed() -> None:
    draft = parsed_document(pdf([column("“It’s odd – 50 €,” said Ms Żak.".replace("Ż", "Z"))]))
    assert draft.text == "“It’s odd – 50 €,” said Ms Zak."


def test_a_title_is_believed_if_it_looks_like_one() -> None:
    page = [column(FULL, MORE, "cables.")]
    for title, believed in [
        ("Harbour bridge to close", "Harbour bridge to close"), ("Microsoft Word - bridge.doc", None),
        ("bridge_v2.indd", None), ("Untitled", None), ("Document1", None), ("HB-2026-11", None), ("", None),
    ]:  # fmt: skip
        assert (parsed_document(pdf(page, Title=title))).title == believed


def test_the_text_does_not_repeat_the_title() -> None:
    page = [(72.0, 716.0, 20.0, "Harbour bridge to close"), *column(FULL, MORE, "cables.")]
    draft = parsed_document(pdf([page], Title="Harbour Bridge to  close"))
    assert (draft.title, draft.text) == ("Harbour bridge to close", f"{FULL} {MORE} cables.")


def test_author_and_day_are_believed_if_they_are_also_printed() -> None:
    properties = {"Author": "Ann Miller", "CreationDate": "D:20261120083000+01'00'"}
    plain = parsed_document(pdf([column(FULL, MORE, "cables.")], **properties))
    assert (plain.author, plain.published) == (None, None)
    for line in ("By Ann Miller, 20 November 2026", "November 20, 2026 – ANN MILLER", "Ann Miller (20.11.2026)"):
        printed = parsed_document(pdf([column(line, FULL)], **properties))
        assert (printed.author, printed.published) == ("Ann Miller", datetime(2026, 11, 20, tzinfo=UTC))
    other = parsed_document(pdf([column("By Joann Millers, 21 November 2026", FULL)], **properties))
    assert (other.author, other.published) == (None, None)


def test_a_scan_is_refused_for_having_no_text() -> None:
    assert "only pictures of text" in refused(pdf_of_contents([b"0 0 100 100 re f"]))


def test_text_that_runs_up_the_margin_is_left_out() -> None:
    content = b"BT /F 11 Tf 1 0 0 1 72 700 Tm (Hill said no.) Tj 0 1 -1 0 20 300 Tm (Photo by nobody) Tj ET"
    assert (parsed_document(pdf_of_contents([content]))).text == "Hill said no."


def test_an_unreadable_day_does_not_spoil_the_rest() -> None:
    draft = parsed_document(
        pdf([column("The bridge shut. Hill said no.")], Title="The bridge is shut", CreationDate="Thursday")
    )
    assert (draft.text, draft.title, draft.published) == ("The bridge shut. Hill said no.", "The bridge is shut", None)


def shown(*operations: str) -> str:
    """Return the text that is read of a page drawn by these operators."""
    return parsed_document(pdf_of_contents([f"BT /F 10 Tf {' '.join(operations)} ET".encode()])).text


def drawn_pages(*pages: Sequence[str]) -> Draft:
    return parsed_document(pdf_of_contents([f"BT /F 10 Tf {' '.join(drawn)} ET".encode() for drawn in pages]))


def at(x: float, y: float, text: str, turn: str = "1 0 0 1") -> str:
    return f"{turn} {x} {y} Tm ({text}) Tj"


SAID = (
    "The board met on Tuesday to speak about the bridge.",
    "We found rust, said Mara Lindqvist.",
    "Nobody is cut off.",
)
ALL = " ".join(SAID)
TURNS = {
    "up": lambda n, text: at(100 + 14 * n, 72, text, "0 1 -1 0"),
    "down": lambda n, text: at(500 - 14 * n, 700, text, "0 -1 1 0"),
    "upside down": lambda n, text: at(500, 100 + 14 * n, text, "-1 0 0 -1"),
    "a little askew": lambda n, text: at(72, 700 - 14 * n, text, "0.999 0.035 -0.035 0.999"),
}


@pytest.mark.parametrize("turn", TURNS)
def test_a_page_is_read_whichever_way_its_text_runs(turn: str) -> None:
    assert shown(*(TURNS[turn](n, text) for n, text in enumerate(SAID))).replace("\n\n", " ") == ALL


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_too(turn: str, rotate: int) -> None:
    content = " ".join(TURNS[turn](n, text) for n, text in enumerate(SAID))
    turned = pdf_of_contents([f"BT /F 10 Tf {content} ET".encode()]).replace(
        b"/Type /Page /Parent 2 0 R", b"/Type /Page /Parent 2 0 R /Rotate %d" % rotate
    )
    # The table of contents of the file has moved, and PDFium finds it again.
    assert parsed_document(turned).text.replace("\n\n", " ") == ALL


def test_the_landscape_page_of_the_report_is_read_whole() -> None:
    file = Path(__file__).parents[4] / "shared/data/faults/landscape_rotated.pdf"
    if not file.exists():
        pytest.skip("the faults of the report are not here")
    text = parsed_document(file.read_bytes()).text
    assert text.startswith("The harbour board met on Tuesday evening")
    assert text.endswith("the deputy mayor of the island.")


def test_a_table_turned_on_an_upright_page_is_read_and_a_watermark_is_not() -> None:
    upright = [at(72, 700 - 14 * n, text) for n, text in enumerate(SAID)]
    table = [at(300 + 14 * n, 100, f"Ward {n} had {n}00 votes", "0 1 -1 0") for n in range(3)]
    text = shown(*upright, *table, at(100, 200, "CONFIDENTIAL", "0.7 0.7 -0.7 0.7"))
    assert text.startswith(SAID[0])
    assert "Ward 2 had 200 votes" in text
    assert "CONFIDENTIAL" not in text


@pytest.mark.parametrize("apart", [0, 0.3, 0.6])
def test_overprinted_text_is_read_once(apart: float) -> None:
    by_line = [at(72 + d, 700, SAID[0]) for d in (0, apart)]
    by_page = [at(72 + d, 700 - 14 * n, text) for d in (0, apart) for n, text in enumerate(SAID)]
    assert shown(*by_line) == SAID[0]
    assert shown(*by_page).replace("\n\n", " ") == ALL


@pytest.mark.parametrize("spacing", [0, -0.6, -1.2])
def test_double_letters_are_no_overprint(spacing: float) -> None:
    printed = "Anna will fill still 1111 1,111 .... iii balloons."
    assert shown(f"{spacing} Tc", at(72, 700, printed)).replace(" ", "") == printed.replace(" ", "")


def test_words_that_only_their_place_separates_are_not_glued() -> None:
    words = SAID[0].split()
    assert shown("1 0 0 1 72 700 Tm [" + " -250 ".join(f"({word})" for word in words) + "] TJ") == SAID[0]
    # A space of Helvetica takes 2.78 points at this size.
    widths = {"We": 15, "found": 26.69, "rust.": 18.89}
    tight = " ".join(f"({word}) Tj {width + 1.5} 0 Td" for word, width in widths.items())
    assert shown("72 700 Td", tight) == "We found rust."
    spread = "1 0 0 1 72 700 Tm 1.5 Tc (We found rust in it.) Tj 0 Tc"
    assert shown(spread) == "We found rust in it."
    placed = [at(72 + 60 * n, 700, word) for n, word in enumerate(words[:6])]
    assert shown(*placed) == " ".join(words[:6])


@pytest.mark.parametrize("step", [1, 5])
@pytest.mark.parametrize("x", [40, 560])
def test_line_numbers_are_left_out(step: int, x: int) -> None:
    printed = [FULL, *[MORE] * 29]
    lines = [at(72, 780 - 15 * n, text) for n, text in enumerate(printed)]
    numbers = [at(x, 780 - 15 * n, str(n + 1)) for n in range(30) if (n + 1) % step == 0]
    beside = [drawn for pair in zip(lines, [*numbers, *[""] * 30], strict=False) for drawn in pair]
    for drawn in ([*lines, *numbers], beside if step == 1 else [*numbers, *lines]):
        draft = drawn_pages(drawn)
        assert draft.text == " ".join(printed)
        (note,) = draft.notes
        assert note.startswith("the numbers beside the lines of page 1 of 1 were left out")


def test_line_numbers_may_count_on_from_page_to_page() -> None:
    def numbered(first: int, lines: list[str]) -> list[str]:
        rows = [(780 - 15 * n, first + n, text) for n, text in enumerate(lines)]
        return [at(72, y, text) + " " + at(40 if n > 9 else 46, y, str(n)) for y, n, text in rows]

    pages = [[MORE] * 30, [MORE.replace("Friday", "Monday")] * 30, [MORE.replace("Friday", "Tuesday")] * 2]
    draft = drawn_pages(numbered(1, pages[0]), numbered(31, pages[1]), numbered(61, pages[2]))
    assert draft.text == " ".join(line for page in pages for line in page)
    assert "pages 1, 2, 3 of 3" in draft.notes[0]
    # Numbers that neither begin nor go on may be an excerpt's, or figures.
    assert "351 said on Friday" in drawn_pages(numbered(351, pages[0])).text


WEEKS = "In as many weeks the number of ferries over the harbour was"
FIGURES: dict[str, tuple[list[str], list[str]]] = {
    "a timeline by year": ([str(2020 + n) for n in range(8)], [MORE] * 8),
    "a timeline by five years": ([str(1990 + 5 * n) for n in range(8)], [MORE] * 8),
    "figures by ten": ([str(10 + 10 * n) for n in range(8)], [MORE] * 8),
    "figures by two": ([str(2 + 2 * n) for n in range(8)], [MORE] * 8),
    "a timeline by day": ([str(1 + n) for n in range(8)], [f"{FULL} said." for _ in range(8)]),
    "a numbered list": ([str(1 + n) for n in range(8)], [FULL] * 8),
    "figures at the end of sentences": ([str(1 + n) for n in range(8)], [WEEKS] * 8),
}


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("x", [40, 560])
def test_figures_beside_sentences_stay(kind: str, x: int) -> None:
    figures, lines = FIGURES[kind]
    rows = [(700 - 15 * n, *row) for n, row in enumerate(zip(figures, lines, strict=True))]
    drawn = [at(x, y, figure) + " " + at(72, y, text) for y, figure, text in rows]
    draft = drawn_pages(drawn)
    assert [figure for figure in figures if figure not in draft.text.split()] == []
    assert draft.notes == ()


def test_every_fifth_sentence_keeps_its_figure() -> None:
    """A number stands at the top of its five lines; a line number would stand beside the fifth."""
    lines = [at(72, 780 - 15 * n, MORE) for n in range(30)]
    figures = [at(40, 780 - 15 * n, str(n + 5)) for n in range(0, 30, 5)]
    text = drawn_pages([*figures, *lines]).text
    assert [n for n in range(5, 31, 5) if str(n) not in text.split()] == []


def test_numbers_of_a_table_stay() -> None:
    rows = [at(72, 700 - 15 * n, str(n + 1)) + " " + at(110, 700 - 15 * n, f"Ward {n}") for n in range(12)]
    assert "1 Ward 0" in shown(*rows)
    assert "12 Ward 11" in shown(*rows)


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    left, right = (
        [f"left column line number {n}" for n in range(8)],
        [f"right column line number {n}" for n in range(8)],
    )
    rows = [at(50, 700 - 14 * n, left[n]) + " " + at(310, 700 - 14 * n, right[n]) for n in range(8)]
    assert shown(*rows) == " ".join(left + right)


def test_what_lies_beyond_the_edge_of_the_page_is_not_printed() -> None:
    assert shown(at(72, 700, SAID[0]), at(700, 700, "slug line"), at(72, 900, "crop mark")) == SAID[0]


def test_a_page_that_gave_little_is_reported() -> None:
    shapes = " ".join(f"{n} 10 1 1 re f" for n in range(250))
    pages = [f"BT /F 10 Tf {at(72, 700, SAID[0])} ET", shapes, f"BT /F 10 Tf {at(290, 40, '3')} ET {shapes}", ""]
    draft = parsed_document(pdf_of_contents([page.encode() for page in pages]))
    assert draft.text.startswith(SAID[0])
    (note,) = draft.notes
    assert note.startswith("pages 2, 3 of 4 have little or no text that can be read")
    askew = " ".join(at(72, 400 + 20 * n, text, "0.7 0.7 -0.7 0.7") for n, text in enumerate([FULL, MORE]))
    (note,) = parsed_document(pdf_of_contents([f"BT /F 10 Tf {at(72, 700, SAID[0])} {askew} ET".encode()])).notes
    assert note.startswith("page 1 of 1 has")
    assert parsed_document(pdf([column(FULL), []])).notes == ()


def test_text_that_runs_to_the_left_is_read_whole() -> None:
    """Drawn from left to right, so the last letter first; the font says which letters its glyphs are."""
    letters = dict(zip("abcde", "שלוםע", strict=True))
    cmap = "\n".join(f"<{ord(glyph):02x}> <{ord(letter):04x}>" for glyph, letter in letters.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(letters)} beginbfchar\n{cmap}\nendbfchar\n"
        "endcmap end end"
    )
    content = b"BT /F 20 Tf 1 0 0 1 72 700 Tm (dcbae dcba) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << /Font << /F 4 0 R >> >> >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        stream(content),
        stream(to_unicode.encode()),
    ]
    assert parsed_document(pdf_of(objects)).text == "שלום עשלום"
