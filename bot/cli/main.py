"""The command line: parse the words, call one function.  Each command imports only the heavy parts it needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.feeds.app import app as feeds
from bot.cli.operators import app as operators
from bot.cli.options import Data, Json, existing_settings_of, settings_of
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import OnRecordError

app = typer.Typer(
    name="onrecord",
    help="The news-briefing bot that cannot misquote: answers only in words that were printed, each with its citation.",
    epilog='First steps:  onrecord run  ·  onrecord add article.md  ·  onrecord ask "what did Hill say?"',
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(feeds)

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL|-…",
        help="Text, Markdown, HTML, PDF, Word or .jsonl files, folders, patterns or links; - is standard input.",
    ),
]


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"onrecord {version('onrecord')}\n")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del version


@app.command(
    epilog="Examples:  onrecord run  ·  ONRECORD_TELEGRAM_TOKEN=123:ABC onrecord run  ·  "
    'echo "what did Hill say?" | onrecord run'
)
def run(
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help="Make a data folder this bot's that another bot has used so far."),
    ] = False,
    clock: Annotated[Path | None, typer.Option(hidden=True, help="For tests: see docs/testing.md.")] = None,
    data: Data = None,
) -> None:
    """Start the bot: on Telegram if a token is set, otherwise in this terminal."""
    settings = settings_of(data)
    if settings.telegram_token is not None:
        from bot.telegram.app import run as run_bot
        from bot.usecases.operating.shifted_clock import ShiftedClock

        run_bot(settings, take_over=take_over, clock=utc_now if clock is None else ShiftedClock(clock))
        return
    from bot.cli.chat import chat

    if chat(settings) == 0 and not sys.stdin.isatty():
        raise OnRecordError(
            "no Telegram token is set and standard input is empty: set ONRECORD_TELEGRAM_TOKEN (from @BotFather) "
            "or pipe a question in"
        )


@app.command(epilog='Examples:  onrecord chat  ·  echo "what did Vucic say about Russia?" | onrecord chat')
def chat(data: Data = None) -> None:
    """Talk to the bot in this terminal, even if a Telegram token is set."""
    from bot.cli.chat import chat as talk

    talk(settings_of(data))


@app.command(
    epilog='Examples:  onrecord ask "what did Hill say?"  ·  onrecord ask --json "who said \'I am not a fool\'?"  ·  '
    'echo "what did Hill say?" | onrecord ask  ·  onrecord ask --json --batch questions.jsonl'
)
def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(help="The question, in quotes or not; - or nothing reads standard input.", show_default=False),
    ] = None,
    json: Json = False,
    article: Annotated[
        str | None, typer.Option(metavar="ID", help="Ask this article only.", show_default=False)
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Maximum number of excerpts; a statement is never cut.", show_default=False
        ),
    ] = None,
    batch: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-", help="Questions as JSON lines; one answer per line, in order.", show_default=False
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Ask the stored articles. The answer is excerpts with citations, or a refusal that says why."""
    from bot.cli.ask import ask_batch, ask_once

    if batch is not None and question:
        raise typer.BadParameter("give either a question or --batch FILE")
    if batch is not None:
        if not json:
            raise typer.BadParameter("--batch answers in JSON: add --json")
        ask_batch(existing_settings_of(data), batch, article=article, limit=limit)
    else:
        asked = _question(question or [])
        ask_once(existing_settings_of(data), asked, as_json=json, article=article, limit=limit)


def _question(words: list[str]) -> str:
    """Return the question in the words of the command, or in standard input.  Raise BadParameter if it is empty."""
    if words in ([], ["-"]) and not (words == [] and sys.stdin.isatty()):
        words = [sys.stdin.read()]
    question = " ".join(words).strip()
    if not question:
        raise typer.BadParameter('give a question, like onrecord ask "what did Hill say?", or --batch FILE')
    return question


