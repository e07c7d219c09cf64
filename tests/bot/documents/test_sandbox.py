"""A document cannot exceed its limits, reach outside, or outlive the caller that waits for it."""

from __future__ import annotations

import asyncio
import io
import os
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from time import monotonic

import pytest
from pypdf import PdfReader, PdfWriter

from bot.intake.base.file_types import HEAD_BYTES, FileType, file_type_of
from bot.intake.base.refusal import Refused
from bot.intake.base.sandbox import Limits, read_document
from bot.intake.documents.word import MAX_UNPACKED_BYTES
from bot.intake.sources.files import drafts_sent
from bot.intake.sources.inputs import drafts_in
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from tests.bot.documents.made import BODY, changed, column, docx, parsed_document, pdf, pdf_of, pdf_of_contents, stream

TEXT = "“We found rust,” said Hill."
PLAIN = pdf([column(TEXT)])
SMALL = Limits(memory=300_000_000, processor=3, clock=30.0)


async def given(folder: Path, content: bytes, limits: Limits = SMALL) -> Draft | str:
    """Return the draft that is read under these limits, or the reason of the refusal."""
    (folder / "document").write_bytes(content)
    with (folder / "document").open("rb") as file:
        try:
            result = await read_document(file, file_type_of(content[:HEAD_BYTES], None), limits)
        except UnusableArticle as error:
            return str(error)
    return Draft(text=result["text"])


