"""`onrecord export` and `import`: files, pipes and folders, and what is said where they will not do."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.shell import ARTICLES, started
from tests.disks import small_disk
from tests.e2e.commands import PATIENCE, as_ordinary_user, onrecord


@pytest.fixture(scope="module")
def export(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "all.jsonl"
    ran = onrecord(data, "export", file)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 articles and all else that is stored (")
    return file


def test_an_export_is_the_same_packed_piped_and_again(data: Path, export: Path, tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        assert onrecord(data, "export", tmp_path / name).code == 0
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == export.read_bytes()
    for words in (["export"], ["export", "-"]):
        assert onrecord(data, *words).out == export.read_text("utf-8")


def test_only_its_owner_may_read_an_export(data: Path, tmp_path: Path) -> None:
    """Also one that takes the place of a file that all may read, and through a link."""
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "real.jsonl").chmod(0o644)
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    (tmp_path / "real.jsonl.99.tmp").write_text("of an export that was killed")
    assert onrecord(data, "export", tmp_path / "link.jsonl").code == 0
    assert stat.S_IMODE((tmp_path / "real.jsonl").stat().st_mode) == 0o600
    assert (tmp_path / "link.jsonl").is_symlink()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.jsonl", "real.jsonl"]


def test_no_secret_is_in_an_export(data: Path, tmp_path: Path) -> None:
    env = {"ONRECORD_TELEGRAM_TOKEN": "123:SECRET", "ONRECORD_EDITORS": "4711471147"}
    told = onrecord(data, "export", env=env).out
    assert "SECRET" not in told
    assert "4711471147" not in told


def test_where_an_export_cannot_go_is_told_and_nothing_half_done_stays(data: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    with as_ordinary_user() as user:
        for path, told in (
            ("locked/x.jsonl", "cannot be written (Permission denied)"),
            ("none/x.jsonl", "cannot be written (No such file or directory)"),
            ("locked", "is not a file"),
            ("/dev/null", "is not a file"),
        ):
            ran = onrecord(data, "export", tmp_path / path, user=user)
            assert (ran.code, ran.out) == (1, "")
            assert told in ran.sentence
    assert Path("/dev/null").is_char_device()
    with small_disk(tmp_path / "disk", kilobytes=8) as disk:
        (disk / "full").write_bytes(bytes(8192))
        ran = onrecord(data, "export", disk / "x.jsonl")
        assert (ran.code, ran.out) == (1, "")
        assert "no space is left for" in ran.sentence
        assert list(disk.iterdir()) == [disk / "full"]


def test_a_folder_without_a_store_is_no_empty_export(tmp_path: Path) -> None:
    """Else a slip in a name would be noticed when the export is needed."""
    ran = onrecord(tmp_path / "data", "export", tmp_path / "x.jsonl")
    told = f"nothing is stored in {tmp_path / 'data'}; name the folder of the database with --data"
    assert (ran.code, ran.sentence) == (1, told)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_of_an_export_who_has_left_gets_no_trace(data: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        with started(data, "export", stdout=write, stderr=subprocess.PIPE) as process:
            _, err = process.communicate(timeout=PATIENCE)
    finally:
        os.close(write)
    assert (process.returncode, err) == (1, b"")


def test_articles_go_out_as_they_came_in(data: Path, tmp_path: Path) -> None:
    assert onrecord(data, "export", "--articles", tmp_path / "news.txt").out.startswith("2 articles exported")
    lines = [json.loads(line) for line in (tmp_path / "news.txt").read_text("utf-8").splitlines()]
    keys = ["id", "title", "text", "url", "publisher", "author", "published"]
    assert [list(line) for line in lines] == [keys, keys]
    assert [{key: line[key] for key in given} for line, given in zip(lines, ARTICLES, strict=True)] == ARTICLES
    again = onrecord(Path(shutil.copytree(data, tmp_path / "data")), "add", "--json", "--jsonl", tmp_path / "news.txt")
    assert [line["outcome"] for line in again.lines] == ["unchanged", "unchanged"]


def test_what_cannot_be_imported_is_told_in_one_sentence(export: Path, tmp_path: Path) -> None:
    lines = export.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_text("".join(lines[:-1]), "utf-8")
    (tmp_path / "half.gz").write_bytes(gzip.compress(export.read_bytes())[:-200])
    (tmp_path / "prose.txt").write_text("It rained.\n", "utf-8")
    for name, told in (
        ("prose.txt", "is not an export of On Record; `onrecord export` writes one, and `onrecord add` takes articles"),
        ("cut.jsonl", f"is cut off after line {len(lines) - 1:,}: export it again"),
        ("half.gz", "is cut off after line"),
        ("none.jsonl", "cannot be read (No such file or directory)"),
    ):
        ran = onrecord(tmp_path / "data", "import", tmp_path / name)
        assert (ran.code, ran.out) == (1, "")
        assert told in ran.sentence
    assert "standard input is not an export" in onrecord(tmp_path / "data", "import", "-", stdin="").sentence


def test_a_store_that_holds_something_is_not_imported_into(data: Path, export: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    assert onrecord(folder, "remove", "ferry").code == 0
    shutil.copytree(folder, other)
    ran = onrecord(folder, "import", export)
    assert (ran.code, ran.out) == (1, "")
    assert ran.sentence == (
        f"{folder} is not empty, and an export is imported only into an empty folder; name a new one with --data"
    )
    assert onrecord(folder, "export").out == onrecord(other, "export").out


def test_lines_are_articles_whatever_the_name_says_where_that_is_said(data: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    # With a key of somebody else's in front, they are not known by themselves.
    lines = "".join(json.dumps({"lang": "en", **article}) + "\n" for article in ARTICLES)
    (tmp_path / "dump.csv").write_text(lines, "utf-8")
    assert "is a .csv file" in onrecord(folder, "add", tmp_path / "dump.csv").sentence
    told = onrecord(folder, "add", "--json", "--jsonl", tmp_path / "dump.csv")
    assert [line["outcome"] for line in told.lines] == ["unchanged", "unchanged"]
    # What does not begin like an object would be taken for prose.
    told = onrecord(folder, "add", "--json", "--jsonl", "-", stdin="[]\n" + lines)
    assert [line["outcome"] for line in told.lines] == ["unchanged", "unchanged", "refused"]
    assert "standard input, line 1" in told.sentence


def test_what_is_no_lines_is_refused_where_lines_are_promised(data: Path, tmp_path: Path) -> None:
    (tmp_path / "page.jsonl").write_text("<!doctype html><p>Hello")
    (tmp_path / "scan.jsonl").write_bytes(b"%PDF-1.7\n")
    ran = onrecord(data, "add", "--jsonl", tmp_path / "page.jsonl", tmp_path / "scan.jsonl")
    assert ran.code == 1
    assert [line.split(" is a ")[-1] for line in ran.err.splitlines()[:2]] == [
        "web page, not JSON lines; add it without --jsonl", "PDF, not JSON lines; add it without --jsonl",
    ]  # fmt: skip
