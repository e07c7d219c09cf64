"""`make eval` on invented labels and predictions: the real labels are not part of the project."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.benchmarks.evaluation.errors import errors
from tests.benchmarks.evaluation.excerpt_errors import excerpts_by_kind
from tests.benchmarks.evaluation.figures import Figure, clapnq_figures, inscit_figures
from tests.benchmarks.evaluation.labels import Absent, Shared
from tests.benchmarks.evaluation.page import BEGIN, END, Evaluation, write_errors, write_page
from tests.benchmarks.evaluation.places import Place

TEXT = (
    "“We found rust under the deck,” said Mara Lindqvist.\n"
    "She added that the bridge would close. According to Tom Reyes, money is short.\n"
    "“Nobody will wait for that,” he said. A book called “The Long Way to the Harbour”."
)


def _segments(text: str, min_words: int = 4) -> list[tuple[int, int]]:
    """Find quoted stretches like the scorer, except unclosed ones."""
    found = [m.span(1) for m in re.finditer("“([^”]*)”", text)]
    return [(a, b) for a, b in found if len(text[a:b].split()) >= min_words]


def _share(span: tuple[int, int], contents: list[list[list[int]]]) -> float:
    shares = [sum(max(0, min(span[1], b) - max(span[0], a)) for a, b in spans) for spans in contents]
    return max(shares, default=0) / (span[1] - span[0])


ROOT = Path(__file__).parents[1]
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


def predicted(content: str, mention: str | None, cue: str | None = None) -> dict[str, Any]:
    speaker = {"mention": at(mention), "name": mention, "how": "named"} if mention else None
    return {"content": [at(content)], "cue": at(cue) if cue else None, "kind": "direct", "speaker": speaker}


RUST = label("“We found rust under the deck,”", "Mara Lindqvist", "said")
CLOSE = label("the bridge would close", "She", "added")
MONEY = label("money is short", "Tom Reyes", "According to")
WAIT = label("“Nobody will wait for that,”", "he", "said")
ALL = [RUST, CLOSE, MONEY, WAIT]


def kinds(*quotes: dict[str, Any]) -> dict[str, list[Place]]:
    return errors([{"id": "a", "text": TEXT, "quotes": ALL}], [{"id": "a", "quotes": list(quotes)}], SCORE)


def right() -> list[dict[str, Any]]:
    return [
        predicted("“We found rust under the deck,”", "Mara Lindqvist"), predicted("the bridge would close", "She"),
        predicted("money is short", "Tom Reyes"), predicted("“Nobody will wait for that,”", "he"),
    ]  # fmt: skip


def test_a_right_prediction_is_no_error() -> None:
    assert kinds(*right()) == {}


def test_errors_are_sorted_by_kind_with_their_places() -> None:
    found = kinds(
        predicted("“We found rust under the deck,”", "Tom Reyes"),
        predicted("that the bridge would close", "She"),
        predicted("“Nobody will wait for that,”", None),
        predicted("“The Long Way to the Harbour”", "he"),
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
    ("contents", "kind"),
    [
        (["We found", "under the deck"], "span split, direct, say or tell"),
        (["would close. According to Tom Reyes, money is"], "span merged with another, indirect, another cue"),
        (["bridge would"], "span starts too late and ends too early, indirect, another cue"),
    ],
)
def test_a_span_with_other_bounds_says_how(contents: list[str], kind: str) -> None:
    assert kind in kinds(*(predicted(words, None) for words in contents))


def test_wrong_excerpts_are_sorted_by_the_labels_at_their_place() -> None:
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


def test_the_page_keeps_the_handwritten_text_and_quotes_no_labelled_text(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    page.write_text(f"# Evaluation\n\nBy hand.\n\n{BEGIN}\nold\n{END}\n\n## Speed\n", "utf-8")
    found = kinds(predicted("that the bridge would close", "She"))
    figure = Figure("statements", "F1", 91.04, 95, peers={"textacy": "52.4"})
    for _ in range(2):
        write_page(page, Evaluation([figure], found, found, {}, []), date(2026, 11, 24))
    written = page.read_text("utf-8")
    assert written.startswith("# Evaluation\n\nBy hand.\n")
    assert written.endswith(f"{END}\n\n## Speed\n")
    assert "old" not in written
    assert "| F1 | 91.0 | ≥ 95 | no |  | 52.4 |" in written
    assert written.count(BEGIN) == 1
    assert "| 1 | span starts too early, indirect, another cue |" in written
    for words in ("bridge", "rust", "Lindqvist", "Reyes"):
        assert words not in written


def test_the_file_of_errors_holds_every_place_and_no_word_of_the_texts(tmp_path: Path) -> None:
    found = kinds(predicted("that the bridge would close", "She"))
    write_errors(tmp_path / "errors.md", Evaluation([], found, found, {}, []), date(2026, 11, 24))
    written = (tmp_path / "errors.md").read_text("utf-8")
    for kind, places in found.items():
        assert f"| {len(places)} | {kind} | " in written
        assert all(str(place) in written for place in places)
    assert "## Excerpts that are another's words (0)\n\nNone." in written
    for words in ("bridge", "rust", "Lindqvist", "Reyes"):
        assert words not in written


def test_a_missing_mark_is_reported_before_anything_is_overwritten(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    page.write_text(f"{BEGIN}\n\n## By hand\n", "utf-8")
    with pytest.raises(ValueError, match="has lost its line"):
        write_page(page, Evaluation([], {}, {}, {}, []), date(2026, 11, 24))
    assert "By hand" in page.read_text("utf-8")


def test_without_the_labels_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Absent, match="needs the folder `shared` beside it"):
        Shared(tmp_path).require({"quotes"})


def test_only_the_measured_parts_need_their_labels(tmp_path: Path) -> None:
    shared = _shared(tmp_path)
    shared.require({"inscit", "clapnq", "seed"})
    with pytest.raises(Absent, match=r"polnear.dev\.jsonl is not there"):
        shared.require({"inscit", "questions"})
    (shared.root / "data/clapnq/questions.jsonl").unlink()
    with pytest.raises(Absent, match=r"clapnq.questions\.jsonl is not there"):
        shared.require({"clapnq"})


@pytest.mark.parametrize(
    ("got", "at_most", "reached"), [(95.0, False, True), (94.9, False, False), (2.0, True, False), (None, False, None)]
)
def test_a_target_is_reached_or_not(got: float | None, at_most: bool, reached: bool | None) -> None:
    assert Figure("p", "n", got, 1.9 if at_most else 95, at_most=at_most).reached is reached


SCORED = {
    "MRR@10": 0.7799, "Hit@1": 67.0, "Hit@10": 96.4, "of them answered": 83.0, "of them refused": 82.9,
    "AUROC of confidence": None, "words of the sentences shown, F1": 69.04,
}  # fmt: skip


def test_figures_on_open_questions_have_their_targets() -> None:
    assert [(f.name, f.shown(), f.shown_asked(), f.verdict()) for f in inscit_figures(SCORED)] == [
        ("MRR@10", "0.780", "≥ 0.78", "no"), ("Hit@1", "67.0", "≥ 67", "yes"), ("Hit@10", "96.4", "", ""),
    ]  # fmt: skip
    assert [(f.name, f.shown(), f.shown_asked(), f.verdict()) for f in clapnq_figures(SCORED | {"MRR@10": 0.993})] == [
        ("MRR@10", "0.993", "≥ 0.993", "yes"),
        ("Hit@1", "67.0", "", ""),
        ("AUROC of the confidence", "not measured", "≥ 91", ""),
        ("answerable questions answered", "83.0", "≥ 83", "yes"),
        ("unanswerable questions refused", "82.9", "≥ 83", "no"),
        ("words of the sentences shown, F1", "69.0", "≥ 69", "yes"),
    ]


PASSAGES = [
    "The Harrow bridge opened in 1931. It carries two lanes of traffic over the river Lune.",
    "Rye bread is baked from rye flour and sourdough. It keeps for a week.",
    "Barn owls hunt voles at dusk. They hear a mouse under the snow.",
    "The glacier on Mount Ardel has lost half its ice since 1960.",
    "Cricket is played by two teams of eleven. A match can last five days.",
    "The violin has four strings. It is tuned in fifths.",
    "Copper conducts electricity well. Most wires are made of it.",
    "Tea was brought to Portugal by traders. It was drunk at court.",
    "The moon turns once in twenty-seven days. We see one side of it.",
    "A beehive holds one queen. She lays the eggs.",
    "The town of Marle has a salt mine. It closed in 1989.",
    "Sails are cut from canvas. They were once made of flax.",
]
BRIDGE = "When did the Harrow bridge open?"
EGGS = "Who lays the eggs in a beehive?"
FOLLOWED = ["What is rye bread baked from?", "Rye bread is baked from rye flour and sourdough."]


def _asked(question: str, relevant: Sequence[int], history: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    ids = [f"p{n}" for n in relevant]
    return {"id": question, "history": [*history], "question": question, "relevant": ids, "answerable": True, **more}


def _shared(folder: Path) -> Shared:
    """Make a folder of invented labels; one of the INSCIT questions needs a passage that is not stored."""
    asked = {
        "inscit": [_asked(BRIDGE, [0]), _asked("How long does it keep?", [1], FOLLOWED), _asked(EGGS, [99])],
        "clapnq": [
            _asked(BRIDGE, [0], sentences=["The Harrow bridge opened in 1931."]),
            _asked("Who won the chess championship in Reykjavik?", [], answerable=False),
        ],
    }
    for name, questions in asked.items():
        place = folder / "data" / name
        place.mkdir(parents=True)
        _write(place / "passages.jsonl", ({"id": f"p{n}", "text": text} for n, text in enumerate(PASSAGES)))
        _write(place / "questions.jsonl", questions)
    (folder / "eval").mkdir()
    (folder / "eval/score.py").write_text("from tests.test_evaluation import score_ranking\n", "utf-8")
    return Shared(folder)


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def score_ranking(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, float]:
    """Return what the scorer would, for pools whose questions have one passage and at most one sentence."""
    pairs = [*zip(gold, predicted, strict=True)]
    yes, no = ([p for q, p in pairs if q["answerable"] is answerable] for answerable in (True, False))
    ranks = [
        next((n for n, e in enumerate(p["excerpts"], 1) if e["article"]["id"] in q["relevant"]), None)
        for q, p in pairs
        if q["answerable"]
    ]
    above = [a["confidence"] > b["confidence"] for a in yes for b in no]
    shown = [_focus(p) == q["sentences"] for q, p in pairs if "sentences" in q]
    return {
        "MRR@10": _mean([1 / n if n else 0 for n in ranks]),
        **{f"Hit@{k}": 100 * _mean([n is not None and n <= k for n in ranks]) for k in (1, 10)},
        "of them answered": 100 * _mean([not p["abstained"] for p in yes]),
        "of them refused": 100 * _mean([p["abstained"] for p in no]),
        "AUROC of confidence": 100 * _mean(above),
        "words of the sentences shown, F1": 100 * _mean(shown),
    }


def _focus(line: dict[str, Any]) -> list[str]:
    first = line["excerpts"][0]
    return [first["text"][a - first["start"] : b - first["start"]] for a, b in first["focus"]]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0


def test_open_questions_are_measured_through_the_real_command(tmp_path: Path) -> None:
    shared, kept = _shared(tmp_path / "shared"), tmp_path / "kept"
    (kept / "inscit").mkdir(parents=True)
    (kept / "inscit/of-an-earlier-run").touch()
    page = (ROOT / "docs/evaluation.md").read_bytes()
    words = ["--only", "inscit", "clapnq", "--json", "--shared", str(shared.root), "--keep", str(kept)]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.evaluation", *words],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    printed = json.loads(ran.stdout.splitlines()[-1])
    assert {(f["part"], f["name"]): round(f["got"], 3) for f in printed["figures"]} == {
        ("follow-ups (INSCIT)", "MRR@10"): 0.667,
        ("follow-ups (INSCIT)", "Hit@1"): 66.667,
        ("follow-ups (INSCIT)", "Hit@10"): 66.667,
        ("answer or silence (ClapNQ)", "MRR@10"): 1.0,
        ("answer or silence (ClapNQ)", "Hit@1"): 100,
        ("answer or silence (ClapNQ)", "AUROC of the confidence"): 100,
        ("answer or silence (ClapNQ)", "answerable questions answered"): 100,
        ("answer or silence (ClapNQ)", "unanswerable questions refused"): 100,
        ("answer or silence (ClapNQ)", "words of the sentences shown, F1"): 100,
    }
    assert "inscit: onrecord add --json" in ran.stderr
    assert "(3 questions)" in ran.stderr
    assert not (kept / "inscit/of-an-earlier-run").exists()
    asked = [json.loads(line) for line in (kept / "inscit-answers.jsonl").read_text("utf-8").splitlines()]
    assert max(len(line["excerpts"]) for line in asked) == 10
    assert (ROOT / "docs/evaluation.md").read_bytes() == page
