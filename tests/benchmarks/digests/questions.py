"""Whether questions that chats follow are answered by the right articles, as these come in one by one.

Each open question, each on what somebody said, and each without an answer of ../shared/data/exam is followed; then its
articles are stored one after another, as of today.  An alert of an article that no gold of its question is in is false.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.composition import open_services
from bot.settings import Settings
from bot.usecases.delivering.alerting.alerts import write_alerts
from bot.usecases.delivering.alerting.following import Followed, question_in
from retrieval.domain.article import Draft
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import BadInput
from storage.ports.conversations import Party
from tests.benchmarks.digests.figures import Figure

SETS = ("1", "2")
KINDS = frozenset({"open", "say", "none"})
LEAST_PRECISION = 0.95

Json = dict[str, Any]


@dataclass(slots=True)
class _Count:
    """Questions, those that can be followed, the articles that answer them, and the alerts of these and of others."""

    questions: int = 0
    followed: int = 0
    answering: int = 0
    right: int = 0
    false: int = 0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the folder of data/")


def measured(options: argparse.Namespace) -> list[Figure]:
    count = _Count()
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_follow(options.shared / "data" / "exam" / name, Path(folder), count))
    alerts = count.right + count.false
    return [
        Figure("questions", count.questions),
        Figure("questions that can be followed", count.followed),
        Figure("articles that answer them", count.answering),
        Figure("alerts", alerts),
        Figure("alerts of an article that answers", count.right / max(1, alerts), at_least=LEAST_PRECISION),
        Figure("answering articles alerted of", count.right / max(1, count.answering)),
    ]


async def _follow(given: Path, folder: Path, count: _Count) -> None:
    services = await open_services(Settings(data=folder, _env_file=None))
    delivering = services.delivering
    gold: dict[int, set[str]] = {}
    try:
        await write_alerts(delivering, "UTC", utc_now())
        for chat, question in enumerate(_lines(given / "questions.jsonl"), 1):
            if question["kind"] not in KINDS or question["history"]:
                continue
            count.questions += 1
            wish = _wish(question["question"])
            if wish is not None:
                gold[chat] = {g["article"] for g in question["gold"]}
                count.followed += 1
                count.answering += len(gold[chat])
                await delivering.watches.put(wish.watch(Party(chat, 0, 1), utc_now()))
        for article in _lines(given / "articles.jsonl"):
            draft = Draft(
                text=article["text"], id=article["id"], title=article["title"], publisher=article["publisher"]
            )
            await services.editing.add([draft])
            await write_alerts(delivering, "UTC", utc_now())
        alerted = await delivering.alerts.known(range(1, 1 + len(gold)), utc_now().replace(year=2000))
        for watch, chat in enumerate(gold, 1):
            articles = alerted[watch][0]
            count.right += len(articles & gold[chat])
            count.false += len(articles - gold[chat])
    finally:
        await services.close()


def _wish(question: str) -> Followed | None:
    try:
        found = question_in(f"{question.rstrip('?')}?")
    except BadInput:
        return None
    return found if isinstance(found, Followed) else None


def _lines(file: Path) -> list[Json]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
