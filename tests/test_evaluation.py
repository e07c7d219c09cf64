"""What `make eval` makes of labels and predictions; the labels themselves stand elsewhere, so these are invented."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.benchmarks.evaluation.errors import errors
from tests.benchmarks.evaluation.figures import Figure
from tests.benchmarks.evaluation.labels import Absent, Shared
from tests.benchmarks.evaluation.neither import excerpts_by_kind
from tests.benchmarks.evaluation.page import BEGIN, END, Evaluation, write_page
from tests.benchmarks.evaluation.places import Place

TEXT = (
    "“We found rust under the deck,” said Mara Lindqvist.\n"
    "She added that the bridge would close. According to Tom Reyes, money is short.\n"
    "“Nobody will wait for that,” he said. A book called “The Long Way to the Harbour”."
)


def _segments(text: str, min_words: int = 4) -> list[tuple[int, int]]:
    """As the scorer finds them, but for what is left open."""
    found = [m.span(1) for m in re.finditer("“([^”]*)”", text)]
    return [(a, b) for a, b in found if len(text[a:b].split()) >= min_words]


def _share(span: tuple[int, int], contents: list[list[list[int]]]) -> float:
    shares = [sum(max(0, min(span[1], b) - max(span[0], a)) for a, b in spans) for spans in contents]
    return max(shares, default=0) / (span[1] - span[0])


SCORE = SimpleNamespace(
    quoted_segments=_segments,
    share=_share,
    trimmed=lambda text, a, b: (a + len(text[a:b]) - len(text[a:b].lstrip("“ ")), a + len(text[a:b].rstrip("”,. "))),
)


def at(words: str) -> list[int]:
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", TEXT)
    assert found is not None
    return [*found.span()]


def label(content: str, source: str | None, cue: str | None) -> dict[str, Any]:
    spans = [[at(source)] if source else [], [at(cue)] if cue else []]
    return {"content": [at(content)], "source": spans[0], "cue": spans[1]}


def told(content: str, mention: str | None, cue: str | None = None) -> dict[str, Any]:
    speaker = {"mention": at(mention), "name": mention, "how": "named"} if mention else None
    return {"content": [at(content)], "cue": at(cue) if cue else None, "kind": "direct", "speaker": speaker}


RUST = label("“We found rust under the deck,”", "Mara Lindqvist", "said")
CLOSE = label("the bridge would close", "She", "added")
MONEY = label("money is short", "Tom Reyes", "According to")
WAIT = label("“Nobody will wait for that,”", "he", "said")
ALL = [RUST, CLOSE, MONEY, WAIT]


def kinds(*predicted: dict[str, Any]) -> dict[str, list[Place]]:
    return errors([{"id": "a", "text": TEXT, "quotes": ALL}], [{"id": "a", "quotes": list(predicted)}], SCORE)


def right() -> list[dict[str, Any]]:
    return [
        told("“We found rust under the deck,”", "Mara Lindqvist"), told("the bridge would close", "She"),
        told("money is short", "Tom Reyes"), told("“Nobody will wait for that,”", "he"),
    ]  # fmt: skip


def test_what_is_right_is_no_error() -> None:
    assert kinds(*right()) == {}


def test_errors_are_sorted_by_what_is_wrong_and_told_by_place() -> None:
    found = kinds(
        told("“We found rust under the deck,”", "Tom Reyes"),
        told("that the bridge would close", "She"),
        told("“Nobody will wait for that,”", None),
        told("“The Long Way to the Harbour”", "he"),
    )
    assert {kind: len(places) for kind, places in found.items()} == {
        "direct, wrong speaker: a name beside it said it, given to a name": 1,
        "direct, found, nobody named: said by a pronoun beside it": 1,
        "direct, attributed: no label there, fewer than 8 words": 1,
        "span starts too early, indirect, another cue": 1,
        "span missed, indirect, “according to”": 1,
        "span superfluous, direct, no cue": 1,
    }
    assert found["span missed, indirect, “according to”"] == [Place("a", *at("money is short"))]


@pytest.mark.parametrize(
    ("predicted", "kind"),
    [
        (["We found", "under the deck"], "span split, direct, say or tell"),
        (["would close. According to Tom Reyes, money is"], "span merged with another, indirect, another cue"),
        (["bridge would"], "span starts too late and ends too early, indirect, another cue"),
    ],
)
def test_a_span_cut_elsewhere_says_how(predicted: list[str], kind: str) -> None:
    assert kind in kinds(*(told(words, None) for words in predicted))


def test_excerpts_that_are_not_right_say_what_people_labelled_there() -> None:
    def excerpt(words: str) -> dict[str, Any]:
        start, end = at(words)
        return {"start": start, "end": end, "kind": "direct", "article": {"id": "a"}, "speaker": {"how": "named"}}

    question = {"unquoted": False, "gold": [RUST["content"]], "wrong": [MONEY["content"]], "article": "a"}
    answer = {
        "abstained": False,
        "excerpts": [*map(excerpt, ("We found rust", "money is short", "Nobody will wait", "A book called"))],
    }
    neither, others = excerpts_by_kind([question], [answer], [{"id": "a", "text": TEXT, "quotes": ALL}], SCORE)
    assert {kind: len(places) for kind, places in neither.items()} == {
        "direct, given by name: labelled, but the questions count it for nobody (its source is a pronoun)": 1,
        "direct, given by name: no label there, fewer than 8 words": 1,
    }
    assert others == {"direct, given by name, asked of one who is": [Place("a", *at("money is short"))]}


def test_the_page_keeps_what_was_written_by_hand_and_holds_no_word_of_the_texts(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    page.write_text(f"# Evaluation\n\nBy hand.\n\n{BEGIN}\nold\n{END}\n\n## Speed\n", "utf-8")
    found = kinds(told("that the bridge would close", "She"))
    figure = Figure("statements", "F1", 91.04, 95, peers={"textacy": "52.4"})
    for _ in range(2):
        write_page(page, Evaluation([figure], found, found, {}, []), date(2026, 11, 24))
    written = page.read_text("utf-8")
    assert written.startswith("# Evaluation\n\nBy hand.\n")
    assert written.endswith(f"{END}\n\n## Speed\n")
    assert "old" not in written
    assert "| F1 | 91.0 | ≥ 95 | no |  | 52.4 |" in written
    assert written.count(BEGIN) == 1
    for words in ("bridge", "rust", "Lindqvist", "Reyes"):
        assert words not in written


def test_a_lost_mark_is_told_before_anything_is_lost(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    page.write_text(f"{BEGIN}\n\n## By hand\n", "utf-8")
    with pytest.raises(ValueError, match="has lost its line"):
        write_page(page, Evaluation([], {}, {}, {}, []), date(2026, 11, 24))
    assert "By hand" in page.read_text("utf-8")


def test_without_the_labels_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Absent, match="needs the folder `shared` beside it"):
        Shared(tmp_path).require()


@pytest.mark.parametrize(
    ("got", "at_most", "reached"), [(95.0, False, True), (94.9, False, False), (2.0, True, False), (None, False, None)]
)
def test_a_figure_is_reached_or_not(got: float | None, at_most: bool, reached: bool | None) -> None:
    assert Figure("p", "n", got, 1.9 if at_most else 95, at_most=at_most).reached is reached
