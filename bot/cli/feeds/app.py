"""`onrecord feeds`: the commands, their options and examples."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import Data, Json, existing_settings_of, settings_of

app = typer.Typer(
    name="feeds",
    help="Follow feeds (RSS, Atom, JSON Feed) and store what is new in them.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Names = Annotated[list[str], typer.Argument(metavar="N|URL…", help="Feeds by number or address, as `list` shows them.")]


@app.command(epilog="Examples:  onrecord feeds add https://example.org/feed.xml  ·  onrecord feeds add example.org")
def add(
    links: Annotated[
        list[str], typer.Argument(metavar="URL…", help="Addresses of feeds, or of pages that link to one.")
    ],
    json: Json = False,
    data: Data = None,
) -> None:
    """Follow feeds, and store what they show now."""
    from bot.cli.feeds.commands import add as follow

    follow(settings_of(data), links, as_json=json)


@app.command("list", epilog="Examples:  onrecord feeds list  ·  onrecord feeds list --json")
def list_(json: Json = False, data: Data = None) -> None:
    """Show every feed and its state: when it was polled, what it brought, what went wrong."""
    from bot.cli.feeds.commands import list_feeds

    list_feeds(existing_settings_of(data), as_json=json)


@app.command(epilog='Examples:  onrecord feeds pause 3  ·  onrecord feeds pause 3 --reason "they print rumours"')
def pause(
    names: Names,
    reason: Annotated[
        str | None, typer.Option(metavar="WHY", help="The reason, in one sentence, for the log.", show_default=False)
    ] = None,
    json: Json = False,
    data: Data = None,
) -> None:
    """Stop polling feeds until they are resumed."""
    from bot.cli.feeds.commands import change

    change(existing_settings_of(data), names, "pause", why=reason, as_json=json)


@app.command(epilog="Examples:  onrecord feeds resume 3")
def resume(names: Names, json: Json = False, data: Data = None) -> None:
    """Poll paused feeds again."""
    from bot.cli.feeds.commands import change

    change(existing_settings_of(data), names, "resume", as_json=json)


@app.command(epilog="Examples:  onrecord feeds remove 3  ·  onrecord feeds remove https://example.org/feed.xml")
def remove(names: Names, json: Json = False, data: Data = None) -> None:
    """Stop following feeds. Articles they brought stay."""
    from bot.cli.feeds.commands import change

    change(existing_settings_of(data), names, "remove", as_json=json)


@app.command(
    "import", epilog="Examples:  onrecord feeds import feeds.opml  ·  cat feeds.opml | onrecord feeds import -"
)
def import_(
    path: Annotated[str, typer.Argument(metavar="OPML|-", help="A list of feeds as OPML; - is standard input.")],
    json: Json = False,
    data: Data = None,
) -> None:
    """Follow the feeds in an OPML file. The bot, or `feeds poll`, reads them."""
    from bot.cli.feeds.commands import import_opml

    import_opml(settings_of(data), path, as_json=json)


@app.command(epilog="Examples:  onrecord feeds export > feeds.opml")
def export(data: Data = None) -> None:
    """Print all feeds as OPML."""
    from bot.cli.feeds.commands import export_opml

    export_opml(existing_settings_of(data))


@app.command(epilog="Examples:  onrecord feeds poll --once  ·  onrecord feeds poll")
def poll(
    once: Annotated[bool, typer.Option("--once", help="Poll the feeds that are due, then stop.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Poll feeds without a bot. The bot on Telegram polls by itself."""
    from bot.cli.feeds.commands import poll as poll_feeds

    poll_feeds(existing_settings_of(data), once=once, as_json=json)
