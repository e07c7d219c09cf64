"""A PDF's words come in as paragraphs, with nothing of the page in them."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bot.documents.made import Placed, column, pdf, pdf_of_contents, refused, taken

FULL = "The bridge over the harbour closes for a year of repairs, the city"
MORE = "said on Friday, after engineers had found rust in both of its main"


def paragraphs(*pages: list[Placed]) -> list[str]:
    return (taken(pdf(pages))).text.split("\n\n")


def test_lines_are_joined_and_paragraphs_kept_by_room_indent_and_a_short_last_line() -> None:
    by_room = column(FULL, MORE, "cables.", "", FULL, MORE, "cables.")
    by_indent = column("  " + FULL, MORE, "main cables, and it rained.", "  " + FULL, MORE, "cables.")
    by_a_short_line = column(FULL, MORE, "cables.", FULL, MORE, "cables.")
    for page in (by_room, by_indent, by_a_short_line):
        found = paragraphs(page)
        assert [text.split()[0] for text in found] == ["The", "The"]
        assert all("\n" not in text and "the city said" in text for text in found)


def test_a_paragraph_goes_on_over_a_page_and_a_column() -> None:
    left, right = column(FULL, MORE, x=50), column("cables and", FULL + ".", x=320)
    assert paragraphs(left + right) == [f"{FULL} {MORE} cables and {FULL}."]
    assert paragraphs(left, right) == [f"{FULL} {MORE} cables and {FULL}."]
    ended = column(FULL, MORE + ".")
    assert paragraphs(ended, right) == [f"{FULL} {MORE}.", f"cables and {FULL}."]


def test_a_heading_in_larger_letters_stands_alone() -> None:
    page = [(72.0, 716.0, 20.0, "Harbour bridge to close"), *column(FULL, MORE, "cables.")]
    assert (paragraphs(page))[0] == "Harbour bridge to close"


def numbered(pages: int, first: int = 1) -> list[list[Placed]]:
    """Pages with a head that alternates left and right, a foot with the page's number, and text of their own."""
    return [
        [
            (72.0, 800.0, 9.0, "Harbour Times" if n % 2 else "Friday 20 November"),
            *column(f"Paragraph {n} begins and says {n} things.", FULL, f"and that was {n * n}.", top=780),
            (290.0, 40.0, 9.0, f"Page {first + n} of {first + pages}"),
        ]
        for n in range(pages)
    ]


def test_heads_feet_and_page_numbers_that_repeat_are_dropped() -> None:
    text = "\n\n".join(paragraphs(*numbered(6, first=11)))
    assert "Harbour Times" not in text
    assert "Friday" not in text
    assert "Page" not in text
    assert [f"Paragraph {n} begins and says {n} things." in text for n in range(6)] == [True] * 6
    assert [f"and that was {n * n}." in text for n in range(6)] == [True] * 6


def test_what_does_not_repeat_stays() -> None:
    alone = numbered(1)[0]
    assert "Harbour Times" not in "".join(paragraphs(alone))
    assert "Page 1 of 2" in "".join(paragraphs(alone))
    # The same words at another height are a refrain, not a head.
    refrain = [column("“Close it,” they cried.", FULL, top=700 - 40 * n) for n in range(3)]
    assert "".join(paragraphs(*refrain)).count("they cried") == 3
    # Numbers that do not count the pages are news.
    scores = [column(f"The score was {n} today.", FULL) for n in (7, 3, 9)]
    assert "".join(paragraphs(*scores)).count("The score was") == 3


def test_ligatures_are_their_letters_and_quotation_marks_stay_as_printed() -> None:
    draft = taken(pdf([column("“It’s odd – 50 €,” said Ms Żak.".replace("Ż", "Z"))]))
    assert draft.text == "“It’s odd – 50 €,” said Ms Zak."


def test_a_title_is_believed_where_it_looks_like_one() -> None:
    page = [column(FULL, MORE, "cables.")]
    for told, believed in [
        ("Harbour bridge to close", "Harbour bridge to close"), ("Microsoft Word - bridge.doc", None),
        ("bridge_v2.indd", None), ("Untitled", None), ("Document1", None), ("HB-2026-11", None), ("", None),
    ]:  # fmt: skip
        assert (taken(pdf(page, Title=told))).title == believed


def test_a_title_that_opens_the_text_is_no_part_of_it() -> None:
    page = [(72.0, 716.0, 20.0, "Harbour bridge to close"), *column(FULL, MORE, "cables.")]
    draft = taken(pdf([page], Title="Harbour Bridge to  close"))
    assert (draft.title, draft.text) == ("Harbour bridge to close", f"{FULL} {MORE} cables.")


def test_author_and_day_are_believed_where_they_are_printed_too() -> None:
    told = {"Author": "Ann Miller", "CreationDate": "D:20261120083000+01'00'"}
    plain = taken(pdf([column(FULL, MORE, "cables.")], **told))
    assert (plain.author, plain.published) == (None, None)
    for line in ("By Ann Miller, 20 November 2026", "November 20, 2026 – ANN MILLER", "Ann Miller (20.11.2026)"):
        printed = taken(pdf([column(line, FULL)], **told))
        assert (printed.author, printed.published) == ("Ann Miller", datetime(2026, 11, 20, tzinfo=UTC))
    other = taken(pdf([column("By Joann Millers, 21 November 2026", FULL)], **told))
    assert (other.author, other.published) == (None, None)


def test_a_scan_says_that_it_has_no_text() -> None:
    assert "only pictures of text" in refused(pdf_of_contents([b"0 0 100 100 re f"]))


def test_text_that_runs_up_the_margin_is_no_part_of_the_article() -> None:
    content = b"BT /F 11 Tf 1 0 0 1 72 700 Tm (Hill said no.) Tj 0 1 -1 0 20 300 Tm (Photo by nobody) Tj ET"
    assert (taken(pdf_of_contents([content]))).text == "Hill said no."


def test_a_day_that_cannot_be_read_harms_nothing_else() -> None:
    told = taken(pdf([column("The bridge shut. Hill said no.")], Title="The bridge is shut", CreationDate="Thursday"))
    assert (told.text, told.title, told.published) == ("The bridge shut. Hill said no.", "The bridge is shut", None)
