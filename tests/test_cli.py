"""The command as a shell runs it: words, exit codes, pipes and Ctrl-C.  No model is loaded: these take none."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.intake.files import drafts_in
from bot.services import Services
from bot.settings import Settings
from retrieval.model import Draft
from storage.engine import FILE
from tests.contracts.encoders import FakeEncoder
from tests.e2e.commands import as_ordinary_user

ONRECORD = str(Path(sys.executable).with_name("onrecord"))
PATIENCE = 60.0
COMMANDS = ["run", "chat", "ask", "feedback", "add", "quotes", "sources", "reindex", "doctor"]
RUST = "“We found rust – and č 🌉,”"
ARTICLES = [
    {"id": "bridge", "title": "Bridge", "publisher": "Harbour Times", "text": f"{RUST} said Mara Lindqvist. It shut."},
    {"id": "ferry", "title": "Ferry", "text": '"We sail," Tom Reyes said. "We always sail," said Mara Lindqvist.'},
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two articles, stored by an encoder that needs no model."""
    folder = tmp_path_factory.mktemp("cli")
    lines = folder / "news.jsonl"
    lines.write_text("\n".join(map(json.dumps, ARTICLES)), "utf-8")

    async def fill() -> None:
        settings = Settings(data=folder / "data", _env_file=None)
        services = await Services.open(settings, FakeEncoder())
        await services.add([draft for draft in drafts_in(str(lines)) if isinstance(draft, Draft)])
        await services.close()

    asyncio.run(fill())
    return folder / "data"


def environment(**more: str) -> dict[str, str]:
    unset = ("ONRECORD_", "PYTHONIOENCODING", "FORCE_COLOR", "NO_COLOR", "CLICOLOR", "COLUMNS")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(unset)}
    return {**kept, "TERM": "xterm-256color", **more}


