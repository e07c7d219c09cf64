"""The networks that read a question with a text: ONNX Runtime agrees with torch, and they learn from a few examples."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import load_file

from retrieval.models import history_tagger, passage_reader
from retrieval.models.history_tagger import HistoryTagger
from retrieval.models.int8 import rounded
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.models.packaged_minilm import packaged_folder
from retrieval.models.pair_input import FEATURES, FRAME, MAX_PAIR_PIECES, TEXT, Pair, Part, pair
from retrieval.models.pair_network import GRAPH, KEPT_LAYERS, PairNetwork
from retrieval.models.passage_reader import PassageReader
from retrieval.models.word_pieces import word_pieces

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

WORDS = 30_522
TEXTS = [
    "The dam of Orlen was built in 1931 by Karl Berg.",
    "Two ferries sail from Orlen to Arvel every day, and three on Sundays, when the market is open. " * 3,
    '"Nobody built it," said the mayor.',
]

FOLLOW_UPS = [
    {"id": f"{n}_2", "history": [asked, replied], "question": question, "whole": whole}
    for n, (asked, replied, question, whole) in enumerate([
        ("What is the Orlen dam?", "", "Who built it?", "Who built the Orlen dam?"),
        ("Tell me about ferries.", "Ferries sail to Arvel.", "How old are they?", "How old are ferries?"),
        ("Who is Mara Lindqvist?", "An engineer.", "Where does she work?", "Where does Mara Lindqvist work?"),
        ("Why did the mill burn?", "", "Is it open?", "Is the mill open?"),
        ("What is the Orlen dam?", "It holds the river.", "What is a ferry?", "What is a ferry?"),
        ("Where is Arvel?", "On the coast.", "How many people live there?", "How many people live in Arvel?"),
    ])
]  # fmt: skip


def paragraph(text: str, **answers: str | None) -> dict[str, Any]:
    """A paragraph with questions and answers; None: the paragraph does not say."""
    spans = {q: [] if a is None else [[text.index(a), text.index(a) + len(a)]] for q, a in answers.items()}
    return {
        "text": text,
        "questions": [{"question": q.replace("_", " ") + "?", "answers": s} for q, s in spans.items()],
    }


# The fitting holds one of the topics back.
PARAGRAPHS = [
    {"title": title, **rest}
    for title, rest in [
        ("Orlen", paragraph("The dam of Orlen was built in 1931 by Karl Berg.", Who_built_the_dam="Karl Berg",
                       When_was_the_dam_built="1931", Who_owns_the_dam=None)),
        ("Orlen", paragraph("Two ferries sail from Orlen to Arvel.", How_many_ferries_sail="Two", Where_is_Arvel=None)),
        ("Force", paragraph("A force moves a body.", What_moves_a_body="A force", Who_found_the_force=None)),
        ("Force", paragraph("Weight is a force of the earth.", What_is_weight="a force of the earth")),
    ]
]  # fmt: skip


NEWS = "The Orlen dam will be rebuilt, said Mara Lindqvist. The city council voted on Monday to close the old bridge."
SAID = "The dam of the city of Orlen was built on sand and will break in the next storm"
# What the second stage is fitted on.
SECOND: dict[str, list[dict[str, Any]]] = {
    "clapnq/passages.jsonl": [{"id": "p", "title": "Ferries", "text": "Ferries sail to Arvel. They are old."}],
    "clapnq/questions.jsonl": [
        {"id": "q", "question": "where do ferries sail", "relevant": ["p"], "sentences": ["Ferries sail to Arvel."]}
    ],
    "polnear/train.jsonl": [
        {"id": "a", "text": f"{SAID}, said Mara Lindqvist.", "quotes": [
            {"content": [[0, len(SAID)]], "cue": [[len(SAID) + 2, len(SAID) + 6]],
             "source": [[len(SAID) + 7, len(SAID) + 21]]}]}
    ],
    "news/bbc.jsonl": [{"id": "b", "title": "The dam", "text": NEWS}],
    "news/reuters.jsonl": [],
}  # fmt: skip
ASKED: list[dict[str, Any]] = [
    {"id": "1", "kind": "open", "part": "learn", "question": "will the dam be rebuilt",
     "gold": [{"article": "b", "start": 0, "end": 30, "group": 0}]},
    {"id": "2", "kind": "none", "part": "learn", "question": "who owns the bridge"},
]  # fmt: skip


@pytest.fixture
def data() -> Iterator[Path]:
    """The examples as files, in a folder with space next to it."""
    # pytest keeps its folders for three runs, and a checkpoint has 85 MB.
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        files = {"cast/followups.jsonl": FOLLOW_UPS, "squad2/half.jsonl": PARAGRAPHS, "asked.jsonl": ASKED, **SECOND}
        for name, rows in files.items():
            lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            if name.startswith("news/"):
                (data / f"{name}.gz").write_bytes(gzip.compress(lines))
            else:
                (data / name).write_bytes(lines)
        yield data


def some_pair(n: int) -> Pair:
    chance = np.random.default_rng(7)
    features = np.stack([chance.integers(0, values, n) for values in FEATURES], 1)
    return Pair(chance.integers(0, WORDS, n), features, np.zeros(n, np.int64), np.zeros((n, 2), np.int64))


@pytest.mark.parametrize(
    ("weights", "sha256"),
    [(passage_reader.WEIGHTS, passage_reader.WEIGHTS_SHA256), (history_tagger.WEIGHTS, history_tagger.WEIGHTS_SHA256)],
    ids=["passages", "history"],
)
def test_the_runtime_agrees_with_torch(weights: Path, sha256: str) -> None:
    from retrieval.fitting.layers import WholeNetwork
    from retrieval.fitting.pairs import network

    lower, upper = network(packaged_folder(), KEPT_LAYERS)
    shipped = {name.removeprefix("upper."): value for name, value in load_file(str(weights)).items()}
    upper.load_state_dict({name: torch.from_numpy(value.astype(np.float32)) for name, value in shipped.items()})
    both = WholeNetwork(lower, upper).eval()
    # What flows through is rounded to eight bits: they agree closely, not to the last digit.
    some = [pair("who built the dam of Orlen?", [Part("", FRAME), Part(text, TEXT)], word_pieces()) for text in TEXTS]
    for own, scores in zip(some, PairNetwork(weights, sha256)(some), strict=True):
        inputs = torch.from_numpy(own.ids), torch.from_numpy(own.features), torch.ones(len(own), dtype=torch.bool)
        with torch.no_grad():
            pieces, whole = both(*(one[None] for one in inputs))
        assert scores.pieces.shape == (len(own), 2)
        assert np.corrcoef(scores.pieces.ravel(), pieces[0].numpy().ravel())[0, 1] > 0.98
        assert np.abs(scores.pieces - pieces[0].numpy()).mean() < 0.1 * np.abs(pieces.numpy()).mean() + 0.2
        assert abs(scores.whole - float(whole)) < 1


@pytest.mark.parametrize("length", [1, 2, 3, 60, MAX_PAIR_PIECES])
def test_any_pair_can_be_read(length: int) -> None:
    scores = PairNetwork(passage_reader.WEIGHTS, passage_reader.WEIGHTS_SHA256)([some_pair(length)])
    assert np.isfinite(scores[0].pieces).all()
    assert np.isfinite(scores[0].whole)


@given(arrays(np.float32, (5, 7), elements=st.floats(-1e4, 1e4, width=32)))
def test_a_rounded_matrix_is_within_half_a_step_of_the_original(matrix: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    made = rounded({"upper.layers.0.weight": matrix, "upper.whole.weight": matrix})
    assert made["upper.whole.weight"] is matrix
    scale = made["upper.layers.0.weight.scale"]
    back = made["upper.layers.0.weight.int8"].T * scale[:, None]
    assert (np.abs(back - matrix) <= 0.5001 * scale[:, None]).all()


def fit(data: Path, name: str, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """Fit by the command on these examples; return the file and the hash that the command prints."""
    from retrieval.fitting.__main__ import main

    out = data.parent / "out"
    main(["--data", str(data), "--out", str(out), "--checkpoints", str(data.parent / "fit"), "--only", name])
    weights = out / f"{name}.safetensors"
    assert {file.name for file in out.iterdir()} == {weights.name, GRAPH.name}
    assert (out / GRAPH.name).read_bytes() == GRAPH.read_bytes()
    printed = capsys.readouterr().err.split()[-1]
    assert printed == hashlib.sha256(weights.read_bytes()).hexdigest()
    return weights, printed


def test_a_history_tagger_is_fitted_by_command_and_reads(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tagger = HistoryTagger(*fit(data, "history", capsys))
    context = tagger("who built it?", ["What is the Orlen dam?", "It holds the river."])
    assert {word for word, _ in context.words} <= {"orlen", "dam", "holds", "river"}
    assert all(0 <= odds <= 1 for _, odds in context.words)


def test_a_passage_reader_is_fitted_by_command_and_reads(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.fitting.asked.own_questions.QUESTIONS", data / "asked.jsonl")
    reader = PassageReader(*fit(data, "passages", capsys))
    passages = [(row["title"], row["text"]) for row in PARAGRAPHS]
    looks = reader("who built the dam?", passages)
    assert [len(look.spans) for look in looks] == [1, 1, 1, 1]
    assert all(np.isfinite([look.answers, *look.begins, *look.ends]).all() for look in looks)


def test_the_same_weights_have_the_same_hash(tmp_path: Path) -> None:
    from retrieval.fitting.export import save_weights

    network = torch.nn.Linear(2, 2)
    assert len({save_weights(network, tmp_path / "a.safetensors", "one fit") for _ in range(20)}) == 1


Examples = Callable[[Path], tuple[Sequence[Any], Any]]


def follow_ups(data: Path) -> tuple[Sequence[Any], Any]:
    from retrieval.fitting import history

    rows = history.load(data / "cast" / "followups.jsonl")
    return [history.pair_with_targets(row, word_pieces()) for row in rows], history.loss_of


def paragraphs(data: Path) -> tuple[Sequence[Any], Any]:
    from retrieval.fitting import passages

    rows = passages.load(data / "squad2" / "half.jsonl", MiniLMEncoder())
    return [passages.pair_with_targets(row, word_pieces()) for row in rows], passages.loss_of


@pytest.mark.parametrize("examples", [follow_ups, paragraphs])
def test_a_network_learns_its_examples(data: Path, examples: Examples) -> None:
    from retrieval.fitting import pairs, train

    shown, loss_of = examples(data)
    settings = train.FitSettings(epochs=6, rate=5e-4, pieces_a_batch=200)
    torch.manual_seed(1)
    lower, upper = pairs.network(packaged_folder(), KEPT_LAYERS)
    prepared = pairs.prepare(shown, lower, lambda _: None)
    before = train.mean_loss(upper.eval(), prepared, settings, loss_of)
    train.fit(upper, prepared, settings, data / "fit.pt", loss_of=loss_of, report=lambda _: None)
    assert train.mean_loss(upper.eval(), prepared, settings, loss_of) < 0.5 * before


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (["--only", "history"], ["cast/followups.jsonl"]),
        (["--only", "passages"], ["squad2/half.jsonl"]),
        ([], ["polnear/train.jsonl", "gap/dev.jsonl", "cast/followups.jsonl", "squad2/half.jsonl"]),
    ],
)
def test_missing_data_is_reported_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], missing: list[str]
) -> None:
    from retrieval.fitting.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main(["--data", str(tmp_path / "none"), "--out", str(tmp_path / "out"), *options])
    assert ended.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert all(str(tmp_path / "none" / name) in line for name in missing)
    assert line.endswith("cannot be found; name the folder above with --data")
    assert not (tmp_path / "out").exists()
