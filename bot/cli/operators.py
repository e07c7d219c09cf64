"""The commands for whoever runs the bot.  bot.cli.main adds them to the others."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.cli.options import Data, Json, chat_number, existing_settings_of, settings_of

app = typer.Typer()


@app.command(epilog="Examples:  onrecord reindex  ·  onrecord reindex --data ./elsewhere")
def reindex(data: Data = None) -> None:
    """After an upgrade, read stored articles again for who says what, and update the indexes."""
    from bot.cli.reindex import read_again

    read_again(existing_settings_of(data))


@app.command(epilog="Examples:  onrecord serve  ·  ONRECORD_LISTEN=0.0.0.0:8080 onrecord serve")
def serve(data: Data = None) -> None:
    """Of a bot in several processes: receive what Telegram posts, and serve pages. Needs PostgreSQL."""
    from bot.telegram.app import Role, run

    run(settings_of(data), Role.RECEIVE)


@app.command(epilog="Examples:  onrecord work  ·  ONRECORD_METRICS_LISTEN=0.0.0.0:9464 onrecord work")
def work(data: Data = None) -> None:
    """Of a bot in several processes: answer, take in articles, send digests. Needs PostgreSQL."""
    from bot.telegram.app import Role, run

    run(settings_of(data), Role.WORK)


@app.command(
    epilog="Examples:  onrecord export backup.jsonl.gz  ·  onrecord export - | ssh elsewhere onrecord import -  ·  "
    "onrecord export --articles news.jsonl"
)
def export(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE|-", help="Compressed if its name ends in .gz; - is standard output."),
    ] = "-",
    articles: Annotated[
        bool, typer.Option("--articles", help="Only the current articles, as lines that `onrecord add` takes.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if there is one.")] = False,
    data: Data = None,
) -> None:
    """Write everything that is stored to a file for `onrecord import`. The bot may keep running."""
    from bot.cli.transfer.export import export as write

    write(existing_settings_of(data), file, articles=articles, force=force)


@app.command(
    "import",
    epilog="Examples:  onrecord import backup.jsonl.gz --data ./elsewhere  ·  onrecord import --json - < backup.jsonl",
)
def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A file written by `onrecord export`; - is standard input.")
    ],
    json: Json = False,
    data: Data = None,
) -> None:
    """Load an export into an empty data folder, all or nothing, and make it searchable."""
    from bot.cli.transfer.import_ import import_ as read

    read(settings_of(data), file, as_json=json)


@app.command(
    epilog="Examples:  onrecord outbox  ·  onrecord outbox --resend 12 --drop 15  ·  onrecord outbox --drop all  ·  "
    "onrecord outbox --json"
)
def outbox(
    resend: Annotated[
        list[str] | None,
        typer.Option(metavar="N|all", help="Send this one again; may be given several times.", show_default=False),
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option(metavar="N|all", help="Don't send this one again.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Maximum number to list.")] = 100,
    json: Json = False,
    data: Data = None,
) -> None:
    """List digests and notices that may or may not have arrived; send them again, or drop them."""
    from bot.cli.outbox import decide, list_outbox

    if resend or drop:
        decide(existing_settings_of(data), resend or (), drop or (), as_json=json)
    else:
        list_outbox(existing_settings_of(data), limit=limit, as_json=json)


@app.command(
    epilog="Examples:  onrecord forget 123456789  ·  onrecord forget --json -1001234567890",
    # The number of a group begins with a minus.
    context_settings={"ignore_unknown_options": True},
)
def forget(
    chat: Annotated[
        int,
        typer.Argument(
            metavar="CHAT", help="A reader's Telegram number, or a group's, which is negative.", parser=chat_number
        ),
    ],
    json: Json = False,
    data: Data = None,
) -> None:
    """Erase everything that is stored about a reader or a group. It can't be brought back."""
    from bot.cli.forget import forget as erase

    erase(existing_settings_of(data), chat, as_json=json)


@app.command(epilog="Examples:  onrecord doctor  ·  onrecord doctor --alive && echo the bot is running")
def doctor(
    alive: Annotated[
        bool, typer.Option("--alive", help="Only check whether the bot on this data folder is running.")
    ] = False,
    data: Data = None,
) -> None:
    """Check the model, database, indexes and token, and say what to do about each fault."""
    from bot.cli.doctor import check_alive, show_findings

    if alive:
        check_alive(settings_of(data))
    else:
        show_findings(settings_of(data))


@app.command(epilog="Examples:  onrecord schema > onrecord.schema.json  ·  onrecord schema | jq '.properties.ask'")
def schema(data: Data = None) -> None:
    """Print the JSON Schema of all JSON lines that commands print or read."""
    import json

    from bot.views.json.catalogue import schema as lines_schema

    # Every command takes --data, so that one shell alias fits all.
    del data
    sys.stdout.write(json.dumps(lines_schema(), indent=2, ensure_ascii=False) + "\n")
