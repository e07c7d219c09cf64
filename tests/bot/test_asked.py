"""What an /add asks to store: which texts count as links, and how file names are shortened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.telegram.messages.add_request import COMMAND, links_alone
from bot.telegram.messages.attachments import MAX_NAME_CHARS, file_name
from tests.telegram import utf16


def marked(text: str, *links: tuple[str, str | None]) -> list[MessageEntity]:
    """Return entities over these words: plain links, or links with an address behind them."""
    found = []
    for words, url in links:
        start = utf16.units(text[: text.index(words)])
        kind = MessageEntity.TEXT_LINK if url else MessageEntity.URL
        found.append(MessageEntity(kind, start, utf16.units(words), url=url))
    return found


@pytest.mark.parametrize(
    ("text", "links", "expected"),
    [
        ("https://a.org/x", [("https://a.org/x", None)], ("https://a.org/x",)),
        ("a.org/x", [("a.org/x", None)], ("https://a.org/x",)),
        ("https://a.org, https://b.org\n", [], ("https://a.org,", "https://b.org")),
        ("😀 https://a.org/x – https://a.org/x", [("https://a.org/x", None)], ("https://a.org/x",)),
        ("😀 Read it here", [("Read it here", "https://a.org/x")], ("https://a.org/x",)),
        ("The mayor said more here", [("here", "https://a.org/x")], ()),
        ("see https://a.org/x", [("https://a.org/x", None)], ()),
        ("file:///etc/passwd", [], ("file:///etc/passwd",)),
        ("www.a.org", [], ("https://www.a.org",)),
        ("a.org/x b.co.uk", [], ("https://a.org/x", "https://b.co.uk")),
        ("plain words", [], ()),
        ("It closed.Then it rained", [], ()),
        ("U.S. 24.11.2026", [], ()),
    ],
)
def test_a_text_counts_as_links_if_it_has_nothing_else(
    text: str, links: list[tuple[str, str | None]], expected: tuple[str, ...]
) -> None:
    assert links_alone(text, marked(text, *links)) == expected


def test_the_command_itself_does_not_count_as_prose() -> None:
    text = "/add https://a.org"
    command = COMMAND.match(text)
    assert command is not None
    assert links_alone(text, marked(text, ("https://a.org", None)), after=command.end()) == ("https://a.org",)


@pytest.mark.parametrize("text", ["/added", "/address x", "x /add", "add"])
def test_other_words_are_not_the_command(text: str) -> None:
    assert COMMAND.match(text) is None


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("C:\\b\\a.md", "a.md"), ("a\0b.txt", "a b.txt"),
        ("..", "document"), ("/", "document"), ("", "document"), (None, "document"), ("ab\u202ecod.txt", "ab cod.txt"),
        (f"{'n' * 4000}.jsonl", f"{'n' * 73}….jsonl"),
    ],
)  # fmt: skip
def test_a_files_name_is_one_short_line_without_folders(given_name: str | None, name: str) -> None:
    assert file_name(given_name) == name


@given(st.text(st.characters(), max_size=300))
def test_any_file_name_can_be_shown_and_stored(given_name: str) -> None:
    name = file_name(given_name)
    assert 0 < len(name) <= MAX_NAME_CHARS
    assert name.isprintable()
    assert not {"/", "\\", "\0"} & set(name)
    name.encode()
