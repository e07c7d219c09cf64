"""The words of a Word file are taken as Word would print them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

from docx import Document

from tests.bot.documents.made import changed, docx, parsed_document, refused

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_paragraphs_are_kept_and_the_text_does_not_repeat_the_title() -> None:
    draft = parsed_document(docx("“We found rust,” said Hill.", "", "It shut.", title="Bridge to close"))
    assert (draft.title, draft.text) == ("Bridge to close", "“We found rust,” said Hill.\n\nIt shut.")


def test_tables_are_read_in_their_place_and_headers_are_not() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Harbour Times"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Before.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Left.", "Right."
    document.add_paragraph("After.")
    saved = io.BytesIO()
    document.save(saved)
    assert (parsed_document(saved.getvalue())).text == "Before.\n\nLeft.\n\nRight.\n\nAfter."


def test_insertions_are_read_and_deletions_and_hidden_text_are_not() -> None:
    marked = (
        b'He said <w:ins w:id="1" w:author="a"><w:r><w:t>never</w:t></w:r></w:ins>'
        b'<w:del w:id="2" w:author="a"><w:r><w:delText>always</w:delText><w:t>always</w:t></w:r></w:del>'
        b"<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        b"<w:r><w:rPr><w:strike/></w:rPr><w:t>struck</w:t></w:r>"
        b'<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t xml:space="preserve">, he </w:t></w:r>'
        b"<w:r><w:ruby><w:rt><w:r><w:t>spoken</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>added</w:t></w:r></w:rubyBase>"
        b"</w:ruby></w:r>"
        b"<w:r><w:t>,</w:t><w:tab/><w:t>twice</w:t><w:noBreakHyphen/><w:t>over.</w:t></w:r>"
    ).replace(b"He said ", b'<w:r><w:t xml:space="preserve">He said </w:t></w:r>')
    content = docx("MARK", change=lambda xml: xml.replace(b"<w:r><w:t>MARK</w:t></w:r>", marked))
    assert (parsed_document(content)).text == "He said never, he added,\ttwice\u2011over."


def test_properties_are_believed_if_they_look_real() -> None:
    document = Document()
    document.add_paragraph("Belgrade, 20 November 2026. By Ann Miller. Hill said no.")
    saved = io.BytesIO()
    document.save(saved)
    # python-docx's own defaults: a program as the author, and a day in 2013.
    plain = parsed_document(saved.getvalue())
    assert (plain.title, plain.author, plain.published) == (None, None, None)
    document.core_properties.title = "Hill says no"
    document.core_properties.author = "Ann Miller"
    document.core_properties.created = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    document.save(saved := io.BytesIO())
    stated = parsed_document(saved.getvalue())
    assert (stated.title, stated.author, stated.published) == (
        "Hill says no",
        "Ann Miller",
        datetime(2026, 11, 20, tzinfo=UTC),
    )


def test_other_zip_formats_are_refused_by_name() -> None:
    other = docx("x").replace(b"word/document.xml", b"ward/document.xml")
    assert "is an archive; unpack it" in refused(other)
    sheet = changed(other, {"xl/workbook.xml": lambda _: b"<x/>"})
    assert "is an Excel file" in refused(sheet)


def test_a_word_file_without_text_is_refused() -> None:
    assert "is a Word file without text" in refused(docx("", " "))


def test_a_strict_word_file_is_read() -> None:
    """Word saves "Strict Open XML" with other names for the same namespaces."""

    def strict(part: bytes) -> bytes:
        return re.sub(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/", rb"http://purl.oclc.org/ooxml/\1/", part)

    names = zipfile.ZipFile(io.BytesIO(saved := docx("Hill said no.", "It rained.", title="The bridge"))).namelist()
    own: dict[str, Callable[[bytes], bytes]] = {
        name: strict for name in names if name.startswith("word/") or name == "_rels/.rels"
    }
    draft = parsed_document(changed(saved, own))
    assert (draft.title, draft.text) == ("The bridge", "Hill said no.\n\nIt rained.")


def test_a_word_file_with_a_numbered_body_is_read() -> None:
    """Some programs call the body document2.xml."""
    renamed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx("Hill said no."))) as old, zipfile.ZipFile(renamed, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"document.xml", b"document2.xml")
            new.writestr(name.replace("/document.xml", "/document2.xml"), content)
    assert parsed_document(renamed.getvalue()).text == "Hill said no."
