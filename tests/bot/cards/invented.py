"""Invented answers for hypothesis: emoji, right-to-left text, markup, many statements, very long names."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from bot.views.cards.card import Card
from bot.views.cards.page import page_ranges, page_text
from bot.views.cards.replies import card_of
from bot.views.rich_text import Style, Text
from retrieval.domain.article import KnownBy, Span, Speaker, StatementKind
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Note, Remark, Reply, Resembling
from tests.bot.printed import NOW, article

WORDS = [
    "said", "he", "<&>", "<b>", "👩‍👩‍👧", "🌉", "𝔘𝔫𝔦", "שלום", "مرحبا", "[4] Reuters · 2 days ago", "“no”", "_", "*",
    "\n", "še",
]  # fmt: skip
words = st.sampled_from(WORDS)
names = st.one_of(st.just("Ada Brook"), st.just("𝔄𝔡𝔞 שלום"), st.just("Tom <&> Reyes"), st.just("Very " * 900 + "Long"))


@st.composite
def printed_words(draw: st.DrawFn) -> str:
    """Return words that are not blank; a few drawn ones are repeated, so that long texts are cheap to invent."""
    few = draw(st.lists(words, min_size=1, max_size=6).map(" ".join).filter(str.strip))
    return "".join([few] * draw(st.sampled_from([1, 1, 2, 7, 60, 400]))).strip()


@st.composite
def excerpts(draw: st.DrawFn, number: int) -> Excerpt:
    text = draw(printed_words())
    place = Span(0, len(text))
    of = article(
        f"{text}\nThe end.", name=f"a{number}", publisher=draw(st.one_of(st.none(), names)),
        title=draw(st.one_of(st.none(), names)), url=draw(st.sampled_from([None, "page 4", "https://a.example/ü?<&>"])),
        published=draw(st.sampled_from([None, NOW])),
    )  # fmt: skip
    kind = draw(st.sampled_from([*StatementKind, None]))
    speaker = Speaker(
        draw(names), draw(st.sampled_from(KnownBy)), Span(0, len(text)), draw(st.sampled_from([(), ("A", "B")]))
    )
    focus = draw(st.sampled_from([(), (place,), tuple(Span(n, n + 1) for n in range(0, len(text) - 1, 2))[:150]]))
    return Excerpt(
        article=of, span=place, focus=focus, kind=kind, statement=None if kind is None else number // 2,
        speakers=() if kind is None else (speaker,), confidence=draw(st.sampled_from([0.3, 0.9])),
    )  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    few = [draw(excerpts(n)) for n in range(draw(st.integers(1, 5)))]
    many = draw(st.sampled_from([1, 1, 1, 8, 300]))
    found = [replace(e, statement=None if e.kind is None else n) for n, e in enumerate(few * many)][:300]
    long = draw(names)
    question = Question(
        text="?", kind=draw(st.sampled_from(QuestionKind)), topic=draw(st.one_of(st.none(), names)), speaker=long,
        asked_at=NOW, understood=draw(st.one_of(st.none(), names)), audience=draw(st.one_of(st.none(), names)),
    )  # fmt: skip
    return Answer(
        question=question, excerpts=tuple(found), confidence=0.5, hedged=draw(st.booleans()),
        resembling=draw(st.sampled_from([None, Resembling(long, (long,))])),
        remarks=tuple(Remark(note, 3) for note in draw(st.sampled_from([(), tuple(Note)]))),
    )  # fmt: skip


def pages_of(reply: Reply) -> tuple[Card, list[Text]]:
    card = card_of(reply)
    return card, [page_text(card, page, NOW) for page in page_ranges(card, NOW)]


def printed_on(page: Text) -> list[str]:
    """Return the excerpts on a page: what is quoted, without the bot's own lines, which are in italics."""
    found: list[str] = []
    for quote in sorted((m for m in page.marks if m.style in {Style.QUOTE, Style.OPEN_QUOTE}), key=lambda m: m.start):
        own = [m for m in page.marks if m.style is Style.ITALIC and quote.start <= m.start < quote.end]
        at = quote.start
        for line in sorted(own, key=lambda m: m.start):
            found.append(page.plain[at : line.start - 1])
            at = line.end + 2
        if at < quote.end:
            found.append(page.plain[at : quote.end])
    return found
