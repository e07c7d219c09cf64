"""Texts as Telegram takes them: checked by our own arithmetic, and by the stand as a strict server would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.telegram.messages.entities import MAX_ENTITIES, entities, messages
from bot.views.replies.reply import reply_blocks
from bot.views.rich_text import Mark, Style, Text, bold, join, styled
from retrieval.domain.article import Span, StatementKind
from retrieval.domain.reply import Excerpt
from tests.bot.printed import MARA, RUST, YEAR, answer, article, passage
from tests.telegram.limits import Limits
from tests.telegram.records import Message
from tests.telegram.stand import Stand

QUOTE = MessageEntity.EXPANDABLE_BLOCKQUOTE


@pytest.fixture
def limits() -> Limits:
    """Switch the limits off: the pace is tested with the outbox."""
    return Limits.none()


def under(text: Text) -> list[str]:
    """Return what Telegram takes each entity to cover, in UTF-16 units."""
    raw = text.plain.encode("utf-16-le")
    return [raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in entities(text)]


def test_emoji_before_and_inside_move_an_entity() -> None:
    text = Text("🌉 ") + bold("a🌉b") + " 👩‍👩‍👧 " + styled("link", Style.LINK, "https://a.example")
    assert [(e.type, e.offset, e.length, e.url) for e in entities(text)] == [
        (MessageEntity.BOLD, 3, 4, None),
        (MessageEntity.TEXT_LINK, 17, 4, "https://a.example"),
    ]
    assert under(text) == ["a🌉b", "link"]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_an_entity_covers_what_its_mark_covers(plain: str, ends: list[tuple[int, int]]) -> None:
    spans = [(min(a, b), max(a, b)) for a, b in ends if min(a, b) < max(a, b) <= len(plain)]
    text = Text(plain, tuple(Mark(Style.BOLD, a, b) for a, b in spans))
    assert under(text) == [plain[a:b] for a, b in spans]


def test_every_style_has_its_entity() -> None:
    marks = tuple(Mark(s, 0, 1, "https://a.example" if s is Style.LINK else None) for s in Style)
    assert [e.type for e in entities(Text("x", marks))] == [
        MessageEntity.BOLD, MessageEntity.ITALIC, MessageEntity.CODE, QUOTE,
        MessageEntity.BLOCKQUOTE, MessageEntity.TEXT_LINK,
    ]  # fmt: skip


def test_500_marks_are_spread_over_messages_that_show_them_all() -> None:
    text = join([bold(f"w{n}") for n in range(500)], " ")
    parts = messages([text])
    assert [len(entities(p)) for p in parts] == [MAX_ENTITIES] * 5
    assert [words for p in parts for words in under(p)] == [f"w{n}" for n in range(500)]


async def sent(stand: Stand, parts: Sequence[Text]) -> list[Message]:
    """Send the texts and return the messages that a reader gets."""
    ann = stand.reader("Ann")
    async with telegram.Bot(stand.token, base_url=stand.base_url, base_file_url=stand.base_file_url) as bot:
        for part in parts:
            await bot.send_message(ann.id, part.plain, entities=entities(part))
    return await ann.replies(len(parts))


SENTENCE = "The 🌉 is “worse” than feared, 👩‍👩‍👧 said – še nikoli! "
LONG = article("\n".join(f"{n} {(SENTENCE * 30)[:895]}." for n in range(12)))


def statements() -> list[Excerpt]:
    """Return twelve statements of 900 characters, by several people."""
    spans, at = [], 0
    for paragraph in LONG.text.split("\n"):
        spans.append(Span(at, at + len(paragraph)))
        at += len(paragraph) + 1
    return [
        Excerpt(
            article=LONG, span=s, focus=(s,), kind=StatementKind.DIRECT, statement=n,
            speakers=(replace(MARA, name=f"Mara {n // 5}", mention=None),),
        )
        for n, s in enumerate(spans, start=1)
    ]  # fmt: skip


async def test_a_very_long_answer_arrives_whole_and_verbatim(stand: Stand) -> None:
    reply = answer(*statements())
    assert min(len(e.text) for e in reply.excerpts) >= 895
    parts = messages(reply_blocks(reply))
    arrived = await sent(stand, parts)
    assert len(arrived) >= 3
    assert max(m.units for m in arrived) <= 4096
    assert [cut for m in arrived for cut in m.cuts(QUOTE)] == [e.text for e in reply.excerpts]
    assert [m.text for m in arrived] == [p.plain for p in parts]
    assert stand.violations == []


async def test_an_excerpt_longer_than_a_message_continues_in_the_next(stand: Stand) -> None:
    whole = passage(LONG.text, "1 The 🌉", "11 The 🌉", of=LONG)
    arrived = await sent(stand, messages(reply_blocks(answer(whole))))
    cuts = [cut for m in arrived for cut in m.cuts(QUOTE)]
    assert len(cuts) >= 3
    at = 0
    for cut in cuts:
        # Only the white space at which it was cut is missing.
        at += len(whole.text[at:]) - len(whole.text[at:].lstrip())
        assert whole.text.startswith(cut, at)
        at += len(cut)
    assert at == len(whole.text)
    assert {"1 The 🌉", "11 The 🌉"} <= {cut for m in arrived for cut in m.cuts("bold")}


async def test_links_emphasis_and_odd_addresses_arrive_without_remark(stand: Stand) -> None:
    linked = answer(RUST, YEAR, replace(RUST, article=article(url="page 4"), statement=3))
    (message,) = await sent(stand, messages(reply_blocks(linked)))
    assert [e.url for e in message.entities if e.type == "text_link"] == ["https://harbour.example/bridge"]
    assert message.cuts(QUOTE) == [RUST.text, YEAR.text, RUST.text]
