"""`onrecord ask`: answer one question, or a batch, for people or programs."""

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

from bot.cli.json_output import print_line
from bot.cli.progress import IndexingBar
from bot.composition import opened
from bot.intake.base.draft_builder import encodable
from bot.services import Services
from bot.settings import Settings
from bot.views.json.answers import AnswerLine, UnaskableLine
from bot.views.replies.reply import reply_blocks, shown
from bot.views.terminal import show
from retrieval.domain.errors import BadInput, UnusableQuestion
from retrieval.domain.reply import Refusal, Reply
from retrieval.followups import conversation_from_history
from retrieval.followups.conversation import EMPTY_CONVERSATION, Conversation, turn_of


def ask_once(settings: Settings, text: str, *, as_json: bool, article: str | None, limit: int | None) -> None:
    """Print one answer.  Raise OnRecordError."""

    async def asked() -> tuple[Reply, float]:
        async with opened(settings, progress=IndexingBar()) as services:
            await _require_article(services, article)
            return await _timed(services, text, article, limit)

    reply, ms = asyncio.run(asked())
    if as_json:
        print_line(AnswerLine.of(reply, ms=ms))
    else:
        show(Console(), reply_blocks(reply))


def ask_batch(settings: Settings, path: str, *, article: str | None, limit: int | None) -> None:
    """Print one answer a line, in the order of the questions.

    A question that cannot be asked gets a line with "error"; then BadInput is raised at the end.
    """
    with _opened(path) as file:
        lines = [line for line in file if line.strip()]
    faults = asyncio.run(_answer_all(settings, lines, article, limit))
    if faults:
        raise BadInput(f"{faults} of {len(lines)} questions could not be asked; their lines say why")


async def _answer_all(settings: Settings, lines: list[str], article: str | None, limit: int | None) -> int:
    """Return how many questions could not be asked."""
    faults = 0
    conversations: dict[str, Conversation] = {}
    # Answers must not pass through the progress bar's console: they would land on standard error.
    bar = Progress(console=Console(stderr=True), transient=True, redirect_stdout=False, disable=not sys.stderr.isatty())
    async with opened(settings) as services:
        with bar as progress:
            task = progress.add_task("Asking", total=len(lines))
            for line in lines:
                given: dict[str, Any] = {}
                try:
                    given = _parsed(line)
                    question, of = _question_in(given, article)
                    key = _conversation_in(given)
                    before = conversations.get(key) if key is not None else None
                    if before is None:
                        before = EMPTY_CONVERSATION if key is not None else _history_in(given, services.settings.now())
                    await _require_article(services, of)
                    reply, ms = await _timed(services, question, of, limit, before)
                    if key is not None and not (isinstance(reply, Refusal) and reply.talk):
                        conversations[key] = before.and_then(turn_of(question, reply, shown(reply)))
                    print_line(AnswerLine.of(reply, id=given.get("id"), ms=ms))
                except BadInput as error:
                    faults += 1
                    print_line(UnaskableLine.of(error, given.get("id")))
                progress.advance(task)
    return faults


def _parsed(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnusableQuestion(f"not a JSON object: {error}") from error
    if not isinstance(given, dict):
        raise UnusableQuestion('not a JSON object like {"question": "…"}')
    return given


def _question_in(given: dict[str, Any], article: str | None) -> tuple[str, str | None]:
    """Return a line's question and the article it asks; `article` is the default."""
    question, of = given.get("question"), given.get("article", article)
    if not isinstance(question, str):
        raise UnusableQuestion('no "question" in this line')
    if of is None:
        return question, None
    if isinstance(of, bool) or not isinstance(of, str | int):
        raise UnusableQuestion('an "article" that is not an id; put it in quotes, or leave it out')
    return question, str(of)


def _conversation_in(given: dict[str, Any]) -> str | None:
    """Return the key of the live conversation that a line is a turn of; then its "history" is not used."""
    key = given.get("conversation")
    if key is None:
        return None
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise UnusableQuestion('a "conversation" that is not a name or a number')
    return str(key)


def _history_in(given: dict[str, Any], now: datetime) -> Conversation:
    """Return the conversation in a line's "history"; null and missing turns are empty."""
    history = given.get("history")
    if history is None:
        return EMPTY_CONVERSATION
    if not isinstance(history, list) or not all(turn is None or isinstance(turn, str) for turn in history):
        raise UnusableQuestion('a "history" that is not a list of texts: reader, bot, reader …')
    if not all(encodable(turn or "") for turn in history):
        raise UnusableQuestion('a "history" with bytes that are not characters')
    return conversation_from_history([turn or "" for turn in history], now)


async def _require_article(services: Services, article: str | None) -> None:
    if article is not None and (not encodable(article) or await services.library.article(article) is None):
        raise BadInput(f"no article {article!r} is stored; `onrecord sources` lists the newest with their ids")


async def _timed(
    services: Services,
    text: str,
    article: str | None,
    limit: int | None,
    conversation: Conversation = EMPTY_CONVERSATION,
) -> tuple[Reply, float]:
    if not encodable(text):
        raise UnusableQuestion("the question holds bytes that are not characters; type it again")
    began = time.perf_counter()
    reply = await services.asking.answer(text, conversation=conversation, article=article, limit=limit)
    return reply, (time.perf_counter() - began) * 1000


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
