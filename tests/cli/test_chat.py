"""`onrecord chat` in a terminal and through a pipe."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.shell import PIPES, started, terminal
from tests.e2e.commands import PATIENCE, onrecord


def test_ctrl_c_ends_a_piped_chat_quietly(data: Path) -> None:
    with started(data, "chat", **PIPES) as process:
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
        """Return what the chat shows up to these words."""
        seen, end = b"", time.monotonic() + PATIENCE
        while words.encode() not in seen:
            assert select.select([self._screen], [], [], end - time.monotonic())[0], f"never {words!r}: {seen!r}"
            seen += os.read(self._screen, 4096)
        return seen.decode()

    def type(self, keys: str) -> None:
        os.write(self._screen, keys.encode())


@contextmanager
def chatting(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], Terminal]]:
    with (
        terminal() as (ours, theirs),
        started(data, "chat", stdin=theirs, stdout=theirs, stderr=subprocess.PIPE) as process,
    ):
        yield process, Terminal(ours)


def test_a_person_chats_in_colour_and_leaves_by_ctrl_c(data: Path) -> None:
    with chatting(data) as (process, terminal):
        assert "Try: " in terminal.until("› ")
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


def test_the_chat_says_where_else_a_command_works(data: Path) -> None:
    asked = "/subscribe 08:00\n/add x\n/nonsense\n/sources\n/digest\n/help\n/ask\n?!\n/ask what did Reyes say?\n"
    ran = onrecord(data, "chat", stdin=asked)
    assert ran.code == 0
    replies = ran.out.split("\n\n")
    assert replies[0] == "Digests are sent on Telegram. Set ONRECORD_TELEGRAM_TOKEN and start again."
    assert replies[1] == "In a terminal, add articles by command: onrecord add FILE"
    assert replies[2] == "There is no command /nonsense. /help lists the commands."
    assert replies[3].startswith("2 articles from 2 sources")
    assert "\n\n1. " in ran.out
    assert '> "We sail,"\n[1] paragraph 1, direct quote' in ran.out
    assert "What would you like to know?" in ran.out
