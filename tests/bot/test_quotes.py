"""An article's statements as JSON, in a pipe and on a terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from bot.cli.quotes.as_colour import PALETTE, colours_of, show_quotes
from bot.cli.quotes.as_plain import quotes_blocks
from bot.cli.quotes.speakers import Paragraphs, voices
from bot.views.json.statements import QuotesLine, UnreadableLine
from bot.views.terminal import show
from retrieval.domain.article import Article, Draft, KnownBy, Reading, Span, Speaker, Statement, StatementKind
from tests.bot.printed import BRIDGE, MARA, TOM, article, span, speaker

ANSI = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
DIRECT, INDIRECT = StatementKind.DIRECT, StatementKind.INDIRECT
HE = speaker("Tom Reyes", "He", KnownBy.PRONOUN)


def states(
    *pieces: str, by: tuple[Speaker, ...] = (), kind: StatementKind = DIRECT, cue: str | None = None,
    sure: float = 0.9, of: Article = BRIDGE,
) -> Statement:  # fmt: skip
    return Statement(tuple(span(p, of) for p in pieces), kind, span(cue, of) if cue else None, by, sure)


RUST = states('"We found rust,"', '"It is worse than we feared."', by=(MARA,), cue="said chief")
WAIT = states("He would not wait", by=(TOM,), kind=INDIRECT, cue="told")
MONEY = states("money is short", by=(HE,), kind=INDIRECT, cue="added")
CLOSE = states("“Close it 🌉 tonight,”", sure=0.3, cue="they said")
READ = Reading((), (RUST, WAIT, MONEY, CLOSE), ())


def plain(reading: Reading = READ, of: Article = BRIDGE) -> str:
    file = io.StringIO()
    show(Console(file=file, width=60, _environ={}), quotes_blocks(of, reading))
    return file.getvalue()


def page(reading: Reading = READ, of: Article = BRIDGE, width: int = 100) -> str:
    file = io.StringIO()
    show_quotes(Console(file=file, force_terminal=True, width=width, color_system="256", _environ={}), of, reading)
    return file.getvalue()


def seen(reading: Reading = READ, of: Article = BRIDGE, width: int = 100) -> str:
    return ANSI.sub("", page(reading, of, width))


def test_a_line_holds_what_is_promised() -> None:
    line = QuotesLine.of("bridge", READ).as_data()
    assert list(line) == ["id", "quotes"]
    assert [list(q) for q in line["quotes"]] == [["content", "cue", "kind", "confidence", "speaker"]] * 4
    cuts = [[BRIDGE.text[a:b] for a, b in q["content"]] for q in line["quotes"]]
    assert cuts[0] == ['"We found rust,"', '"It is worse than we feared."']
    assert cuts[3] == ["“Close it 🌉 tonight,”"]
    assert line["quotes"][2]["speaker"] == {"name": "Tom Reyes", "mention": [*_ends("He")], "how": "pronoun"}
    assert [q["kind"] for q in line["quotes"]] == ["direct", "indirect", "indirect", "direct"]
    assert line["quotes"][3]["speaker"] is None


def test_offsets_count_the_text_as_given_with_what_nobody_sees_in_it() -> None:
    given = "\u200b".join(BRIDGE.text)
    draft = Draft(text=given)
    assert draft.text == BRIDGE.text
    hidden, plainly = QuotesLine.of("bridge", READ, draft.dropped).as_data(), QuotesLine.of("bridge", READ).as_data()
    for found, expected in zip(hidden["quotes"], plainly["quotes"], strict=True):
        pairs = [*found["content"], found["cue"], found["speaker"] and found["speaker"]["mention"]]
        wanted = [*expected["content"], expected["cue"], expected["speaker"] and expected["speaker"]["mention"]]
        assert [p and given[slice(*p)] for p in pairs] == [p and "\u200b".join(BRIDGE.text[slice(*p)]) for p in wanted]


def _ends(words: str) -> tuple[int, int]:
    found = span(words)
    return found.start, found.end


def test_several_speakers_are_one_object_from_the_first_mention_to_the_last() -> None:
    both = Reading((), (states("He would not wait", by=(MARA, TOM)),), ())
    (quote,) = QuotesLine.of("bridge", both).as_data()["quotes"]
    assert quote["speaker"]["name"] == "Mara Lindqvist and Tom Reyes"
    assert (
        quote["speaker"]["mention"] == [MARA.mention.start, TOM.mention.end] if MARA.mention and TOM.mention else None
    )


def test_a_text_that_is_not_read_does_not_look_like_one_without_quotes() -> None:
    assert QuotesLine.of("x", Reading((), (), (), understood=False)).as_data() == {
        "id": "x",
        "quotes": [],
        "understood": False,
    }
    assert "I don't read this text's language for quotes" in plain(Reading((), (), (), understood=False))
    assert "I don't read this text's language for quotes" in seen(Reading((), (), (), understood=False))


def test_what_is_refused_keeps_its_place() -> None:
    assert UnreadableLine.of("a.jsonl, line 2", "is empty").as_data() == {
        "id": None, "error": "a.jsonl, line 2 is empty", "quotes": [],
    }  # fmt: skip


def test_a_pipe_gets_who_what_and_where() -> None:
    assert plain().split("\n\n")[1:] == [
        'Mara Lindqvist\n> "We found rust,"\n> "It is worse than we feared."\nparagraph 2, direct quote',
        "Tom Reyes\n> He would not wait\nparagraph 3, paraphrased by the article",
        "> money is short\nparagraph 3, paraphrased by the article; the article says “He”",
        "Speaker unclear\n> “Close it 🌉 tonight,”\nparagraph 4, direct quote",
        "4 statements: Mara Lindqvist 1, Tom Reyes 2, speaker unclear 1.\n",
    ]


def test_a_pipe_says_when_the_speaker_is_unsure() -> None:
    assert "direct quote; unsure" in plain(Reading((), (states("money is short", by=(TOM,), sure=0.4),), ()))


def test_a_terminal_shows_the_text_as_printed() -> None:
    out = [line.split("  ", 1) for line in seen(width=70).split("\n")]
    shown = " ".join(" ".join(line[1].split()) for line in out[2:] if len(line) > 1 and "↳ " not in line[1])
    assert shown.startswith(" ".join(BRIDGE.text.replace("\r", "").split()))


def test_each_speaker_has_his_colour_and_the_cue_is_underlined() -> None:
    colours = colours_of(["Mara Lindqvist", "Tom Reyes"])
    mara, tom = (
        str(colours[name]).removeprefix("color(").removesuffix(")") for name in ("Mara Lindqvist", "Tom Reyes")
    )
    out = page()
    assert f'\x1b[38;5;{mara}m"We found rust,"\x1b[0m' in out
    assert f"\x1b[4;38;5;{mara}msaid chief\x1b[0m" in out
    assert f"\x1b[1;38;5;{mara}mMara Lindqvist\x1b[0m" in out
    assert f"\x1b[3;38;5;{tom}mmoney" in out
    assert "\x1b[38;5;244m“Close it 🌉 tonight,”\x1b[0m" in out


def test_the_margin_names_the_speakers_and_marks_unsure_ones() -> None:
    rows = [line for line in seen().split("\n") if re.match(r" *\d ", line)]
    assert rows[1].rstrip().endswith("Mara Lindqvist")
    assert rows[2].rstrip().endswith("Tom Reyes")
    assert "Tom Reyes (“he”)" in seen()
    assert rows[3].rstrip().endswith("? speaker unclear")
    assert "\n   ↳ Tom Reyes (“he”)" in seen(width=70)
    assert "\n   ↳ ? speaker unclear" in seen(width=70)


def test_the_legend_counts_and_says_how_each_is_known() -> None:
    legend = seen().partition("speaker")[2]
    assert re.search(r"● Mara Lindqvist +1 +by name ×1", legend)
    assert re.search(r"● Tom Reyes +2 +by name ×1, as “he” ×1", legend)
    assert re.search(r"● speaker unclear +1 ", legend)


@pytest.mark.parametrize("width", [20, 40, 75, 76, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, seen(width=width).splitlines())) <= width


def test_a_speaker_keeps_his_colour_and_two_never_share_while_there_are_enough() -> None:
    alone = colours_of(["Mara Lindqvist"])["Mara Lindqvist"]
    assert colours_of(["Mara Lindqvist", "Tom Reyes"])["Mara Lindqvist"] == alone
    many = colours_of([f"Speaker {n}" for n in range(len(PALETTE))])
    assert len(set(many.values())) == len(PALETTE) + 1
    assert len(colours_of([f"Speaker {n}" for n in range(100)])) == 101


def _luminance(number: int) -> float:
    """Of one of the 6×6×6 colours of a terminal, as WCAG 2 defines it."""
    levels = (0, 95, 135, 175, 215, 255)
    rgb = [levels[(number - 16) // step % 6] / 255 for step in (36, 6, 1)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("number", PALETTE)
def test_every_colour_is_readable_on_black_and_on_white(number: int) -> None:
    assert 1.05 / (_luminance(number) + 0.05) > 3.5
    assert (_luminance(number) + 0.05) / 0.05 > 3.5


EVIL = article(
    'x\x1b[2J\x07\x9b31m "We \u202esail,\x1b]0;gone\x07" said\r\n[red]Tom[/red] Reyes :smile:\n'
    "\tשלום עולם\u2067 said he",
    title="T\x1b[31mitle\x07", url=None, publisher="\x1b]0;Times\x07",
)  # fmt: skip
EVIL_READ = Reading(
    (),
    (
        states('"We \u202esail,\x1b]0;gone\x07"', by=(Speaker("Tom\x1b[2J\nReyes\u202e", KnownBy.NAME),), of=EVIL),
        states("שלום עולם\u2067", by=(speaker("he", "he", KnownBy.PRONOUN, EVIL),), of=EVIL),
    ),
    (),
)


@pytest.mark.parametrize("width", [40, 100])
def test_what_an_article_prints_never_steers_the_terminal(width: int) -> None:
    out = seen(EVIL_READ, EVIL, width)
    assert not set(out) & {"\x1b", "\x07", "\r", "\x9b", "\u202e", "\u2067"}
    assert "[red]Tom[/red] Reyes :smile:" in out
    assert not set(plain(EVIL_READ, EVIL)) & {"\x1b", "\x07", "\r", "\x9b"}


def test_paragraphs_are_numbered_without_blank_lines() -> None:
    paragraphs = Paragraphs(BRIDGE.text)
    assert [paragraphs.number(p.start) for p in paragraphs.spans] == [1, 2, 3, 4]
    assert paragraphs.number(BRIDGE.text.index("\n\n") + 1) == 1
    assert Paragraphs("\n\nx").number(0) == 1


def test_nobody_in_particular_comes_last() -> None:
    turned = Reading((), (CLOSE, RUST, WAIT), ())
    assert [v.name for v in voices(BRIDGE.text, turned)] == ["Mara Lindqvist", "Tom Reyes", None]


def test_an_article_of_many_paragraphs_is_shown_whole() -> None:
    line = '"We found rust," said Mara Lindqvist.\n'
    mara = (Speaker("Mara Lindqvist", KnownBy.NAME),)
    spans = [Span(n * len(line), n * len(line) + 16) for n in range(1000)]
    reading = Reading((), tuple(Statement((span,), DIRECT, None, mara, 1.0) for span in spans), ())
    assert plain(reading, article(line * 1000)).count("\n> ") == 1000
    assert seen(reading, article(line * 1000)).count("said Mara Lindqvist.") == 1000
