"""Fit what reads questions and ranks sentences and statements, and write retrieval/weights/questions.safetensors.

    python -m tests.benchmarks.exam own                first: stores the articles in .eval/exam
    python -m tests.benchmarks.question_weights        about half an hour on two cores

Eight logistic regressions: is a message small talk; does a question ask for somebody's words, and whose; is a passage
worth reading; does a sentence answer, and one of those shown; does a statement of whom the question names, and one of
those shown.  They are fitted on the part `learn` of our own questions and messages and on ClapNQ's dev half.  The
figures of `held_out` and of the exam are printed beside them.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import pickle
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from safetensors.numpy import save_file

from bot.composition import opened
from bot.settings import Settings
from retrieval.fitting.asked.own_questions import asked_of
from retrieval.models import question_weights as weights_module
from retrieval.models.question_weights import WEIGHTS, question_weights
from retrieval.people import speaking
from retrieval.ranking.scoring import sentence_scoring, statement_scoring
from tests.benchmarks.evaluation.calibration import plot
from tests.benchmarks.evaluation.labels import lines_of
from tests.benchmarks.question_weights import links, passages, sentences, statements
from tests.benchmarks.question_weights.asked import Floats, Line, some_of, write
from tests.benchmarks.question_weights.small_talk import fit_small_talk
from tests.benchmarks.question_weights.words import fit_words_wanted

T = TypeVar("T")
Found = tuple[list[sentences.Asked], list[statements.AskedOf]]


def main() -> None:
    options = _options()
    own = asked_of(options.shared / "data")
    stores = {"learn": "store-own", "held_out": "store-own"}
    lines = {part: some_of(own, part) for part in stores}
    for name in () if options.no_exam else ("1", "2"):
        given = lines_of(options.shared / "data" / "exam" / name / "questions.jsonl")
        stores[f"exam {name}"], lines[f"exam {name}"] = f"store-{name}", [x for x in given if x["kind"] != "follow"]
    unread = _fit_unread(own, {part: (options.stores / store, lines[part]) for part, store in stores.items()})
    if options.unread:
        _save({name: question_weights(name) for name in _zeros()} | unread)
        return
    # What is asked below needs some weights; those of the sentences do not influence what is fitted.
    weights = _zeros() | unread
    _save(weights)
    keep = options.keep
    sets = {
        part: _kept(
            keep and keep / f"{part.replace(' ', '-')}.pickle",
            partial(_asked, options.stores / store, lines[part], left_out=2 if store == "store-own" else 0),
        )
        for part, store in stores.items()
    }
    clapnq: list[sentences.Asked] = []
    if options.clapnq.is_dir():
        given = lines_of(options.shared / "data" / "clapnq" / "questions.jsonl")
        clapnq, _ = sets["clapnq"] = _kept(keep and keep / "clapnq.pickle", partial(_asked, options.clapnq, given))
    named = {
        part: _kept(keep and keep / f"{part}-links.pickle", partial(_named, options.stores / "store-own", lines[part]))
        for part in ("learn", "held_out")
    }
    weights["speaking"] = links.fit_speaking(named["learn"])
    for part, some in named.items():
        links.report(part, some, weights["speaking"])
    weights["sentence"] = sentences.fit_sentences([*[a for a in sets["learn"][0] if a.answerable], *clapnq])
    sets = {name: _rescored(found, weights) for name, found in sets.items()}
    weights["confidence"] = sentences.fit_confidence([*sets["learn"][0], *(sets["clapnq"][0] if clapnq else ())])
    weights["statement"] = statements.fit_statements(sets["learn"][1])
    sets = {name: _rescored(found, weights) for name, found in sets.items()}
    weights["said"] = statements.fit_said(sets["learn"][1])
    _save(weights)
    for name, (found, of) in sets.items():
        odds, right = sentences.report(name, found, weights["confidence"])
        if of:
            statements.report(f"{name}, statements", of, weights["said"])
        if options.plot is not None:
            drawn = plot(1 / (1 + np.exp(-odds)), right)
            (options.plot / f"calibration-{name.replace(' ', '-')}.svg").write_text(drawn, encoding="utf-8")


def _fit_unread(own: Sequence[Line], asked: Mapping[str, tuple[Path, Sequence[Line]]]) -> dict[str, Floats]:
    """Fit what no passage is read for; `asked` has each part's store and questions."""
    messages = {"words_wanted": fit_words_wanted(own), "small_talk": fit_small_talk(own)}
    _save({name: question_weights(name) for name in ("passage", *_zeros())} | messages)
    candidates = {part: asyncio.run(_candidates(*given)) for part, given in asked.items()}
    order = passages.fit_passages(candidates["learn"])
    for part, some in candidates.items():
        passages.report(part, some, order)
    return messages | {"passage": order}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="question_weights"
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--stores", type=Path, default=Path(".eval/exam"), help="where the exam stored its articles")
    parser.add_argument("--clapnq", type=Path, default=Path(".eval/clapnq"), help="where `make eval` stored ClapNQ")
    parser.add_argument("--plot", type=Path, metavar="FOLDER", help="draw the calibration of each set")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what was read there, to fit again in seconds")
    parser.add_argument("--unread", action="store_true", help="fit only what no passage is read for: some minutes")
    parser.add_argument("--no-exam", action="store_true", help="print the figures of our own questions only")
    return parser.parse_args()


def _kept(file: Path | None, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Ask the questions, or return what was kept of asking them before."""
    if file is not None and file.is_file():
        found: T = pickle.loads(file.read_bytes())  # noqa: S301  our own file
        return found
    found = asyncio.run(ask())
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(found))
    return found


async def _asked(store: Path, lines: Sequence[Line], *, left_out: int = 0) -> Found:
    async with opened(Settings(data=store)) as services:
        found = await sentences.asked_in(services, lines, unanswerable_too=left_out)
        return found, [] if "sentences" in lines[0] else await statements.asked_of_people(services, lines)


async def _candidates(store: Path, lines: Sequence[Line]) -> list[passages.Candidates]:
    async with opened(Settings(data=store)) as services:
        return await passages.candidates_in(services, lines)


async def _named(store: Path, lines: Sequence[Line]) -> list[links.Named]:
    async with opened(Settings(data=store)) as services:
        return await links.named_in(services, lines)


def _rescored(found: Found, weights: dict[str, Floats]) -> Found:
    asked, of = found
    sentence, statement = weights["sentence"], weights["statement"]
    return [a.rescored(sentence) for a in asked], [a.rescored(sentence).weighed(statement) for a in of]


def _zeros() -> dict[str, Floats]:
    sizes = {
        "sentence": sentence_scoring.FEATURES,
        "confidence": 2 + 2 * sentence_scoring.FEATURES,
        "statement": statement_scoring.FEATURES,
        "said": statement_scoring.ANSWER_FEATURES,
        "speaking": speaking.FEATURES,
    }
    return {name: np.zeros(size + 1) for name, size in sizes.items()}


def _save(weights: dict[str, Floats]) -> None:
    """Write the weights, and have this process go on with them."""
    save_file({name: np.ascontiguousarray(values, np.float32) for name, values in weights.items()}, str(WEIGHTS))
    WEIGHTS.chmod(0o644)
    weights_module.WEIGHTS_SHA256 = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    question_weights.cache_clear()
    write(f"{WEIGHTS.name} has sha256 {weights_module.WEIGHTS_SHA256}")


if __name__ == "__main__":
    main()
