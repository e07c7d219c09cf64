"""A file's bytes tell its type; the refusal of other types names them and says what to do instead."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.intake.base.file_types import HEAD_BYTES, FileType, file_type_of
from retrieval.domain.errors import UnusableArticle


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


REFUSED = {
    "gzip": (gzip.compress(b"text"), "is an archive"),
    "bzip2": (bz2.compress(b"text"), "is an archive"),
    "xz": (lzma.compress(b"text"), "is an archive"),
    "tar": (tar(), "is an archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "is an archive"),
    "rar": (b"Rar!\x1a\x07\x01\0", "is an archive"),
    "zstd": (b"\x28\xb5\x2f\xfd\x24", "is an archive"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is an image"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "is an image"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "is an image"),
    "bmp": (b"BM\x46\0\0\0\0\0", "is an image"),
    "mp4": (b"\0\0\0\x20ftypisom", "is a recording"),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt ", "is a recording"),
    "this Python": (Path(sys.executable).read_bytes()[:HEAD_BYTES], "is a program"),
    "exe": (b"MZ\x90\0\3\0\0\0", "is a program"),
    "script": (b"#!/bin/sh\nrm -rf .\n", "is a program"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx without a password"),
    "RTF": (b"{\\rtf1\\ansi Hill said no.}", "is rich text"),
    "PostScript": (b"%!PS-Adobe-3.0", "is PostScript"),
    "SQLite": (b"SQLite format 3\0", "is a database"),
}


@pytest.mark.parametrize("name", [None, "", ".txt", ".pdf", ".docx", ".jsonl", ".png"])
@pytest.mark.parametrize("what", REFUSED)
def test_unusable_types_are_refused_whatever_their_name(what: str, name: str | None) -> None:
    content, reason = REFUSED[what]
    with pytest.raises(UnusableArticle, match=reason) as raised:
        file_type_of(content, name)
    assert "; " in str(raised.value), "the refusal says what to do"
    assert ("whatever its name says" in str(raised.value)) == (name in {".txt", ".pdf", ".docx", ".jsonl"})


@pytest.mark.parametrize(
    ("content", "suffix", "kind"),
    [
        (b"Hill said no.", ".txt", FileType.TEXT),
        (b"Hill said no.", None, FileType.TEXT),
        (b"", ".md", FileType.TEXT),
        (b"BMW said no. MZ said yes.", ".txt", FileType.TEXT),
        (b"MZ said yes.", "", FileType.TEXT),
        (b'{"text": "a"}', ".jsonl", FileType.JSON_LINES),
        (b' \n{"text": "a"}', None, FileType.JSON_LINES),
        (b'{"text": "a"}', ".txt", FileType.JSON_LINES),
        (b'"just a string"', ".jsonl", FileType.JSON_LINES),
        (b"%PDF-1.4\n", None, FileType.PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", ".txt", FileType.PDF),
        (b"PK\x03\x04", ".pdf", FileType.ZIP),
        (b"<!DOCTYPE html>\n<html>", ".txt", FileType.PAGE),
        (b"\n<!-- saved -->\n<HTML lang=en>", None, FileType.PAGE),
        (b"<p>part of a page", ".html", FileType.PAGE),
        (b"<p>part of a page", ".md", FileType.TEXT),
        (b"<div class='a'><p>part of a page", None, FileType.PAGE),
        (b"<!-- a -->\n<head>", ".php", FileType.PAGE),
        (b"<meta charset=utf-8>", ".1948271", FileType.PAGE),
        (b"<3 from Port Selby", None, FileType.TEXT),
        (b"<Hill> no", None, FileType.TEXT),
    ],
)
def test_bytes_tell_a_usable_type_and_names_tell_among_texts(
    content: bytes, suffix: str | None, kind: FileType
) -> None:
    assert file_type_of(content, suffix) is kind


@pytest.mark.parametrize("suffix", [".csv", ".py", ".log", ".json"])
def test_a_text_with_an_unknown_suffix_is_refused(suffix: str) -> None:
    with pytest.raises(UnusableArticle, match=f"is a {suffix} file; text .* can be added"):
        file_type_of(b"a,b,c\n", suffix)


@pytest.mark.parametrize("suffix", [".txt", "", ".md", ".json"])
def test_json_lines_are_recognized_by_their_first_key_whatever_their_name(suffix: str) -> None:
    assert file_type_of(b'{"title": "A", "text": "B"}', suffix) is FileType.JSON_LINES
    assert suffix == ".json" or file_type_of(b'{"we", said Hill, "text": nothing}', suffix) is FileType.TEXT


def test_the_refusal_of_a_list_of_feeds_names_the_command_for_it() -> None:
    with pytest.raises(
        UnusableArticle, match="is a list of feeds, not an article; to follow those feeds, use “feeds import”"
    ):
        file_type_of(b'<opml version="2.0"><body/></opml>', ".opml")


@pytest.mark.parametrize("suffix", [".txt", ".html", ".md", ".xml", ".rss", None])
@pytest.mark.parametrize(
    "content",
    [
        b"<?xml version='1.0'?>\n<rss version='2.0'>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<rdf:RDF xmlns='x'>",
    ],
)
def test_a_feed_is_no_article_whatever_its_name(content: bytes, suffix: str | None) -> None:
    with pytest.raises(UnusableArticle, match="is a feed, not an article; to follow it, use “feeds add” with its link"):
        file_type_of(content, suffix)


@pytest.mark.parametrize("content", [b"<?xml version='1.0'?><nitf><p>a</p>", b"<svg>", b"<x:a xmlns:x='b'>"])
def test_xml_without_a_name_is_refused(content: bytes) -> None:
    with pytest.raises(UnusableArticle, match="is XML for programs"):
        file_type_of(content, None)


def test_recognizing_types_loads_no_document_parsers() -> None:
    code = "import bot.cli.add, bot.telegram.app, sys; print({'pypdfium2', 'docx', 'lxml'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
