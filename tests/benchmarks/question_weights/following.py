"""Fit where a follow-up is answered from, the articles shown last or everything, and print retrieval's constants.

    python -m tests.benchmarks.exam own                      first: stores the articles in .eval/exam
    python -m tests.benchmarks.question_weights.following    a quarter of an hour on two cores

Into each of our own conversations, questions about other articles break, some of them cut to their rarest word ("when
is the strike").  The weights belong into retrieval/answers/conversing/likelier.py.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.composition import opened
from bot.services import Services
from bot.settings import Settings
from bot.views.replies.reply import shown
from retrieval.answers.conversing.here_or_anywhere import AskHereOrAnywhere
from retrieval.answers.conversing.likelier import features
from retrieval.answers.whole import AnswerWhole, Scope
from retrieval.domain.reply import Answer, Refusal, Reply
from retrieval.fitting.asked.own_questions import asked_of
from retrieval.followups import RewrittenQuestion, rewrite_follow_up
from retrieval.followups.conversation import EMPTY_CONVERSATION, Conversation, turn_of
from retrieval.questions import read_question
from retrieval.text.normalize import content_words, words
from tests.benchmarks.question_weights.asked import SHOWN, Line, gives, logistic, write

# So many questions break into each conversation after each of its first two turns; the longest has so many words.
BREAKING_IN, MAX_WORDS = 2, 5
# A follow-up counts as much as so many of them: it is what readers ask.
FOLLOW_UP_COUNTS = 2.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The features of a question, and which answers are right."""

    follows: bool
    leans: bool
    row: tuple[float, ...]
    here: bool
    anywhere: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--store", type=Path, default=Path(".eval/exam/store-own"))
    options = parser.parse_args()
    parts = {part: asyncio.run(_asked(options.store, asked_of(options.shared / "data", part))) for part in
             ("learn", "held_out")}  # fmt: skip
    learn = parts["learn"]
    rows, here = np.array([a.row for a in learn]), np.array([a.here for a in learn])
    apart = here != np.array([a.anywhere for a in learn])
    counts = np.array([FOLLOW_UP_COUNTS if a.follows else 1.0 for a in learn])
    meant = logistic(rows[apart], here[apart], counts[apart])
    chosen = _chosen(learn, meant)
    right = logistic(rows[chosen], here[chosen])
    write(f"HERE = {tuple(meant.round(2).tolist())}\nRIGHT_HERE = {tuple(right.round(2).tolist())}")
    for part, asked in parts.items():
        _report(part, asked, _chosen(asked, meant))


def _chosen(asked: Sequence[Asked], weights: np.ndarray) -> np.ndarray:
    return np.array([np.array(a.row) @ weights[:-1] + weights[-1] > 0 for a in asked])


def _report(part: str, asked: Sequence[Asked], chosen: np.ndarray) -> None:
    for name, follows in (("follow-ups", True), ("others", False)):
        some = [(a, bool(c)) for a, c in zip(asked, chosen, strict=True) if a.follows is follows]
        right = sum(a.here if c else a.anywhere for a, c in some)
        here, anywhere = sum(a.here for a, _ in some), sum(a.anywhere for a, _ in some)
        either = sum(a.here or a.anywhere for a, _ in some)
        write(f"{part} {name}: {right} of {len(some)} right; here {here}, anywhere {anywhere}, either {either}")


async def _asked(store: Path, lines: Sequence[Line]) -> list[Asked]:
    async with opened(Settings(data=store)) as services:
        return [asked async for asked in _talk(services, lines)]


async def _talk(services: Services, lines: Sequence[Line]) -> AsyncIterator[Asked]:
    """Hold the conversations as the bot does, and ask each question after the first both here and anywhere."""
    library, search = services.asking.library, services.asking.search
    whole = AnswerWhole(library, search)
    ask = AskHereOrAnywhere(library, search, whole)
    breaking_in, choice = _short(lines), random.Random(5)  # noqa: S311  the same each time
    for conversation in _conversations(lines):
        before, known = EMPTY_CONVERSATION, {g["article"] for line in conversation for g in line["gold"]}
        for i, line in enumerate(conversation):
            if i and line["answerable"] and (one := await _both(ask, whole, services, line, before)) is not None:
                yield one
            reply = await services.asking.answer(line["question"], conversation=before)
            if not (isinstance(reply, Refusal) and reply.talk):
                before = before.and_then(turn_of(line["question"], reply, shown(reply)))
            for other in choice.sample(breaking_in, BREAKING_IN) if i < 2 else ():
                if known & {g["article"] for g in other["gold"]}:
                    continue
                cut = await _cut(services, other) if choice.random() < 1 / 2 else other
                if (one := await _both(ask, whole, services, cut, before, follows=False)) is not None:
                    yield one


def _conversations(lines: Sequence[Line]) -> list[list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        if "conversation" in line:
            found.setdefault(line["conversation"], []).append(line)
    return list(found.values())


def _short(lines: Sequence[Line]) -> list[Line]:
    wanted = [x for x in lines if x["answerable"] and x["kind"] in {"open", "brief", "say"}]
    return [x for x in wanted if len(content_words(x["question"])) <= MAX_WORDS]


async def _cut(services: Services, line: Line) -> Line:
    """Return a question with no words of its own but the rarest."""
    own = dict.fromkeys(content_words(line["question"]))
    rarity = await services.asking.search.rarities(own)
    kept = max(own, key=lambda word: rarity[word])
    left = [w for w in line["question"].split() if kept in words(w) or not set(words(w)) & own.keys()]
    return {**line, "question": " ".join(left)}


async def _both(
    ask: AskHereOrAnywhere, whole: AnswerWhole, services: Services, line: Line, before: Conversation, *,
    follows: bool = True,
) -> Asked | None:  # fmt: skip
    """Return None for what a rule makes whole, and if nothing can be asked here."""
    scope, typed = Scope(services.settings.now()), line["question"]
    if isinstance(rewrite_follow_up(typed, before, scope.now), RewrittenQuestion):
        return None
    lean = await ask.leaning(read_question(typed, scope.now), typed, scope, before)
    here = await ask.here(typed, scope, before)
    if lean is None or here is None:
        return None
    anywhere = await whole(typed, scope)
    row = features(lean, here.confidence, anywhere.confidence)
    return Asked(follows, lean.leans, row, _is_right(line, here), _is_right(line, anywhere))


def _is_right(line: Line, reply: Reply) -> bool:
    excerpts = reply.excerpts[:SHOWN] if isinstance(reply, Answer) else ()
    return any(gives(line, e.article.id, e.text) for e in excerpts)


if __name__ == "__main__":
    main()