def run(*words: str, data: Path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """To its end, from a folder where no `.env` lies."""
    return subprocess.run(
        [ONRECORD, *words, "--data", str(data)], input=stdin, env=environment(**env), cwd=data.parent,
        capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip


def lines(ran: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert (ran.returncode, ran.stderr) == (0, "")
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(command: str, tmp_path: Path) -> None:
    ran = run(command, "--help", data=tmp_path)
    assert ran.returncode == 0
    assert "Examples:" in ran.stdout
    assert f"onrecord {command}" in ran.stdout
    assert "\x1b" not in ran.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["ask"],
        ["ask", "--batch", "-"],
        ["ask", "--limit", "0", "who?"],
        ["add"],
        ["quotes"],
        ["sources", "x"],
    ],
)
def test_wrong_use_exits_2_and_says_so_on_standard_error(words: list[str], tmp_path: Path) -> None:
    ran = run(*words, data=tmp_path / "data")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Usage: onrecord" in ran.stderr
    assert not (tmp_path / "data").exists()


QUESTIONS: list[dict[str, Any]] = [
    {"id": "b", "question": "what did Reyes say?", "history": ["Hello?", "Ask me."], "difficulty": 3},
    {"id": 2, "question": "what did Lindqvist say?", "article": "ferry"},
    {"question": "what did Lindqvist say?", "article": "bridge"},
    {"id": "a", "question": "what did Macron say?", "history": []},
]


def test_a_batch_is_answered_a_line_a_question_in_order(data: Path, tmp_path: Path) -> None:
    asked = tmp_path / "questions.jsonl"
    asked.write_text("\ufeff" + "\n\n".join(map(json.dumps, QUESTIONS)) + "\n", "utf-8")
    told = lines(run("ask", "--json", "--batch", str(asked), data=data))
    assert [line["id"] for line in told] == ["b", 2, None, "a"]
    assert [line["question"] for line in told] == [q["question"] for q in QUESTIONS]
    assert [[e["text"] for e in line["excerpts"]] for line in told] == [
        ['"We sail,"'], ['"We always sail,"'], [RUST], [],
    ]  # fmt: skip
    assert [line["reason"] for line in told] == [None, None, None, "nobody_of_that_name"]
    for line in told:
        for excerpt in line["excerpts"]:
            text = next(a["text"] for a in ARTICLES if a["id"] == excerpt["article"]["id"])
            assert text[excerpt["start"] : excerpt["end"]] == excerpt["text"]


def asked_after(data: Path, *histories: Any) -> list[dict[str, Any]]:
    told = [{"question": "what did he say?", "history": history} for history in histories]
    ran = run("ask", "--json", "--batch", "-", data=data, stdin="\n".join(map(json.dumps, told)))
    assert "Traceback" not in ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_line_of_a_batch_leans_on_its_history(data: Path) -> None:
    asks, replies = "what did Tom Reyes say?", "We sail."
    after = [
        [asks, replies],
        [asks, replies, "and about sailing?"],
        ["hello", "", *[asks, replies] * 250],
        [None, None, asks],
    ]
    for line in asked_after(data, *after):
        assert line["understood"]["question"].startswith("what did Tom Reyes say"), line
        assert line["question"] == "what did he say?"
        assert [e["text"] for e in line["excerpts"]] == ['"We sail,"']


def test_a_history_that_tells_nothing_is_none(data: Path) -> None:
    for line in asked_after(data, None, [], [""], ["", None, "?"], [" ", "We sail."], ["\ud800"][:0]):
        assert (line["understood"], line["reason"], line["excerpts"]) == (None, "whom_you_mean", [])


@pytest.mark.parametrize("history", ["text", {"a": 1}, 3, True, [1], [["a"]], [{}], ["a", 2.5], ["\ud800"]], ids=str)
def test_a_history_that_is_none_is_told_in_its_line(data: Path, history: Any) -> None:
    (line,) = asked_after(data, history)
    assert line["error"].startswith('a "history" ')
    assert line["abstained"]


def test_a_batch_comes_from_standard_input_too(data: Path) -> None:
    told = lines(run("ask", "--json", "--batch", "-", data=data, stdin="\n".join(map(json.dumps, QUESTIONS))))
    assert [line["id"] for line in told] == ["b", 2, None, "a"]


def test_sources_are_listed_for_programs(data: Path) -> None:
    assert sorted(lines(run("sources", "--json", data=data)), key=str) == [
        {"publisher": "Harbour Times", "articles": 1, "newest": None},
        {"publisher": None, "articles": 1, "newest": None},
    ]


def test_what_an_older_version_read_is_read_again(data: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(data, tmp_path / "data"))
    with closing(sqlite3.connect(folder / FILE)) as database, database:
        database.execute("update revisions set read_by = ''")
        database.execute("delete from statement_speakers")
    assert lines(run("ask", "--json", "what did Reyes say?", data=folder))[0]["abstained"] is True
    # The index that a fake encoder made is made anew: the only test here that loads the model.
    again = run("reindex", data=folder)
    assert (again.returncode, again.stdout) == (0, "2 articles read again\n")
    assert "it is rebuilt from the database" in again.stderr
    (answer,) = lines(run("ask", "--json", "what did Reyes say?", data=folder))
    assert [e["text"] for e in answer["excerpts"]] == ['"We sail,"']
    assert run("reindex", data=folder).stdout == "every article is read by this version\n"


SAIL = '"We sail," Tom Reyes said.'


def test_quotes_are_read_and_nothing_is_stored(tmp_path: Path) -> None:
    given: list[dict[str, Any]] = [
        {"id": "b", "text": f"č 🌉 {SAIL}", "title": "x"},
        {"text": "Nobody spoke."},
        {"id": 2, "text": SAIL},
    ]
    told = lines(run("quotes", "--json", "-", data=tmp_path / "none", stdin="\n".join(map(json.dumps, given))))
    assert [line["id"] for line in told] == ["b", "e6db07ba4106", "2"]
    assert [len(line["quotes"]) for line in told] == [1, 0, 1]
    (quote,) = told[0]["quotes"]
    assert sorted(quote) == ["confidence", "content", "cue", "kind", "speaker"]
    assert [given[0]["text"][a:b] for a, b in quote["content"]] == ['"We sail,"']
    assert quote["speaker"] == {"name": "Tom Reyes", "mention": [15, 24], "how": "named"}
    assert not (tmp_path / "none").exists()


def test_a_bad_line_is_told_in_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"id": 1, "text": SAIL}) + "\n{\n\n" + json.dumps({"id": 3, "text": SAIL}), "utf-8")
    ran = run("quotes", "--json", str(news), data=tmp_path)
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["id"] for line in told] == ["1", None, "3"]
    assert told[1]["error"].startswith(f"{news}, line 2 is not JSON")
    assert ran.returncode == 1
    assert re.fullmatch(r"onrecord: .*, line 2 is not JSON .*; the rest is read\n", ran.stderr)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    ran = run("quotes", str(tmp_path / "none.txt"), data=tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"onrecord: {tmp_path}/none.txt does not exist; check how it is spelt\n"


def test_quotes_are_plain_in_a_pipe_and_coloured_where_that_is_asked_for(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    said.write_text(SAIL, "utf-8")
    plain = run("quotes", str(said), str(said), data=tmp_path)
    assert plain.stdout.count('Tom Reyes\n> "We sail,"\nparagraph 1, said directly\n') == 2
    assert "\x1b" not in plain.stdout
    coloured = run("quotes", str(said), data=tmp_path, FORCE_COLOR="1", COLUMNS="100")
    assert re.search(r'\x1b\[[0-9;]+m"We sail,"\x1b\[0m', coloured.stdout)
    assert (plain.returncode, coloured.returncode) == (0, 0)


def test_each_article_comes_out_as_it_is_read(tmp_path: Path) -> None:
    with started("quotes", "--json", "-", data=tmp_path, **PIPES) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for n in range(3):
            process.stdin.write(json.dumps({"id": str(n), "text": SAIL}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == str(n)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, b"")


@pytest.mark.parametrize("words", [["quotes", "--json"], ["ask", "--json", "--batch"]])
def test_progress_on_a_terminal_keeps_out_of_a_file(data: Path, tmp_path: Path, words: list[str]) -> None:
    """The bar's console must not swallow what goes to standard output."""
    asked = tmp_path / "news.jsonl"
    line = {"text": SAIL, "question": "what did Reyes say?"}
    asked.write_text("\n".join(json.dumps({"id": str(n), **line}) for n in range(5)), "utf-8")
    ours, theirs = pty.openpty()
    try:
        with started(*words, str(asked), data=data, stdout=subprocess.PIPE, stderr=theirs) as process:
            out, _ = process.communicate(timeout=PATIENCE)
        shown = os.read(ours, 65_536).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["0", "1", "2", "3", "4"]
    assert re.search("Reading|Asking", shown)
    assert "We sail" not in shown


def test_settings_that_may_not_be_read_are_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ONRECORD_TIME_ZONE=UTC", "utf-8")
    (tmp_path / ".env").chmod(0)
    with as_ordinary_user() as user:
        ran = subprocess.run(
            [ONRECORD, "sources", "--data", str(data)], env=environment(), cwd=tmp_path, preexec_fn=user,
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    told = "onrecord: the file .env cannot be read (Permission denied); check its permissions\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", told)


@pytest.mark.parametrize("words", [["ask", "what did Lindqvist say?"], ["sources"], ["doctor", "--alive"]])
def test_a_pipe_gets_no_colours(data: Path, words: list[str]) -> None:
    ran = run(*words, data=data)
    assert "\x1b" not in ran.stdout + ran.stderr
    assert ran.stdout or ran.stderr


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}])
def test_a_quotation_comes_out_as_printed_whatever_the_encoding(data: Path, env: dict[str, str]) -> None:
    told = run("ask", "what did Lindqvist say?", data=data, **env)
    assert f"> {RUST}\n[" in told.stdout
    asked = run("ask", "--json", f"who said {RUST}?", data=data, **env)
    assert json.loads(asked.stdout)["excerpts"][0]["text"] == RUST


