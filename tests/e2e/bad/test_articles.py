"""Files that are not articles are refused by name, and good ones next to them are stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.bad.stored import FRESH, STORED, assert_stored, dump, refused
from tests.e2e.commands import as_ordinary_user, onrecord

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
LONGEST = "the most is 2,000,000"

# By file name: the content, and what the sentence must say.
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "photo.png": (PNG, "is an image; only text can be quoted, so add the text that it shows"),
    "photo.txt": (PNG, "is an image, whatever its name says"),
    "paper.pdf": (PDF, "cannot be read as a PDF: it is damaged or malicious; save it again"),
    "paper.txt": (PDF, "cannot be read as a PDF"),
    "text.pdf": (b"Hill said no.", "is not a .pdf file, whatever its name says"),
    "cut.docx": (b"PK\x03\x04 and no more", "begins like a Word file but does not end like one"),
    "table.csv": (b"a,b\n", "is a .csv file; text (.txt), Markdown (.md), web pages (.html), PDF, Word (.docx) and"),
    "nul.txt": (b"An article\0with more.", "save it as plain text in UTF-8"),
    "utf16.txt": ("Hill said no.".encode("utf-16"), "save it as plain text in UTF-8"),
    "utf16-bare.txt": ("Hill said no.".encode("utf-16-le"), "save it as plain text in UTF-8"),
    "latin.txt": ("Vučić".encode("iso-8859-2"), "save it as plain text in UTF-8"),
    "empty.txt": (b"", "is empty; add the article's text"),
    "blank.md": (b" \n\t\n", "is empty"),
    "head-only.md": (b"---\ntitle: A\n---\n", "is empty"),
    "bad-head.md": (b"---\ntitle: [\n---\nText.", "correct or remove it"),
    "colon.md": (b"---\ntitle: Flood: the dam holds\n---\nText.", "(line 2: mapping values are not allowed"),
    "bad-date.md": (b"---\npublished: 2026-02-30\n---\nText.", "correct or remove it"),
    "huge.txt": (b"Ten megabytes. " * 700_000, "; split it"),
    "long.txt": (b"Too long. " * 250_000, "split it into its parts"),
    "huge.jsonl": (json.dumps({"text": "Ten megabytes. " * 700_000}).encode(), f"{LONGEST}: split it into its parts"),
    "not.jsonl": (b"{'text': 'single quotes'}\n", 'line 1 is not JSON'),
    "cut.jsonl": (b'{"text": "cut off', 'a line is an object like {"title": "…", "text": "…"}'),
    "deep.jsonl": (b"[" * 100_000, "line 1 is not JSON"),
    "bare.jsonl": (b'"just a string"', 'has no "text"'),
    "number.jsonl": (b'{"text": 5}', 'has no "text"'),
    "binary.jsonl": (bytes(range(256)) * 4, "binary.jsonl, line 1"),
    "half.jsonl": (b'{"text": "Half a pair: \\ud83d"}', "save it as plain text in UTF-8"),
    "half-title.jsonl": (b'{"text": "Whole.", "title": "\\ud83d"}', "its title"),
    "date.jsonl": (b'{"text": "Whole.", "published": "yesterday"}', "is not a date like 2026-11-24"),
    "dawn.jsonl": (b'{"text": "Whole.", "published": "0001-01-01T00:00:00+02:00"}', "is not a date like 2026-11-24"),
    "list.jsonl": (b'{"text": "Whole.", "title": ["a"]}', 'has a "title" that is not text'),
}  # fmt: skip


# A binary file has several line ends, so that several lines are reported.
SEVERAL = {"binary.jsonl"}


@pytest.mark.parametrize("name", sorted(BAD_FILES.keys() - SEVERAL))
def test_a_file_that_is_not_an_article_is_refused(data: Path, tmp_path: Path, name: str) -> None:
    content, advice = BAD_FILES[name]
    before = dump(data)
    (tmp_path / name).write_bytes(content)
    refused(onrecord(data, "add", tmp_path / name), name, advice)
    assert dump(data) == before


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("no-such-file.txt", "does not exist; check the spelling"),
        ("news.example/a", "does not exist; check the spelling, and begin a link with https://"),
        ("*.nothing", "matches no file; check the spelling"),
        ("https://news.invalid/a", "names an unknown host (news.invalid); check the spelling"),
        ("http://127.0.0.1/a", "is not public"),
    ],
)
def test_a_path_that_is_no_file_is_refused(data: Path, path: str, advice: str) -> None:
    before = dump(data)
    refused(onrecord(data, "add", path), path, advice)
    assert dump(data) == before


def test_a_file_that_may_not_be_read_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Hill said no.")
    (tmp_path / "secret.txt").chmod(0)
    with as_ordinary_user() as user:
        refused(onrecord(data, "add", tmp_path / "secret.txt", user=user), "secret.txt", "check its permissions")


@pytest.mark.parametrize(
    ("stdin", "advice"),
    [
        (b"", "is empty"),
        (PNG, "is an image"),
        (PDF, "cannot be read as a PDF"),
        (b"\xff\xfe", "UTF-8"),
        (b"{", "line 1 is not JSON"),
    ],
)
def test_bad_standard_input_is_refused(data: Path, stdin: bytes, advice: str) -> None:
    refused(onrecord(data, "add", "-", stdin=stdin), "standard input", advice)


def test_good_files_are_stored_and_each_bad_one_has_its_line(data: Path, tmp_path: Path) -> None:
    for name, (content, _) in BAD_FILES.items():
        (tmp_path / name).write_bytes(content)
    good, also_good = ({"id": a.id, "title": a.title, "text": a.text} for a in FRESH)
    mixed = [json.dumps(good), "{", json.dumps(also_good), '{"text": ""}']
    (tmp_path / "mixed.jsonl").write_text("\n".join(mixed), encoding="utf-8")
    bad = [tmp_path / name for name in BAD_FILES if name not in SEVERAL]
    ended = onrecord(data, "add", *bad, tmp_path / "mixed.jsonl", "missing.txt")
    assert ended.code == 1
    *lines, last = ended.err.splitlines()
    assert last == f"onrecord: {len(bad) + 3} of {len(bad) + 5} could not be added; see above why; the rest is stored"
    assert len(lines) == len(bad) + 3
    for line, where in zip(
        lines, [*map(str, bad), "mixed.jsonl, line 2", "mixed.jsonl, line 4", "missing"], strict=True
    ):
        assert line.startswith("refused   ")
        assert where in line
    assert_stored(data, [*STORED, *FRESH])


def test_refusals_are_reported_as_json(data: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{\n[]\n")
    ended = onrecord(data, "add", "--json", tmp_path / "bad.jsonl")
    assert ended.code == 1
    assert [(line["outcome"], line["where"].rpartition(", ")[2]) for line in ended.lines] == [
        ("refused", "line 1"), ("refused", "line 2"),
    ]  # fmt: skip
    assert "2 of 2 could not be added" in ended.sentence
