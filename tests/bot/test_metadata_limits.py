"""Metadata has a length, however it comes in; a text is words; and no front matter takes long or breaks the reader."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.file_types import NOT_FROM_WEB
from bot.intake.base.refusal import Refused
from bot.intake.feeds.entries import FeedEntry, draft_of_entry, with_entry
from bot.intake.sources.files import drafts_sent
from bot.intake.sources.front_matter import draft_of
from bot.intake.sources.json_lines import json_lines
from retrieval.domain.article import Article, Draft, Span
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.metadata_limits import MAX_CHARS
from retrieval.quotes.reader import read_statements
from retrieval.quotes.tagging.tagger import Pointed, Tagged
from retrieval.quotes.tagging.tags import SINGLE
from retrieval.quotes.tagging.windows import FEATURES, Pieces
from retrieval.text.chunking import leading_context, with_title

TEXT = "The bridge will close on Monday, the city said."
LONG = "word " * 20_000


def value(field: str, chars: int) -> str:
    return "x" * chars if field in {"id", "url"} else ("word " * chars)[: chars - 1] + "s"


@pytest.mark.parametrize("field", MAX_CHARS)
def test_a_field_that_an_editor_gives_too_long_is_refused_in_json_lines_and_front_matter(field: str) -> None:
    fits, too_long = value(field, MAX_CHARS[field]), value(field, MAX_CHARS[field] + 1)
    line = json.dumps({"text": TEXT, field: too_long}).encode() + b"\n"
    good = json.dumps({"text": TEXT, field: fits}).encode() + b"\n"
    refused, draft = json_lines(io.BytesIO(line + good), "news.jsonl", NOT_FROM_WEB)
    assert isinstance(refused, Refused)
    assert f'"{field}" of {MAX_CHARS[field] + 1:,} characters; the most is {MAX_CHARS[field]:,}' in refused.reason
    assert isinstance(draft, Draft)
    assert getattr(draft, field) == fits
    with pytest.raises(UnusableArticle, match="characters; the most is"):
        draft_of(f"---\n{field}: {too_long}\n---\n{TEXT}")


FEED = "https://a.example/feed"
ENTRY = FeedEntry(
    fingerprint="f",
    key="k", guid=None, link="https://a.example/1", title=LONG, author=LONG, published=None, content=TEXT, summary=None,
)  # fmt: skip


def test_what_a_feed_states_too_long_is_left_out_and_the_item_is_kept() -> None:
    for draft in (draft_of_entry(ENTRY, TEXT, LONG, FEED), with_entry(Draft(text=TEXT, title=None), ENTRY, LONG)):
        assert (draft.title, draft.author, draft.publisher) == (None, None, None)
        assert (draft.text, draft.url) == (TEXT, "https://a.example/1")
    kept = draft_of_entry(replace(ENTRY, title="Bridge to close", author="Ann"), TEXT, "Harbour Times", FEED)
    assert (kept.title, kept.author, kept.publisher) == ("Bridge to close", "Ann", "Harbour Times")


async def test_what_a_page_states_too_long_is_left_out_and_the_page_is_kept() -> None:
    text = "".join(f"<p>The city said on day {n} that the harbour bridge would close for repair.</p>" for n in range(9))
    page = (
        f'<!doctype html><html><head><title>{LONG}</title><meta name="author" content="Ann {LONG}">'
        f'<meta property="og:site_name" content="{LONG}"></head><body><article>{text}</article></body></html>'
    )
    (draft,) = [item async for item in drafts_sent(page.encode(), "page.html")]
    assert isinstance(draft, Draft)
    assert "would close for repair" in draft.text
    assert all(len(getattr(draft, field) or "") <= limit for field, limit in MAX_CHARS.items())


def test_a_title_stored_before_there_was_a_limit_is_not_read_whole_with_each_passage() -> None:
    article = Article(id="a", revision=1, text=TEXT, added=utc_now(), title=LONG)
    assert len(with_title(article, Span(0, 10))) <= MAX_CHARS["title"] + 11
    assert len(leading_context(LONG, TEXT, Span(11, 20))) <= MAX_CHARS["title"] + 20


@pytest.mark.parametrize(
    "text", ["-" * 1_000_000, "---\n" * 250_000, "- " * 9_000 + "word", "…\n" * 10_000, "🙂" * 20_000, "=-=" * 9_000]
)
def test_a_long_text_of_signs_is_refused(text: str) -> None:
    with pytest.raises(UnusableArticle, match="nearly all dashes"):
        draft_of(text)


@pytest.mark.parametrize(
    "text",
    ["-" * 500 + TEXT, "12.5 | 13.1 | 9.9\n" * 2_000, "การประชุมเมื่อวันจันทร์ " * 1_000, "那座桥星期一关闭。" * 2_000,
     "मंत्री ने कहा कि पुल बंद रहेगा। " * 700, "“No!” — “Yes!” — “No!”\n" * 2_000],
)  # fmt: skip
def test_words_in_any_script_tables_and_dialogue_are_a_text(text: str) -> None:
    assert draft_from({"text": text}).text == text.strip() or draft_from({"text": text}).text == text


FRONT_MATTER = {
    "a number of a thousand digits": "title: 0x" + "f" * 9_000,
    "sixty times sixty": "title: " + "1:" * 4_500 + "1",
    "a date of a thousand digits": "published: 0x" + "f" * 9_000,
    "a float out of range": "title: " + "1:" * 4_500 + "1.5",
    "a tag that does not fit": "title: !!timestamp soon",
    "a tag on nothing": "title: !!int ''",
    "no such boolean": "title: !!bool perhaps",
    "an alias": "a: &a [x]\nb: *a",
    "deep nesting": "a: " + "[" * 4_000,
    "a program": "a: !!python/object/apply:os.system [ls]",
    "a key that is a list": "? [a, b]\n: c\n? {d: e}\n: f",
    "a mapping as title": "title: {a: b}",
    "bytes as title": "title: !!binary AAAA",
}


@pytest.mark.parametrize("what", FRONT_MATTER)
def test_no_front_matter_breaks_the_reader_or_takes_long(what: str) -> None:
    began = process_time()
    with pytest.raises(UnusableArticle):
        draft_of(f"---\n{FRONT_MATTER[what]}\n---\n{TEXT}")
    assert process_time() - began < 2


def test_a_statement_of_dashes_is_not_read_in_the_square_of_its_length() -> None:
    """What the tagger may take for somebody's words is a line of 40,000 dashes; that took 16 s."""
    text = "-" * 40_000
    content = np.zeros((1, 5), np.float32)
    content[0, SINGLE] = 9.0
    read = Pieces(
        np.array([1011], np.int64), np.array([[0, len(text)]], np.int64), np.zeros((1, len(FEATURES)), np.int64)
    )
    nobody = np.zeros((1, 3), np.float32)
    tagged = Tagged(read, content, nobody, nobody, Pointed.empty(1), Pointed.empty(1), np.zeros((5, 5), np.float32))
    began = process_time()
    read_statements(text, tagged, [])
    assert process_time() - began < 2