@pytest.mark.parametrize(
    "words", [["ask", "what did Lindqvist say?"], ["quotes", "SAID"], ["sources"], ["sources", "--json"], ["--help"]]
)
def test_a_reader_who_has_left_gets_no_trace(data: Path, words: list[str]) -> None:
    """As `| head -1` leaves, but surely before the first line."""
    read, write = os.pipe()
    os.close(read)
    options = [] if words == ["--help"] else ["--data", str(data)]
    (said := data.parent / "said.txt").write_text(SAIL, "utf-8")
    words = [word.replace("SAID", str(said)) for word in words]
    try:
        ran = subprocess.run(
            [ONRECORD, *words, *options], stdout=write, stderr=subprocess.PIPE, env=environment(), cwd=data.parent,
            text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    finally:
        os.close(write)
    assert ran.stderr == ""
    assert ran.returncode == 1


def _heed_ctrl_c() -> None:
    """A shell's background jobs ignore it, and so would their children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(*words: str, data: Path, **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Under way, with Ctrl-C as a shell leaves it; killed at the end if it still runs."""
    process = subprocess.Popen(
        [ONRECORD, *words, "--data", str(data)], env=environment(), cwd=data.parent,
        preexec_fn=_heed_ctrl_c, **streams,  # noqa: PLW1509  it is one call, and no thread runs
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def test_ctrl_c_ends_a_batch_quietly(data: Path, tmp_path: Path) -> None:
    asked = tmp_path / "questions.jsonl"
    asked.write_text("\n".join([json.dumps(QUESTIONS[0])] * 20_000), "utf-8")
    with started("ask", "--json", "--batch", str(asked), data=data, **PIPES) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["id"] == "b"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, b"")
    assert len(out.splitlines()) < 19_999


def test_ctrl_c_ends_a_piped_chat_quietly(data: Path) -> None:
    with started("chat", data=data, **PIPES) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"what did Reyes say?\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"Tom Reyes\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err.decode() == f"On Record: {data}\n"


class Terminal:
    """A terminal with the chat in it."""

    def __init__(self, screen: int) -> None:
        self._screen = screen

    def until(self, words: str) -> str:
        """What it shows up to these words."""
        seen, end = b"", time.monotonic() + PATIENCE
        while words.encode() not in seen:
            assert select.select([self._screen], [], [], end - time.monotonic())[0], f"never {words!r}: {seen!r}"
            seen += os.read(self._screen, 4096)
        return seen.decode()

    def type(self, keys: str) -> None:
        os.write(self._screen, keys.encode())


@contextmanager
def chatting(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], Terminal]]:
    ours, theirs = pty.openpty()
    try:
        with started("chat", data=data, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE) as process:
            yield process, Terminal(ours)
    finally:
        os.close(theirs)
        os.close(ours)