@app.command(
    epilog='Examples:  onrecord digest  ·  onrecord digest --since 7d --about "Serbia, Christopher Hill"  ·  '
    "onrecord digest --since 2026-11-20 --short  ·  onrecord digest --json > stories.jsonl"
)
def digest(
    since: Annotated[
        str, typer.Option(metavar="TIME", help="24h, 7d, 2w, a date, or a date with a time; without an offset, UTC.")
    ] = "24h",
    about: Annotated[
        str,
        typer.Option(
            metavar="NAMES", help="Only stories on these topics or people; commas between.", show_default=False
        ),
    ] = "",
    short: Annotated[bool, typer.Option("--short", help="The five first stories, a sentence each.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show the stories that came in: each event once, with who printed it and the sentences that carry it."""
    from bot.cli.digest import print_digest

    print_digest(existing_settings_of(data), since, about, short=short, as_json=json)


@app.command(
    epilog="Examples:  onrecord feedback  ·  onrecord feedback --worst --limit 5  ·  "
    "onrecord feedback --json > rated.jsonl"
)
def feedback(
    worst: Annotated[
        bool,
        typer.Option("--worst", help="Only disliked answers, worst first; without it, the last rated come first."),
    ] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Maximum number to list.")] = 20,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show rated answers: the question, how it was understood, and what was shown."""
    from bot.cli.feedback import list_feedback

    list_feedback(existing_settings_of(data), worst=worst, limit=limit, as_json=json)


@app.command(
    epilog="Examples:  onrecord add article.md report.pdf  ·  onrecord add ./archive  ·  "
    "onrecord add '2026/**/*.docx'  ·  onrecord add --json --jsonl news.txt  ·  cat a.md | onrecord add -  ·  "
    "onrecord add https://example.org/news/bridge https://example.org/sitemap.xml  ·  "
    "onrecord add --url https://example.org/news/bridge saved.html"
)
def add(
    paths: Paths,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read every input as JSON lines, one article per line, whatever its name.")
    ] = False,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Make a corrected article, a near-copy of a stored one, the newest revision of that one.",
        ),
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="LINK",
            help="The address that the one file was saved from. Without it, a saved page has no link and no publisher.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    data: Data = None,
) -> None:
    """Store articles and make them searchable. Adding the same article again changes nothing."""
    from bot.cli.add import add_files

    add_files(settings_of(data), paths, as_json=json, lines=jsonl, replace=replace, url=url)


Articles = Annotated[list[str], typer.Argument(metavar="ID…", help="Article ids, as shown by `sources` and `add`.")]


@app.command(epilog='Examples:  onrecord remove 31a4aed07da8 --reason "it was a hoax"  ·  onrecord remove --json ID ID')
def remove(
    articles: Articles,
    reason: Annotated[
        str | None,
        typer.Option(
            metavar="WHY",
            help="The reason, in one sentence; readers who saw the article get it too.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    data: Data = None,
) -> None:
    """Retract articles: readers no longer see them. Their text is kept, and `restore` brings them back."""
    from bot.cli.changes import remove as retract

    retract(existing_settings_of(data), articles, reason=reason, as_json=json)


app.command("retract", hidden=True, help="Another name of `remove`.")(remove)


@app.command(epilog="Examples:  onrecord restore 31a4aed07da8  ·  onrecord restore --json ID ID")
def restore(articles: Articles, json: Json = False, data: Data = None) -> None:
    """Bring back retracted articles."""
    from bot.cli.changes import restore as bring_back

    bring_back(existing_settings_of(data), articles, as_json=json)


@app.command(epilog="Examples:  onrecord log  ·  onrecord log --article 31a4aed07da8  ·  onrecord log --json")
def log(
    article: Annotated[
        str | None, typer.Option(metavar="ID", help="Only changes to this article.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Maximum number to list.")] = 20,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show who changed what, when and from where, newest first."""
    from bot.cli.changes import show_log

    show_log(existing_settings_of(data), article=article, limit=limit, as_json=json)


@app.command(epilog="Examples:  onrecord log  ·  onrecord undo 17  ·  onrecord undo 17-41  ·  onrecord undo --json 17")
def undo(
    number: Annotated[
        str,
        typer.Argument(metavar="N|N-M", help="A change's number in `onrecord log`, or a range of numbers."),
    ],
    json: Json = False,
    data: Data = None,
) -> None:
    """Undo changes of the last day: added articles are retracted, revised ones get their old text, and so on."""
    from bot.cli.changes import numbers_in
    from bot.cli.changes import undo as take_back

    numbers = numbers_in(number)
    if numbers is None:
        raise typer.BadParameter("give a number from the log, or a range: 17-41")
    take_back(existing_settings_of(data), *numbers, as_json=json)


@app.command(
    epilog="Examples:  onrecord quotes article.md  ·  onrecord quotes --json news.jsonl > quotes.jsonl  ·  "
    "cat a.txt | onrecord quotes -"
)
def quotes(
    paths: Paths,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show who says what in articles, without storing them: in colour on a terminal, plain in a pipe."""
    from bot.cli.quotes.command import read_quotes

    # Every command takes --data, so that one shell alias fits all; here nothing is stored.
    del data
    read_quotes(paths, as_json=json)


@app.command(epilog="Examples:  onrecord sources  ·  onrecord sources --json")
def sources(json: Json = False, data: Data = None) -> None:
    """List publishers, and the newest articles with their ids."""
    from bot.cli.sources import list_sources

    list_sources(existing_settings_of(data), as_json=json)


app.registered_commands += operators.registered_commands


def main() -> None:
    """Run the command line.  Exit with 0 on success, 2 on wrong use, 1 on failure with one line on standard error."""
    # Whatever a library writes by itself, its temporary files included, is for the owner only from its first moment.
    os.umask(0o077)
    # A quotation must come out as printed even if the pipe's encoding is not UTF-8.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except OnRecordError as error:
        sys.stderr.write(f"onrecord: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has left; nobody would see a message.
        sys.stderr.close()
        sys.exit(1)