def children() -> list[int]:
    """Return the processes that read documents for this one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, status = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue
        if b"bot.intake.documents" in command and int(status.rpartition(")")[2].split()[1]) == os.getpid():
            found.append(int(folder.name))
    return found


async def appeared() -> int:
    for _ in range(2000):
        if found := children():
            return found[0]
        await asyncio.sleep(0.01)
    raise AssertionError("no process appeared")


def of_process(child: int, what: str) -> bytes:
    """Return a file of /proc about a process; empty if the process is gone."""
    file = Path(f"/proc/{child}/{what}")
    return file.read_bytes() if file.exists() else b""


@pytest.mark.parametrize("content", [PLAIN, docx(TEXT, "It shut.", title="Bridge")], ids=["pdf", "docx"])
async def test_a_confined_process_reads_the_same(tmp_path: Path, content: bytes) -> None:
    here = parsed_document(content)
    (tmp_path / "a.bin").write_bytes(content)
    assert [item async for item in drafts_in(str(tmp_path / "a.bin"))] == [here]
    assert [item async for item in drafts_sent(content, "../../etc/passwd; rm -rf $HOME")] == [here]


ENDLESS: dict[str, bytes] = {
    "pages within pages": pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]
    ),
    "arrays within arrays": pdf_of([b"<< /Type /Catalog /Pages " + b"[" * 200_000 + b" >>"]),
    "countless pages": pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % (b"3 0 R " * 100_000),
            b"<< /Type /Page /Parent 2 0 R >>",
        ]
    ),
    "endless text": pdf_of_contents([b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (Hill said no. ) Tj " * 900_000 + b"ET"] * 3),
    "a compression bomb": pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
            stream(zlib.compress(zlib.compress(b"\0" * 400_000_000, 9), 9), b"FlateDecode", b"FlateDecode"),
        ]
    ),
    "noise": b"%PDF-1.7\n" + random.Random(5).randbytes(300_000),  # noqa: S311  it only has to be noise
    "a truncated file": PLAIN[: len(PLAIN) // 2],
}


@pytest.mark.parametrize("what", ENDLESS)
async def test_a_hostile_pdf_is_refused_in_time_with_one_sentence(tmp_path: Path, what: str) -> None:
    began = monotonic()
    result = await given(tmp_path, ENDLESS[what])
    assert isinstance(result, str)
    assert result
    assert "\n" not in result
    assert monotonic() - began < SMALL.clock + 5
    assert children() == []


async def test_a_cross_reference_table_that_points_to_itself_is_read_once(tmp_path: Path) -> None:
    content = PLAIN.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % PLAIN.rindex(b"xref\n0"))
    assert await given(tmp_path, content) == Draft(text=TEXT)


async def test_an_encrypted_pdf_is_refused_even_with_an_empty_password(tmp_path: Path) -> None:
    for password in ("secret", ""):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PLAIN)))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        writer.write(saved := io.BytesIO())
        assert "is an encrypted PDF; save it without a password" in str(await given(tmp_path, saved.getvalue()))


def bomb(size: int) -> bytes:
    """Return a Word file whose body unpacks to `size` bytes."""
    return changed(docx("x"), {BODY: lambda xml: xml.replace(b"<w:t>x</w:t>", b"<w:t>%s</w:t>" % (b" " * size))})


async def test_a_word_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    content = bomb(MAX_UNPACKED_BYTES)
    assert len(content) < MAX_UNPACKED_BYTES // 500
    assert "unpack to 200," in str(await given(tmp_path, content))


async def test_a_word_file_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = bytearray(bomb(MAX_UNPACKED_BYTES))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(BODY.encode()))
    # The unpacked size is at byte 24 of the entry in the central directory (APPNOTE 4.3.12).
    struct.pack_into("<I", content, at + 24, 1000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.getinfo(BODY).file_size == 1000
    assert "it is damaged or malicious" in str(await given(tmp_path, bytes(content)))


async def test_a_word_file_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    content = changed(docx("x"), {f"word/{n}.xml": lambda _: b"<x/>" for n in range(6000)})
    assert "parts that unpack to" in str(await given(tmp_path, content))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
ENTITIES = {
    "bomb": (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', "&l11;"),
    "file": ('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;"),
    "link": ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', ""),
    "one word": ('<!DOCTYPE x [<!ENTITY w "word">]>', "&w;"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("what", ENTITIES)
async def test_xml_that_declares_entities_is_refused(tmp_path: Path, what: str, encoding: str) -> None:
    declared, used = ENTITIES[what]

    def declare(xml: bytes) -> bytes:
        body = xml.decode().partition("?>")[2].replace("<w:t>x</w:t>", f"<w:t>x{used}</w:t>")
        return f'<?xml version="1.0" encoding="{encoding}"?>{declared}{body}'.encode(encoding)

    assert "declares XML entities" in str(await given(tmp_path, docx("x", change=declare)))


async def test_memory_is_limited(tmp_path: Path) -> None:
    large = docx(TEXT, change=lambda xml: xml.replace(b"<w:p>", b"<w:bookmarkEnd/>" * 500_000 + b"<w:p>"))
    little = Limits(memory=100_000_000)
    assert await given(tmp_path, docx(TEXT), little) == await given(tmp_path, large) == Draft(text=TEXT)
    result = str(await given(tmp_path, large, little))
    # libxml2 reports an XML error when it runs out of memory.
    assert "takes more time or memory" in result or "it is damaged or malicious" in result


SLOW = pdf_of_contents([b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (N) Tj 1 0 0 1 9 8 Tm ( ) Tj " * 300_000 + b"ET"])


async def test_processor_time_is_limited(tmp_path: Path) -> None:
    began = monotonic()
    result = await given(tmp_path, SLOW, Limits(processor=1))
    assert "takes more time or memory to read than a PDF should" in str(result)
    assert monotonic() - began < 30


async def test_elapsed_time_is_limited(tmp_path: Path) -> None:
    result = await given(tmp_path, SLOW, Limits(clock=0.5))
    assert "takes more time or memory to read than a PDF should" in str(result)
    assert children() == []


async def test_output_is_limited(tmp_path: Path) -> None:
    assert "holds more text than any article" in str(await given(tmp_path, PLAIN, Limits(answer=20)))
    assert children() == []


async def test_a_cancelled_call_leaves_no_process_behind(tmp_path: Path) -> None:
    reading = asyncio.create_task(given(tmp_path, SLOW))
    child = await appeared()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert of_process(child, "stat") == b""


async def test_the_process_has_its_own_group_and_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM_TOKEN", "1:secret")
    reading = asyncio.create_task(given(tmp_path, SLOW, Limits(clock=10.0)))
    child = await appeared()
    assert os.getpgid(child) == child
    environment, command = of_process(child, "environ"), of_process(child, "cmdline")
    assert [pair.partition(b"=")[0] for pair in environment.split(b"\0") if pair] == [b"PYTHONPATH"]
    assert str(tmp_path).encode() not in command
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_two_documents_at_once_do_not_mix(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, two = await asyncio.gather(given(tmp_path, PLAIN), given(tmp_path / "b", pdf([column("Hill said no.")])))
    assert (one, two) == (Draft(text=TEXT), Draft(text="Hill said no."))


async def test_bytes_tell_the_type_of_files_with_wrong_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PLAIN)
    (tmp_path / "b.pdf").write_bytes(docx(TEXT))
    (tmp_path / "c.pdf").write_bytes(TEXT.encode())
    pdf_as_text, word_as_pdf, text_as_pdf = [item async for item in drafts_in(str(tmp_path))]
    assert pdf_as_text == word_as_pdf == Draft(text=TEXT)
    assert isinstance(text_as_pdf, Refused)
    assert text_as_pdf.reason.startswith("is not a .pdf file, whatever its name says")
    assert file_type_of(PLAIN[:HEAD_BYTES], ".txt") is FileType.PDF


def test_the_process_can_write_no_file_and_open_only_a_few(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom bot.intake.documents.__main__ import confine\nconfine(1 << 30, 5)\n"
        "try:\n    open(sys.argv[1], 'wb', buffering=0).write(b'x')\nexcept OSError:\n    print('no file')\n"
        "try:\n    found = [open('/dev/null') for _ in range(100)]\nexcept OSError:\n    print('no more')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], capture_output=True, text=True, check=True)
    assert ran.stdout == "no file\nno more\n"
    assert (tmp_path / "a").read_bytes() == b""
