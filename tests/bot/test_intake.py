"""Files and messages become drafts: stated facts are kept, missing ones are None."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time, thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.refusal import Refused
from bot.intake.base.titles import MAX_TITLE_CHARS
from bot.intake.sources import files, json_lines
from bot.intake.sources.files import drafts_sent
from bot.intake.sources.front_matter import draft_of, front_matter
from bot.intake.sources.inputs import drafts_in
from bot.telegram.messages.add_message import draft_of_message
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.invisible_characters import as_given, visible

TEXT = '"We found rust," said Mara Lindqvist.\n\nThe work takes a year.'


def head(*lines: str) -> Draft:
    return draft_of("\n".join(["---", *lines, "---", TEXT]))


def test_front_matter_states_the_facts_about_a_text() -> None:
    draft = head(
        "title: Bridge to close", "publisher: Harbour Times", "author: Ann", "url: https://a.example", "id: a1"
    )
    assert draft == Draft(
        text=TEXT, id="a1", title="Bridge to close", url="https://a.example", publisher="Harbour Times", author="Ann"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20 08:30:00", "2026-11-20T08:30:00+00:00"),
        ("2026-11-20T08:30:00Z", "2026-11-20T08:30:00+00:00"),
        ("2026-11-20T08:30:00+02:00", "2026-11-20T06:30:00+00:00"),
        ("'2026-11-20'", "2026-11-20T00:00:00+00:00"),
        ("'2026-11-20T08:30+02:00'", "2026-11-20T06:30:00+00:00"),
        ("20 November 2026", "2026-11-20T00:00:00+00:00"),
        ("Nov 20th, 2026", "2026-11-20T00:00:00+00:00"),
        ("2026/11/20", "2026-11-20T00:00:00+00:00"),
        ("Fri, 20 Nov 2026 08:30:00 +0200", "2026-11-20T06:30:00+00:00"),
        ("1795163400", "2026-11-20T08:30:00+00:00"),
        ("", None),
        ("''", None),
        ("Fri, 20 Nov 2026 08:30 CEST", "2026-11-20T06:30+00:00"),
    ],
)
def test_dates_are_read_in_all_forms_and_are_utc_without_a_zone(written: str, read: str | None) -> None:
    published = head(f"published: {written}").published
    assert published == (None if read is None else datetime.fromisoformat(read))
    assert published is None or published.tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "'2026-13-40'",
        "[2026-11-20]",
        "11/12/2026",
        "2026-11",
        "08:30",
        "Fri, 20 Nov 2026 23:30 CST",
    ],
)  # fmt: skip
def test_an_invalid_date_is_refused_and_not_guessed(written: str) -> None:
    with pytest.raises(UnusableArticle, match='has a "published" that is not a date like 2026-11-24'):
        head(f"published: {written}")


def test_front_matter_without_an_end_is_refused_and_a_ruled_text_is_not() -> None:
    with pytest.raises(UnusableArticle, match="has front matter without an end; add a line of three dashes"):
        draft_of(f"---\ntitle: Bridge\ndate: 2026-11-20\n\n{TEXT}")
    assert draft_of(f"---\nNote: this is read.\n\n{TEXT}").text.startswith("---")


@pytest.mark.parametrize("line", ["title: [a, b]", "author: {a: b}", "publisher: true", "id: [1]"])
def test_fields_that_are_not_text_are_refused(line: str) -> None:
    key = line.partition(":")[0]
    with pytest.raises(UnusableArticle, match=f'has a "{key}" that is not text'):
        head(line)


def test_a_number_as_id_or_title_becomes_its_digits() -> None:
    draft = head("id: 42", "title: 1984")
    assert (draft.id, draft.title) == ("42", "1984")
    assert draft_from({"text": TEXT, "id": 42}).id == "42"


def test_white_space_in_one_line_fields_becomes_one_space() -> None:
    assert head("title: |", "  Bridge", "  to   close").title == "Bridge to close"
    assert draft_from({"text": TEXT, "title": " \n "}).title is None


def test_without_front_matter_everything_is_text() -> None:
    assert draft_of(f"\n{TEXT}\n") == Draft(text=TEXT)


@pytest.mark.parametrize(
    "text",
    ["---\nA dispatch, in prose.\n---\nAnd more.", "--- he said, and left.", "A\n\n---\n\nB", "----\nA\n----\nB",
     "--- he said.\n---\ntitle: A\n---\nB", "---\ntitle: A\n--- he said.\nB", "---\ntitle: A", "---"],
)  # fmt: skip
def test_ruled_lines_around_prose_are_text(text: str) -> None:
    assert draft_of(text) == Draft(text=text)


LISTS = ["a0: &a0 [x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9))]


@pytest.mark.parametrize("lines", [[*LISTS, "published: *a8"], [*LISTS, "<<: *a8"], ["a: &a [*a]"]])
def test_a_yaml_bomb_is_refused_at_once(lines: list[str]) -> None:
    began = process_time()
    with pytest.raises(UnusableArticle, match="has front matter with aliases"):
        head(*lines)
    assert process_time() - began < 1


def test_overlong_front_matter_is_not_parsed_as_yaml() -> None:
    began = process_time()
    assert head(*(f"key{n}: [" for n in range(100_000))).title is None
    assert process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    ["-" * 1_000_000, "---\n" + "-" * 1_000_000, "---\n" + "--- x\n" * 200_000, "---\n" + ("-" * 999 + "x\n") * 1000,
     "---" + " " * 1_000_000 + "x", "---\n" + " " * 1_000_000 + "---"],
    ids=["one line", "two lines", "short lines", "long lines", "blanks", "indented"],
)  # fmt: skip
def test_a_megabyte_of_dashes_is_text_and_takes_no_time(text: str) -> None:
    began = process_time()
    assert front_matter(text) == ({}, text.strip())
    assert process_time() - began < 0.5


@pytest.mark.parametrize("depth", [100, 4000])
def test_deeply_nested_front_matter_is_refused(depth: int) -> None:
    began = process_time()
    with pytest.raises(UnusableArticle, match="has front matter with aliases"):
        head(f"published: {'[' * depth}{']' * depth}")
    assert process_time() - began < 1


def test_an_error_does_not_repeat_a_long_date_in_full() -> None:
    with pytest.raises(UnusableArticle) as raised:
        draft_from({"text": TEXT, "published": "9" * 5000})
    assert len(str(raised.value)) < 200


def test_unknown_keys_are_ignored() -> None:
    assert head("tags: [a, b]", "layout: post").title is None
    assert draft_from({"text": TEXT, "tags": ["a"], "body": 5}) == Draft(text=TEXT)


def drafts(path: Path) -> list[Draft | Refused]:
    async def read() -> list[Draft | Refused]:
        return [item async for item in drafts_in(str(path))]

    return asyncio.run(read())


def only(path: Path, content: bytes) -> Draft:
    path.write_bytes(content)
    (draft,) = drafts(path)
    assert isinstance(draft, Draft), draft
    return draft


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.markdown", "A.MD", "a"])
def test_a_text_file_is_one_draft_with_any_line_ends(tmp_path: Path, name: str) -> None:
    whole = f"---\ntitle: Ž 🌉\n---\n{TEXT}\n"
    for written in (whole, whole.replace("\n", "\r\n"), whole.replace("\n", "\r"), "\ufeff" + whole):
        assert only(tmp_path / name, written.encode()) == Draft(text=TEXT, title="Ž 🌉")


def test_a_file_of_only_a_byte_order_mark_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff".encode())
    (refused,) = drafts(tmp_path / "a.txt")
    assert isinstance(refused, Refused)
    assert refused.where == str(tmp_path / "a.txt")
    assert refused.reason.startswith("is empty")


printable_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: visible(text).text.strip()
)


@given(printable_text)
def test_the_text_of_a_json_line_is_kept_except_for_invisible_characters(text: str) -> None:
    """Offsets count code points of the given text, so none may be trimmed or changed."""
    draft = draft_from(json.loads(json.dumps({"text": text})))
    assert [text[as_given(at, draft.dropped)] for at in range(len(draft.text))] == list(draft.text)
    assert draft.text == visible(text).text


@pytest.mark.parametrize("take", [draft_of, lambda text: draft_from({"text": text}), draft_of_message])
def test_invisible_characters_are_removed_from_every_kind_of_input(take: Callable[[str], Draft]) -> None:
    assert take("\u202e“We found\u200b rust,”\u202c said\ufeff Hill.").text == "“We found rust,” said Hill."
    with pytest.raises(UnusableArticle, match="is empty"):
        take("\u200b\n\u2060")


def test_json_lines_become_drafts_in_order_with_unchanged_texts(tmp_path: Path) -> None:
    texts = [" \n leading", "trailing \r\n", "a\r\nb\rc\u2028d", "e\u0301 🌉"]
    lines = [json.dumps({"text": t, "id": n}, ensure_ascii=n % 2 == 0) for n, t in enumerate(texts)]
    (tmp_path / "news.jsonl").write_bytes("\r\n\n".join(lines).encode())
    assert drafts(tmp_path / "news.jsonl") == [Draft(text=t, id=str(n)) for n, t in enumerate(texts)]


def test_a_bad_line_is_refused_by_number_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text('{"text": "One."}\n\nnonsense\n{"title": "no text"}\n{"text": "Two."}')
    one, bad, worse, two = drafts(tmp_path / "news.jsonl")
    assert (one, two) == (Draft(text="One."), Draft(text="Two."))
    assert isinstance(bad, Refused)
    assert isinstance(worse, Refused)
    assert bad.where.endswith("news.jsonl, line 3")
    assert worse.where.endswith("news.jsonl, line 4")


def test_an_endless_line_is_refused_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 100)
    line = json.dumps({"text": "Hill said no."}).encode()
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"x" * 3_000_000 + b'"}\n' + line + b"\n" + b"y" * 101)
    long, read, unended = drafts(tmp_path / "a.jsonl")
    assert isinstance(read, Draft)
    assert read.origin == f"{tmp_path / 'a.jsonl'}, line 2"
    for refused, number in ((long, 1), (unended, 3)):
        assert isinstance(refused, Refused)
        assert refused.where.endswith(f"line {number}")
        assert "is longer than any article" in refused.reason


async def test_slow_reading_does_not_block_the_event_loop() -> None:
    """A text of nothing but letters and invisible characters takes seconds to search."""
    longest = 0.0

    async def others() -> None:
        nonlocal longest
        while True:
            # Only the loop's own thread is measured, whatever else the machine does.
            began = thread_time()
            await asyncio.sleep(0.001)
            longest = max(longest, thread_time() - began)

    waiting = asyncio.create_task(others())
    began = process_time()
    (item,) = [item async for item in drafts_sent(("a\u200b" * 300_000).encode(), "a.txt")]
    took = process_time() - began
    waiting.cancel()
    assert isinstance(item, Draft)
    assert longest < took / 3


async def test_a_full_disk_is_reported_as_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    monkeypatch.setattr(files, "TemporaryFile", lambda: full.open("r+b", buffering=0))
    (item,) = [item async for item in drafts_sent(b"Hill said no.", "a.txt")]
    assert isinstance(item, Refused)
    assert "make room" in item.reason


def test_a_messages_first_line_is_its_title_if_it_stands_alone() -> None:
    assert draft_of_message(f"Bridge to close\n\n{TEXT}") == Draft(text=TEXT, title="Bridge to close")
    assert draft_of_message(f"Will it close?\n{TEXT}").title == "Will it close?"


@pytest.mark.parametrize(
    "first",
    ["The bridge will close.", "He said:", "“Close it”", '"Close it"', "first, this,", "x" * (MAX_TITLE_CHARS + 1)],
)
def test_a_first_line_that_continues_is_text(first: str) -> None:
    text = f"{first}\n\n{TEXT}"
    assert draft_of_message(text) == Draft(text=text)


def test_a_message_of_one_line_is_text() -> None:
    assert draft_of_message(" Bridge to close \n") == Draft(text="Bridge to close")


def test_a_message_has_no_front_matter() -> None:
    """Dashes in a message are what somebody typed on a phone."""
    assert draft_of_message("---\ntitle: A\n---\nText").text.endswith("---\nText")


def test_publisher_and_time_of_a_forwarded_post_are_kept() -> None:
    when = datetime(2026, 11, 20, tzinfo=UTC)
    draft = draft_of_message(TEXT, publisher="Harbour Times", published=when)
    assert (draft.publisher, draft.published) == ("Harbour Times", when)
