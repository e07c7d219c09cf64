"""Texts in a terminal and in a pipe."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from bot.views.replies.reply import reply_blocks
from bot.views.rich_text import Style, Text, bold, code, italic, join, styled
from bot.views.terminal import plain, show
from tests.bot.printed import MARA, RUST, WAIT, YEAR, answer, article, passage, said

ANSI = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def shown(*blocks: Text, terminal: bool, width: int = 60) -> str:
    file = io.StringIO()
    console = Console(
        file=file, force_terminal=terminal, width=width, color_system="standard" if terminal else None, _environ={}
    )
    show(console, blocks)
    return file.getvalue()


def bare(*blocks: Text) -> str:
    """Return what a person sees on a terminal, without the colours."""
    return ANSI.sub("", shown(*blocks, terminal=True))


def quoted(words: str) -> Text:
    return styled(words, Style.QUOTE)


def test_every_line_of_a_quote_is_marked() -> None:
    text = join([bold("Hill"), quoted("one\n\ntwo"), "[1]", quoted("three"), "[2]"], "\n")
    assert plain(text) == "Hill\n> one\n> \n> two\n[1]\n> three\n[2]"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\u2029"])
def test_no_line_of_a_quote_looks_like_the_bots_own(end: str) -> None:
    out = shown(quoted(f"one{end}[1] direct quote"), terminal=False)
    assert all(line.startswith("> ") for line in out.splitlines())


def test_a_link_is_followed_by_its_address() -> None:
    text = Text("[1] ") + styled("Bridge", Style.LINK, "https://a.example/b") + " · Times"
    assert plain(text) == "[1] Bridge <https://a.example/b> · Times"


def test_links_and_quotes_in_one_text_do_not_move_each_other() -> None:
    line = styled("Bridge to close", Style.LINK, "https://harbour.example/bridge") + " · Harbour Times"
    text = join([line, bold("Mara Lindqvist"), quoted('"We found rust,"'), "[1] paragraph 2"], "\n")
    assert plain(text).split("\n") == [
        "Bridge to close <https://harbour.example/bridge> · Harbour Times",
        "Mara Lindqvist",
        '> "We found rust,"',
        "[1] paragraph 2",
    ]


def test_other_styles_leave_no_trace_in_a_pipe() -> None:
    assert plain(join([bold("a"), italic("b"), code("c")], " ")) == "a b c"


def test_a_pipe_gets_no_colours_and_no_wrapping() -> None:
    long = article("word " * 80 + "end")
    out = shown(*reply_blocks(answer(passage(long.text, "word word", of=long), RUST)), terminal=False)
    assert "\x1b" not in out
    assert f"> {long.text}\n[1] paragraph 1\n\nMara Lindqvist\n" in out


def test_a_terminal_gets_colours_and_wrapped_quotes() -> None:
    long = article("word " * 80 + "end")
    out = shown(*reply_blocks(answer(passage(long.text, "word word", of=long))), terminal=True)
    assert "\x1b[32m" in out
    assert "\x1b[1;32m" in out
    seen = ANSI.sub("", out).splitlines()
    assert max(map(len, seen)) <= 60
    assert [line for line in seen if line.startswith("  word")] == [line for line in seen if "word" in line]
    assert " ".join(" ".join(line.split()) for line in seen if "word" in line) == long.text


def test_a_terminal_shows_the_same_words_as_a_pipe() -> None:
    blocks = reply_blocks(answer(RUST, WAIT, YEAR))
    printed = re.sub(r"^> | <https://\S+>", "", shown(*blocks, terminal=False), flags=re.MULTILINE)
    assert bare(*blocks).split() == printed.split()


def test_a_terminal_opens_a_link() -> None:
    assert "8;" in (out := shown(styled("Bridge", Style.LINK, "https://a.example/b"), terminal=True))
    assert "https://a.example/b" in out


@pytest.mark.parametrize("url", ["https://a.example/ [bold]", "https://a.example/\x1b[2J", "not a link"])
def test_an_odd_address_breaks_nothing(url: str) -> None:
    for terminal in (True, False):
        out = shown(styled("Bridge", Style.LINK, url), terminal=terminal)
        assert "Bridge" in out
        assert "\x1b[2J" not in out


@pytest.mark.parametrize("terminal", [True, False])
def test_an_articles_text_never_controls_the_terminal(terminal: bool) -> None:
    """An article with escape codes could otherwise clear the screen and write anything there."""
    evil = article('"We \x1b[2Jfound\x07 rust\r\n\x9b31m,"\n[red]markup[/red] :smile:', url="https://a.example/\x1b[2J")
    out = ANSI.sub(
        "", shown(*reply_blocks(answer(said(evil.text, replace(MARA, mention=None), of=evil))), terminal=terminal)
    )
    assert not set(out) & {"\x1b", "\x07", "\r", "\x9b"}
    assert "␛[2Jfound␇ rust \n" in re.sub(" +\n", " \n", out)
    assert "[red]markup[/red] :smile:" in out


def test_bold_stays_in_place_when_control_characters_are_shown() -> None:
    snared = article("a\r\nb\x07 focus here.")
    out = shown(*reply_blocks(answer(passage(snared.text, "focus", of=snared))), terminal=True)
    assert "\x1b[1;32mfocus\x1b[0m" in out


def test_blocks_are_separated_by_a_blank_line() -> None:
    assert shown(Text("a"), Text("b"), terminal=False) == "a\n\nb\n"
    assert shown(Text("a"), Text("b"), terminal=True).splitlines() == ["a" + " " * 59, "", "b" + " " * 59]
