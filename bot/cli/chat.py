"""`onrecord chat`: the conversation in a terminal or from a pipe, line by line."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import Console

from bot.cli.digest import whole_digest
from bot.cli.progress import IndexingBar
from bot.composition import open_services, store_name
from bot.languages.speaking import tr
from bot.services import Services
from bot.settings import Settings
from bot.usecases.asking import conversation, people
from bot.usecases.asking.conversation import Response
from bot.usecases.delivering.digests.reader import PREVIEW_PERIOD
from bot.usecases.operating.seeding import seed_if_empty
from bot.views.guide.help import terminal_help
from bot.views.guide.welcome import NEW_CONVERSATION
from bot.views.rich_text import Text
from bot.views.terminal import show
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import BadInput
from retrieval.followups.conversation import Conversation
from retrieval.text.normalize import fold

LEAVE = {"/quit", "/exit", "quit", "exit"}
UNDO = {"undo", "/undo", "undo that"}


def chat(settings: Settings) -> int:
    """Talk until the input ends.  Return how many lines were answered.

    Reading blocks the main thread between replies, so Ctrl-C and line editing work as usual.
    """
    console = Console()
    with asyncio.Runner() as runner:
        services = runner.run(open_services(settings, progress=IndexingBar()))
        try:
            runner.run(services.engine.check())
            _notify(f"On Record: {store_name(settings)}")
            if runner.run(services.library.is_untouched()):
                _notify("Nothing is stored yet. Adding the seed article; this loads the model and takes some seconds …")
                runner.run(seed_if_empty(services.editing))
            if sys.stdin.isatty():
                show(console, runner.run(_welcome(services)).blocks)
            answered = 0
            said = Response([])
            for line in _lines():
                if line.casefold() in LEAVE:
                    break
                try:
                    said = runner.run(reply(services, line, said))
                except BadInput as error:
                    said = Response([Text(str(error))], conversation=said.conversation)
                show(console, [*said.blocks, *_numbered(said.choices)])
                console.print()
                answered += 1
            return answered
        finally:
            runner.run(services.close())


ELSEWHERE = {
    "/subscribe": "Digests are sent on Telegram. Set ONRECORD_TELEGRAM_TOKEN and start again.",
    "/unsubscribe": "Digests are sent on Telegram. Set ONRECORD_TELEGRAM_TOKEN and start again.",
    "/add": "In a terminal, add articles by command: onrecord add FILE",
}


async def reply(services: Services, line: str, before: Response) -> Response:
    """Reply to one line.  A number or a name picks one of the choices offered before.  Raise BadInput."""
    if fold(line).strip(" .!") in UNDO:
        return await _undone(services, before)
    number = line.rstrip(".)")
    names = [c for n, c in enumerate(before.choices, 1) if number == str(n) or fold(line) == fold(c)]
    if names and before.turn is not None:
        now = services.settings.now()
        return await conversation.choose(services.asking, before.turn, names[0], before.conversation, now)
    if before.choices and number.isdecimal():
        return replace(before, blocks=[Text(f"There is no choice {number}.")])
    if line.startswith("/"):
        return await _command(services, before.conversation, *line.split())
    said = await conversation.answer(services.asking, line, before.conversation)
    return replace(await _welcome(services), conversation=said.conversation) if said.offered else said


async def _welcome(services: Services) -> Response:
    """Greet, with questions in the text: a terminal has no buttons."""
    return await conversation.welcome(services.asking, services.settings.now(), listed=True)


async def _undone(services: Services, before: Response) -> Response:
    """Ask the last question again, exactly as typed."""
    if before.turn is None or not before.can_be_undone:
        return replace(before, blocks=[Text("There is nothing to undo: I took your last question as you typed it.")])
    earlier = Conversation(tuple(e for e in before.conversation.turns if e is not before.turn))
    return await conversation.answer(services.asking, before.turn.asked, earlier, literally=True)


async def _command(services: Services, before: Conversation, command: str, *words: str) -> Response:
    if command.casefold() == "/new":
        return Response([Text(tr(NEW_CONVERSATION))])
    if command.casefold() == "/digest":
        now = utc_now()
        _, text = await whole_digest(services, now - PREVIEW_PERIOD, now)
        return Response([text], conversation=before)
    said = await _commanded(services, before, command, *words)
    return said if said.turn is not None else replace(said, conversation=before)


async def _commanded(services: Services, before: Conversation, command: str, *words: str) -> Response:
    match command.casefold():
        case "/start":
            return await _welcome(services)
        case "/help":
            return Response([terminal_help()])
        case "/sources":
            return Response([await conversation.sources(services.asking)])
        case "/people":
            return Response(await people.known(services.asking, " ".join(words)))
        case "/ask":
            return await conversation.answer(services.asking, conversation.question_of(words), before)
        case name:
            return Response([Text(ELSEWHERE.get(name, f"There is no command {name}. /help lists the commands."))])


def _numbered(choices: Sequence[str]) -> list[Text]:
    lines = [f"{n}  {name}" for n, name in enumerate(choices, 1)]
    return [Text("\n".join(["Type the number of the one you mean:", *lines]))] if lines else []


def _lines() -> Iterator[str]:
    """Yield lines that are not blank, until the input ends."""
    if not sys.stdin.isatty():
        yield from (line.strip() for line in sys.stdin if line.strip())
        return
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  gives input() editing and history
    with contextlib.suppress(EOFError):
        while True:
            if line := input("› ").strip():
                yield line


def _notify(what: str) -> None:
    """Print a notice on standard error: a pipe gets answers only."""
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()
