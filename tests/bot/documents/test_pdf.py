"""The words of a PDF become paragraphs, without anything of the page layout."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bot.documents.made import Placed, column, parsed_document, pdf, pdf_of_contents, refused

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