def test_a_person_chats_in_colour_and_leaves_by_ctrl_c(data: Path) -> None:
    with chatting(data) as (process, terminal):
        assert "Quoted right now" in terminal.until("› ")
        terminal.type("what did Reyes say?\n")
        answer = terminal.until("› ")
        assert re.search(r'\x1b\[32m"We sail,"', answer)
        # Between showing the prompt and waiting for keys Python does not see a signal until the next key.
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err.decode() == f"On Record: {data}\n"


@pytest.mark.parametrize("keys", ["\x04", "/quit\n", "EXIT\n"])
def test_a_person_leaves_the_chat_as_they_like(data: Path, keys: str) -> None:
    with chatting(data) as (process, terminal):
        terminal.until("› ")
        terminal.type(keys)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert err.decode() == f"On Record: {data}\n"


def test_the_chat_says_what_belongs_elsewhere(data: Path) -> None:
    asked = "/subscribe 08:00\n/add x\n/nonsense\n/sources\n/help\n/ask\n?!\n/ask what did Reyes say?\n"
    ran = run("chat", data=data, stdin=asked)
    assert ran.returncode == 0
    told = ran.stdout.split("\n\n")
    assert told[0] == "Digests come by Telegram: set ONRECORD_TELEGRAM_TOKEN and start again."
    assert told[1] == "Here articles are added by command: onrecord add FILE"
    assert told[2] == "There is no /nonsense; /help lists what there is."
    assert told[3].startswith("2 articles from 2 sources")
    assert '> "We sail,"\n[1] paragraph 1, said directly' in ran.stdout
    assert "What would you like to know?" in ran.stdout
