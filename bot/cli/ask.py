"""`onrecord ask`: one question or a batch, for people or programs."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

from rich.console import Console
from rich.progress import Progress

from bot.cli.progress import IndexingBar
from bot.composition import open_services
from bot.intake.base.draft_builder import encodable
from bot.services import Services
from bot.settings import Settings
from bot.views.replies.reply import reply_blocks
from bot.views.reply_json import answer_line
from bot.views.terminal import show
from retrieval.domain.errors import BadInput, UnusableQuestion
from retrieval.domain.reply import Reply
from retrieval.followups import retold
from retrieval.followups.conversation import NOTHING_BEFORE, Conversation


def ask_once(settings: Settings, text: str, *, as_json: bool, article: str | None, limit: int | None) -> None:
    """Print one answer.  Raises OnRecordError."""

    async def asked() -> tuple[Reply, float]:
        services = await open_services(settings, progress=IndexingBar())
        try:
            await _require(services, article)
            return await _timed(services, text, article, limit)
        finally:
            await services.close()

    reply, ms = asyncio.run(asked())
    if as_json:
        _print_json(answer_line(reply, ms=ms))
    else:
        show(Console(), reply_blocks(reply))


def ask_batch(settings: Settings, path: str, *, article: str | None, limit: int | None) -> None:
    """Print an answer a line, in the order of the questions.

    A line that cannot be asked is answered by a line with "error"; the command then fails at its end.
    """
    with _opened(path) as file:
        lines = [line for line in file if line.strip()]
    faults = asyncio.run(_answer_all(settings, lines, article, limit))
    if faults:
        raise BadInput(f"{faults} of {len(lines)} questions could not be asked; their lines say why")


async def _answer_all(settings: Settings, lines: list[str], article: str | None, limit: int | None) -> int:
    services = await open_services(settings)
    faults = 0
    try:
        # An answer must not pass through the bar's console on its way out: it would land on standard error.
        with Progress(
            console=Console(stderr=True), transient=True, redirect_stdout=False, disable=not sys.stderr.isatty()
        ) as progress:
            task = progress.add_task("Asking", total=len(lines))
            for line in lines:
                told: dict[str, Any] = {}
                try:
                    told = _question(line)
                    question, asked_of = _asked(told, article)
                    conversation = _before(told, services.settings.now())
                    await _require(services, asked_of)
                    reply, ms = await _timed(services, question, asked_of, limit, conversation)
                    _print_json(answer_line(reply, id=told.get("id"), ms=ms))
                except BadInput as error:
                    faults += 1
                    _print_json({"id": told.get("id"), "error": str(error), "abstained": True, "excerpts": []})
                progress.advance(task)
    finally:
        await services.close()
    return faults


def _question(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnusableQuestion(f"not a JSON object: {error}") from error
    if not isinstance(told, dict):
        raise UnusableQuestion('not a JSON object like {"question": "…"}')
    return told


def _asked(told: dict[str, Any], article: str | None) -> tuple[str, str | None]:
    """What a line asks, and of which article; `article` is for lines that name none."""
    question, of = told.get("question"), told.get("article", article)
    if not isinstance(question, str):
        raise UnusableQuestion('no "question" in this line')
    if of is None:
        return question, None
    if isinstance(of, bool) or not isinstance(of, str | int):
        raise UnusableQuestion('an "article" that is not an id; put it in quotes, or leave it out')
    return question, str(of)


def _before(told: dict[str, Any], now: datetime) -> Conversation:
    """The conversation that a line's "history" tells; null and missing turns are empty ones."""
    history = told.get("history")
    if history is None:
        return NOTHING_BEFORE
    if not isinstance(history, list) or not all(turn is None or isinstance(turn, str) for turn in history):
        raise UnusableQuestion("a \"history\" that is no list of texts: the reader's, the bot's, the reader's …")
    if not all(encodable(turn or "") for turn in history):
        raise UnusableQuestion('a "history" with bytes that are no characters')
    return retold([turn or "" for turn in history], now)


async def _require(services: Services, article: str | None) -> None:
    if article is not None and (not encodable(article) or await services.library.article(article) is None):
        raise BadInput(f"no article {article!r} is stored; `onrecord sources` lists the newest with their ids")


async def _timed(
    services: Services,
    text: str,
    article: str | None,
    limit: int | None,
    conversation: Conversation = NOTHING_BEFORE,
) -> tuple[Reply, float]:
    if not encodable(text):
        raise UnusableQuestion("the question holds bytes that are no characters; type it again")
    began = time.perf_counter()
    reply = await services.asking.answer(text, conversation=conversation, article=article, limit=limit)
    return reply, (time.perf_counter() - began) * 1000


def _print_json(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def _opened(path: str) -> Iterator[TextIO]:
    if path == "-":
        yield sys.stdin
        return
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  the name is as the user wrote it
            yield file
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not text in UTF-8"
        raise BadInput(f"the questions in {path} cannot be read: {reason}") from error
