"""`onrecord export` and `import`: files, pipes and folders, and the errors for those that cannot be used."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.shell import ARTICLES, started, terminal
from tests.disks import small_disk
from tests.e2e.commands import PATIENCE, as_ordinary_user, onrecord


@pytest.fixture(scope="module")
def export(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "all.jsonl"
    ran = onrecord(data, "export", file)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 articles and all else that is stored (")
    return file


def test_an_export_is_the_same_compressed_piped_and_repeated(data: Path, export: Path, tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        assert onrecord(data, "export", tmp_path / name).code == 0
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == export.read_bytes()
    for words in (["export"], ["export", "-"]):
        assert onrecord(data, *words).out == export.read_text("utf-8")


def test_only_its_owner_may_read_an_export(data: Path, tmp_path: Path) -> None:
    """Even if it replaces a file that everybody may read, or is written through a link."""
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "real.jsonl").chmod(0o644)
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    (tmp_path / "real.jsonl.99.tmp").write_text("of an export that was killed")
    assert onrecord(data, "export", "--force", tmp_path / "link.jsonl").code == 0
    assert stat.S_IMODE((tmp_path / "real.jsonl").stat().st_mode) == 0o600
    assert (tmp_path / "link.jsonl").is_symlink()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.jsonl", "real.jsonl"]


def test_an_export_overwrites_a_file_only_if_it_is_told_to(data: Path, tmp_path: Path) -> None:
    (file := tmp_path / "x.jsonl").write_text("mine")
    refused = onrecord(data, "export", file)
    assert (refused.code, refused.out) == (1, "")
    assert refused.sentence == f"{file} exists already; overwrite it with --force, or name another file"
    for answer, code in ((b"\n", 1), (b"y\n", 0)):
        assert file.read_text() == "mine"
        with terminal() as (ours, theirs):
            os.write(ours, answer)
            with started(data, "export", str(file), stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as process:
                process.communicate(timeout=PATIENCE)
            assert b"exists already. Overwrite it? [y/N]" in os.read(ours, 65_536)
            assert process.returncode == code
    assert '"articles"' in file.read_text()


def test_no_secret_is_in_an_export(data: Path, tmp_path: Path) -> None:
    env = {"ONRECORD_TELEGRAM_TOKEN": "123:SECRET", "ONRECORD_EDITORS": "4711471147"}
    exported = onrecord(data, "export", env=env).out
    assert "SECRET" not in exported
    assert "4711471147" not in exported


def test_an_export_that_cannot_be_written_says_so_and_leaves_no_half_file(data: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    with as_ordinary_user() as user:
        for path, why in (
            ("locked/x.jsonl", "cannot be written (Permission denied)"),
            ("none/x.jsonl", "cannot be written (No such file or directory)"),
            ("locked", "is not a file"),
            ("/dev/null", "is not a file"),
        ):
            ran = onrecord(data, "export", tmp_path / path, user=user)
            assert (ran.code, ran.out) == (1, "")
            assert why in ran.sentence
    assert Path("/dev/null").is_char_device()
    with small_disk(tmp_path / "disk", kilobytes=8) as disk:
        (disk / "full").write_bytes(bytes(8192))
        ran = onrecord(data, "export", disk / "x.jsonl")
        assert (ran.code, ran.out) == (1, "")
        assert "no space is left for" in ran.sentence
        assert list(disk.iterdir()) == [disk / "full"]


def test_a_folder_without_a_store_is_refused_instead_of_an_empty_export(tmp_path: Path) -> None:
    """Otherwise a typo in its name would go unnoticed until the export is needed."""
    ran = onrecord(tmp_path / "data", "export", tmp_path / "x.jsonl")
    assert ran.code == 1
    assert ran.sentence.startswith(f"nothing is stored in {tmp_path / 'data'}; check the spelling of --data")
    assert list(tmp_path.iterdir()) == []


def test_an_export_into_a_closed_pipe_prints_no_traceback(data: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        with started(data, "export", stdout=write, stderr=subprocess.PIPE) as process:
            _, err = process.communicate(timeout=PATIENCE)
    finally:
        os.close(write)
    assert (process.returncode, err) == (1, b"")


def test_articles_are_exported_as_they_were_added(data: Path, tmp_path: Path) -> None:
    assert onrecord(data, "export", "--articles", tmp_path / "news.txt").out.startswith("2 articles exported")
    lines = [json.loads(line) for line in (tmp_path / "news.txt").read_text("utf-8").splitlines()]
    keys = ["id", "title", "text", "url", "publisher", "author", "published"]
    assert [list(line) for line in lines] == [keys, keys]
    assert [{key: line[key] for key in given} for line, given in zip(lines, ARTICLES, strict=True)] == ARTICLES
    again = onrecord(Path(shutil.copytree(data, tmp_path / "data")), "add", "--json", "--jsonl", tmp_path / "news.txt")
    assert [line["outcome"] for line in again.lines] == ["unchanged", "unchanged"]


def test_an_unusable_export_is_refused_in_one_sentence(export: Path, tmp_path: Path) -> None:
    lines = export.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_text("".join(lines[:-1]), "utf-8")
    (tmp_path / "half.gz").write_bytes(gzip.compress(export.read_bytes())[:-200])
    (tmp_path / "prose.txt").write_text("It rained.\n", "utf-8")
    for name, why in (
        ("prose.txt", "is not an export of On Record; `onrecord export` writes one, and `onrecord add` takes articles"),
        ("cut.jsonl", f"is cut off after line {len(lines) - 1:,}: export it again"),
        ("half.gz", "is cut off after line"),
        ("none.jsonl", "cannot be read (No such file or directory)"),
    ):
        ran = onrecord(tmp_path / "data", "import", tmp_path / name)
        assert (ran.code, ran.out) == (1, "")
        assert why in ran.sentence
    assert "standard input is not an export" in onrecord(tmp_path / "data", "import", "-", stdin="").sentence


def test_nothing_is_imported_into_a_store_that_is_not_empty(data: Path, export: Path, tmp_path: Path) -> None:
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


def test_with_jsonl_lines_are_articles_whatever_the_file_name(data: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    # A foreign first key keeps the lines from being recognized without --jsonl.
    lines = "".join(json.dumps({"lang": "en", **article}) + "\n" for article in ARTICLES)
    (tmp_path / "dump.csv").write_text(lines, "utf-8")
    assert "is a .csv file" in onrecord(folder, "add", tmp_path / "dump.csv").sentence
    added = onrecord(folder, "add", "--json", "--jsonl", tmp_path / "dump.csv")
    assert [line["outcome"] for line in added.lines] == ["unchanged", "unchanged"]
    # Without --jsonl, input that does not begin like a JSON object would be taken for prose.
    added = onrecord(folder, "add", "--json", "--jsonl", "-", stdin="[]\n" + lines)
    assert [line["outcome"] for line in added.lines] == ["unchanged", "unchanged", "refused"]
    assert "standard input, line 1" in added.sentence


def test_with_jsonl_other_formats_are_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "page.jsonl").write_text("<!doctype html><p>Hello")
    (tmp_path / "scan.jsonl").write_bytes(b"%PDF-1.7\n")
    ran = onrecord(data, "add", "--jsonl", tmp_path / "page.jsonl", tmp_path / "scan.jsonl")
    assert ran.code == 1
    assert [line.split(" is a ")[-1] for line in ran.err.splitlines()[:2]] == [
        "web page, not JSON lines; add it without --jsonl", "PDF, not JSON lines; add it without --jsonl",
    ]  # fmt: skip
